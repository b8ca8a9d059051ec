"""Bands that are dropped without a close look hold no place that a close look would accept."""

from __future__ import annotations

from unittest import mock

from hypothesis import example, given
from hypothesis import strategies as st

from virgolette.align import fuzzy
from virgolette.align.seeds import Words

# Words that are alike, that aren't, figures and short words, so that scores come out on both sides of the border.
WORDS = st.sampled_from(
    "impianto impianti implanto produce produrre produceva batterie batteria pile 2.400 2.401 17 il la di a e "
    "percento milioni euro Brindora".casefold().split()
)
TEXTS = st.lists(WORDS, min_size=10, max_size=60)


@st.composite
def queries(draw: st.DrawFn, text: list[str]) -> list[str]:
    """Some words of the text in a row, of which some are misspelt, lost, replaced or added."""
    start = draw(st.integers(0, len(text) - 5))
    query = text[start : draw(st.integers(start + 4, len(text)))]
    wrong = draw(st.sets(st.sampled_from(query)))
    query = [word[:-2] + word[-1] if word in wrong else word for word in query]
    for _ in range(draw(st.integers(0, len(query) // 2))):
        at = draw(st.integers(0, len(query) - 1))
        query[at : at + draw(st.integers(0, 1))] = [draw(WORDS)]
    return query


def _found(text: list[str], query: list[str]) -> list[fuzzy.Place]:
    folded = " ".join(text)
    return fuzzy.places(Words(folded), " ".join(query), (0, len(folded)))


@given(st.data())
def test_what_is_dropped_early_would_not_be_accepted(data: st.DataObject) -> None:
    text = data.draw(TEXTS)
    query = data.draw(queries(text))
    quick = _found(text, query)
    with mock.patch.object(fuzzy, "_promising", return_value=True):
        assert _found(text, query) == quick


@given(st.lists(WORDS, min_size=1, max_size=30))
@example(["produce"])
def test_the_same_words_are_promising(query: list[str]) -> None:
    assert fuzzy._promising(query, query)


def test_a_bound_that_is_reached_exactly_is_kept() -> None:
    # Of 130 letters 70 have a partner as long as themselves, and the text nothing else: 2 · 70 / (130 + 70) = .7.
    there, lost = ["abcdefghij" + c * 4 for c in "vwxyz"], ["1" * 26, "2" * 26]
    query = [*there, *lost]
    assert sum(map(fuzzy._weight, there)) == 70 and sum(map(fuzzy._weight, lost)) == 60
    assert fuzzy._promising(query, there)
    (place,) = _found(there, query)
    assert place.score == fuzzy.ACCEPTED
    assert not fuzzy._promising([*query, "k"], there)
