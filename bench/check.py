"""Checking a packed corpus against the floor of the job: reading the same bytes with orjson.

python bench/check.py [--documents 1000]
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from collections.abc import Callable
from functools import partial
from pathlib import Path

import corpora
import msgspec
import orjson
from measure import Row, interleaved, peak, printed, shown

from virgolette import checks, schema
from virgolette.checks.shard import Task, process_shard
from virgolette.corpus import shards

COMMAND = Path(sys.executable).parent / "virgolette"


def rows(documents: int = 1000) -> list[Row]:
    """Time against the floor and against validators of the shape alone; the two extreme documents."""
    with tempfile.TemporaryDirectory() as folder:
        root = corpora.packed(Path(folder) / "corpus", corpora.documents(documents))
        (shard,) = shards.shards(root)
        return [
            *_against_the_floor(root, shard, Path(folder) / "work"),
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


def _shapes(shard: Path) -> list[Row]:
    """The peers that check the shape of a document alone, each over some of the same lines."""
    lines = shard.read_bytes().splitlines()[:50]
    trees = [orjson.loads(line) for line in lines]
    reader = msgspec.json.Decoder(shards.Packed)
    jobs: dict[str, Callable[[], object]] = {
        "floor": lambda: [orjson.loads(line) for line in lines],
        "virgolette (strict JSON and schema)": lambda: [shards._proven(line) for line in lines],
        "msgspec, types alone": lambda: [reader.decode(line) for line in lines],
        "jsonschema-rs, parsed before": lambda: [schema.validator("packed").is_valid(tree) for tree in trees],
        "jsonschema, parsed before": partial(_jsonschema, trees[:5]),
    }
    floor, *times = interleaved(list(jobs.values()))
    times[-1] *= len(trees) / 5
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
    for name, copies in (("a document of 10 MB", _copies(10_000_000)), ("100,000 annotations in one document", 1300)):
        root = folder / f"large-{copies}"
        one = corpora.joined(corpora.documents(copies))
        assert one.text is not None and one.annotations is not None
        corpora.packed(root, [one])
        (shard,) = shards.shards(root)
        (floor,) = interleaved([partial(loaded, shard)], 3)
        seconds, megabytes = peak([COMMAND, "check", root])
        annotated = sum(len(getattr(one.annotations, layer)) for layer in ("entities", "quotes", "claims", "notes"))
        note = f"{len(one.text):,} code points, {annotated:,} annotations; peak {megabytes:.0f} MB, start-up counted."
        found.append(
            Row(f"check, {name}: time / orjson.loads", shown(seconds), shown(floor), seconds / floor, "", note)
        )
    return found


def _copies(characters: int) -> int:
    texts = [d.text for d in corpora.originals() if d.text is not None]
    return characters * len(texts) // sum(map(len, texts))


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--documents", type=int, default=1000)
    printed(rows(parser.parse_args().documents))


if __name__ == "__main__":
    main()
