"""Without a server: tasks and exports as files, passes that overwrite nobody's work, and the token."""

from __future__ import annotations

import json
import os
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import msgspec
import pytest

from tests.conftest import ROOT
from tests.studio.samples import export, sample
from virgolette import corpus
from virgolette.cli import main
from virgolette.errors import EnvironmentFault, InputError
from virgolette.studio import passes
from virgolette.studio.client import Studio
from virgolette.studio.export import Work, works
from virgolette.studio.token import token

Json = Any


def work() -> Work:
    (found,), _ = works(export(sample(), who={"email": "ada@x.it"}), {"prova-1": sample()})
    return found


def command(folder: Path, *arguments: Json) -> int:
    return main(["studio", *map(str, arguments), "--corpus", str(folder)])


def annotated(source: Path, target: Path) -> None:
    """What Label Studio exports once the predictions are accepted."""
    tasks = json.loads(source.read_text(encoding="utf-8"))
    for i, task in enumerate(tasks):
        result = task["predictions"][0]["result"]
        task |= {"id": i, "annotations": [{"id": i, "completed_by": {"email": "ada@x.it"}, "result": result}]}
    target.write_text(json.dumps(tasks), encoding="utf-8")


def test_there_and_back_by_files(folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    tasks, exported, out = tmp_path / "tasks.json", tmp_path / "export.json", tmp_path / "passes"
    assert command(folder, "push", "--prefill", "gold", "--to", tasks) == 0
    assert command(folder, "push", "--prefill", "gold", "--to", tasks) == 0
    annotated(tasks, exported)
    assert command(folder, "pull", "--from", exported, "--out", out) == 0
    for gold in (folder / "annotations" / "gold").glob("*.json"):
        assert (out / "ada" / gold.name).read_bytes() == gold.read_bytes()
    assert command(folder, "pull", "--from", exported, "--out", out, "--annotator", "bo") == 0
    assert "nothing pulled: no work of bo" in capsys.readouterr().out


def test_a_file_of_tasks_is_not_overwritten(folder: Path, tmp_path: Path) -> None:
    tasks = tmp_path / "tasks.json"
    tasks.write_text("mine")
    assert command(folder, "push", "--to", tasks) == 2
    assert tasks.read_text() == "mine"
    assert command(folder, "push", "--to", tasks, "--force") == 0


def test_external_texts_only_go_where_one_says_so(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    tasks = tmp_path / "tasks.json"
    assert main(["studio", "push", "--docs", "deepseek-001", "--to", str(tasks)]) == 2
    assert "may not be redistributed" in capsys.readouterr().err
    assert main(["studio", "push", "--to", str(tasks)]) == 0
    assert "left out without --external: deepseek-000" in capsys.readouterr().err
    pushed = {t["data"]["doc_id"] for t in json.loads(tasks.read_text())}
    assert pushed == {e.doc_id for e in corpus.manifest(ROOT).documents if e.text == "included"}


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["push"], "Give --url and --project, or --to FILE"),
        (["push", "--url", "http://x"], "Give --url and --project"),
        (["pull", "--from", "a", "--url", "http://x", "--project", "y"], "or --from FILE"),
        (["push", "--to", "x.json", "--docs", "altro-1"], "isn't in the manifest"),
        (["push", "--to", "x.json", "--prefill", "nobody"], "there is no such pass"),
        (["push", "--to", "x.json", "--prefill", "../gold"], "there is no such pass"),
        (["pull", "--from", "missing.json"], "can't be read"),
    ],
)
def test_wrong_usage_is_told(
    folder: Path, arguments: list[str], told: str, capsys: pytest.CaptureFixture[str], tmp_path: Path, monkeypatch: Any
) -> None:
    monkeypatch.chdir(tmp_path)
    assert command(folder, *arguments) == 2
    assert told in capsys.readouterr().err


@pytest.mark.parametrize("content", [b"[", b"\xff", b"[" * 100_000, b""])
def test_what_is_no_json_is_told(folder: Path, tmp_path: Path, content: bytes, capsys: Any) -> None:
    (tmp_path / "export.json").write_bytes(content)
    assert command(folder, "pull", "--from", tmp_path / "export.json", "--out", tmp_path) == 2
    assert "export.json" in capsys.readouterr().err


def test_findings_are_printed_with_their_place(folder: Path, tmp_path: Path, capsys: Any) -> None:
    tasks, exported = tmp_path / "tasks.json", tmp_path / "export.json"
    assert command(folder, "push", "--prefill", "gold", "--to", tasks, "--docs", "prova-1") == 0
    annotated(tasks, exported)
    content = json.loads(exported.read_text())
    content[0]["annotations"][0]["result"].append({"type": "relation", "from_id": "T1", "to_id": "gone\x1b[2J"})
    exported.write_text(json.dumps(content))
    assert command(folder, "pull", "--from", exported, "--out", tmp_path / "p") == 1
    out = capsys.readouterr().out
    assert "error[studio-relation-dangling] task 0, annotation 0 by ada, region T1: " in out
    assert "1 items kept in the side file" in out and "\x1b" not in out
    kept = json.loads((tmp_path / "p/ada/studio/prova-1.json").read_text())
    assert kept["kept"][0]["item"]["to_id"] == "gone\x1b[2J"


def test_a_pass_that_the_last_pull_wrote_is_replaced_with_a_backup(tmp_path: Path) -> None:
    first = passes.write(work(), tmp_path)
    assert first.what == "written" and first.backup is None
    assert passes.write(work(), tmp_path).what == "unchanged"
    later = work()
    fewer = msgspec.structs.replace(later, annotations=msgspec.structs.replace(later.annotations, notes=()))
    again = passes.write(fewer, tmp_path)
    assert again.what == "written" and again.backup is not None
    assert again.backup.read_bytes() == corpus.canonical(later.annotations)


def test_work_that_no_pull_wrote_is_not_overwritten(tmp_path: Path) -> None:
    path = tmp_path / "ada" / "prova-1.json"
    corpus.write_bytes(path, b"by hand")
    assert passes.write(work(), tmp_path).what == "refused"
    assert path.read_bytes() == b"by hand"
    assert not (path.parent / "studio").exists()
    forced = passes.write(work(), tmp_path, force=True)
    assert forced.what == "written" and forced.backup is not None
    assert forced.backup.read_bytes() == b"by hand"
    # Mended by hand after a pull, it is somebody's work again.
    path.write_bytes(b"by hand again")
    assert passes.write(work(), tmp_path).what == "refused"


def test_two_backups_have_two_names(tmp_path: Path) -> None:
    path = tmp_path / "ada" / "prova-1.json"
    backups = []
    for content in (b"one", b"two"):
        corpus.write_bytes(path, content)
        backups.append(passes.write(work(), tmp_path, force=True).backup)
    assert [b.read_bytes() for b in backups if b] == [b"one", b"two"]


def test_a_side_file_is_no_pass(folder: Path, tmp_path: Path) -> None:
    passes.write(work(), tmp_path / "annotations" / "passes")
    assert corpus.pass_names(tmp_path) == ["ada"]
    assert [p.name for p in (tmp_path / "annotations/passes/ada").glob("*.json")] == ["prova-1.json"]


def test_the_token_comes_from_the_environment_or_label_studios_own_file(tmp_path: Path) -> None:
    assert token({"LABEL_STUDIO_API_KEY": "abc", "HOME": str(tmp_path)}) == "abc"
    own = tmp_path / ".local/share/label-studio/.env"
    with pytest.raises(EnvironmentFault, match="LABEL_STUDIO_API_KEY"):
        token({"HOME": str(tmp_path), "XDG_DATA_HOME": str(tmp_path / ".local/share")})
    own.parent.mkdir(parents=True)
    own.write_text("SECRET_KEY=x\nLABEL_STUDIO_USER_TOKEN='def'\n")
    assert token({"HOME": str(tmp_path), "XDG_DATA_HOME": str(tmp_path / ".local/share")}) == "def"
    assert token({"LABEL_STUDIO_BASE_DATA_DIR": str(own.parent)}) == "def"


@pytest.mark.parametrize(
    "url", ["localhost:8080", "http://u:secret@x", "http://x/?token=secret", "ftp://x", "http://", "http://[::1/v1"]
)
def test_an_address_carries_no_token(url: str) -> None:
    with pytest.raises(InputError) as caught:
        Studio(url, "key")
    assert "secret" not in str(caught.value)


def test_a_server_that_is_not_there_is_told(folder: Path, monkeypatch: Any, capsys: Any) -> None:
    if not os.environ.get("VIRGOLETTE_FULL"):
        pytest.importorskip("label_studio_sdk")
    monkeypatch.setenv("LABEL_STUDIO_API_KEY", "abcdef123456")
    assert command(folder, "push", "--url", "http://127.0.0.1:9", "--project", "prova") == 2
    told = capsys.readouterr().err
    assert "the server can't be reached" in told and "abcdef123456" not in told


@pytest.mark.parametrize(
    ("status", "body"),
    [
        (200, b"[]"),
        (200, b"{}"),
        (200, b'{"results": [{}]}'),
        (200, b"\xff\xfe"),
        (200, b"<html>"),
        (302, b""),
        (404, b""),
    ],
)
def test_a_server_that_is_no_label_studio_is_told(
    folder: Path, monkeypatch: Any, capsys: Any, status: int, body: bytes
) -> None:
    if not os.environ.get("VIRGOLETTE_FULL"):
        pytest.importorskip("label_studio_sdk")
    monkeypatch.setenv("LABEL_STUDIO_API_KEY", "abcdef123456")

    class Other(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.rfile.read(int(self.headers.get("content-length") or 0))
            self.send_response(status)
            self.send_header("content-length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        do_POST = do_GET  # noqa: N815

        def log_message(self, *_: object) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Other) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        url = f"http://127.0.0.1:{server.server_address[1]}"
        assert command(folder, "push", "--url", url, "--project", "prova", "--docs", "prova-1") == 2
        server.shutdown()
    told = capsys.readouterr().err
    assert "no Label Studio answers there" in told and "Mend --url" in told
