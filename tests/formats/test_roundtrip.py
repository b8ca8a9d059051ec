"""Export, then import: the same model wherever the format can carry it."""

from __future__ import annotations

import tempfile
from pathlib import Path

import msgspec
import pytest
from hypothesis import given, settings

from tests.formats.building import documents, plain
from virgolette import corpus, formats
from virgolette.foreign import Attribute, Foreign
from virgolette.formats import conll, ours
from virgolette.formats.base import first_layer, flat
from virgolette.formats.conll_write import write as write_conll
from virgolette.model import Annotations


def there_and_back(name: str, document: Foreign) -> Foreign:
    chosen = formats.named(name)
    with tempfile.TemporaryDirectory() as folder:
        assert chosen.write(document, Path(folder))
        (found,) = list(chosen.read(Path(folder)))
    assert found.flaws == ()
    assert found.unrepresented == {}
    return found


@given(documents())
def test_brat_carries_all(document: Foreign) -> None:
    assert not formats.named("brat").lost(document)
    assert plain(there_and_back("brat", document)) == plain(document)


@given(documents(lines=True, layers=True))
def test_web_annotation_carries_all(document: Foreign) -> None:
    assert not formats.named("webanno").lost(document)
    assert plain(there_and_back("webanno", document)) == plain(document)


@given(documents(layers=True))
def test_label_studio_carries_what_it_says(document: Foreign) -> None:
    chosen = formats.named("labelstudio")
    assert set(chosen.lost(document)) <= {"discontinuous", "empty", "links", "remarks"}
    mentions = tuple(m for m in document.mentions if len(m.segments) == 1)
    held = {m.id for m in mentions}
    attributes = tuple(Attribute(a.target, a.name, a.value) for a in document.attributes if a.target in held)
    found = there_and_back("labelstudio", document)
    want = msgspec.structs.replace(document, mentions=mentions, attributes=attributes, links=(), remarks=())
    assert plain(msgspec.structs.replace(found, links=(), name=document.name)) == plain(want)
    ends = [tuple(target for _, target in x.arguments) for x in document.links]
    kept = [(x.label, pair) for x, pair in zip(document.links, ends, strict=True) if set(pair) <= held]
    assert [(x.label, tuple(target for _, target in x.arguments)) for x in found.links] == kept


@settings(max_examples=25)
@given(documents(lines=True, layers=True))
def test_docbin_carries_all(document: Foreign) -> None:
    pytest.importorskip("spacy")
    assert not formats.named("docbin").lost(document)
    assert plain(there_and_back("docbin", document)) == plain(document)


@settings(max_examples=25)
@given(documents())
def test_docbin_shows_spacy_every_segment(document: Foreign) -> None:
    spacy = pytest.importorskip("spacy")
    from spacy.tokens import DocBin

    with tempfile.TemporaryDirectory() as folder:
        (file,) = formats.named("docbin").write(document, Path(folder))
        (doc,) = DocBin().from_disk(file).get_docs(spacy.blank("xx").vocab)
    assert doc.text == document.text
    shown = {(s.start_char, s.end_char, s.label_, s.id_) for s in doc.spans["sc"]}
    assert shown == {(s.start, s.end, m.label, m.id) for m in document.mentions for s in m.segments}
    assert all(m.text == document.text[m.start_char : m.end_char] for m in doc.ents)


@given(documents())
def test_conll_carries_the_text_and_flat_spans(document: Foreign) -> None:
    chosen = [document.mentions[i] for i in flat(document)]
    # Spans of one segment without white space at an edge: what tags can say.
    text = document.text or ""
    sound = [
        m for m in chosen if len(m.segments) == 1 and text[slice(*m.segments[0])].strip() == text[slice(*m.segments[0])]
    ]
    kept = msgspec.structs.replace(document, mentions=tuple(m for m in sound if text[slice(*m.segments[0])]))
    if not kept.mentions:
        return
    assert set(formats.named("conll").lost(kept)) <= {"ids", "attributes", "links", "remarks"}
    found = there_and_back("conll", kept)
    assert found.text == text
    assert [(m.label, m.segments) for m in found.mentions] == [(m.label, m.segments) for m in kept.mentions]


@given(documents(layers=True))
def test_what_is_lost_is_said(document: Foreign) -> None:
    lost = formats.named("conll").lost(document)
    others = len(document.mentions) - len(first_layer(document).mentions)
    assert lost["layers"] == others
    assert lost["attributes"] == len(document.attributes)


GOLD = sorted((Path(__file__).parents[2] / "annotations" / "gold").glob("*.json"))


@pytest.fixture(params=GOLD, ids=lambda p: p.stem)
def gold(request: pytest.FixtureRequest) -> Annotations:
    found, _ = corpus.read_annotations(request.param)
    assert found is not None
    return found


def _text(root: Path, doc_id: str) -> str | None:
    path = root / "seeds" / "texts" / f"{doc_id}.txt"
    return path.read_bytes().decode("utf-8") if path.is_file() else None


def test_gold_comes_back_unchanged(gold: Annotations, root: Path) -> None:
    document = ours.to_foreign(gold, _text(root, gold.doc_id))
    assert ours.from_foreign(document) == (gold, "")
    assert ours.recognised(document) == gold


@pytest.mark.parametrize("name", ["brat", "docbin", "webanno"])
def test_gold_comes_back_through_a_format(gold: Annotations, root: Path, name: str) -> None:
    if name == "docbin":
        pytest.importorskip("spacy")
    document = ours.to_foreign(gold, _text(root, gold.doc_id))
    if document.text is None and name != "webanno":
        with tempfile.TemporaryDirectory() as folder:
            assert formats.named(name).write(document, Path(folder)) == []
        return
    with tempfile.TemporaryDirectory() as folder:
        formats.named(name).write(document, Path(folder))
        (found,) = formats.named(name).read(Path(folder))
    assert ours.from_foreign(found) == (gold, "")


def test_somebody_elses_labels_are_not_ours(tmp_path: Path) -> None:
    tmp_path.joinpath("a.conll").write_text("Ada\tB-PER\nparla\tO\n", encoding="utf-8")
    (found,) = conll.read(tmp_path)
    annotations, why = ours.from_foreign(found)
    assert annotations is None
    assert why
    assert ours.recognised(found) is None


def test_a_file_without_text_is_not_written(tmp_path: Path) -> None:
    assert write_conll(Foreign(name="a", text=None), tmp_path) == []
    assert list(tmp_path.iterdir()) == []
