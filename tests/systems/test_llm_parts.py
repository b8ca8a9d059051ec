"""Small parts of the system llm: how long is waited, what it costs, what is said where httpx is missing."""

from __future__ import annotations

import sys
from datetime import UTC, datetime
from decimal import Decimal

import pytest

from virgolette.errors import EnvironmentFault
from virgolette.systems.llm import library, waiting
from virgolette.systems.llm.journal import Usage
from virgolette.systems.llm.spent import Spent


@pytest.mark.parametrize(
    ("asked", "seconds"),
    [
        (None, 1.0),
        ("0", 1.0),
        ("30", 30.0),
        ("1.5", 1.5),
        ("-3", 1.0),
        ("nonsense", 1.0),
        ("Sun, 06 Nov 2033 08:50:37 GMT", 60.0),
        ("Sun, 06 Nov 1994 08:49:37 GMT", 1.0),
    ],
)
def test_a_server_s_wish_is_honoured(asked: str | None, seconds: float) -> None:
    now = datetime(2033, 11, 6, 8, 49, 37, tzinfo=UTC)
    assert waiting.pause(1, asked, lambda: 1.0, now) == seconds


def test_waits_grow_and_are_bounded() -> None:
    found = [waiting.pause(n, None, lambda: 0.0) for n in range(1, 12)]
    assert found == sorted(found)
    assert (found[0], found[-1]) == (0.5, 30.0)


def test_costs_are_counted_exactly_and_unknown_ones_are_said() -> None:
    spent = Spent((Decimal("0.1"), Decimal("0.3")))
    for _ in range(3):
        spent.add(Usage(prompt=1_000_000, completion=1_000_000), {}, now=True)
    spent.add(None, {"field": 2}, now=False)
    assert spent.report().splitlines() == [
        "Requests: 3, 3000000 tokens in, 3000000 out, cost 1.2000",
        "From the journal: 1, 0 tokens in, 0 out (1 without a count), cost 0.0000",
        "In answers: 2 field",
    ]


def test_without_the_extra_it_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    # None in the table of modules is how Python is told that there is none.
    monkeypatch.setitem(sys.modules, "httpx", None)
    with pytest.raises(EnvironmentFault, match=r"virgolette\[llm\]"):
        library.httpx()
