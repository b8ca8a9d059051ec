"""Passes to choose between, adjudicators' choices in an export made without Label Studio, the commands under test."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import msgspec

from tests import folders
from virgolette import corpus
from virgolette.cli import main
from virgolette.model import Annotations, Manifest

Json = Any
NAMES = ("lm-a", "lm-b")
DOC = "velasca-3"
# What an adjudicator of velasca-3 might choose: key → take, fields of the other, why.
CHOSEN: dict[str, tuple[str, tuple[str, ...], str]] = {
    "|T4": ("b", (), ""),
    "T32|T33": ("a", (), "the press office speaks for the firm"),
    "T45|T46": ("b", (), ""),
    "Q4|Q4": ("a", ("cue",), "the preposition\n  stays out"),
    "Q8|Q8": ("b", (), "perché; sì = no"),
    "C17|C17": ("b", ("type",), ""),
    "C22|C22": ("a", (), ""),
    "C24|C24": ("b", (), ""),
}
# The same as lines that somebody writes.
BY_HAND_LINES = """
1 b
2 a; why=the press office speaks for the firm
3 b
4 a; +cue; why=the preposition stays out
5 b; why=perché; sì = no
6 b; +type
rest a
8 b
"""


def ask(folder: Path, target: Path, *more: str, names: tuple[str, str] = NAMES) -> int:
    """Push the differences into a file of tasks."""
    return main(["studio", "push-differences", *names, "--corpus", str(folder), "--to", str(target), *more])


def answers(folder: Path, source: Path, *more: str, names: tuple[str, str] = NAMES) -> int:
    """Pull the decisions from an exported file."""
    return main(["studio", "pull-decisions", *names, "--corpus", str(folder), "--from", str(source), *more])


def result(take: str = "", fields: Sequence[str] = (), why: str = "") -> list[Json]:
    """What Label Studio keeps of one annotation."""

    def item(name: str, kind: str, key: str, values: Sequence[str]) -> Json:
        return {"id": f"x-{name}", "from_name": name, "to_name": "sides", "type": kind, "value": {key: list(values)}}

    found = [item("take", "choices", "choices", [take])] if take else []
    found += [item("fields", "choices", "choices", fields)] if fields else []
    return [*found, *([item("why", "textarea", "text", [why])] if why else [])]


def annotation(given: list[Json], who: str = "ada@x.it", number: int = 1, **more: Json) -> Json:
    """One annotation of a task."""
    made = {"id": number, "completed_by": {"email": who}, "result": given, "was_cancelled": False}
    return {**made, "updated_at": f"2026-01-01T10:00:{number:02}Z", **more}


def exported(tasks: Sequence[Json], made: dict[str, list[Json]], target: Path) -> None:
    """Write an export: tasks with ids, and the annotations of some, by key."""
    found = [{**t, "id": i, "annotations": made.get(t["data"]["key"], [])} for i, t in enumerate(tasks, 1)]
    target.write_text(json.dumps(found), encoding="utf-8")


def read(path: Path) -> Json:
    return json.loads(path.read_text("utf-8"))


def chosen(tasks: Sequence[Json], target: Path, made: dict[str, tuple[str, tuple[str, ...], str]] = CHOSEN) -> None:
    """Write an export in which one adjudicator chose for each key."""
    exported(tasks, {key: [annotation(result(*choice))] for key, choice in made.items()}, target)


def adjudicated(folder: Path, lines: Path, out: Path) -> tuple[bytes, bytes]:
    """What `virgolette adjudicate` makes of lines for DOC: its decisions, and the gold that they give."""
    command = ["adjudicate", *NAMES, "--corpus", str(folder), "--doc", DOC, "--decide", str(lines)]
    assert main([*command, "--out", str(out)]) == 0
    return (folder / f"annotations/decisions/{DOC}.json").read_bytes(), (out / f"{DOC}.json").read_bytes()


def one_mention(text: str, entity: Json) -> Annotations:
    """Annotations of a text that hold one mention, whose words are filled in."""
    return corpus.cover(msgspec.convert({**folders.empty(text), "entities": [entity]}, Annotations), text)


def two_passes(folder: Path, text: str, first: Annotations, second: Annotations) -> Path:
    """A corpus of one document, prova-1, that both annotators have done."""
    listed = Manifest(schema_version="1.0", dataset_version="0.1.0", documents=(folders.entry(text),))
    corpus.write(folder / "seeds/manifest.json", listed)
    corpus.write_bytes(folder / "seeds/texts/prova-1.txt", text.encode())
    for name, one in zip(NAMES, (first, second), strict=True):
        corpus.write(folder / f"annotations/passes/{name}/prova-1.json", one)
    return folder
