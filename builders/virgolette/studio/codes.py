"""The codes of what is wrong with an export, and the report that collects findings with what they leave out."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from msgspec import Struct

from virgolette.corpus.visible import visible
from virgolette.finding import Finding

Json = Any


class Code(Struct, frozen=True):
    """One code: severity, what it means, what to do."""

    code: str
    severity: str
    about: str
    remedy: str


_IN_STUDIO = "Mend it in Label Studio, and pull again; as it was, it is kept in the side file."
CODES = (
    Code("studio-export-malformed", "error", "A part of the export has not the form of one.", "Export again, as JSON."),
    Code(
        "studio-task-foreign",
        "error",
        "A task is of no document of this corpus.",
        "Export the project that `studio push` made.",
    ),
    Code(
        "studio-text-changed",
        "error",
        "A task's text isn't the document's: its offsets mean something else.",
        "Push the text as it is now into a new project; carry finished work over with `virgolette remap`.",
    ),
    Code(
        "studio-text-missing",
        "warning",
        "A task has no text; its hash names the document's.",
        "Export with the tasks' data.",
    ),
    Code(
        "studio-text-absent",
        "error",
        "The text of a task's document isn't at hand.",
        "Give the folder with the texts by --texts DIR or VIRGOLETTE_TEXTS.",
    ),
    Code("studio-task-repeated", "warning", "Two tasks hold one document.", "Delete the one without work."),
    Code(
        "studio-annotation-cancelled",
        "warning",
        "An annotation was skipped by its annotator.",
        "Ask whether it is meant.",
    ),
    Code(
        "studio-annotation-empty",
        "warning",
        "An annotation holds nothing.",
        "Annotate the document, or cancel the annotation.",
    ),
    Code(
        "studio-annotation-superseded",
        "warning",
        "Its annotator has a later annotation of the same document.",
        "Delete the one that isn't meant.",
    ),
    Code(
        "studio-task-unannotated",
        "warning",
        "A task has no annotation, at most predictions.",
        "Annotate it; predictions are nobody's work and aren't pulled.",
    ),
    Code("studio-result-malformed", "error", "An item of a result is no region, attribute or relation.", _IN_STUDIO),
    Code(
        "studio-region-offsets",
        "error",
        "A region's offsets are no whole numbers within the text.",
        "Delete the region in Label Studio, draw it again, and pull again.",
    ),
    Code("studio-region-label", "error", "A region hasn't exactly one label of the scheme.", _IN_STUDIO),
    Code("studio-region-repeated", "error", "Two regions have one id.", "Delete one and draw it again."),
    Code("studio-region-trimmed", "warning", "White space at a region's edge was cut off.", "Nothing: look at it."),
    Code("studio-region-blank", "error", "A region holds white space only.", "Delete it in Label Studio."),
    Code(
        "studio-region-orphan",
        "error",
        "A cue, mark or continuing segment belongs to nothing.",
        "Join it to its quote, note or first segment by a relation, and pull again.",
    ),
    Code(
        "studio-mark-guessed",
        "warning",
        "A mark without a relation was given to what it encloses.",
        "Look whether it is right; a relation `mark-of` says it for certain.",
    ),
    Code("studio-attribute-unknown", "error", "An attribute has a value that the scheme doesn't know.", _IN_STUDIO),
    Code("studio-attribute-stray", "warning", "An attribute stands where it doesn't apply.", "Clear it, or leave it."),
    Code("studio-attribute-missing", "error", "A record lacks an attribute.", _IN_STUDIO),
    Code(
        "studio-relation-dangling",
        "error",
        "A relation leads to a region that isn't there.",
        "Delete the relation, and draw it again if it is meant.",
    ),
    Code("studio-relation-unlabelled", "error", "A relation has no label.", "Pick its label in Label Studio."),
    Code("studio-relation-label", "error", "A relation has a label that the scheme doesn't know.", _IN_STUDIO),
    Code("studio-relation-ends", "error", "A relation joins what it can't join.", _IN_STUDIO),
    Code("studio-relation-repeated", "error", "A record has two of what it can have one of.", _IN_STUDIO),
    Code("studio-reference-lost", "error", "A record refers to one that couldn't be imported.", _IN_STUDIO),
    Code("studio-record-invalid", "error", "A record breaks its schema.", _IN_STUDIO),
)
_CHOOSE = "Choose again in Label Studio, and pull again."
CHOICE_CODES = (
    Code(
        "studio-passes-changed",
        "error",
        "A task's difference is one of other passes than those at hand.",
        "Push the differences as they are now into a new project.",
    ),
    Code(
        "studio-difference-unknown",
        "error",
        "A task's difference isn't one of the two passes.",
        "Name the passes, and the project, that `studio push-differences` was called with.",
    ),
    Code("studio-choice-missing", "warning", "An annotation chooses nothing.", _CHOOSE),
    Code("studio-choice-invalid", "error", "What was chosen can't be taken of this difference.", _CHOOSE),
    Code(
        "studio-choice-contradicted",
        "error",
        "Two people chose differently.",
        "Let them agree in Label Studio, or pull one of them by --annotator.",
    ),
    Code("studio-reason-quotes", "error", "A reason holds words of an external text.", "Say it in words of your own."),
    Code(
        "studio-decided-otherwise",
        "error",
        "A difference is decided otherwise in the decisions file.",
        "Give --force to take the choice; a backup is kept.",
    ),
    Code(
        "studio-choices-unusable",
        "error",
        "The choices on a document make no decisions together.",
        "Choose again what is named, and pull again; nothing was written for this document.",
    ),
)
"""Of exports of an adjudication project."""
ALL_CODES = (*CODES, *CHOICE_CODES)
BY_CODE: Mapping[str, Code] = {c.code: c for c in ALL_CODES}


class Report:
    """Findings on one annotation (or task), and the items that couldn't be represented."""

    def __init__(self, doc_id: str, where: str, pointer: str, file: str = "") -> None:
        self.doc_id, self.where, self.pointer, self.file = doc_id, where, pointer, file
        self.findings: list[Finding] = []
        self.kept: list[Json] = []

    def add(
        self,
        code: str,
        message: str,
        *,
        pointer: str = "",
        region: str = "",
        start: int | None = None,
        end: int | None = None,
        keep: Json = None,
    ) -> None:
        """One finding; `keep` is what it leaves out."""
        known = BY_CODE[code]
        place = f"{self.where}, region {region[:40]}" if region else self.where
        self.findings.append(
            Finding(
                code,
                known.severity,
                self.doc_id,
                self.pointer + pointer,
                visible(f"{place}: {message}"),
                start,
                end,
                known.remedy,
                f"{self.doc_id}#{region[:40]}" if region else self.doc_id,
                self.file,
            )
        )
        if keep is not None:
            self.kept.append({"code": code, "item": keep})
