"""Documents → tasks, with a pass as pre-annotation; and what of them a project holds already."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from msgspec import Struct

from virgolette.errors import InputError
from virgolette.finding import Finding
from virgolette.model import Annotations, Document
from virgolette.studio.codes import Report
from virgolette.studio.regions import to_result

Json = Any


def to_task(document: Document, annotations: Annotations | None = None, name: str = "gold") -> dict[str, Json]:
    """One document as a task; `annotations` becomes a prediction called `name`.

    Raises:
        InputError: Where the text isn't at hand, or the annotations aren't of it or contradict themselves.
    """
    entry = document.entry
    if document.text is None:
        raise InputError(
            "its text is not at hand",
            where=entry.doc_id,
            remedy="Give its folder by --texts DIR or VIRGOLETTE_TEXTS.",
        )
    task: dict[str, Json] = {
        "data": {"text": document.text, "doc_id": entry.doc_id, "text_sha256": entry.sha256},
        "predictions": [],
    }
    if annotations is not None:
        if (annotations.doc_id, annotations.text_sha256) != (entry.doc_id, entry.sha256):
            raise InputError(
                f"{name} has annotated another text",
                where=entry.doc_id,
                remedy="Carry the annotations over with `virgolette remap`.",
            )
        task["predictions"] = [{"model_version": name, "result": to_result(annotations, document.text)}]
    return task


class Plan(Struct, frozen=True):
    """What a push has to do.

    Attributes:
        new: Tasks that the project lacks.
        there: Task id → task that it has, text and all.
        findings: Documents whose text in the project is another one, differences of other passes, and what the
            project has twice.
    """

    new: tuple[Json, ...]
    there: dict[int, Json]
    findings: tuple[Finding, ...]


def plan(wanted: Sequence[Json], held: Iterable[tuple[int, Mapping[str, Json]]]) -> Plan:
    """Compare tasks with what a project holds (task id, data)."""
    by_name: dict[str, list[tuple[int, Mapping[str, Json]]]] = {}
    for number, data in held:
        if (name := _identity(data)) is not None:
            by_name.setdefault(name, []).append((number, data))
    new, there, findings = [], {}, []
    for task in wanted:
        data = task["data"]
        name = _identity(data)
        found = sorted(by_name.get(name or "", []), key=lambda pair: pair[0])
        for number, _ in found[1:]:
            report = Report(data["doc_id"], f"task {number}", "")
            report.add("studio-task-repeated", f"{name} is in task {found[0][0]} already")
            findings += report.findings
        if not found:
            new.append(task)
            continue
        number, old = found[0]
        report = Report(data["doc_id"], f"task {number}", "")
        if (old.get("text_sha256"), old.get("text")) != (data["text_sha256"], data.get("text")):
            told = str(old.get("text_sha256"))[:12]
            report.add("studio-text-changed", f"it holds {told}…, the document is now {data['text_sha256'][:12]}…")
        elif old.get("passes") != data.get("passes"):
            report.add("studio-passes-changed", f"{name} was pushed of other passes")
        else:
            there[number] = task
        findings += report.findings
    return Plan(tuple(new), there, tuple(findings))


def _identity(data: Mapping[str, Json]) -> str | None:
    """What a project has once: a difference in one of adjudication, else a document; None for neither."""
    name = data.get("difference", data.get("doc_id"))
    return name if isinstance(name, str) else None
