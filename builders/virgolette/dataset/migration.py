"""Bringing a corpus from the schema version that it was written under to the one of this program.

A step leads from one version to the next and is a pure function of one file; a new schema version adds a step
to `STEPS`. Version 1.0 is the first, so there is none yet. A corpus of a version that no chain of steps leads
from is refused: a later program may have written it.
"""

from __future__ import annotations

import copy
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from msgspec import Struct

from virgolette import corpus as store
from virgolette import schema
from virgolette.errors import InputError

Json = Any
KEY = "schema_version"


class Step(Struct, frozen=True):
    """The way from one schema version to the next.

    Attributes:
        change: (name of the schema, instance) → instance under the next version; the version itself is set
            afterwards. It gets a copy, which it may change.
        about: One line for the user.
    """

    source: str
    target: str
    change: Callable[[str, Json], Json]
    about: str


STEPS: tuple[Step, ...] = ()


class Migrated(Struct, frozen=True):
    """What a migration did, or found to do.

    Attributes:
        source: The version that the corpus had.
        target: The version that it has now.
        steps: The steps taken.
        files: Files that were written.
    """

    source: str
    target: str
    steps: tuple[Step, ...]
    files: tuple[Path, ...]


def current() -> str:
    """The schema version of this program."""
    return str(schema.fields("annotations")[KEY]["const"])


def migrate(root: Path, *, steps: Sequence[Step] = STEPS, target: str | None = None) -> Migrated:
    """Bring every file of a corpus folder to the current version, or none of them.

    Args:
        root: The corpus folder.
        steps: The steps that are known.
        target: The version to reach; the current one where None.

    Raises:
        InputError: Where files differ in their version, the version is unknown, or a file would break its schema.
    """
    goal = target or current()
    found = {path: (name, store.read(path)) for path, name in _files(root)}
    source = _version(root, {path: instance for path, (_, instance) in found.items()})
    chain = _chain(source, goal, steps, root)
    if not chain:
        return Migrated(source, goal, (), ())
    changed: dict[Path, Json] = {}
    for path, (name, instance) in found.items():
        new = copy.deepcopy(instance)
        for step in chain:
            new = {**step.change(name, new), KEY: step.target}
        if goal == current():
            schema.expect(name, new, str(path))
        changed[path] = new
    # Only when all of them are right is the first one written; each is written whole.
    for path, new in changed.items():
        store.write(path, new)
    return Migrated(source, goal, chain, tuple(changed))


def _files(root: Path) -> Iterator[tuple[Path, str]]:
    """The JSON files of a corpus folder, each with the name of its schema."""
    manifest = root / "seeds" / "manifest.json"
    if not manifest.is_file():
        raise InputError("there is no seeds/manifest.json", where=str(root), remedy="Name a corpus folder.")
    yield manifest, "manifest"
    folder = root / "annotations"
    for name in ("entities", "metrics", "clusters", "waivers"):
        if (path := folder / f"{name}.json").is_file():
            yield path, name
    for path in sorted([*folder.glob("gold/*.json"), *folder.glob("passes/*/*.json")]):
        yield path, "annotations"
    for path in sorted(folder.glob("decisions/**/*.json")):
        yield path, "decisions"


def _version(root: Path, instances: Mapping[Path, Json]) -> str:
    """The one version of all files."""
    held: dict[str, Path] = {}
    for path, instance in instances.items():
        version = instance.get(KEY) if isinstance(instance, dict) else None
        if not isinstance(version, str):
            raise InputError(f"has no {KEY}", where=str(path), remedy="Restore the file.")
        held.setdefault(version, path)
    if len(held) > 1:
        named = ", ".join(f"{version} ({path.relative_to(root)})" for version, path in held.items())
        raise InputError(f"files of different versions: {named}", where=str(root), remedy="Restore the older ones.")
    return next(iter(held))


def _chain(source: str, goal: str, steps: Sequence[Step], root: Path) -> tuple[Step, ...]:
    """The steps from one version to another, each version left once."""
    ways = {step.source: step for step in steps}
    chain: list[Step] = []
    at = source
    while at != goal:
        if at not in ways or len(chain) > len(ways):
            known = ", ".join([*ways, goal])
            raise InputError(
                f"no way is known from schema version {source} to {goal}",
                where=str(root),
                remedy=f"Known versions: {known}. A later virgolette may have written this corpus: update it.",
            )
        chain.append(ways[at])
        at = ways[at].target
    return tuple(chain)
