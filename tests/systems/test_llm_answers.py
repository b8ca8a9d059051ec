"""What a model says to virgolette predict llm is scored as what it means, and what is wrong as wrong."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests import folders
from tests.systems.asking import DOCS, gold, predict, read
from tests.systems.endpoint import Told, endpoint, from_gold
from virgolette import corpus, schema
from virgolette.scoring.run import score

pytest.importorskip("httpx")

pytestmark = pytest.mark.usefixtures("settled")


def test_what_a_model_says_in_words_is_scored_as_what_it_means(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "p.jsonl"
    with endpoint(from_gold(gold())) as server:
        assert predict(server, out, "--price", "1", "10") == 0
        assert len(server.calls) == 3
        assert {c.tier for c in server.calls} == {"json_schema"}
    found = score(out, split="train")
    own = {d.doc_id: d for d in found.documents}
    assert {own[d].status for d in DOCS} == {"scored"}
    for measure in ("entities.strict", "quotes.exact", "claims.iou50"):
        at = 4 * found.measures.index(measure)
        for doc in DOCS:
            wanted, said, right, _ = own[doc].counts[at : at + 4]
            assert (measure, said, right) == (measure, wanted, wanted)
    assert all(schema.violations("prediction", line) == [] for line in read(out))
    assert '"text"' not in out.read_text(encoding="utf-8")
    said = capsys.readouterr().out
    assert "Requests: 3, 300 tokens in, 30 out, cost 0.0006" in said
    assert "llm 1.0 m on 3 documents" in said


def test_passages_are_stitched(tmp_path: Path) -> None:
    whole, cut = tmp_path / "whole.jsonl", tmp_path / "cut.jsonl"
    with endpoint(from_gold(gold())) as server:
        assert predict(server, whole) == 0
        assert predict(server, cut, "--chunk", "900") == 0
        passages = [c.passage for c in server.calls[3:]]
        assert len(passages) > 6
        assert max(map(len, passages)) <= 900
    assert [line["doc_id"] for line in read(whole)] == list(DOCS)
    for one, other in zip(read(whole), read(cut), strict=True):
        spans = [{json.dumps(e["segments"]) for e in line["entities"]} for line in (one, other)]
        assert spans[0] == spans[1]
        for layer in ("entities", "quotes", "claims"):
            assert len({r["id"] for r in other[layer]}) == len(other[layer])
        # References go to what they went to, wherever the numbers begin anew.
        places = [{e["id"]: e["segments"] for e in line["entities"]} for line in (one, other)]
        speakers = [
            {json.dumps(q["content"]): places[i].get(q["speaker"].get("mention")) for q in line["quotes"]}
            for i, line in enumerate((one, other))
        ]
        assert speakers[1]
        assert all(speakers[0][content] == speaker for content, speaker in speakers[1].items() if speaker)
        values = [
            {json.dumps(c["segments"]): [places[i].get(v) for v in c["frame"]["values"]] for c in line["claims"]}
            for i, line in enumerate((one, other))
        ]
        assert all(values[0][claim] == found for claim, found in values[1].items())


def test_words_that_occur_in_both_passages_are_each_counted_in_their_own(tmp_path: Path) -> None:
    first, second = "Ada tace. Poi Ada parla.", "Ancora Ada, sempre Ada."
    root = folders.write_corpus(tmp_path / "corpus", {"due-1": f"{first}\n\n{second}"})
    said = {"entities": [{"id": "a", "label": "PER", "segments": [{"text": "Ada", "occurrence": 2, "left": None}]}]}
    with endpoint(lambda _: Told(json.dumps(said))) as server:
        more = ("--corpus", str(root), "--chunk", "25", "--layers", "entities")
        assert predict(server, tmp_path / "p.jsonl", *more, docs=()) == 0
        assert [c.passage for c in sorted(server.calls, key=lambda c: c.passage)] == [first, second]
    (line,) = read(tmp_path / "p.jsonl")
    assert [e["segments"][0]["start"] for e in line["entities"]] == [14, 45]
    assert [e["id"] for e in line["entities"]] == ["T1", "T2"]


@pytest.mark.parametrize(
    ("told", "message"),
    [
        (Told('{"entities": [{"id": "T1", "label": "PE', finish="length"), "cut off"),
        (Told("Mi dispiace, no."), "no JSON"),
        (Told("[1, 2]"), "no JSON"),
        (Told("mezzo \ud800 carattere"), "no JSON"),
        (Told("[" * 100_000), "no JSON"),
        (Told('{"entities": [], "quotes": []}'), "no list of claims"),
        (Told("", refusal="I can't help"), "refused"),
        (Told("", finish="content_filter"), "refused"),
        (Told("passage too long", status=400), "refuses the request (HTTP 400)"),
        (Told(raw=b"<html>"), "no chat completion"),
        (Told(raw=b'{"choices": []}'), "no chat completion"),
        (Told("busy", status=500), "HTTP 500, 3 times"),
    ],
)
def test_an_answer_without_annotations_fails_its_document_and_no_other(
    tmp_path: Path, told: Told, message: str, capsys: pytest.CaptureFixture[str]
) -> None:
    out, good = tmp_path / "p.jsonl", from_gold(gold())
    second = gold()[1][0]
    with endpoint(lambda c: told if c.passage in second else good(c)) as server:
        assert predict(server, out, "--attempts", "3", "--concurrency", "1") == 1
    lines = read(out)
    assert [bool(line.get("error")) for line in lines] == [False, True, False]
    assert message in lines[1]["error"]
    assert f"velasca-2: {lines[1]['error']}" in capsys.readouterr().err
    statuses = {d.doc_id: d.status for d in score(out, split="train").documents}
    assert [statuses[d] for d in DOCS] == ["scored", "failed", "scored"]


def test_wrong_strings_labels_and_references_count_as_wrong(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    text = "Ieri Ada Li ha perso 5 milioni. Ada Li tace."
    root = folders.write_corpus(tmp_path / "corpus", {"uno-1": text})

    def at(words: str, **more: object) -> list[dict[str, object]]:
        return [{"text": words, "occurrence": None, "left": None, **more}]

    said = {
        "entities": [
            {"id": "T1", "label": "PER", "segments": at("Ada Li"), "value": None, "date": "quando Ada Li tace"},
            {"id": "T2", "label": "PER", "segments": at("Ugo Li"), "value": None, "date": None},
            {"id": "T3", "label": "PERSONA", "segments": at("Ada Li"), "value": None, "date": None},
            {"id": "T4", "label": "MONEY", "segments": at("5 milioni"), "value": {"low": 5e6}, "date": None},
            {"id": "T5", "label": "PER", "segments": at("Ada Li", occurrence=7), "value": None, "date": None},
            "T6",
            {"id": "T7", "label": "PER", "segments": [], "value": None, "date": None},
        ],
        "quotes": [{"id": "Q1", "type": "loud", "content": at("tace"), "cue": None, "speaker": {"mention": "T9"}}],
        "claims": [{"segments": at("Ada Li tace"), "claimer": "Q5", "frame": {"values": ["T4", "T8"]}}],
    }
    with endpoint(lambda _: Told(json.dumps(said))) as server:
        assert predict(server, tmp_path / "p.jsonl", "--corpus", str(root), docs=()) == 0
    (line,) = read(tmp_path / "p.jsonl")
    assert "Ada" not in json.dumps(line)
    assert "Ugo" not in json.dumps(line)
    found = score(tmp_path / "p.jsonl", root=root)
    entities = next(a for a in found.alignment if a.layer == "entities")
    assert (entities.offsets, entities.unaligned, entities.invalid) == (2, 2, 3)
    strict = found.score("entities.exact")
    assert strict.predicted == 7
    assert sorted(p.kind for p in found.problems).count("reference") == 3
    assert "In answers: 3 field, 3 invalid, 3 reference, 2 unplaced" in capsys.readouterr().out


def test_known_entities_and_metrics_are_asked_for_and_others_not_taken(tmp_path: Path, root: Path) -> None:
    lists = ("--entities", str(root / "annotations/entities.json"), "--metrics", str(root / "annotations/metrics.json"))
    known = corpus.load().knowledge.entities[0].id
    word = gold()[0][0].split()[0]
    at = [{"text": word, "occurrence": 1, "left": None}]
    frame = {"subject": "velasca", "metric": "cost", "scope": "nonsense", "values": [], "valid_time": "2025"}
    said = {
        "entities": [{"id": "x", "label": "ORG", "segments": at, "entity": e} for e in (known, "nobody-knows")],
        "quotes": [],
        "claims": [{"segments": at, "claimer": "author", "frame": frame}],
    }
    with endpoint(lambda _: Told(json.dumps(said))) as server:
        assert predict(server, tmp_path / "p.jsonl", *lists, docs=DOCS[:1]) == 0
        (call,) = server.calls
    told = call.body["messages"][0]["content"]
    assert "\n- cost: " in told
    assert f"\n- {known}: " in told
    (line,) = read(tmp_path / "p.jsonl")
    assert [e.get("entity") for e in line["entities"]] == [known, None]
    assert line["claims"][0]["frame"].items() >= {"metric": "cost", "valid_time": "2025"}.items()
    assert "scope" not in line["claims"][0]["frame"]
