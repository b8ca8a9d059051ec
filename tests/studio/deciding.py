"""Adjudicators' choices in an export, made without Label Studio; and the commands under test."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from virgolette.cli import main

Json = Any
NAMES = ("lm-a", "lm-b")


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
