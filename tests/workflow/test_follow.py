"""Clusters and waivers follow their annotations through a renumbering."""

import json
import shutil

import msgspec
from hypothesis import given
from hypothesis import strategies as st

from virgolette import resources
from virgolette.cli import main
from virgolette.corpus import typed
from virgolette.model import Annotations, Cluster, Clusters, Relation, Waiver
from virgolette.workflow import follow

GOLD = typed(resources.root() / "annotations" / "gold" / "velasca-1.json", "annotations", Annotations)


def without(annotations, *gone):
    """The same annotations less some claims, renumbered."""
    kept = [c for c in annotations.claims if c.id not in gone]
    claims = tuple(msgspec.structs.replace(c, id=f"C{i}") for i, c in enumerate(kept, 1))
    return msgspec.structs.replace(annotations, claims=claims)


def test_what_stays_keeps_its_id():
    found = follow.moved(GOLD, GOLD)
    assert found.keys() >= {c.id for c in GOLD.claims}
    assert all(new == old for old, new in found.items())


@given(st.sets(st.sampled_from([c.id for c in GOLD.claims]), max_size=8))
def test_every_claim_is_found_again_and_only_the_removed_are_gone(gone):
    ids = follow.moved(GOLD, without(GOLD, *gone))
    kept = [c.id for c in GOLD.claims if c.id not in gone]
    assert [ids[old] for old in kept] == [f"C{i}" for i in range(1, len(kept) + 1)]
    assert {old for old, new in ids.items() if new is None} <= gone


def test_clusters_and_waivers_are_renamed_and_what_is_gone_is_said():
    relations = (
        Relation(a="velasca-1#C2", b="x#C1", relation="equivalent", basis="numeric"),
        Relation(a="velasca-1#C3", b="x#C1", relation="compatible", basis="numeric"),
    )
    members = ("velasca-1#C2", "velasca-1#C3", "x#C1")
    one = Cluster("q", "?", "?", "s", "m", members, relations)
    waivers = (Waiver("a", "velasca-1#C3", "r"), Waiver("b", "velasca-1#C2", "r"), Waiver("c", "velasca-1", "r"))
    found = follow.follow({"velasca-1": {"C2": None, "C3": "C2"}}, (one,), waivers)
    assert found.clusters[0].members == ("velasca-1#C2", "x#C1")
    assert [(r.a, r.b, r.relation) for r in found.clusters[0].relations] == [("velasca-1#C2", "x#C1", "compatible")]
    assert [(w.code, w.id) for w in found.waivers] == [("a", "velasca-1#C2"), ("c", "velasca-1")]
    assert found.dropped == ("q: velasca-1#C2", "waiver of b: velasca-1#C2")


def test_the_command_moves_them(tmp_path, capsys):
    root = tmp_path / "corpus"
    for name in ("seeds", "annotations"):
        shutil.copytree(resources.root() / name, root / name)
    gold = root / "annotations" / "gold" / "velasca-1.json"
    # Gold as it was before somebody added a claim in front of others, with clusters that refer to it.
    said = (root / "annotations" / "clusters.json").read_text("utf-8")
    old = json.loads(said)
    before = without(GOLD, next(c.id for c in GOLD.claims if f'"velasca-1#{c.id}"' not in said))
    ids = {f"velasca-1#{a}": f"velasca-1#{b}" for a, b in follow.moved(GOLD, before).items() if b}

    def back(node):
        # Every reference, wherever it stands.
        if isinstance(node, dict):
            return {key: back(value) for key, value in node.items()}
        return [back(v) for v in node] if isinstance(node, list) else ids.get(node, node)

    gold.write_bytes(msgspec.json.encode(before))
    (root / "annotations" / "clusters.json").write_text(json.dumps(back(old)), "utf-8")
    options = ["--corpus", str(root), "--doc", "velasca-1", "--out", str(gold.parent)]
    assert main(["adjudicate", "lm-a", "lm-b", *options]) == 0
    assert "dropped" not in capsys.readouterr().out
    found = typed(root / "annotations" / "clusters.json", "clusters", Clusters)
    assert msgspec.json.decode(msgspec.json.encode(found)) == old
