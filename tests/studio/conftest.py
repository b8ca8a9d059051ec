"""A real Label Studio server for a test session, and a corpus folder to push from."""

from __future__ import annotations

import os
import secrets
import signal
import socket
import subprocess
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.conftest import ROOT, lacking
from tests.studio.api import PASSWORD, USER, Api, Server
from tests.studio.samples import HARD, sample
from virgolette import corpus
from virgolette.model import Manifest

PROGRAM = ROOT / ".venv-studio" / "bin" / "label-studio"
# The first start migrates an empty database.
PATIENCE = 180


@pytest.fixture(scope="session")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A fresh server on 127.0.0.1 with SQLite; stopped by its own process id."""
    if not PROGRAM.exists():
        lacking(f"there is no Label Studio ({PROGRAM.relative_to(ROOT)})")
    folder = tmp_path_factory.mktemp("label-studio")
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    token, url = secrets.token_hex(20), f"http://127.0.0.1:{port}"
    command = [PROGRAM, "start", "--no-browser", "--data-dir", folder, "--internal-host", "127.0.0.1"]
    command += ["--port", str(port), "--username", USER, "--password", PASSWORD, "--user-token", token]
    command += ["--enable-legacy-api-token"]
    environment = {k: v for k, v in os.environ.items() if not k.startswith("LABEL_STUDIO")}
    environment |= {"LABEL_STUDIO_BASE_DATA_DIR": str(folder), "COLLECT_ANALYTICS": "False"}
    with (folder / "log.txt").open("wb") as log:
        process = subprocess.Popen(command, env=environment, stdout=log, stderr=log, start_new_session=True)
        try:
            _wait(url, process, folder / "log.txt")
            yield Server(url, token)
        finally:
            os.killpg(process.pid, signal.SIGTERM)
            try:
                process.wait(20)
            except subprocess.TimeoutExpired:
                os.killpg(process.pid, signal.SIGKILL)
                process.wait()


def _wait(url: str, process: subprocess.Popen[bytes], log: Path) -> None:
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until:
        if process.poll() is not None:
            break
        try:
            with urllib.request.urlopen(f"{url}/health", timeout=5) as answer:
                if answer.status == 200:
                    return
        except (urllib.error.URLError, OSError):
            time.sleep(1)
    pytest.fail(f"Label Studio didn't start:\n{log.read_text(errors='replace')[-2000:]}")


@pytest.fixture(scope="session")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A corpus of velasca-1 and a document with every hard character, both with gold."""
    root = tmp_path_factory.mktemp("corpus")
    listed = corpus.manifest(ROOT)
    own = next(d for d in listed.documents if d.doc_id == "velasca-1")
    hard = sample()
    documents = (own, hard.entry)
    corpus.write(
        root / "seeds" / "manifest.json", Manifest(schema_version="1.0", dataset_version="0.1.0", documents=documents)
    )
    (root / "seeds" / "texts").mkdir(parents=True)
    (root / "seeds" / "texts" / "velasca-1.txt").write_bytes((ROOT / "seeds/texts/velasca-1.txt").read_bytes())
    (root / "seeds" / "texts" / "prova-1.txt").write_bytes(HARD.encode("utf-8"))
    gold = ROOT / "annotations" / "gold" / "velasca-1.json"
    corpus.write_bytes(root / "annotations" / "gold" / "velasca-1.json", gold.read_bytes())
    assert hard.annotations is not None
    corpus.write(root / "annotations" / "gold" / "prova-1.json", hard.annotations)
    return root


@pytest.fixture
def api(server: Server, monkeypatch: pytest.MonkeyPatch) -> Api:
    """The server, with its token where the command looks for it."""
    monkeypatch.setenv("LABEL_STUDIO_API_KEY", server.token)
    return Api(server)
