"""virgolette predict llm, called as a user calls it, against an endpoint on 127.0.0.1."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import threading
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from tests import folders
from tests.systems.asking import DOCS, gold, predict, read
from tests.systems.endpoint import Call, Told, endpoint, from_gold
from virgolette import corpus, schema
from virgolette.cli import main
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


@pytest.mark.parametrize(
    ("takes", "calls"),
    [
        ({"json_schema"}, ["json_schema"] * 3),
        ({"json_object", "prompt"}, ["json_schema", "json_object", "json_object", "json_object"]),
        ({"prompt"}, ["json_schema", "json_object", "prompt", "prompt", "prompt"]),
    ],
)
def test_a_server_is_asked_as_it_can_be_asked_and_this_is_remembered(
    tmp_path: Path, takes: set[str], calls: list[str]
) -> None:
    good = from_gold(gold())

    def answer(call: Call) -> Told:
        if call.tier not in takes:
            return Told(f"response_format {call.tier} isn't supported", status=400)
        found = good(call)
        return Told(f"Ecco:\n```json\n{found.content}\n```\n") if call.tier == "prompt" else found

    with endpoint(answer) as server:
        assert predict(server, tmp_path / "p.jsonl") == 0
        assert [c.tier for c in server.calls] == calls
        schemas = ["JSON schema" in c.body["messages"][0]["content"] for c in server.calls]
        assert schemas == [tier != "json_schema" for tier in calls]
        del server.calls[:]
        # Another run with the same journal and other passages doesn't try again what was refused.
        journal = str(tmp_path / "p.jsonl.journal")
        assert predict(server, tmp_path / "q.jsonl", "--journal", journal, "--chunk", "900") == 0
        assert {c.tier for c in server.calls} == {calls[-1]}
    assert all(line["entities"] for line in read(tmp_path / "q.jsonl"))


def test_a_server_that_takes_less_than_it_did_is_asked_anew(tmp_path: Path) -> None:
    good, journal = from_gold(gold()), ("--journal", str(tmp_path / "j"))
    takes = ["json_schema"]
    with endpoint(lambda c: good(c) if c.tier in takes else Told("no", status=422)) as server:
        assert predict(server, tmp_path / "p.jsonl", *journal, docs=DOCS[:1]) == 0
        for now in ("prompt", "json_object"):
            takes[:] = [now]
            assert predict(server, tmp_path / "p.jsonl", *journal, "--chunk", str(5000 + len(now)), docs=DOCS[1:]) == 0
            assert server.calls[-1].tier == now
            (tmp_path / "j").write_bytes(b"".join(_tiers(tmp_path / "j")))


def _tiers(journal: Path) -> list[bytes]:
    return [line for line in journal.read_bytes().splitlines(keepends=True) if b'"tier"' in line]


def test_no_more_requests_are_under_way_than_allowed(tmp_path: Path) -> None:
    good, lock = from_gold(gold()), threading.Lock()
    together = threading.Barrier(3)
    under_way = [0, 0]

    def answer(call: Call) -> Told:
        with lock:
            under_way[0] += 1
            under_way[1] = max(under_way)
        if 2 <= call.number <= 4:
            # Broken, and with it the answer, if these three don't come at once.
            together.wait(60)
        found = good(call)
        with lock:
            under_way[0] -= 1
        return found

    with endpoint(answer) as server:
        assert predict(server, tmp_path / "p.jsonl", "--chunk", "600", "--concurrency", "3") == 0
        assert len(server.calls) > 6
    assert under_way == [0, 3]


def test_a_refused_passage_says_nothing_about_the_server(tmp_path: Path) -> None:
    good, first = from_gold(gold()), gold()[0][0]
    with endpoint(lambda c: Told("too long", status=400) if c.passage in first else good(c)) as server:
        assert predict(server, tmp_path / "p.jsonl", "--concurrency", "1") == 1
        assert [c.tier for c in server.calls] == [*("json_schema", "json_object", "prompt"), *["json_schema"] * 2]


def test_passing_faults_are_waited_out(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    waited: list[float] = []
    monkeypatch.setattr(threading.Event, "wait", _noting(waited, threading.Event.wait))
    good = from_gold(gold())
    faults = [
        Told("slow down", status=429, headers={"retry-after": "7"}),
        Told("oh", status=500),
        Told("gone for lunch", status=503, headers={"retry-after": "Wed, 21 Oct 2015 07:28:00 GMT"}),
    ]
    with endpoint(lambda c: faults[c.number - 1] if c.number <= 3 else good(c)) as server:
        assert predict(server, tmp_path / "p.jsonl", "--concurrency", "1") == 0
        assert len(server.calls) == 6
        assert {json.dumps(c.body) for c in server.calls[:4]} == {json.dumps(server.calls[0].body)}
    assert waited == [7.0, 0.0, 0.0]


def _noting(waited: list[float], whole: Any) -> Any:
    """Waits of the client, which are given as floats, are noted and not waited for."""

    def wait(self: threading.Event, seconds: float | None = None) -> bool:
        if isinstance(seconds, float):
            waited.append(seconds)
            return False
        found: bool = whole(self, seconds)
        return found

    return wait


def test_a_slow_server_is_asked_again(tmp_path: Path) -> None:
    good, over = from_gold(gold()), threading.Event()

    def answer(call: Call) -> Told:
        if call.number == 1:
            over.wait(60)
        return good(call)

    with endpoint(answer) as server:
        assert predict(server, tmp_path / "p.jsonl", "--timeout", "3", docs=DOCS[:1]) == 0
        over.set()
        assert len(server.calls) == 2


def test_a_server_that_wants_too_much_patience_is_given_up_on(tmp_path: Path) -> None:
    with endpoint(lambda _: Told("tomorrow", status=429, headers={"retry-after": "86400"})) as server:
        assert predict(server, tmp_path / "p.jsonl", docs=DOCS[:1]) == 1
        assert len(server.calls) == 1
    assert read(tmp_path / "p.jsonl")[0]["error"] == "HTTP 429"


@pytest.mark.parametrize(("status", "what"), [(401, "key isn't accepted"), (402, "payment"), (404, "no such address")])
def test_what_no_document_will_change_ends_the_run(
    tmp_path: Path, status: int, what: str, capsys: pytest.CaptureFixture[str]
) -> None:
    with endpoint(lambda _: Told("no", status=status)) as server:
        assert predict(server, tmp_path / "p.jsonl") == 2
        assert len(server.calls) <= 3
    assert what in capsys.readouterr().err
    assert not (tmp_path / "p.jsonl").exists()


def test_an_endpoint_that_isn_t_there(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with endpoint(lambda _: Told()) as server:
        pass
    assert predict(server, tmp_path / "p.jsonl", "--attempts", "2") == 2
    assert "can't be reached" in capsys.readouterr().err


def test_a_killed_run_goes_on_where_it_was_and_pays_nothing_twice(tmp_path: Path) -> None:
    out, journal = tmp_path / "p.jsonl", tmp_path / "answers"
    good = from_gold(gold())
    process: list[subprocess.Popen[bytes]] = []
    known = threading.Event()

    def answer(call: Call) -> Told:
        if call.number == 5:
            known.wait(60)
            os.kill(process[0].pid, signal.SIGKILL)
            process[0].wait()
        return good(call)

    with endpoint(answer) as server:
        arguments = ["--endpoint", server.url, "--model-name", "m", "--docs", *DOCS, "--chunk", "900"]
        arguments += ["--journal", str(journal), "--concurrency", "1", "--out", str(out)]
        command = [sys.executable, "-m", "virgolette", "predict", "llm", *arguments]
        process.append(subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL))
        known.set()
        assert process[0].wait(120) == -signal.SIGKILL
        assert not out.exists()
        assert len(server.calls) == 5
        with journal.open("ab") as file:
            # As if the machine had gone down in the middle of a line.
            file.write(b'{"request": "0123')
        assert main(["predict", "llm", *arguments]) == 0
        asked = Counter(c.passage for c in server.calls)
        # Only the one whose answer never came was asked twice.
        assert sorted(asked.values())[-2:] == [1, 2]
        assert asked[server.calls[4].passage] == 2
        total = len(server.calls)
        assert main(["predict", "llm", *arguments]) == 0
        assert len(server.calls) == total
    assert all(line["entities"] for line in read(out))
    damaged = [line for line in journal.read_bytes().split(b"\n") if line == b'{"request": "0123']
    assert len(damaged) == 1


def test_what_differs_is_asked_anew(tmp_path: Path) -> None:
    journal = ("--journal", str(tmp_path / "j"))
    with endpoint(from_gold(gold())) as server:
        for more in ((), (), ("--max-tokens", "99"), ("--layers", "quotes"), ("--request", '{"seed": 1}')):
            assert predict(server, tmp_path / "p.jsonl", *journal, *more, docs=DOCS[:1]) == 0
        assert len(server.calls) == 4


def test_fields_of_a_request_can_be_put_in_and_taken_out(tmp_path: Path) -> None:
    fields = '{"temperature": null, "max_tokens": null, "max_completion_tokens": 5000, "reasoning_effort": "low"}'
    with endpoint(from_gold(gold())) as server:
        assert predict(server, tmp_path / "p.jsonl", "--request", fields, docs=DOCS[:1]) == 0
        (call,) = server.calls
    assert (call.body["max_completion_tokens"], call.body["reasoning_effort"]) == (5000, "low")
    assert not {"temperature", "max_tokens"} & call.body.keys()


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


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ([], "needs an endpoint"),
        (["--endpoint", "http://127.0.0.1/v1"], "belong together"),
        (["--model-name", "m"], "belong together"),
    ],
)
def test_half_an_endpoint(
    tmp_path: Path, arguments: list[str], message: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["predict", "llm", *arguments, "--docs", "velasca-1", "--out", str(tmp_path / "p")]) == 2
    assert message in capsys.readouterr().err


@pytest.mark.parametrize(
    "arguments", [["--concurrency", "0"], ["--chunk", "x"], ["--price", "1", "-1"], ["--request", "[1]"]]
)
def test_arguments_that_are_none(arguments: list[str], tmp_path: Path) -> None:
    with pytest.raises(SystemExit):
        main(["predict", "llm", *arguments, "--out", str(tmp_path / "p")])


@pytest.mark.parametrize(
    "told", [Told(raw=b"<html>"), Told(raw=b"[]"), Told(raw=b'{"status": "ok"}'), Told(status=302), Told(status=308)]
)
def test_what_is_no_endpoint_ends_the_run(tmp_path: Path, told: Told, capsys: pytest.CaptureFixture[str]) -> None:
    with endpoint(lambda _: told) as server:
        assert predict(server, tmp_path / "p.jsonl") == 2
        assert len(server.calls) == 1
    assert "It often ends in /v1" in capsys.readouterr().err
    assert not (tmp_path / "p.jsonl").exists()
