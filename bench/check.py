"""Checking a packed corpus against the floor of the job: reading the same bytes with orjson.

python bench/check.py [--documents 1000] [--more 10000]
"""

from __future__ import annotations

import math
import tempfile
from collections.abc import Callable
from functools import partial
from pathlib import Path

import corpora
import msgspec
import orjson
from measure import COMMAND, Row, interleaved, main, peak, shown

from virgolette import checks, corpus, schema
from virgolette.checks.shard import Task, process_shard
from virgolette.corpus import pack, shards, stored
from virgolette.model import Document, Packed

LINES, FEWER = 50, 5
"""How many lines those get that check the shape alone, and how many the slowest of them."""


def rows(documents: int = 1000, more: int = 10_000) -> list[Row]:
    """Time against the floor, and against validators of the shape alone; more documents; the two extreme ones."""
    with tempfile.TemporaryDirectory() as folder:
        root = corpora.packed(Path(folder) / "corpus", corpora.documents(documents))
        (shard,) = shards.shards(root)
        return [
            *_against_the_floor(root, shard, Path(folder) / "work"),
            _of_more(corpora.packed(Path(folder) / "more", corpora.documents(more)), Path(folder) / "work", more),
            *_in_parquet(root, shard, Path(folder)),
            *_shapes(shard),
            *_extremes(Path(folder)),
        ]


def loaded(shard: Path) -> None:
    """The floor: every line read as JSON, and let go."""
    with shard.open("rb") as stream:
        for line in stream:
            orjson.loads(line)


def _against_the_floor(root: Path, shard: Path, work: Path) -> list[Row]:
    spans = Task(str(root), str(work), select=checks.chosen("span"))
    everything = Task(str(root), str(work))
    floor, some, all_ = interleaved(
        [partial(loaded, shard), partial(process_shard, shard, spans), partial(process_shard, shard, everything)]
    )
    size = f"{shard.stat().st_size / 1e6:.0f} MB"
    return [
        Row(
            "check, schema and spans: time / orjson.loads of the same bytes",
            shown(some),
            shown(floor),
            some / floor,
            "≤ 3",
            f"{size}; strict JSON, schema, sha256 and length of each text, all {len(spans.select)} checks of spans.",
        ),
        Row(
            "check, all checks: time / orjson.loads of the same bytes",
            shown(all_),
            shown(floor),
            all_ / floor,
            "",
            f"All {len(checks.CHECKS)} checks, those of the collection too.",
        ),
    ]


def _of_more(root: Path, work: Path, documents: int) -> Row:
    every, task = shards.shards(root), Task(str(root), str(work), select=checks.chosen("span"))
    floor, ours = interleaved(
        [lambda: [loaded(shard) for shard in every], lambda: [process_shard(shard, task) for shard in every]], 3
    )
    what = f"check, schema and spans, {documents:,} documents: time / orjson.loads of the same bytes"
    return Row(what, shown(ours), shown(floor), ours / floor, "≤ 3", f"{len(every)} shards, one after the other.")


def _in_parquet(root: Path, shard: Path, folder: Path) -> list[Row]:
    """The same lines as Parquet: how long they take, and how much room those of our own corpus, which has no copies."""
    other = folder / f"lines{stored.PARQUET}"
    stored.write(other, (raw + b"\n" for _, raw in stored.lines(shard)))
    task = Task(str(root), str(folder / "work"), select=checks.chosen("span"))
    lines, rows_ = interleaved([partial(process_shard, shard, task), partial(process_shard, other, task)])
    sizes = []
    for suffix in shards.SUFFIXES:
        pack.pack(corpus.load(), folder / suffix, suffix=suffix)
        sizes.append(sum(path.stat().st_size for path in shards.shards(folder / suffix)) / 1e6)
    line, row = sizes
    what = "of Parquet / of JSON Lines"
    return [
        Row(f"check, schema and spans: time {what}", shown(rows_), shown(lines), rows_ / lines),
        Row(f"pack: size {what}", f"{row:.2f} MB", f"{line:.2f} MB", row / line, "", "Our own corpus."),
    ]


def _shapes(shard: Path) -> list[Row]:
    """The peers that check the shape of a document alone, each over some of the same lines."""
    lines = shard.read_bytes().splitlines()[:LINES]
    trees = [orjson.loads(line) for line in lines]
    reader = msgspec.json.Decoder(Packed)
    jobs: dict[str, Callable[[], object]] = {
        "floor": lambda: [orjson.loads(line) for line in lines],
        "virgolette (strict JSON and schema)": lambda: [shards._proven(line) for line in lines],
        "msgspec, types alone": lambda: [reader.decode(line) for line in lines],
        "jsonschema-rs, parsed before": lambda: [schema.validator("packed").is_valid(tree) for tree in trees],
        "jsonschema, parsed before": partial(_jsonschema, trees[:FEWER]),
    }
    floor, *times = interleaved(list(jobs.values()))
    times[-1] *= len(trees) / len(trees[:FEWER])
    named = zip(list(jobs)[1:], times, strict=True)
    return [Row(f"shape alone: {name} / orjson.loads", shown(t), shown(floor), t / floor) for name, t in named]


def _jsonschema(trees: list[object]) -> None:
    import jsonschema
    from referencing import Registry, Resource

    resources = [(doc["$id"], Resource.from_contents(doc)) for doc in schema.documents().values()]
    registry = Registry().with_resources(resources)
    checker = jsonschema.Draft202012Validator(schema.documents()["packed"], registry=registry)
    for tree in trees:
        assert checker.is_valid(tree)


def _extremes(folder: Path) -> list[Row]:
    """A document of 10 MB, and one with 100,000 annotations."""
    found = []
    for name, copies in (
        ("a document of 10 MB", _copies(10_000_000, _characters)),
        ("100,000 annotations in one document", _copies(100_000, _annotated)),
    ):
        root = folder / f"large-{copies}"
        one = corpora.joined(corpora.documents(copies))
        corpora.packed(root, [one])
        (shard,) = shards.shards(root)
        (floor,) = interleaved([partial(loaded, shard)], 3)
        seconds, megabytes = peak([COMMAND, "check", root])
        size = f"{_characters(one):,} code points, {_annotated(one):,} annotations"
        note = f"{size}; peak {megabytes:.0f} MB, start-up counted."
        found.append(
            Row(f"check, {name}: time / orjson.loads", shown(seconds), shown(floor), seconds / floor, "", note)
        )
    return found


def _characters(document: Document) -> int:
    return len(document.text or "")


def _annotated(document: Document) -> int:
    return sum(len(getattr(document.annotations, layer)) for layer in ("entities", "quotes", "claims", "notes"))


def _copies(goal: int, held: Callable[[Document], int]) -> int:
    """How many documents hold so much together."""
    originals = corpora.originals()
    return math.ceil(goal * len(originals) / sum(map(held, originals)))


if __name__ == "__main__":
    main(rows, __doc__)
