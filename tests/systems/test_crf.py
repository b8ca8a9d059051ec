"""The tagger: the same documents give the same model, and what it says is valid."""

from __future__ import annotations

import json
import zipfile
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from virgolette import corpus, schema
from virgolette.errors import InputError
from virgolette.spans import Span
from virgolette.systems import crf, tagging
from virgolette.systems.base import Source, lines
from virgolette.systems.rules.page import Page

pytest.importorskip("pycrfsuite")


@pytest.fixture(scope="module")
def model() -> bytes:
    documents = [d for d in corpus.load().documents if d.entry.split == "train"]
    return crf.trained([(d.text, d.annotations) for d in documents if d.text and d.annotations])


def test_training_is_deterministic(model: bytes) -> None:
    documents = [d for d in corpus.load().documents if d.entry.split == "train"]
    assert crf.trained([(d.text, d.annotations) for d in documents if d.text and d.annotations]) == model


def test_it_finds_on_its_training_documents_what_it_learnt(model: bytes) -> None:
    tagger = crf.Crf(model)
    for document in corpus.load().documents:
        if document.entry.split != "train" or document.text is None or document.annotations is None:
            continue
        found = tagger.predict(Source(document.entry.doc_id, document.text))
        gold = {(e.segments[0].start, e.segments[-1].end, e.label) for e in document.annotations.entities}
        said = [(e.segments[0].start, e.segments[0].end, e.label) for e in found.entities or ()]
        assert sum(e in gold for e in said) > 0.8 * len(said) > 0


@settings(max_examples=40)
@given(text=st.text(max_size=80))
def test_any_text_gives_a_valid_prediction(model: bytes, text: str) -> None:
    found = crf.Crf(model).predict(Source("any-1", text))
    (line,) = lines([found]).decode("utf-8").splitlines()
    assert schema.violations("prediction", json.loads(line)) == []
    for place in [*(e.segments[0] for e in found.entities or ()), *(q.content[0] for q in found.quotes or ())]:
        assert 0 <= (place.start or 0) < (place.end or 0) <= len(text)


def test_tags_and_spans_are_each_other_s_inverse() -> None:
    page = Page("Ieri Ada Li ha visto la diga di Corvex.")
    tokens = list(range(len(page.tokens)))
    spans = [(Span(5, 11), "PER"), (Span(32, 38), "ORG")]
    tags = tagging.encoded(page, tokens, spans)
    assert list(tagging.decoded(page, tokens, tags)) == spans


def test_only_the_outermost_of_nested_spans_is_tagged() -> None:
    page = Page("Compra Corvex 4 subito.")
    tags = tagging.encoded(page, list(range(len(page.tokens))), [(Span(7, 13), "ORG"), (Span(7, 15), "PRODUCT")])
    assert tags == ["O", "B-PRODUCT", "I-PRODUCT", "O", "O"]


def test_an_inside_tag_without_a_beginning_begins_a_span() -> None:
    page = Page("Ada Li tace")
    assert list(tagging.decoded(page, [0, 1, 2], ["I-PER", "I-PER", "O"])) == [(Span(0, 6), "PER")]


def test_what_is_no_model_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "model.crf"
    path.write_bytes(b"no model")
    with pytest.raises(InputError, match="isn't a model"):
        crf.opened(path)
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("model.json", '{"version": "0"}')
    with pytest.raises(InputError, match="isn't a model"):
        crf.opened(path)
    with pytest.raises(InputError, match="needs a model"):
        crf.opened(None)


def test_nothing_to_learn_from() -> None:
    with pytest.raises(InputError, match="nothing to learn from"):
        crf.trained([])
