"""cover and strip are inverse, verify tells exactly what fits."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from tests import typed
from virgolette import corpus
from virgolette.corpus import hydrate
from virgolette.model import Segment
from virgolette.spans import digest

FEW = settings(max_examples=40)
SHA = "ab" * 32
words = st.text(st.characters(exclude_categories=["Cs"]), max_size=8)


@FEW
@given(typed.annotated())
def test_covering_and_stripping_undo_each_other(made):
    text, found = made
    bare = corpus.strip(found, text)
    assert corpus.cover(bare, text) == corpus.cover(found, text) == found
    assert corpus.strip(bare, text) == bare
    assert corpus.cover(found, text) == corpus.cover(corpus.cover(found, text), text)


@FEW
@given(typed.annotated(), st.booleans())
def test_every_segment_carries_exactly_one_and_is_verified(made, digests):
    text, found = made
    found = corpus.strip(found, text) if digests else found
    listed = list(hydrate.segments(found))
    for id_, pointer, s in listed:
        assert (s.text is None) == digests == (s.digest is not None)
        assert corpus.verify(s, text, found.text_sha256)
        at = corpus.parse(corpus.canonical(found))[0]
        for key in pointer.split("/")[1:]:
            at = at[int(key) if isinstance(at, list) else key]
        assert (at["start"], at["end"]) == (s.start, s.end) and id_
    assert len({pointer for _, pointer, _ in listed}) == len(listed)


@FEW
@given(typed.annotated(), st.data())
def test_no_text_is_verified_that_differs_under_the_segment(made, data):
    text, found = made
    for _, _, s in [*hydrate.segments(found), *hydrate.segments(corpus.strip(found, text))]:
        at = data.draw(st.integers(s.start, s.end - 1))
        assert not corpus.verify(s, text[:at] + "§" + text[at + 1 :], found.text_sha256)
        assert not corpus.verify(s, text[: s.end - 1], found.text_sha256), "beyond the text's end"
        assert corpus.verify(s, text[: s.end], found.text_sha256)


@given(words, words)
def test_digests_are_equal_where_the_texts_are(one, other):
    assert (digest(one, SHA) == digest(other, SHA)) == (one == other)


@FEW
@given(typed.annotated(digests=True))
def test_nothing_of_the_text_is_left_in_what_was_stripped(made):
    assert b'"text":' not in corpus.canonical(made[1])


def test_a_segment_without_text_and_digest_fits_nothing():
    assert not corpus.verify(Segment(start=0, end=1), "ab", SHA)
