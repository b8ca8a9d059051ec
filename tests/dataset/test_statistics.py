"""Counts, and their two views."""

from __future__ import annotations

import json

from virgolette import cli, corpus, schema
from virgolette.dataset import statistics, statistics_text
from virgolette.dataset.features import layers


def by_label(counts, layer, field):
    return {x.label: x for x in counts.labels if (x.layer, x.field) == (layer, field)}


def test_counts_of_the_fixture(loaded):
    counts = statistics.count(loaded)
    assert list(counts.splits) == ["train", "reference", "total"]
    assert counts.splits["total"].layers == {"entities": 23, "quotes": 4, "claims": 7, "notes": 1, "skip": 1}
    assert counts.splits["total"].documents == 4 and counts.documents["porto-1"].layers["claims"] == 3
    assert counts.documents["faro-2"].sentences == 1 and counts.documents["faro-2"].tokens == 10
    orgs = by_label(counts, "entities", "label")["ORG"]
    assert (orgs.total, orgs.splits, orgs.documents) == (
        5,
        {"train": 5, "reference": 0},
        {"porto-1": 3, "porto-2": 2},
    )
    assert by_label(counts, "quotes", "marks.role")["open"].total == 2
    assert by_label(counts, "claims", "check_worthy")["true"].total == 7
    assert by_label(counts, "entities", "value.unit")["EUR"].total == 2
    assert (counts.clusters, counts.relations) == (3, 4)
    kinds = by_label(counts, "relations", "relation")
    assert kinds["undetermined"].splits == {"train": 2, "reference": 1} and kinds["compatible"].total == 1


def test_labels_add_up(loaded):
    counts = statistics.count(loaded)
    for layer, field in (("entities", "label"), ("quotes", "type"), ("claims", "type"), ("skip", "kind")):
        found = by_label(counts, layer, field).values()
        assert sum(x.total for x in found) == counts.splits["total"].layers[layer]
    for label in counts.labels:
        assert sum(label.splits.values()) == label.total
        if label.layer != "relations":
            assert sum(label.documents.values()) == label.total


def test_every_enumeration_of_the_schemas_is_counted(loaded):
    counts = statistics.count(loaded)
    for layer, name in layers().items():
        for key, node in schema.fields(name).items():
            if "enum" in node:
                assert list(by_label(counts, layer, key)) == node["enum"]
    assert list(by_label(counts, "entities", "label")) == list(schema.labels("entity", "properties/label"))


def test_without_texts_only_what_needs_them_is_missing(corpus_dir, loaded):
    counts = statistics.count(corpus.load(corpus_dir))
    whole = statistics.count(loaded)
    assert counts.labels == whole.labels and counts.textless == ("faro-1", "faro-2")
    assert counts.splits["total"].tokens is None and counts.splits["train"] == whole.splits["train"]
    assert counts.documents["faro-1"].chars == whole.documents["faro-1"].chars
    assert "texts are not at hand: faro-1, faro-2" in statistics_text.render(counts)


def test_command_shows_the_same_numbers_twice(corpus_dir, texts_dir, capsys):
    arguments = ["stats", "--corpus", str(corpus_dir), "--texts", str(texts_dir)]
    assert cli.main([*arguments, "--json"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert cli.main(arguments) == 0
    lines = capsys.readouterr().out.splitlines()
    assert len(found["documents"]) == 4
    total = next(line.split() for line in lines if line.startswith("total"))
    size = found["splits"]["total"]
    wanted = [size["documents"], size["chars"], size["sentences"], size["tokens"], *size["layers"].values()]
    assert [int(n.replace(",", "")) for n in total[1:]] == wanted
    for label in found["labels"]:
        if label["total"]:
            row = [label["label"], *map(str, label["splits"].values()), str(label["total"])]
            assert any(line.split()[: len(row)] == row for line in lines), row


def test_a_corpus_without_annotations(tmp_path, corpus_dir, capsys):
    for path in (corpus_dir / "annotations" / "gold").iterdir():
        path.unlink()
    assert cli.main(["stats", "--corpus", str(corpus_dir)]) == 0
    assert "Not annotated, not counted: porto-1, porto-2, faro-1, faro-2." in capsys.readouterr().out
