"""An export of a project → the work in it, annotator by annotator; nothing in it is trusted."""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from msgspec import Struct

from virgolette.finding import Finding
from virgolette.model import Annotations, Document
from virgolette.studio.build import from_result
from virgolette.studio.codes import Report

Json = Any
# What a region may carry besides our own words: of an external text nothing else is kept.
_SHAPE = ("id", "type", "from_name", "to_name", "from_id", "to_id", "direction", "labels")


class Work(Struct, frozen=True):
    """One annotator's annotations of one document, with where they come from.

    Attributes:
        doc_id, annotator: Whose work on what.
        email: The annotator's address in Label Studio, "" where it isn't known.
        annotations: As the scheme has them.
        task, annotation, updated: Ids and time in Label Studio.
        findings: What was found in this annotation.
        kept: What couldn't be represented, with the code of its finding.
    """

    doc_id: str
    annotator: str
    email: str
    annotations: Annotations
    task: str
    annotation: str
    updated: str
    findings: tuple[Finding, ...]
    kept: tuple[Json, ...]


def works(
    export: Json,
    documents: Mapping[str, Document],
    *,
    people: Mapping[int, str] | None = None,
    annotator: str = "all",
    file: str = "",
) -> tuple[list[Work], list[Finding]]:
    """All work in an export, and the findings on it.

    Args:
        export: Label Studio's JSON export, parsed.
        documents: The corpus by doc_id, with texts.
        people: Addresses by Label Studio's ids of users, where known.
        annotator: A name (folder or address), or `all`.
        file: The export's name, for findings.
    """
    top = Report("", "the export", "", file)
    if not isinstance(export, list):
        top.add("studio-export-malformed", "it is no list of tasks")
        return [], top.findings
    found: list[Work] = []
    findings: list[Finding] = []
    seen: dict[str, str] = {}
    for i, task in enumerate(export):
        name = f"task {_short(task.get('id', i + 1))}" if isinstance(task, dict) else f"item {i + 1}"
        report = Report("", name, f"/{i}", file)
        document = _document(task, documents, report)
        if document is not None:
            doc_id = document.entry.doc_id
            if doc_id in seen:
                report.add("studio-task-repeated", f"{doc_id} is in {seen[doc_id]} already")
            seen.setdefault(doc_id, name)
            found += _annotated(task, document, people or {}, annotator, report)
        findings += report.findings
    kept, superseded = _latest(found, file)
    findings += superseded + [f for work in kept for f in work.findings]
    return kept, findings


def _document(task: Json, documents: Mapping[str, Document], report: Report) -> Document | None:
    """The document that a task is of, if its text is the document's."""
    data = task.get("data") if isinstance(task, dict) else None
    if not isinstance(data, dict):
        report.add("studio-export-malformed", "it is no task with data")
        return None
    doc_id, sha, text = data.get("doc_id"), data.get("text_sha256"), data.get("text")
    if not isinstance(doc_id, str) or doc_id not in documents:
        report.add("studio-task-foreign", f"its document is {_short(doc_id)}", pointer="/data/doc_id")
        return None
    document = documents[doc_id]
    report.doc_id = doc_id
    if document.text is None:
        report.add("studio-text-absent", f"the text of {doc_id} is not at hand", pointer="/data/text")
        return None
    if text is None and sha == document.entry.sha256:
        report.add("studio-text-missing", "its hash is that of the document", pointer="/data")
    elif text != document.text or sha not in (None, document.entry.sha256):
        told = _hash(text) if isinstance(text, str) else "none"
        message = f"it holds a text with sha256 {told[:12]}…, {doc_id} has {document.entry.sha256[:12]}…"
        report.add("studio-text-changed", message, pointer="/data/text")
        return None
    return document


def _annotated(
    task: Json, document: Document, people: Mapping[int, str], wanted: str, report: Report
) -> Iterator[Work]:
    given = task.get("annotations")
    if not isinstance(given, list):
        report.add("studio-export-malformed", "it has no list of annotations", pointer="/annotations")
        return
    if not given and (predictions := task.get("predictions")):
        bare = all(not isinstance(p, dict) for p in predictions) if isinstance(predictions, list) else True
        told = "only as ids" if bare else "which are nobody's work"
        report.add("studio-task-unannotated", f"it has predictions, {told}", pointer="/predictions")
    for j, annotation in enumerate(given):
        inner = Report(report.doc_id, report.where, f"{report.pointer}/annotations/{j}", report.file)
        if not isinstance(annotation, dict):
            report.add("studio-export-malformed", f"annotation {j + 1} is no object", pointer=f"/annotations/{j}")
            continue
        email, name = person(annotation.get("completed_by"), people)
        if wanted not in ("all", name, email):
            continue
        inner.where += f", annotation {_short(annotation.get('id', j + 1))} by {name}"
        result = annotation.get("result")
        if annotation.get("was_cancelled"):
            inner.add("studio-annotation-cancelled", "it was skipped")
        elif result == []:
            inner.add("studio-annotation-empty", "it has no region")
        else:
            inner.pointer += "/result"
            assert document.text is not None
            made = from_result(result, document.text, document.entry, inner)
            kept = inner.kept if document.entry.text == "included" else [_bare(k) for k in inner.kept]
            yield Work(
                document.entry.doc_id,
                name,
                email,
                made,
                _short(task.get("id")),
                _short(annotation.get("id")),
                _short(annotation.get("updated_at")),
                tuple(inner.findings),
                tuple(kept),
            )
            continue
        report.findings += inner.findings


def _latest(found: Sequence[Work], file: str) -> tuple[list[Work], list[Finding]]:
    """The latest work of each annotator on each document; a finding for each earlier one."""
    best: dict[tuple[str, str], Work] = {}
    findings = []
    for work in sorted(found, key=lambda w: w.updated):
        key = work.doc_id, work.annotator
        if key in best:
            old = best[key]
            report = Report(work.doc_id, f"task {old.task}, annotation {old.annotation} by {old.annotator}", "", file)
            report.add("studio-annotation-superseded", f"annotation {work.annotation} of task {work.task} is later")
            findings += report.findings
        best[key] = work
    return sorted(best.values(), key=lambda w: (w.doc_id, w.annotator)), findings


def person(who: Json, people: Mapping[int, str]) -> tuple[str, str]:
    """Address and folder name of whoever made an annotation."""
    if isinstance(who, dict):
        who = who.get("email") or who.get("id")
    if isinstance(who, int) and not isinstance(who, bool):
        who = people.get(who, who)
    if isinstance(who, str) and who:
        return who, folder_name(who, people.values())
    return "", f"user-{who}" if isinstance(who, int) and who >= 0 else "unknown"


def folder_name(email: str, others: Sequence[str] | Any = ()) -> str:
    """The folder of an annotator: the address up to its @, or all of it where others have the same beginning."""

    def slug(name: str) -> str:
        plain = unicodedata.normalize("NFKD", name.casefold()).encode("ascii", "ignore").decode()
        return re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:60] or "unknown"

    short = slug(email.partition("@")[0])
    shared = any(other != email and slug(other.partition("@")[0]) == short for other in others)
    return slug(email) if shared else short


def _bare(kept: Json) -> Json:
    """An item that was left out, without any words of the text."""

    def shape(item: Json) -> Json:
        if isinstance(item, list):
            return [shape(i) for i in item]
        if not isinstance(item, dict):
            return None
        bare = {key: item[key] for key in _SHAPE if key in item}
        value = item.get("value")
        if isinstance(value, dict):
            ours = ("start", "end", "labels", "choices", *(("text",) if item.get("type") == "textarea" else ()))
            bare["value"] = {key: value[key] for key in ours if key in value}
        return bare

    return {"code": kept["code"], "item": shape(kept["item"])}


def _hash(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def _short(value: Json) -> str:
    return str(value)[:40]
