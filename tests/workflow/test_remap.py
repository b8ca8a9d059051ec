"""Annotations carried to a new text: what is unchanged is carried, nothing moves silently, nothing is lost."""

from __future__ import annotations

import json
import unicodedata

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.typed import sha
from tests.workflow.porto import DOC, TEXT, gold, segment, tree, where
from virgolette import corpus, schema
from virgolette.model import Annotations, Cluster
from virgolette.spans import digest
from virgolette.workflow import remap


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
    new = TEXT.replace("Non ci sono ritardi", "Non ci ritardi").replace("Non ci ritardi", "Non ciritardi")
    found = remap.remap(msgspec.convert(two, Annotations), TEXT, new, sha256=sha(new), included=True)
    assert [s.text for s in found.annotations.quotes[0].content] == ["Non ciritardi"]
    assert found.items


def test_external_texts_get_digests_and_no_words():
    found = remap.remap(gold(), TEXT, "Ieri. " + TEXT, sha256="cd" * 32, included=False)
    for _, _, s in corpus.hydrate.segments(found.annotations):
        assert s.text is None and s.digest == digest(("Ieri. " + TEXT)[s.start : s.end], "cd" * 32)
