"""An export of an adjudication project → what was chosen, difference by difference; nothing in it is trusted."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from msgspec import Struct

from virgolette.checks.leak import copied
from virgolette.finding import Finding
from virgolette.model import Document
from virgolette.studio.codes import Report
from virgolette.studio.decisionconfig import FIELDS, TAKE, WHY
from virgolette.studio.differences import Difference
from virgolette.studio.export import person

Json = Any
# As long as a reason may be in the decisions file, code points.
LONGEST = 300


class Choice(Struct, frozen=True):
    """How somebody decided one difference.

    Attributes:
        difference: Which one.
        take: a, b, both or none.
        fields: Names of fields that come from the other version; only with a or b.
        why: The reason on one line, "" for none.
        by, updated, place: Who, when (Label Studio's time), and which task and annotation.
    """

    difference: Difference
    take: str
    fields: tuple[str, ...]
    why: str
    by: str
    updated: str
    place: str

    @property
    def line(self) -> str:
        """The line for `virgolette adjudicate --decide`."""
        parts = [f"{self.difference.key} {self.take}"]
        parts += [f"+{','.join(self.fields)}"] if self.fields else []
        return "; ".join([*parts, *([f"why={self.why}"] if self.why else [])])


def choices(
    export: Json,
    differences: Mapping[str, Difference],
    documents: Mapping[str, Document],
    *,
    people: Mapping[int, str] | None = None,
    annotator: str = "all",
    file: str = "",
) -> tuple[list[Choice], list[Finding]]:
    """What was chosen, at most one choice a difference, in the order of the differences; and the findings.

    Args:
        export: Label Studio's JSON export, parsed.
        differences: All differences of the two passes as they are now, by identity.
        documents: The corpus by doc_id, with texts.
        people: Addresses by Label Studio's ids of users, where known.
        annotator: A name (folder or address), or `all`.
        file: The export's name, for findings.
    """
    top = Report("", "the export", "", file)
    if not isinstance(export, list):
        top.add("studio-export-malformed", "it is no list of tasks")
        return [], top.findings
    found: list[Choice] = []
    findings: list[Finding] = []
    for i, task in enumerate(export):
        name = f"task {str(task.get('id', i + 1))[:40]}" if isinstance(task, dict) else f"item {i + 1}"
        report = Report("", name, f"/{i}", file)
        difference = _difference(task, differences, documents, report)
        if difference is not None:
            document = documents[difference.doc_id]
            found += _chosen(task, difference, document, people or {}, annotator, report)
        findings += report.findings
    kept, contradicted = _settled(found, file)
    places = {d.identity: i for i, d in enumerate(differences.values())}
    return sorted(kept, key=lambda c: places[c.difference.identity]), findings + contradicted


def _difference(
    task: Json, differences: Mapping[str, Difference], documents: Mapping[str, Document], report: Report
) -> Difference | None:
    """The difference that a task is about, if text and passes are still those that were pushed."""
    data = task.get("data") if isinstance(task, dict) else None
    if not isinstance(data, dict):
        report.add("studio-export-malformed", "it is no task with data")
        return None
    doc_id, identity = data.get("doc_id"), data.get("difference")
    if not isinstance(doc_id, str) or doc_id not in documents:
        report.add("studio-task-foreign", f"its document is {str(doc_id)[:40]}", pointer="/data/doc_id")
        return None
    report.doc_id = doc_id
    entry = documents[doc_id].entry
    if data.get("text_sha256") != entry.sha256:
        told = str(data.get("text_sha256"))[:12]
        message = f"it was made on a text with sha256 {told}…, {doc_id} has {entry.sha256[:12]}…"
        report.add("studio-text-changed", message, pointer="/data/text_sha256")
        return None
    own = [d for d in differences.values() if d.doc_id == doc_id]
    if own and data.get("passes") != own[0].passes:
        message = f"the passes of {' and '.join(own[0].names)} aren't those that were pushed"
        report.add("studio-passes-changed", message, pointer="/data/passes")
        return None
    if not isinstance(identity, str) or identity not in differences or differences[identity].doc_id != doc_id:
        message = f"the passes have no difference {str(identity)[:80]!r}"
        report.add("studio-difference-unknown", message, pointer="/data/difference")
        return None
    return differences[identity]


def _chosen(
    task: Json, difference: Difference, document: Document, people: Mapping[int, str], wanted: str, report: Report
) -> Iterator[Choice]:
    given = task.get("annotations")
    if not isinstance(given, list):
        report.add("studio-export-malformed", "it has no list of annotations", pointer="/annotations")
        return
    for j, annotation in enumerate(given):
        if not isinstance(annotation, dict):
            report.add("studio-export-malformed", f"annotation {j + 1} is no object", pointer=f"/annotations/{j}")
            continue
        email, name = person(annotation.get("completed_by"), people)
        if wanted not in ("all", name, email):
            continue
        inner = Report(report.doc_id, report.where, f"{report.pointer}/annotations/{j}", report.file)
        inner.where += f", annotation {str(annotation.get('id', j + 1))[:40]} by {name}, on {difference.key}"
        if annotation.get("was_cancelled"):
            inner.add("studio-annotation-cancelled", "it was skipped; the difference stays undecided")
        elif (made := _read(annotation.get("result"), difference, document, inner)) is not None:
            take, fields, why = made
            updated = str(annotation.get("updated_at") or "")[:40]
            yield Choice(difference, take, fields, why, name, updated, inner.where)
        report.findings += inner.findings


def _read(
    result: Json, difference: Difference, document: Document, report: Report
) -> tuple[str, tuple[str, ...], str] | None:
    """Take, fields and reason in a result; None and a finding where it can't be used."""
    values = {TAKE: list[str](), FIELDS: list[str](), WHY: list[str]()}
    for item in result if isinstance(result, list) else [None]:
        name = item.get("from_name") if isinstance(item, dict) else None
        value = item.get("value") if isinstance(item, dict) else None
        given = value.get("text" if name == WHY else "choices") if isinstance(value, dict) else None
        given = [given] if isinstance(given, str) else given
        if name not in values or not isinstance(given, list) or not all(isinstance(v, str) for v in given):
            report.add("studio-result-malformed", f"an item is of no control of ours ({str(name)[:40]!r})")
            return None
        values[name] += given
    take, fields = values[TAKE], values[FIELDS]
    why = " ".join(" ".join(values[WHY]).split())
    wrong = ""
    if not take:
        report.add("studio-choice-missing", "nothing is chosen; the difference stays undecided")
        return None
    if len(take) > 1 or take[0] not in difference.takes:
        wrong = f"{', '.join(take)[:60]} can't be taken: {', '.join(difference.takes)}"
    elif unknown := [f for f in fields if f not in difference.fields]:
        wrong = f"{', '.join(unknown)[:60]} isn't among the fields that differ"
    elif fields and take[0] not in ("a", "b"):
        wrong = f"no field can come from the other where {take[0]} is taken"
    elif len(why) > LONGEST:
        wrong = f"its reason has {len(why)} characters, {LONGEST} are possible"
    elif any("\ud800" <= c <= "\udfff" for c in why):
        wrong = "its reason has a lone surrogate"
    if wrong:
        report.add("studio-choice-invalid", wrong)
        return None
    if why and document.entry.text == "external":
        if document.text is None:
            report.add("studio-text-absent", "without its text nobody can say whether the reason quotes it")
            return None
        if length := copied(why, document.text):
            report.add("studio-reason-quotes", f"its reason has {length} characters of the text in a row")
            return None
    # The order of the differing fields, not that of clicking.
    return take[0], tuple(f for f in difference.fields if f in fields), why


def _settled(found: Sequence[Choice], file: str) -> tuple[list[Choice], list[Finding]]:
    """One choice a difference: each person's latest, where all agree."""
    latest: dict[str, dict[str, Choice]] = {}
    findings: list[Finding] = []
    for choice in sorted(found, key=lambda c: c.updated):
        people = latest.setdefault(choice.difference.identity, {})
        if choice.by in people:
            report = Report(choice.difference.doc_id, people[choice.by].place, "", file)
            report.add("studio-annotation-superseded", f"{choice.by} has a later one: {choice.place}")
            findings += report.findings
        people[choice.by] = choice
    kept = []
    for people in latest.values():
        made = list(people.values())
        if len({(c.take, c.fields) for c in made}) > 1:
            told = "; ".join(" +".join((f"{c.by} {c.take}", *c.fields)) for c in made)
            report = Report(made[0].difference.doc_id, made[0].difference.key, "", file)
            report.add("studio-choice-contradicted", f"chosen differently: {told}")
            findings += report.findings
        else:
            kept.append(made[-1])
    return kept, findings
