"""What predict llm must not write: the key, and words of texts that may not be redistributed."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests import folders
from tests.systems.asking import DOCS, gold, predict
from tests.systems.endpoint import Call, Told, endpoint, from_gold
from virgolette.cli import main

pytest.importorskip("httpx")
pytestmark = pytest.mark.usefixtures("settled")

KEY = "sk-proj-4f1c9a7be2_Zq"


def test_the_key_is_sent_and_never_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str], caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(0)
    monkeypatch.setenv("MY_KEY", KEY)
    good, (first, second) = from_gold(gold()), [text for text, _ in gold()[:2]]

    def echo(call: Call) -> Told:
        """A server that repeats the key wherever it can."""
        assert call.headers["authorization"] == f"Bearer {KEY}"
        if call.passage in first:
            return Told(f"no JSON but {KEY}", finish=KEY)
        if call.passage in second:
            return Told(f"bad request by {KEY}", status=400)
        said = json.loads(good(call).content)
        said["entities"][0]["segments"][0]["text"] = KEY
        return Told(json.dumps(said))

    with endpoint(echo) as server:
        assert predict(server, tmp_path / "p.jsonl", "--key-env", "MY_KEY", "--concurrency", "1") == 1
        assert len(server.calls) == 3
        server.answer = lambda _: Told(f"Incorrect API key provided: {KEY}", status=401)
        assert predict(server, tmp_path / "q.jsonl", "--key-env", "MY_KEY", "--max-tokens", "7") == 2
        server.answer = lambda _: Told(raw=KEY.encode())
        # What isn't JSON comes from no chat endpoint: that is told at once, without its words.
        assert predict(server, tmp_path / "r.jsonl", "--key-env", "MY_KEY", docs=DOCS[:1]) == 2
    captured = capfd.readouterr()
    written = {str(p): p.read_bytes() for p in tmp_path.rglob("*") if p.is_file()}
    assert len(written) >= 4
    assert [name for name, raw in written.items() if KEY.encode() in raw] == []
    assert KEY not in captured.out + captured.err + caplog.text
    assert "[key]" in captured.err
    assert all(r.args is None or KEY not in str(r.args) for r in caplog.records)


def test_without_a_key_none_is_sent(tmp_path: Path) -> None:
    with endpoint(from_gold(gold())) as server:
        assert predict(server, tmp_path / "p.jsonl", docs=DOCS[:1]) == 0
        assert "authorization" not in server.calls[0].headers


@pytest.mark.parametrize(
    ("value", "message"), [(None, "isn't set"), ("", "isn't set"), (f"{KEY}\nx", "is no key"), ("chiavé", "is no key")]
)
def test_a_key_that_can_t_be_used(
    tmp_path: Path, value: str | None, message: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.delenv("MY_KEY", raising=False)
    if value is not None:
        monkeypatch.setenv("MY_KEY", value)
    with endpoint(from_gold(gold())) as server:
        assert predict(server, tmp_path / "p.jsonl", "--key-env", "MY_KEY") == 2
        assert server.calls == []
    said = capsys.readouterr().err
    assert f"MY_KEY: {'holds something that ' if 'no key' in message else ''}{message}" in said
    assert KEY not in said


@pytest.mark.parametrize("url", ["ftp://x/v1", "host/v1", "http://me:pw@127.0.0.1/v1", "http://127.0.0.1/v1?key=1"])
def test_addresses_that_are_none_or_hold_secrets(tmp_path: Path, url: str, capsys: pytest.CaptureFixture[str]) -> None:
    arguments = ["predict", "llm", "--endpoint", url, "--model-name", "m", "--out", str(tmp_path / "p")]
    assert main([*arguments, "--docs", "velasca-1"]) == 2
    said = capsys.readouterr().err
    assert "--endpoint" in said
    assert "pw" not in said
    assert list(tmp_path.iterdir()) == []


def test_of_an_external_text_no_word_is_written(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    words = "Segretissimo Riservatelli annuncia quarantadue provvedimenti straordinari"
    root = folders.write_corpus(tmp_path / "corpus", {"fuori-1": words}, external=frozenset({"fuori-1"}))
    (tmp_path / "texts").mkdir()
    (tmp_path / "texts" / "any.txt").write_bytes(words.encode())
    place = [{"text": words[:40], "occurrence": None, "left": None}]
    wrong = [{"text": words[:30] + "7", "occurrence": None, "left": words[:5]}]
    said = {
        "entities": [
            {"id": words, "label": "PER", "segments": place, "value": None, "date": words},
            {"id": "b", "label": words, "segments": place, "value": {"low": words}, "date": None},
            {"id": "c", "label": "PER", "segments": wrong, "value": None, "date": None},
        ],
        "quotes": [{"id": words, "type": words, "content": wrong, "cue": wrong, "speaker": {"mention": words}}],
        "claims": [{"segments": wrong, "claimer": words, "type": words, "frame": {"valid_time": words}}],
    }
    out, more = tmp_path / "out", ("--corpus", str(root), "--texts", str(tmp_path / "texts"))
    with endpoint(lambda _: Told(json.dumps(said))) as server:
        assert predict(server, out / "p.jsonl", *more, docs=()) == 0
        first = (out / "p.jsonl").read_bytes()
        # From the journal the same, although that holds no answer.
        assert predict(server, out / "p.jsonl", *more, docs=()) == 0
        assert (out / "p.jsonl").read_bytes() == first
        assert len(server.calls) == 1
    captured = capfd.readouterr()
    written = b"".join(p.read_bytes() for p in out.rglob("*") if p.is_file()).decode() + captured.out + captured.err
    assert len(first) > 100
    assert not any(word in written for word in words.split())
