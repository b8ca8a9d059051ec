"""virgolette remap: what is unchanged is carried, nothing moves silently, nothing is lost."""

from __future__ import annotations

import hashlib
import json
import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from virgolette import corpus, schema
from virgolette.cli import main
from virgolette.model import Annotations, Cluster
from virgolette.spans import digest
from virgolette.workflow import remap

TEXT = """Il molo costerà oltre 40 milioni

«Non ci sono ritardi», ha detto Livia Tresoldi, presidente di Ondalta. «Apriremo a marzo», ha aggiunto.

Secondo Marco Venzi, il molo di Brindora costerà 55 milioni di euro. Il progetto «verde» resta fermo.

Riproduzione riservata.
"""
DOC = "porto-9"


def sha(text):
    return hashlib.sha256(text.encode()).hexdigest()


def where(words, n=1, text=TEXT):
    start = -1
    for _ in range(n):
        start = text.index(words, start + 1)
    return {"start": start, "end": start + len(words)}


def segment(words, n=1):
    return {**where(words, n), "text": words}


def person(id, words, n=1):
    return {"id": id, "label": "PER", "segments": [segment(words, n)], "surface": "ok", "mention": "named"}


def figure(id, words, low):
    value = {"low": low, "high": low, "comparator": "=", "unit": "EUR", "change": "none", "approximate": False}
    return {"id": id, "label": "MONEY", "segments": [segment(words)], "surface": "ok", "value": value}


def mark(words, role, n=1, defects=()):
    return {**where(words, n), "role": role, "defects": list(defects)}


def quote(id, content, cue, mention, form="named", **fields):
    speaker = {"mention": mention, "form": form, "referent": "individual", "entity": None}
    head = {"id": id, "type": "direct", "content": [segment(content)], "marks": [], "cue": [segment(cue)]}
    return {**head, "speaker": speaker, "medium": "speech", **fields}


def claim(id, words, claimer, values=()):
    frame = {"subject": None, "metric": None, "values": list(values), "valid_time": None, "scope": None}
    same = {"certainty": "certain", "polarity": "positive", "time": "future", "frame": frame}
    spans = {"type": "quantity", "segments": [segment(words)], "check_worthy": True, "claimer": claimer}
    return {"id": id, **spans, **same, "statement": "x", "statement_en": "x"}


def tree():
    missing = where("Apriremo a marzo")["end"]
    quotes = [
        quote("Q1", "Non ci sono ritardi,"[:-1], "ha detto", "T1", marks=[mark("«", "open"), mark("»", "close")]),
        quote(
            "Q2",
            "Apriremo a marzo",
            "ha aggiunto",
            None,
            "null_subject",
            marks=[
                mark("«", "open", 2),
                {"start": missing, "end": missing, "role": "close", "defects": ["missing"]},
                mark("»", "close", 2, ["doubled"]),
            ],
        ),
        quote("Q3", "il molo di Brindora costerà 55 milioni di euro", "Secondo", "T2", type="indirect"),
    ]
    note = {"id": "N1", "kind": "scare", "segments": [segment("verde")]}
    return {
        "schema_version": "1.0",
        "doc_id": DOC,
        "text_sha256": sha(TEXT),
        "entities": [
            person("T1", "Livia Tresoldi"),
            person("T2", "Marco Venzi"),
            figure("T3", "55 milioni di euro", "55000000"),
        ],
        "quotes": quotes,
        "claims": [claim("C1", "il molo di Brindora costerà 55 milioni di euro", "Q3", ["T3"])],
        "notes": [{**note, "marks": [mark("«", "open", 3), mark("»", "close", 3)]}],
        "skip": [{**where("Riproduzione riservata."), "kind": "boilerplate"}],
    }


def gold():
    import msgspec

    schema.expect("annotations", tree(), DOC)
    return msgspec.convert(tree(), Annotations)


def carry(new, **fields):
    return remap.remap(gold(), TEXT, new, sha256=sha(new), included=True, **fields)


def statuses(found):
    return {(i.id, i.field): i.status for i in found.items}


@settings(max_examples=60)
@given(st.data())
def test_any_edit_gives_valid_annotations_and_loses_nothing(data):
    new = TEXT
    for _ in range(data.draw(st.integers(0, 4))):
        at = data.draw(st.integers(0, len(new)))
        cut = data.draw(st.integers(0, 60))
        new = new[:at] + data.draw(st.sampled_from(["", "x", " molto", "«", "\n", "7"])) + new[at + cut :]
    found = carry(new)
    written = json.loads(corpus.canonical(found.annotations))
    assert schema.violations("annotations", written) == []
    flagged = {(i.id, i.field) for i in found.items}
    before = tree()
    for layer in ("entities", "quotes", "claims", "notes"):
        kept = {r["id"]: r for r in written[layer]}
        gone = {r["id"]: r for r in found.removed.get(layer, ())}
        for record in before[layer]:
            assert (record["id"] in kept) != (record["id"] in gone)
            if record["id"] in gone:
                assert gone[record["id"]] == record and (record["id"], "") in flagged
                continue
            for field in ("segments", "content", "cue"):
                for i, part in enumerate(record.get(field, ())):
                    if (record["id"], f"/{field}/{i}") not in flagged:
                        moved = kept[record["id"]][field][i]
                        assert moved["text"] == part["text"] == new[moved["start"] : moved["end"]]
    assert len(written["skip"]) + len(found.removed.get("skip", ())) == 1


def test_the_same_text_is_carried_byte_for_byte():
    found = carry(TEXT)
    assert corpus.canonical(found.annotations) == corpus.canonical(tree())
    assert (found.items, found.removed) == ((), {}) and found.carried == found.total


def test_a_text_before_shifts_everything():
    found = carry("Una riga nuova.\n" + TEXT)
    assert found.items == ()
    assert found.annotations.entities[0].segments[0].start == where("Livia Tresoldi")["start"] + 16


def test_an_emptied_text_keeps_all_in_the_review():
    found = carry("")
    assert not any(getattr(found.annotations, k) for k in ("entities", "quotes", "claims", "notes", "skip"))
    before = tree()
    assert found.removed == {k: before[k] for k in ("skip", "entities", "quotes", "claims", "notes")}


def test_windows_line_endings_move_everything():
    found = carry(TEXT.replace("\n", "\r\n"))
    assert found.items == ()


def test_normalisation_shows_where_it_changed_a_span():
    decomposed = unicodedata.normalize("NFD", TEXT)
    found = carry(decomposed)
    assert statuses(found) == {("Q3", "/content/0"): "changed", ("C1", "/segments/0"): "changed"}
    assert found.annotations.claims[0].segments[0].text == unicodedata.normalize(
        "NFD", gold().claims[0].segments[0].text
    )


def test_insertion_at_an_edge_stays_outside_and_inside_is_a_change():
    at_edge = carry(TEXT.replace("Livia Tresoldi,", "la stessa Livia Tresoldi stessa,"))
    assert at_edge.items == ()
    inside = carry(TEXT.replace("Livia Tresoldi", "Livia Maria Tresoldi"))
    assert statuses(inside) == {("T1", "/segments/0"): "changed"}
    assert inside.annotations.entities[0].segments[0].text == "Livia Maria Tresoldi"


@pytest.mark.parametrize(
    ("before", "after"), [("55 milioni", "155 milioni"), ("55 milioni", "2,55 milioni"), ("55 milioni", "-55 milioni")]
)
def test_a_figure_that_grew_at_its_edge_is_not_carried_silently(before, after):
    found = carry(TEXT.replace(before, after))
    assert statuses(found)["T3", "/segments/0"] in ("joined", "changed")


def test_a_replaced_name_is_changed_as_a_whole():
    found = carry(TEXT.replace("Marco Venzi", "Luigi Corsi"))
    assert statuses(found) == {("T2", "/segments/0"): "changed"}
    assert found.annotations.entities[1].segments[0].text == "Luigi Corsi"


def test_a_deleted_speaker_takes_along_what_cannot_do_without():
    found = carry(TEXT.replace("Secondo Marco Venzi, il molo", "Il molo"))
    assert [r["id"] for r in found.removed["entities"]] == ["T2"]
    # A named speaker can't be null, and a claimer can't either.
    assert [r["id"] for r in found.removed["quotes"]] == ["Q3"]
    assert [r["id"] for r in found.removed["claims"]] == ["C1"]
    assert found.removed["quotes"][0] == tree()["quotes"][2]


def test_references_that_may_be_empty_are_emptied_and_listed():
    found = carry(TEXT.replace(" 55 milioni di euro", ""))
    assert found.annotations.claims[0].frame.values == ()
    assert statuses(found)["C1", "/frame/values/0"] == "reference"


def test_clusters_that_name_a_removed_claim_are_told():
    same = {"question": "?", "question_en": "?", "subject": "s", "metric": "m", "relations": ()}
    group = Cluster(id="costo", members=(f"{DOC}#C1", "altro-1#C1"), **same)
    found = carry("", clusters=[group])
    assert statuses(found)["costo", "/members"] == "reference"


def test_a_deleted_mark_is_taken_out_and_kept_in_the_review():
    found = carry(TEXT.replace("ritardi», ha", "ritardi, ha"))
    assert statuses(found) == {("Q1", "/marks/1"): "vanished"}
    assert found.items[0].record == tree()["quotes"][0]["marks"][1]
    assert [m.role for m in found.annotations.quotes[0].marks] == ["open"]


def test_a_missing_mark_stays_at_its_words():
    found = carry(TEXT.replace("«Apriremo a marzo»", "«Apriremo a marzo !»"))
    missing = found.annotations.quotes[1].marks[1]
    assert missing.start == missing.end == found.annotations.quotes[1].content[0].end


def test_segments_that_come_to_touch_become_one():
    two = tree()
    first, second = segment("Non ci"), segment("ritardi")
    two["quotes"][0]["content"] = [first, second]
    import msgspec

    new = TEXT.replace("Non ci sono ritardi", "Non ci ritardi").replace("Non ci ritardi", "Non ciritardi")
    found = remap.remap(msgspec.convert(two, Annotations), TEXT, new, sha256=sha(new), included=True)
    assert [s.text for s in found.annotations.quotes[0].content] == ["Non ciritardi"]
    assert found.items


def test_external_texts_get_digests_and_no_words():
    found = remap.remap(gold(), TEXT, "Ieri. " + TEXT, sha256="cd" * 32, included=False)
    for _, _, s in corpus.hydrate.segments(found.annotations):
        assert s.text is None and s.digest == digest(("Ieri. " + TEXT)[s.start : s.end], "cd" * 32)


# The command.


@pytest.fixture
def home(tmp_path):
    root = tmp_path / "root"
    about = {"title": None, "published": None, "language": "it", "licence": "x", "origin": "x", "genre": "wire"}
    place = {"story": "porto", "split": "test", "text": "included", "chars": len(TEXT), "sha256": sha(TEXT)}
    documents = [{"doc_id": DOC, **about, **place}]
    listed = {"schema_version": "1.0", "dataset_version": "0.1.0", "documents": documents}
    corpus.write(root / "seeds" / "manifest.json", listed)
    corpus.write(root / "annotations" / "gold" / f"{DOC}.json", tree())
    texts = root / "seeds" / "texts"
    texts.mkdir()
    (texts / f"{DOC}.txt").write_bytes(TEXT.encode())
    return root


@pytest.fixture
def call(home, tmp_path, monkeypatch, capsys):
    monkeypatch.delenv("VIRGOLETTE_TEXTS", raising=False)

    def run(new, *more):
        path = tmp_path / "new.txt"
        path.write_bytes(new if isinstance(new, bytes) else new.encode())
        out = tmp_path / "out.json"
        code = main(["remap", DOC, str(path), "--out", str(out), "--corpus", str(home), *more])
        shown = capsys.readouterr()
        return code, out, shown.out + shown.err

    return run


def review_of(out):
    path = out.with_name(out.name + ".review.json")
    return json.loads(path.read_text(encoding="utf-8")) if path.exists() else None


def external(home):
    path = home / "seeds" / "manifest.json"
    path.write_text(path.read_text().replace('"included"', '"external"'))
    (home / "seeds" / "texts" / f"{DOC}.txt").unlink()
    stripped = corpus.strip(gold(), TEXT)
    corpus.write(home / "annotations" / "gold" / f"{DOC}.json", stripped)


def test_all_carried_is_0_with_the_manifest_values_and_no_review(call, home):
    new = "Ieri.\n" + TEXT
    code, out, shown = call(new)
    assert code == 0 and review_of(out) is None
    assert f'"sha256": "{sha(new)}", "chars": {len(new)}' in shown
    found, findings = corpus.read_annotations(out, DOC)
    assert findings == [] and found.text_sha256 == sha(new)


def test_the_same_text_writes_the_same_bytes(call, home):
    code, out, _ = call(TEXT)
    assert code == 0
    assert out.read_bytes() == (home / "annotations" / "gold" / f"{DOC}.json").read_bytes()


def test_something_to_review_is_1_and_listed_with_its_words(call):
    code, out, shown = call(TEXT.replace("Marco Venzi", "Luigi Corsi"))
    assert code == 1 and "T2/segments/0" in shown and "Luigi Corsi" in shown
    (item,) = review_of(out)["items"]
    assert (item["old"]["text"], item["new"]["text"]) == ("Marco Venzi", "Luigi Corsi")


def test_the_review_of_an_external_text_holds_no_words(call, home, tmp_path):
    external(home)
    folder = tmp_path / "texts"
    folder.mkdir()
    (folder / "whatever.txt").write_bytes(TEXT.encode())
    new = TEXT.replace("Marco Venzi", "Luigi Corsi").replace("Riproduzione riservata.\n", "")
    code, out, shown = call(new, "--texts", str(folder))
    assert code == 1 and "Luigi Corsi" in shown
    raw = out.with_name(out.name + ".review.json").read_text() + out.read_text()
    assert not any(words in raw for words in ("Venzi", "Luigi", "Riproduzione", "Tresoldi", "molo"))
    assert len(review_of(out)["removed_skip"]) == 1


def test_an_older_review_does_not_pass_for_this_one(call):
    call("")
    code, out, _ = call(TEXT)
    assert code == 0 and review_of(out)["items"] == []


def test_an_included_text_edited_in_place_needs_the_old_one(call, home, tmp_path):
    new = "Ieri.\n" + TEXT
    (home / "seeds" / "texts" / f"{DOC}.txt").write_bytes(new.encode())
    code, out, shown = call(new)
    assert code == 2 and "--texts" in shown and not out.exists()
    folder = tmp_path / "texts"
    folder.mkdir()
    (folder / "before.txt").write_bytes(TEXT.encode())
    assert call(new, "--texts", str(folder))[0] == 0


def test_what_cannot_be_used_is_2_and_writes_nothing(call, home, tmp_path):
    code, out, shown = call(b"ab\xff")
    assert code == 2 and "UTF-8" in shown and not out.exists()
    broken = tree()
    broken["entities"][0]["segments"][0]["text"] = "Altro"
    corpus.write(tmp_path / "bad.json", broken)
    code, out, shown = call(TEXT, "--annotations", str(tmp_path / "bad.json"))
    assert code == 2 and "virgolette check" in shown and not out.exists()
    other = {**tree(), "doc_id": "porto-8"}
    corpus.write(tmp_path / "other.json", other)
    assert call(TEXT, "--annotations", str(tmp_path / "other.json"))[0] == 2


def test_the_text_is_never_written_over(home, tmp_path, capsys):
    own = home / "seeds" / "texts" / f"{DOC}.txt"
    assert main(["remap", DOC, str(own), "--out", str(own), "--corpus", str(home)]) == 2
    assert own.read_bytes() == TEXT.encode()
    assert "--out" in capsys.readouterr().err


def test_an_unknown_document_is_2(home, tmp_path, capsys):
    new = tmp_path / "new.txt"
    new.write_text(TEXT)
    assert main(["remap", "porto-7", str(new), "--out", str(tmp_path / "o"), "--corpus", str(home)]) == 2
    assert DOC in capsys.readouterr().err


def test_a_review_is_not_left_among_annotations(call, home):
    gold = home / "annotations" / "gold"
    changed = TEXT.replace("Marco Venzi", "Luigi Corsi")
    before = (gold / f"{DOC}.json").read_bytes()
    for folder in (gold, home / "annotations" / "passes" / "ada"):
        code, _, shown = call(changed, "--out", str(folder / f"{DOC}.json"))
        assert code == 2 and "--out" in shown and "read as annotations" in shown
    assert [p.name for p in gold.iterdir()] == [f"{DOC}.json"] and (gold / f"{DOC}.json").read_bytes() == before
    assert not (home / "annotations" / "passes").exists()
    assert corpus.scan(home)[1] == []


def test_with_nothing_to_review_gold_may_be_written_in_place(call, home):
    path = home / "annotations" / "gold" / f"{DOC}.json"
    new = "Ieri.\n" + TEXT
    code, _, _ = call(new, "--out", str(path))
    assert code == 0 and [p.name for p in path.parent.iterdir()] == [path.name]
    assert corpus.read_annotations(path, DOC)[0].text_sha256 == sha(new)
