"""What each reader makes of files as other people have them."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.formats.building import put
from virgolette import formats
from virgolette.errors import InputError
from virgolette.foreign import Attribute, Foreign, Link, Remark
from virgolette.formats import tags
from virgolette.formats.tags import Run


def read(name: str, source: Path) -> list[Foreign]:
    return list(formats.named(name).read(source))


def codes(document: Foreign) -> list[tuple[str, int]]:
    return [(f.code, f.line) for f in document.flaws]


BRAT = """T1\tPER 0 3\tAda
T2\tContent 11 15;21 24\tmolo  va
R1\tSource Arg1:T2 Arg2:T1
E1\tSay:T1 What:T2
E2\tSay:T1
A1\tSure E1
M1\tLevel T1 High value
*\tEquiv T1 T2
#1\tAnnotatorNotes T1\tche dice? # no\t2
N1\tReference T1 Wiki:42\tAda Rigon
"""


def test_brat_reads_every_kind_of_line(tmp_path: Path) -> None:
    (found,) = read("brat", put(tmp_path, a_txt="Ada dice: «molo 12, va»\n", a_ann=BRAT))
    assert found.flaws == ()
    assert [tuple(s) for s in found.mentions[1].segments] == [(11, 15), (21, 24)]
    assert found.links == (
        Link("R1", "Source", (("Arg1", "T2"), ("Arg2", "T1")), "relation", 3),
        Link("E1", "Say", (("trigger", "T1"), ("What", "T2")), "event", 4),
        Link("E2", "Say", (("trigger", "T1"),), "event", 5),
        Link("*", "Equiv", (("", "T1"), ("", "T2")), "equivalence", 8),
    )
    assert found.attributes == (Attribute("E1", "Sure", "", "A1", 6), Attribute("T1", "Level", "High value", "M1", 7))
    assert found.remarks[0] == Remark("T1", "che dice? # no\t2", "AnnotatorNotes", "#1", 9)
    assert found.remarks[1].text == "Wiki:42\tAda Rigon"


BROKEN = [
    "T1",
    "T1\tPER",
    "T1\tPER 0",
    "T1\tPER 0 x\tAda",
    "T1\tPER 0 3;\tAda",
    "T1\tPER 0 3",
    "R1\tSource Arg1:T1",
    "R1\tSource T1 T2",
    "E1\tSay",
    "*\tEquiv T1",
    "A1\tSure",
    "#1\tNote",
    "Z9\tx",
    "T1 PER 0 3 Ada",
]


@pytest.mark.parametrize("line", [*BROKEN, "\u2028"])
def test_brat_survives_a_broken_line(tmp_path: Path, line: str) -> None:
    (found,) = read("brat", put(tmp_path, a_txt="Ada", a_ann=f"{line}\nT7\tPER 0 3\tAda\n"))
    if line.strip():
        assert codes(found) == [("foreign-line-malformed", 1)]
    assert found.mentions[-1].id == "T7"


def test_brat_lines_end_at_line_feeds_only(tmp_path: Path) -> None:
    (found,) = read("brat", put(tmp_path, a_txt="a\u2028b\x85c", a_ann="T1\tX 0 5\ta\u2028b\x85c\r\nT2\tX 0 1\ta"))
    assert found.flaws == ()
    assert [m.said for m in found.mentions] == [("a\u2028b\x85c",), ("a",)]


def test_brat_goes_on_after_bytes_that_are_no_text(tmp_path: Path) -> None:
    put(tmp_path, a_txt="Ada")
    (tmp_path / "a.ann").write_bytes(b"T1\tPER 0 3\tAd\xe0\nT2\tPER 0 3\tAda\n")
    (tmp_path / "b.ann").write_bytes(b"T1\tPER 0 3\tAda\n")
    (tmp_path / "c.txt").write_bytes(b"\xff")
    (tmp_path / "c.ann").write_bytes(b"")
    a, b, c = read("brat", tmp_path)
    assert codes(a) == [("foreign-line-malformed", 1)]
    assert [m.id for m in a.mentions] == ["T2"]
    assert (b.text, codes(b)) == (None, [("foreign-text-missing", 0)])
    assert codes(c) == [("foreign-file-unreadable", 0)]


def test_brat_joins_the_two_files_of_a_shared_task(tmp_path: Path) -> None:
    put(tmp_path, x_txt="Ada va", x_a1="T1\tPER 0 3\tAda\n", x_a2="T2\tGo 4 6\tva\nE1\tGo:T2 Who:T1\nbroken\n")
    (found,) = read("brat", tmp_path)
    assert [m.id for m in found.mentions] == ["T1", "T2"]
    assert found.flaws[0].file.endswith("x.a2")


IOB = [
    (tags.IOB2, ["B-PER", "I-PER", "B-PER", "O"], [(0, 1, "PER"), (2, 2, "PER")]),
    (tags.IOB1, ["I-PER", "I-PER", "B-PER", "I-LOC"], [(0, 1, "PER"), (2, 2, "PER"), (3, 3, "LOC")]),
    (tags.BIOES, ["B-PER", "I-PER", "E-PER", "S-LOC"], [(0, 2, "PER"), (3, 3, "LOC")]),
    (tags.BIOES, ["B-PER", "L-PER", "U-LOC", "O"], [(0, 1, "PER"), (2, 2, "LOC")]),
    (tags.IO, ["PER", "PER", "LOC", "O"], [(0, 1, "PER"), (2, 2, "LOC")]),
]


@pytest.mark.parametrize(("scheme", "column", "spans"), IOB)
def test_schemes_are_recognised_and_read(
    scheme: tags.Scheme, column: list[str], spans: list[tuple[int, int, str]]
) -> None:
    assert list(tags.runs(column, scheme)) == [Run(*span) for span in spans]
    census = tags.Census()
    for value in [*column, "O", "O", None]:
        census.add(value)
    assert census.scheme() == scheme


@pytest.mark.parametrize(
    ("scheme", "column", "odd"),
    [
        (tags.IOB2, ["O", "I-PER"], "it begins with I-PER"),
        (tags.IOB2, ["B-PER", "I-LOC"], "it begins with I-LOC"),
        (tags.BIOES, ["B-PER", "O"], "it ends without E-PER"),
        (tags.BIOES, ["B-PER", "I-PER"], "it ends without E-PER"),
        (tags.IOB2, ["B-PER", "X"], "X is no tag of IOB2"),
    ],
)
def test_a_sequence_that_cannot_be_is_told(scheme: tags.Scheme, column: list[str], odd: str) -> None:
    assert odd in [run.odd for run in tags.runs(column, scheme)]


def test_conll_rebuilds_the_text(tmp_path: Path) -> None:
    lines = "-DOCSTART- -X- O O\n\nAda NNP B-NP B-PER\nparla VBZ O O\n\nVa VB O O\n-DOCSTART- -X- O O\n\nNo RB O O\n"
    first, second = read("conll", put(tmp_path, a_conll=lines))
    assert (first.name, first.text, second.text) == ("a-0001", "Ada parla\nVa\n", "No\n")
    assert [(m.label, m.layer, tuple(m.segments[0]), m.line) for m in first.mentions] == [
        ("NP", "3", (0, 3), 3),
        ("PER", "4", (0, 3), 3),
    ]
    assert first.unrepresented == {"values of other columns": 3}


def test_conll_takes_spacing_from_a_sentences_own_text(tmp_path: Path) -> None:
    lines = "# newdoc id = porto\n# text = L’arte, no.\nL’\tO\narte\tB-X\n,\tO\nno\tO\n.\tO\n"
    (found,) = read("conll", put(tmp_path, a_tsv=lines))
    assert (found.name, found.text) == ("porto", "L’arte, no.\n")
    assert tuple(found.mentions[0].segments[0]) == (2, 6)


def test_conll_numbers_before_words_and_spaces_inside_them(tmp_path: Path) -> None:
    lines = "1\tAda\tB-PER\tO\n2\tdi\u00a0Rigon\tI-PER\tB-LOC\n\n1\tVa\tO\tO\n"
    (found,) = read("conll", put(tmp_path, a_tsv=lines))
    assert found.text == "Ada di\u00a0Rigon\nVa\n"
    assert [(m.label, m.layer) for m in found.mentions] == [("PER", "3"), ("LOC", "4")]


def test_conll_without_marks_is_cut_into_documents(tmp_path: Path) -> None:
    found = read("conll", put(tmp_path, a_tsv="Ada\tB-PER\n\n" * 2500))
    assert [d.name for d in found] == ["a-0001", "a-0002", "a-0003"]
    assert [len(d.mentions) for d in found] == [1000, 1000, 500]
    assert found[2].mentions[-1].line == 4999


def test_conll_tells_short_lines_and_files_of_no_columns(tmp_path: Path) -> None:
    put(tmp_path, a_tsv="Ada\tB-PER\nva\nvia\tO\n", b_tsv="solo\nparole\n", c_tsv="")
    a, b, c = read("conll", tmp_path)
    assert codes(a) == [("foreign-line-malformed", 2)]
    assert a.text == "Ada va via\n"
    assert codes(b) == codes(c) == [("foreign-file-unreadable", 0)]


def _task(text: str, *results: object) -> dict[str, object]:
    return {"id": 1, "data": {"text": text}, "annotations": [{"result": list(results)}]}


def test_label_studio_reads_regions_relations_and_choices(tmp_path: Path) -> None:
    region = {"id": "r1", "type": "labels", "to_name": "text", "value": {"start": 0, "end": 3, "labels": ["PER", "X"]}}
    relation = {"type": "relation", "from_id": "r1", "to_id": "r9"}
    choice = {"type": "choices", "from_name": "genre", "value": {"choices": ["wire"]}}
    other = {"type": "rectanglelabels", "value": {}}
    tasks = [_task("Ada 😀", region, relation, choice, other, {"type": "labels"}), 7, _task("Va")]
    found = read("labelstudio", put(tmp_path, a_json=json.dumps(tasks)))
    assert [(m.id, m.label) for m in found[0].mentions] == [("r1", "PER"), ("r1/2", "X")]
    assert found[0].links[0].arguments == (("from", "r1"), ("to", "r9"))
    assert found[0].attributes[0].value == "wire"
    assert found[0].unrepresented == {"results of type rectanglelabels": 1}
    assert codes(found[0]) == [("foreign-line-malformed", 1)]
    assert codes(found[1]) == [("foreign-line-malformed", 2)]
    assert found[2].text == "Va"


def test_label_studio_reads_the_short_export(tmp_path: Path) -> None:
    task = {"id": 3, "text": "Ada va", "label": [{"start": 0, "end": 3, "text": "Ada", "labels": ["PER"]}]}
    (found,) = read("labelstudio", put(tmp_path, a_json=json.dumps([task])))
    assert [(m.label, m.said) for m in found.mentions] == [("PER", ("Ada",))]


def test_a_list_is_read_a_record_at_a_time_up_to_where_it_breaks(tmp_path: Path) -> None:
    tasks = ",\n".join(json.dumps(_task("Ada " * 5000)) for _ in range(12))
    found = read("labelstudio", put(tmp_path, a_json=f"[{tasks}, {{broken"))
    assert len(found) == 13
    assert codes(found[-1]) == [("foreign-file-unreadable", 13)]
    assert all(d.text is not None for d in found[:-1])


def test_of_json_lines_only_the_broken_one_is_lost(tmp_path: Path) -> None:
    lines = [json.dumps(_task("Ada")), "{broken", json.dumps(_task("Va"))]
    a, b, c = read("labelstudio", put(tmp_path, a_jsonl="\n".join(lines)))
    assert (a.text, codes(b), c.text) == ("Ada", [("foreign-line-malformed", 2)], "Va")


def test_web_annotations_of_other_makers(tmp_path: Path) -> None:
    target = {
        "source": "https://example.org/porto.txt",
        "selector": {"type": "TextPositionSelector", "start": 0, "end": 3},
    }
    quote = {"type": "TextQuoteSelector", "exact": "va"}
    position = {"type": "TextPositionSelector", "start": 4, "end": 6}
    items = [
        {"id": "http://x/1", "type": "Annotation", "body": "PER", "target": target},
        {
            "id": "http://x/2",
            "body": [{"value": "Go", "purpose": "tagging"}],
            "target": {**target, "selector": [quote, position]},
        },
        {"id": "http://x/3", "body": "?", "target": {**target, "selector": [quote]}},
        {"id": "http://x/4", "body": "?", "target": {**target, "selector": {**position, "start": "4"}}},
        "none",
    ]
    put(tmp_path, a_json=json.dumps({"type": "AnnotationPage", "items": items}), porto_txt="Ada va")
    (found,) = read("webanno", tmp_path)
    assert (found.name, found.text) == ("porto", "Ada va")
    assert [(m.id, m.label, m.said) for m in found.mentions] == [
        ("http://x/1", "PER", ()),
        ("http://x/2", "Go", ("va",)),
    ]
    assert found.unrepresented == {"targets without a text position": 1}
    assert [f.code for f in found.flaws] == ["foreign-line-malformed"]


def test_docbin_of_other_makers(tmp_path: Path) -> None:
    spacy = pytest.importorskip("spacy")
    from spacy.tokens import DocBin, Span

    doc = spacy.blank("it")("Ada Rigon va a Brindora")
    doc.ents = [Span(doc, 0, 2, label="PER")]
    doc.spans["nested"] = [Span(doc, 0, 1, label="NAME", span_id="n1")]
    DocBin(docs=[doc, doc]).to_disk(tmp_path / "a.spacy")
    (tmp_path / "b.spacy").write_bytes(b"no DocBin")
    first, _, broken = read("docbin", tmp_path)
    assert [(m.label, m.layer, tuple(m.segments[0])) for m in first.mentions] == [
        ("PER", "ents", (0, 9)),
        ("NAME", "nested", (0, 3)),
    ]
    assert [(a.target, a.value) for a in first.attributes] == [("T2", "n1")]
    assert [f.code for f in broken.flaws] == ["foreign-file-unreadable"]


@pytest.mark.parametrize("name", [f.name for f in formats.FORMATS])
def test_nothing_there_is_an_error(tmp_path: Path, name: str) -> None:
    if name == "docbin":
        pytest.importorskip("spacy")
    for source in (tmp_path, tmp_path / "missing"):
        with pytest.raises(InputError):
            read(name, source)


def test_an_unknown_format_names_the_known_ones() -> None:
    with pytest.raises(InputError, match="is no format"):
        formats.named("tei")
