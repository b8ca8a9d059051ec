"""What goes over the wire when a data set is published, and what stops it."""

from __future__ import annotations

import json

import pytest

from tests.publish.conftest import REPO, publish
from virgolette import cli, corpus
from virgolette.model import Manifest, Waivers


def test_one_commit_and_one_tag_in_the_order_of_the_contract(source, texts, hub, token, tmp_path, capsys):
    assert publish(source, hub, "--texts", texts, "--out", tmp_path / "out") == 0
    calls = [c for c in hub.calls() if "/lfs/" not in c.replace("/info/lfs/", "")]
    assert calls == [
        f"GET /api/datasets/{REPO}/refs",
        "POST /api/repos/create",
        "POST /api/validate-yaml",
        f"POST /api/datasets/{REPO}/preupload/main",
        f"POST /datasets/{REPO}.git/info/lfs/objects/batch",
        f"POST /api/datasets/{REPO}/commit/main",
        f"POST /api/datasets/{REPO}/tag/{hub.repos[REPO].commits[0][0]}",
    ]
    repo = hub.repos[REPO]
    assert len(repo.commits) == 1 and repo.tags == {"v0.0.1": repo.commits[0][0]}
    kept = {p.relative_to(tmp_path / "out").as_posix(): p for p in (tmp_path / "out").rglob("*") if p.is_file()}
    assert repo.files == {path: p.read_bytes() for path, p in kept.items()}
    assert {"README.md", "CHANGELOG.md", "croissant.json", "schema/quote.schema.json"} <= kept.keys()
    assert "quotes/train.parquet" in kept and "quotes/reference.parquet" not in kept
    assert "published" in capsys.readouterr().out


def test_the_token_goes_to_the_hub_only_and_into_no_file(source, texts, hub, token):
    assert publish(source, hub, "--texts", texts) == 0
    api = [auth for _, path, auth, _ in hub.requests if path.startswith(("/api/", "/datasets/"))]
    assert set(api) == {f"Bearer {token}"}
    assert all(token.encode() not in raw for _, _, _, raw in hub.requests)


def test_the_same_corpus_gives_the_same_bytes(source, texts, hub, tmp_path):
    for name in ("a", "b"):
        assert publish(source, hub, "--texts", texts, "--dry-run", "--out", tmp_path / name) == 0
    a, b = ({p.name: p.read_bytes() for p in (tmp_path / n).rglob("*") if p.is_file()} for n in "ab")
    assert a == b and hub.requests == []


def test_an_existing_tag_is_never_replaced(source, hub, capsys):
    assert publish(source, hub) == 0
    hub.requests.clear()
    before = dict(hub.repos[REPO].files)
    assert publish(source, hub) == 2
    assert hub.calls() == [f"GET /api/datasets/{REPO}/refs"]
    assert "v0.0.1 exists" in capsys.readouterr().err
    assert hub.repos[REPO].files == before


def next_version(source, version):
    path = source / "seeds" / "manifest.json"
    old = corpus.manifest(source)
    corpus.write(path, Manifest(schema_version="1.0", dataset_version=version, documents=old.documents))
    changes = source / "CHANGELOG.md"
    changes.write_text(f"{changes.read_text('utf-8')}\n## {version}\n- More.\n", encoding="utf-8")


def test_the_next_version_is_one_more_commit_without_stale_files(source, texts, hub):
    assert publish(source, hub) == 0
    repo = hub.repos[REPO]
    repo.files["quotes/reference.parquet"] = b"left over"
    repo.files[".gitattributes"] = b"the hub's own"
    next_version(source, "0.1.0")
    assert publish(source, hub) == 0
    assert list(repo.tags) == ["v0.0.1", "v0.1.0"] and len(repo.commits) == 2
    assert "quotes/reference.parquet" not in repo.files and ".gitattributes" in repo.files
    lines = [json.loads(x) for x in next(r for _, p, _, r in reversed(hub.requests) if "/commit/" in p).splitlines()]
    assert lines[0]["value"]["parentCommit"] == repo.commits[0][0]


def test_a_version_that_the_changelog_does_not_name_is_refused(source, hub, capsys):
    next_version(source, "0.1.0")
    (source / "CHANGELOG.md").write_text("## 0.0.1\n", encoding="utf-8")
    assert publish(source, hub) == 2
    assert "says nothing of version 0.1.0" in capsys.readouterr().err
    assert not hub.repos


def test_a_finding_stops_it_before_anything_is_built(source, hub, capsys):
    corpus.write(source / "annotations" / "waivers.json", Waivers(schema_version="1.0", waivers=()))
    assert publish(source, hub) == 1
    said = capsys.readouterr()
    assert "entity-unlinked" in said.out and "not published" in said.err
    assert hub.requests == []


def test_a_dry_run_contacts_nobody(source, texts, hub, capsys):
    assert publish(source, hub, "--dry-run") == 0
    said = capsys.readouterr()
    assert hub.requests == [] and "reference_standoff/reference.parquet" in said.out
    assert "Not searched for the words of faro-1, faro-2, faro-3" in said.err


@pytest.mark.parametrize("part", ["/repos/create", "/preupload/", "/commit/"])
def test_a_refusal_leaves_no_tag(source, hub, part, capsys):
    hub.fail = {part: 1}
    assert publish(source, hub) == 2
    assert "refused" in capsys.readouterr().err
    assert not any(repo.tags or repo.commits for repo in hub.repos.values())
    assert publish(source, hub) == 0


def test_after_a_lost_tag_publishing_again_sets_it(source, hub):
    hub.fail = {"/tag/": 1}
    assert publish(source, hub) == 2
    repo = hub.repos[REPO]
    assert len(repo.commits) == 1 and not repo.tags
    assert publish(source, hub) == 0
    assert repo.tags == {"v0.0.1": repo.commits[-1][0]}
    assert repo.commits[0][1] == repo.commits[-1][1]


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ([REPO, "--endpoint", "http://hub.invalid"], "https"),
        ([REPO, "--endpoint", "ftp://127.0.0.1"], "https"),
        (["no/such/repo"], "id of a repository"),
    ],
)
def test_addresses_that_cannot_be_are_refused(source, token, arguments, said, capsys):
    assert cli.main(["publish", *arguments, "--corpus", str(source)]) == 2
    assert said in capsys.readouterr().err


def test_no_hub_there_is_said_plainly(source, hub, capsys):
    hub.close()
    assert publish(source, hub) == 2
    assert "can't be reached" in capsys.readouterr().err


def test_without_a_token_it_says_how_to_log_in(source, hub, monkeypatch, tmp_path):
    from huggingface_hub import constants

    monkeypatch.delenv("HF_TOKEN")
    monkeypatch.setattr(constants, "HF_TOKEN_PATH", str(tmp_path / "none"))
    monkeypatch.setattr(constants, "HF_STORED_TOKENS_PATH", str(tmp_path / "none"))
    hub.fail = {"/repos/create": 1}
    assert publish(source, hub) == 2
    assert all(auth is None for _, _, auth, _ in hub.requests)
