"""An invented corpus fit to be published, a hub that takes it, and what stands there then."""

from __future__ import annotations

from importlib.util import find_spec

import pytest

from tests.conftest import lacking
from tests.dataset.conftest import Author, everything, write_corpus
from tests.publish.fakehub import FakeHub
from virgolette import checks, cli, corpus
from virgolette.model import Quote, Speaker, Waiver, Waivers

REPO = "fari/virgolette"
TOKEN = "hf_" + "a" * 34

TALE = """La lanterna di Codalunga torna a girare dopo l'inverno più lungo

Il guardiano ha riparato a mani nude il meccanismo di ottone che nessuno osava più toccare, mentre la \
nebbia saliva dal canale e le barche restavano legate al molo vecchio.

Ada Rigon ha detto che la lente nuova arriverà dal continente con il primo traghetto di primavera.
"""


def tale():
    a = Author("faro-3", TALE)
    a.mention("T1", "LOC", "Codalunga")
    a.mention("T2", "PER", "Ada Rigon", entity="ada-rigon")
    speaker = Speaker(mention="T2", form="named", referent="individual", entity="ada-rigon")
    words = "la lente nuova arriverà dal continente con il primo traghetto di primavera."
    content, cue = (a.seg(words),), (a.seg("ha detto"),)
    a.layers["quotes"].append(
        Quote(id="Q1", type="indirect", content=content, marks=(), cue=cue, speaker=speaker, medium="speech")
    )
    fields = {"time": "future"}
    a.claim("C1", words[:-1], "Q1", type="event", subject="faro", metric="status", fields=fields)
    return a


EXTERNAL = ("faro-1", "faro-2", "faro-3")


def releasable(root):
    """The invented corpus: its warnings waived, its version in a changelog."""
    write_corpus(root, [*everything(), tale()], external=EXTERNAL)
    found, _ = corpus.scan(root, root / "outside")
    waivers = {(f.code, f.id) for f in checks.run(found)}
    listed = tuple(Waiver(code=code, id=id, reason="A fixture.") for code, id in sorted(waivers))
    corpus.write(root / "annotations" / "waivers.json", Waivers(schema_version="1.0", waivers=listed))
    (root / "CHANGELOG.md").write_text("# Changelog\n\n## 0.0.1 (2031-05-01)\n- Invented.\n", encoding="utf-8")
    return root


@pytest.fixture
def source(tmp_path):
    return releasable(tmp_path / "corpus")


@pytest.fixture
def texts(source):
    return source / "outside"


@pytest.fixture(scope="session", autouse=True)
def _no_xet():
    """The hubs of these tests have no xet storage; huggingface_hub reads its environment when it is imported."""
    from huggingface_hub import constants

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(constants, "HF_HUB_DISABLE_XET", True)
        yield


@pytest.fixture
def token(monkeypatch):
    monkeypatch.setenv("HF_TOKEN", TOKEN)
    monkeypatch.delenv("VIRGOLETTE_TEXTS", raising=False)
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1935657600")
    return TOKEN


@pytest.fixture
def hub(token):
    served = FakeHub()
    yield served
    served.close()


def needs(*modules):
    """A library that only tests use: its lack is a failure under VIRGOLETTE_FULL, else a skip."""
    for name in modules:
        if find_spec(name) is None:
            lacking(f"{name} is not installed (pip install virgolette[dev])")


def publish(source, hub, *arguments):
    return cli.main(["publish", REPO, "--endpoint", hub.url, "--corpus", str(source), *map(str, arguments)])


@pytest.fixture(scope="session")
def pushed(tmp_path_factory):
    """A corpus that was published with its texts at hand: its folder, and the hub that took it (closed)."""
    root = releasable(tmp_path_factory.mktemp("pushed") / "corpus")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("HF_TOKEN", TOKEN)
        patch.setenv("SOURCE_DATE_EPOCH", "1935657600")
        served = FakeHub()
        assert publish(root, served, "--texts", root / "outside") == 0
        served.close()
    return root, served


@pytest.fixture(scope="session")
def release(pushed, tmp_path_factory):
    """The published files in a folder."""
    folder = tmp_path_factory.mktemp("release")
    for path, raw in pushed[1].repos[REPO].files.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_bytes(raw)
    return folder
