"""How checks run: waivers, order, and laws that hold for all of them."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.checks.conftest import edit
from tests.golden.new import FINDINGS, write
from virgolette import checks, corpus
from virgolette.finding import Finding
from virgolette.model import Annotations, Corpus, Document

GOLDEN = sorted(p for p in FINDINGS.iterdir() if p.is_dir())


def _scanned(folder: Path) -> Corpus:
    external = folder / "external"
    return corpus.scan(folder, external if external.is_dir() else None)[0]


CORPORA = [_scanned(folder) for folder in GOLDEN]
DOCUMENTS = [(c, d) for c in CORPORA for d in c.documents if d.annotations is not None]


def _waivers(folder: Path, *waivers: tuple[str, str]) -> None:
    listed = [{"code": c, "id": i, "reason": "It is so in the printed paper."} for c, i in waivers]
    write(folder, "annotations/waivers.json", {"schema_version": "1.0", "waivers": listed})


def _unlink(folder: Path) -> None:
    """Make T2 a name without an entity: one warning."""
    edit(folder / "annotations/gold/porto-1.json", lambda a: a["entities"][1].pop("entity"))
    edit(folder / "annotations/entities.json", lambda e: e["entities"].pop(0))


def test_a_waiver_covers_its_finding_and_gives_its_reason(folder: Path) -> None:
    _unlink(folder)
    _waivers(folder, ("entity-unlinked", "porto-1#T2"))
    [finding] = checks.run(_scanned(folder))
    assert (finding.code, finding.severity) == ("entity-unlinked", "warning")
    assert finding.waived == "It is so in the printed paper."


@pytest.mark.parametrize(
    ("code", "id_", "why"),
    [
        ("entity-unlinked", "porto-1#T1", "covers no finding"),
        ("entity-unlinked", "porto-1", "covers no finding"),
        ("entity-unlinkd", "porto-1#T2", "names no code"),
    ],
)
def test_a_waiver_of_nothing_is_a_finding(folder: Path, code: str, id_: str, why: str) -> None:
    _unlink(folder)
    _waivers(folder, (code, id_))
    found = list(checks.run(_scanned(folder)))
    assert [f.code for f in found if f.waived is None] == ["entity-unlinked", "waiver-unused"]
    assert why in found[-1].message


def test_the_second_of_two_equal_waivers_is_unused(folder: Path) -> None:
    _unlink(folder)
    _waivers(folder, ("entity-unlinked", "porto-1#T2"), ("entity-unlinked", "porto-1#T2"))
    found = list(checks.run(_scanned(folder)))
    assert [(f.code, f.path) for f in found if f.waived is None] == [("waiver-unused", "/waivers/1")]


def test_a_waiver_is_not_called_unused_where_its_check_did_not_run(folder: Path) -> None:
    _waivers(folder, ("span-mid-word", "porto-1#T1"), ("entity-unlinked", "porto-1#T1"))
    read = _scanned(folder)
    assert [f.code for f in checks.run(read, select=["span-mid-word", "waiver-unused"])] == ["waiver-unused"]
    assert list(checks.run(read, ignore=["span-mid-word", "entity-unlinked"])) == []
    assert list(checks.run(read, whole=False)) == []
    without = msgspec.structs.replace(read.documents[0], text=None)
    assert list(checks.run(msgspec.structs.replace(read, documents=(without,)), select=["waiver-unused"])) == []


def test_waivers_are_about_gold_not_about_passes(folder: Path) -> None:
    _unlink(folder)
    _waivers(folder, ("entity-unlinked", "porto-1#T2"))
    copy = folder / "annotations" / "passes" / "anna" / "porto-1.json"
    corpus.write_bytes(copy, (folder / "annotations/gold/porto-1.json").read_bytes())
    read, _ = corpus.scan(folder, files=[copy])
    assert [f.waived for f in checks.run(read, whole=False)] == [None]


def test_unannotated_texts_are_checked(folder: Path) -> None:
    (folder / "annotations/gold/porto-1.json").unlink()
    read = _scanned(folder)
    spoilt = msgspec.structs.replace(read.documents[0], text="\x00")
    found = checks.run(msgspec.structs.replace(read, documents=(spoilt,)), select=["text-control"])
    assert [f.code for f in found] == ["text-control"]


@pytest.mark.parametrize("read", CORPORA, ids=[p.name for p in GOLDEN])
def test_selecting_a_code_gives_its_findings_and_no_others(read: Corpus) -> None:
    everything = [f for f in checks.run(read) if f.code != "waiver-unused"]
    for code in {f.code for f in everything}:
        assert list(checks.run(read, select=[code])) == [f for f in everything if f.code == code]
        assert [f for f in checks.run(read, ignore=[code]) if f.code != "waiver-unused"] == [
            f for f in everything if f.code != code
        ]


@pytest.mark.parametrize("read", CORPORA, ids=[p.name for p in GOLDEN])
def test_without_its_text_a_document_gives_a_part_of_its_findings(read: Corpus) -> None:
    bare = tuple(msgspec.structs.replace(d, text=None) for d in read.documents)
    left = Counter(map(_gist, checks.run(msgspec.structs.replace(read, documents=bare), whole=False)))
    assert left <= Counter(map(_gist, checks.run(read, whole=False)))


def _gist(f: Finding) -> tuple[Any, ...]:
    """A finding without its pointer, which follows the order of the file."""
    return f.code, f.id, f.start, f.end, f.message


def _shuffled(annotations: Annotations, order: st.DataObject) -> Annotations:
    layers = ("entities", "quotes", "claims", "notes", "skip")
    mixed = {name: tuple(order.draw(st.permutations(getattr(annotations, name)))) for name in layers}
    return msgspec.structs.replace(annotations, **mixed)


@given(which=st.sampled_from(DOCUMENTS), order=st.data())
def test_the_order_of_annotations_in_the_file_changes_no_finding(
    which: tuple[Corpus, Document], order: st.DataObject
) -> None:
    read, document = which
    assert document.annotations is not None
    ids = [a.id for a in (*document.annotations.entities, *document.annotations.claims)]
    if len(set(ids)) < len(ids):
        return  # of a repeated id the first counts, so order matters by definition
    mixed = msgspec.structs.replace(document, annotations=_shuffled(document.annotations, order))
    ignore = ["annotations-unsorted"]

    def gists(d: Document) -> Counter[tuple[Any, ...]]:
        alone = msgspec.structs.replace(read, documents=(d,))
        return Counter(map(_gist, checks.run(alone, ignore=ignore, whole=False)))

    assert gists(mixed) == gists(document)


def test_findings_of_a_corpus_are_those_of_its_documents() -> None:
    for read in CORPORA:
        alone = [
            f for d in read.documents for f in checks.run(msgspec.structs.replace(read, documents=(d,)), whole=False)
        ]
        assert list(checks.run(read, whole=False)) == alone


def test_findings_come_by_place() -> None:
    for read in CORPORA:
        for document in read.documents:
            alone = msgspec.structs.replace(read, documents=(document,))
            places = [-1 if f.start is None else f.start for f in checks.run(alone, whole=False)]
            assert places == sorted(places)


DANGLING = ("T9", "Q9", "C9")


@pytest.mark.parametrize("which", DOCUMENTS, ids=lambda w: w[1].path.split("/")[-4] if w[1].path else "")
def test_no_check_falls_over_references_to_nothing(which: tuple[Corpus, Document]) -> None:
    read, document = which
    replace = msgspec.structs.replace
    a = document.annotations
    assert a is not None
    quotes = tuple(replace(q, parent="Q9", speaker=replace(q.speaker, mention="T9", entity="nobody")) for q in a.quotes)
    claims = tuple(
        replace(
            c,
            claimer="Q9",
            frame=replace(c.frame, subject="nobody", metric="none", values=("T9",), scope="x"),
        )
        for c in a.claims
    )
    broken = replace(document, annotations=replace(a, quotes=quotes, claims=claims, entities=()))
    for text in (document.text, None, ""):
        list(
            checks.run(
                replace(
                    read,
                    documents=(replace(broken, text=text),),
                    knowledge=replace(read.knowledge, entities=()),
                )
            )
        )


def test_messages_quote_little(folder: Path) -> None:
    name = "Anna Ferri di Capo Noli e Bergeggi e Spotorno"
    text = f"Parla {name}.\n"
    segment = {"start": 6, "end": 6 + len(name), "text": name}
    record = {
        "id": "T1",
        "label": "PER",
        "segments": [segment],
        "surface": "ok",
        "mention": "named",
        "entity": "anna-ferri",
    }
    read = _scanned(folder)
    found = msgspec.convert(
        json.loads(json.dumps({**msgspec.to_builtins(read.documents[0].annotations), "entities": [record]})),
        Annotations,
    )
    document = msgspec.structs.replace(read.documents[0], text=text, annotations=found)
    [finding] = checks.run(msgspec.structs.replace(read, documents=(document,)), select=["entity-name-differs"])
    assert "“Anna Ferri di Capo Noli …”" in finding.message
