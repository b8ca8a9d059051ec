"""How long to wait before a request is sent again."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

FIRST, LONGEST = 1.0, 60.0
# A server that asks for more patience than this is given up on.
PATIENCE = 600.0
# What may be over the next time: time-outs, limits, faults of the server or of something before it.
PASSING = frozenset({408, 409, 425, 429, 500, 502, 503, 504, 520, 522, 524, 529})


def pause(attempt: int, asked: str | None, draw: Callable[[], float], now: datetime | None = None) -> float:
    """Seconds until the next attempt.

    Args:
        attempt: Which one failed, from 1.
        asked: The Retry-After header, in seconds or as a date.
        draw: A number in [0, 1), so that clients that failed together don't come back together.
        now: The time; None for the clock's.
    """
    backoff = min(FIRST * 2.0 ** (attempt - 1), LONGEST) * (0.5 + draw() / 2)
    return max(backoff, _seconds(asked, now))


def _seconds(asked: str | None, now: datetime | None) -> float:
    if not asked:
        return 0.0
    try:
        return max(float(asked), 0.0)
    except ValueError:
        pass
    try:
        until = parsedate_to_datetime(asked)
    except ValueError:
        return 0.0
    until = until if until.tzinfo else until.replace(tzinfo=UTC)
    return max((until - (now or datetime.now(UTC))).total_seconds(), 0.0)
