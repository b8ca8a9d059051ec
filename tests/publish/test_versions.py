"""Versions in every artefact, migration between schema versions, and what differs between two versions."""

from __future__ import annotations

import json
import shutil

import msgspec
import pyarrow.parquet as pq
import pytest
import yaml

from tests.dataset.conftest import PORTO_1
from tests.publish.conftest import releasable
from virgolette import cli, corpus
from virgolette.dataset import build, changes, migration, sides
from virgolette.dataset.migration import Step
from virgolette.errors import InputError
from virgolette.model import Cluster, Clusters


def gold(root, doc_id):
    return root / "annotations" / "gold" / f"{doc_id}.json"


def edit(root, doc_id, change):
    path = gold(root, doc_id)
    tree = corpus.read(path)
    change(tree)
    corpus.write(path, tree)


# --- versions ---------------------------------------------------------------------------------------------


def test_every_published_file_says_of_which_version_it_is(release):
    versions = {"dataset_version": "0.0.1", "schema_version": "1.0"}
    for path in release.rglob("*.parquet"):
        said = pq.read_schema(path).metadata
        assert {k: said[f"virgolette:{k}".encode()].decode() for k in versions} == versions, path
    head = yaml.safe_load((release / "README.md").read_text("utf-8").split("---")[1])
    assert {k: head[k] for k in versions} == versions
    described = json.loads((release / "croissant.json").read_text("utf-8"))
    assert {k: described[f"virgolette:{k}"] for k in versions} == versions
    assert "0.0.1" in (release / "CHANGELOG.md").read_text("utf-8")
    (row, *_) = pq.read_table(release / "reference_standoff" / "reference.parquet").to_pylist()
    assert {k: row[k] for k in versions} == versions
    assert all(json.loads(p.read_text("utf-8"))["$id"] for p in (release / "schema").glob("*.json"))


def test_the_card_has_what_the_hub_reads(release):
    page = (release / "README.md").read_text("utf-8")
    head = yaml.safe_load(page.split("---")[1])
    assert head["license"] == "cc-by-4.0" and head["language"] == ["it"] and head["size_categories"] == ["n<1K"]
    assert {c["config_name"] for c in head["configs"]} == {i["config_name"] for i in head["dataset_info"]}
    for info in head["dataset_info"]:
        paths = [release / info["config_name"] / f"{s['name']}.parquet" for s in info["splits"]]
        assert [s["num_examples"] for s in info["splits"]] == [pq.read_metadata(p).num_rows for p in paths]
        assert info["download_size"] == sum(p.stat().st_size for p in paths) and info["features"]
    assert "```bibtex" in page and "Non ci sono ritardi" in page and "Codalunga" not in page
    assert "porto-1#Q1" in page and "virgolette.hydrate" in page


# --- migrate ----------------------------------------------------------------------------------------------


def test_a_corpus_of_this_version_has_nothing_to_migrate(source, capsys):
    before = {p: p.read_bytes() for p in source.rglob("*.json")}
    assert cli.main(["migrate", "--corpus", str(source)]) == 0
    assert "1.0, the first one: there is nothing to migrate" in capsys.readouterr().out
    assert {p: p.read_bytes() for p in source.rglob("*.json")} == before


def test_the_shipped_corpus_is_of_this_version(root):
    assert migration.migrate(root).files == ()


@pytest.mark.parametrize("version", ["0.9", "2.0", 1, None])
def test_unknown_versions_are_refused(source, version, capsys):
    for path in (source / "seeds" / "manifest.json", *(source / "annotations").rglob("*.json")):
        tree = corpus.read(path)
        path.write_text(json.dumps({**tree, "schema_version": version}), encoding="utf-8")
    assert cli.main(["migrate", "--corpus", str(source)]) == 2
    said = capsys.readouterr().err
    assert "schema version" in said or "schema_version" in said


def test_files_of_several_versions_are_refused(source):
    edit(source, "porto-1", lambda tree: tree.update(schema_version="0.9"))
    with pytest.raises(InputError, match=r"different versions: 1\.0 .*, 0\.9 \(annotations/gold/porto-1\.json\)"):
        migration.migrate(source)


def older(source):
    """The corpus as an invented version 0.9 had it: claims said `worthy`, and 0.8 said `kind` for their type."""
    for path, _ in list(migration._files(source)):
        tree = {**corpus.read(path), "schema_version": "0.8"}
        for claim in tree.get("claims", ()):
            claim["worthy"] = claim.pop("check_worthy")
            claim["kind"] = claim.pop("type")
        corpus.write(path, tree)


def renamed(old, new):
    def change(name, tree):
        for claim in tree["claims"] if name == "annotations" else ():
            claim[new] = claim.pop(old)
        return tree

    return change


STEPS = (
    Step("0.8", "0.9", renamed("kind", "type"), "the field kind of claims is called type"),
    Step("0.9", "1.0", renamed("worthy", "check_worthy"), "the field worthy is called check_worthy"),
)


def test_a_chain_of_steps_reaches_this_version(source):
    wanted = {d.entry.doc_id: d.annotations for d in corpus.load(source).documents}
    older(source)
    done = migration.migrate(source, steps=STEPS)
    assert (done.source, done.target, done.steps) == ("0.8", "1.0", STEPS)
    assert {d.entry.doc_id: d.annotations for d in corpus.load(source).documents} == wanted
    assert migration.migrate(source, steps=STEPS).files == ()


def test_where_one_file_would_be_wrong_none_is_written(source):
    older(source)
    edit(source, "porto-2", lambda tree: tree["claims"][0].update(kind="nonsense"))
    before = {p: p.read_bytes() for p in source.rglob("*.json")}
    with pytest.raises(InputError, match="nonsense"):
        migration.migrate(source, steps=STEPS)
    assert {p: p.read_bytes() for p in source.rglob("*.json")} == before


def test_steps_that_go_in_a_circle_end(source):
    older(source)
    circle = (*STEPS[:1], Step("0.9", "0.8", lambda _, tree: tree, "back"))
    with pytest.raises(InputError, match="no way is known"):
        migration.migrate(source, steps=circle)


# --- diff -------------------------------------------------------------------------------------------------


@pytest.fixture
def two(source, tmp_path):
    """The same corpus twice."""
    shutil.copytree(source, tmp_path / "new")
    return source, tmp_path / "new"


def between(a, b):
    return changes.compare(sides.read(a), sides.read(b))


def test_the_same_data_in_a_corpus_a_build_and_a_release_do_not_differ(pushed, release, tmp_path, capsys):
    source = pushed[0]
    full = build.build(corpus.load(source, source / "outside"), tmp_path / "full").path
    for a, b in ((source, source), (source, full), (full, release), (release, source)):
        assert not between(a, b).differ, (a, b)
    assert cli.main(["diff", str(source), str(release)]) == 0
    assert "No differences." in capsys.readouterr().out


def test_added_removed_and_changed_annotations_by_document(two, capsys):
    a, b = two

    def change(tree):
        tree["claims"][1]["type"] = "event"
        tree["claims"][0]["frame"]["scope"] = None
        tree["entities"] = [e for e in tree["entities"] if e["id"] != "T12"]
        tree["quotes"][0]["speaker"]["form"] = "nominal"
        tree["skip"] = []

    edit(b, "porto-1", change)
    edit(b, "faro-1", lambda tree: tree["entities"][0].update(label="GPE", function="place"))
    assert cli.main(["diff", str(a), str(b)]) == 1
    said = capsys.readouterr().out
    assert "| `porto-1` | entities | 0 | 1 | 0 |" in said and "| `porto-1` | claims | 0 | 0 | 2 |" in said
    start = PORTO_1.index("Il titolo ha chiuso")
    assert f"| `porto-1` | C2 | {start}–{start + 54} | changed: type quantity → event |" in said
    assert "changed: frame.scope close → none" in said and "speaker.form named → nominal" in said
    assert "| `porto-1` | skip |" in said and "removed" in said
    assert "changed: label LOC → GPE; function none → place" in said
    assert "ritardi" not in said
    again = between(b, a)
    assert {(c.kind, c.id) for c in again.documents["porto-1"]} >= {("added", "T12"), ("changed", "C1")}


def test_renumbering_is_no_change(two):
    a, b = two
    new = {f"T{i}": f"T{20 - i}" for i in range(1, 13)}

    def change(node):
        if isinstance(node, dict):
            return {k: change(v) for k, v in node.items()}
        if isinstance(node, list):
            return [change(v) for v in node]
        return new.get(node, node) if isinstance(node, str) else node

    path = gold(b, "porto-1")
    tree = change(corpus.read(path))
    tree["entities"].sort(key=lambda e: int(e["id"][1:]))
    corpus.write(path, tree)
    assert corpus.load(b).documents[0].annotations != corpus.load(a).documents[0].annotations
    assert not between(a, b).differ


def test_a_reference_to_something_else_is_a_change(two):
    a, b = two
    edit(b, "porto-1", lambda tree: tree["quotes"][0]["speaker"].update(mention="T10"))
    (change,) = between(a, b).documents["porto-1"]
    assert (change.id, dict(change.fields)) == ("Q1", {"speaker.mention": ("T5", "T10")})


def test_an_edited_text_moves_annotations_without_changing_them(two, texts):
    a, b = two
    path = b / "seeds" / "texts" / "porto-2.txt"
    old = path.read_text("utf-8")
    new = f"Nuova apertura.\n\n{old.replace('ha perso', 'ha ceduto')}"
    path.write_text(new, encoding="utf-8")
    from virgolette.align.moves import Moves
    from virgolette.corpus.texts import sha256
    from virgolette.spans import Span

    moves, sha = Moves(old, new), sha256(new.encode())

    def moved(node):
        if isinstance(node, list):
            return [moved(x) for x in node]
        if not isinstance(node, dict):
            return node
        found = {k: moved(v) for k, v in node.items()}
        if "start" in node:
            span = moves.place(Span(node["start"], node["end"])).span
            found |= {"start": span.start, "end": span.end}
            if "text" in node:
                found["text"] = new[span.start : span.end]
        return found

    tree = {**moved(corpus.read(gold(b, "porto-2"))), "text_sha256": sha}
    corpus.write(gold(b, "porto-2"), tree)
    listed = corpus.read(b / "seeds" / "manifest.json")
    listed["documents"][1] |= {"sha256": sha, "chars": len(new)}
    corpus.write(b / "seeds" / "manifest.json", listed)
    found = between(a, b)
    assert found.edited == ("porto-2",) and found.guessed == ()
    assert [(c.id, list(c.fields)) for c in found.documents["porto-2"]] == [("C1", ["segments"])]
    assert any("`porto-2`: another text" in line for line in changes.table(found))


def test_documents_splits_and_judged_pairs(two, tmp_path, capsys):
    a, b = two
    listed = corpus.read(b / "seeds" / "manifest.json")
    for entry in listed["documents"][:2]:
        entry["split"] = "test"
    listed["documents"] = [d for d in listed["documents"] if d["doc_id"] != "faro-3"]
    corpus.write(b / "seeds" / "manifest.json", listed)
    gold(b, "faro-3").unlink()
    known = corpus.knowledge(b).clusters
    judged = msgspec.structs.replace(known[2].relations[0], relation="contradictory")
    new: tuple[Cluster, ...] = (*known[:2], msgspec.structs.replace(known[2], relations=(judged,)))
    corpus.write(b / "annotations" / "clusters.json", Clusters(schema_version="1.0", clusters=new))
    assert cli.main(["diff", str(a), str(b)]) == 1
    said = capsys.readouterr().out
    assert "- `faro-3`: removed" in said and "- `porto-1`: moved from train to test" in said
    assert "porto-1#C3 × porto-2#C2 | compatible (numeric) | contradictory (numeric)" in said
    assert cli.main(["diff", str(a), str(b), "--json"]) == 1
    assert json.loads(capsys.readouterr().out)["removed"] == ["faro-3"]


def test_other_folders_are_refused(tmp_path, source, capsys):
    assert cli.main(["diff", str(source), str(tmp_path)]) == 2
    assert "neither a corpus folder nor a built data set" in capsys.readouterr().err


def test_the_order_of_identical_spans_changes_nothing(two):
    a, b = two

    def twice(tree):
        first = tree["claims"][0]
        tree["claims"].append({**first, "id": "C9", "type": "event", "statement": "Altro, con parole nostre."})

    edit(a, "porto-1", twice)
    edit(b, "porto-1", twice)
    edit(b, "porto-1", lambda tree: tree["claims"].reverse())
    assert not between(a, b).differ


def test_releasable_is_deterministic(tmp_path):
    a, b = (releasable(tmp_path / n) for n in "ab")
    assert not between(a, b).differ
