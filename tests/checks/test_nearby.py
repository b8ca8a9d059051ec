"""What lies near a place is what a look at everything would find."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from virgolette.checks.nearby import Nearby
from virgolette.spans import Span

SPANS = st.tuples(st.integers(0, 30), st.integers(0, 30)).map(lambda pair: Span(*pair))


@given(st.lists(SPANS), SPANS)
def test_everything_that_overlaps_or_touches_in_the_order_given(spans: list[Span], wanted: Span) -> None:
    found = Nearby((span, i) for i, span in enumerate(spans)).at(wanted.start, wanted.end)
    assert found == [i for i, s in enumerate(spans) if s.start <= wanted.end and wanted.start <= s.end]
