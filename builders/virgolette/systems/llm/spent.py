"""What a run cost."""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Mapping
from decimal import Decimal

from virgolette.systems.llm.journal import Usage


class Spent:
    """Requests, tokens and flaws of a run, and what is known from earlier ones."""

    def __init__(self, price: tuple[Decimal, Decimal] | None = None) -> None:
        """Prices are of a million tokens, in and out; None where they aren't known."""
        self._price = price
        self._count: Counter[str] = Counter()
        self._flaws: Counter[str] = Counter()
        self._lock = threading.Lock()

    def add(self, usage: Usage | None, flaws: Mapping[str, int], *, now: bool) -> None:
        """An answer that came now, or was in the journal, and what was wrong with it (kind → how often)."""
        when = "now" if now else "before"
        found = usage or Usage()
        with self._lock:
            self._count[f"requests {when}"] += 1
            self._count[f"in {when}"] += found.prompt or 0
            self._count[f"out {when}"] += found.completion or 0
            self._count[f"silent {when}"] += found.prompt is None or found.completion is None
            self._flaws.update(flaws)

    def report(self) -> str:
        """Lines for the user."""
        lines = [self._line("now", "Requests"), self._line("before", "From the journal")]
        if self._flaws:
            lines.append("In answers: " + ", ".join(f"{n} {what}" for what, n in sorted(self._flaws.items())))
        return "\n".join(filter(None, lines))

    def _line(self, when: str, name: str) -> str:
        count = self._count
        if not count[f"requests {when}"] and when == "before":
            return ""
        line = f"{name}: {count[f'requests {when}']}, {count[f'in {when}']} tokens in, {count[f'out {when}']} out"
        if count[f"silent {when}"]:
            line += f" ({count[f'silent {when}']} without a count)"
        if self._price is not None:
            cost = (count[f"in {when}"] * self._price[0] + count[f"out {when}"] * self._price[1]) / 1_000_000
            line += f", cost {cost:.4f}"
        return line
