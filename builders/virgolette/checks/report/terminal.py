"""Findings for people: place, message, the line with the span underlined, remedy."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from virgolette.checks.report.batch import Batch, Summary, shown_path
from virgolette.checks.report.visible import context, visible
from virgolette.finding import Finding
from virgolette.spans import line_column

_COLOURS = {
    "error": "1;31",
    "warning": "1;33",
    "waived": "1;36",
    "place": "1",
    "help": "32",
    "carets": "1;31",
}


def as_text(batches: Sequence[Batch], *, colour: bool = False) -> Iterator[str]:
    """The lines of all findings; every one is free of control characters but for colours."""
    for batch in batches:
        for finding in batch.findings:
            yield from _finding(finding, batch.text(finding), colour)


def counted(counts: Summary) -> str:
    """The line at the end."""
    found = f"{_many(counts.errors, 'error')}, {_many(counts.warnings, 'warning')}, {counts.waived} waived"
    out = f"{found} in {_many(counts.documents, 'document')}"
    if counts.left_out:
        out += f" ({len(counts.left_out)} left out: {', '.join(visible(d) for d in counts.left_out)})"
    return out


def _many(count: int, what: str) -> str:
    return f"{count} {what}" if count == 1 else f"{count} {what}s"


def _finding(finding: Finding, text: str | None, colour: bool) -> Iterator[str]:
    def painted(string: str, name: str) -> str:
        return f"\x1b[{_COLOURS[name]}m{string}\x1b[0m" if colour else string

    # A finding may be that its span lies beyond the text: then there is no line to show.
    within = text is not None and finding.start is not None and 0 <= finding.start <= len(text)
    place = visible(finding.doc_id)
    if text is not None and finding.start is not None and within:
        place += ":{}:{}".format(*line_column(text, finding.start))
    file = visible(shown_path(finding.file)) + (f"#{visible(finding.path)}" if finding.path and finding.file else "")
    head = painted(": ".join(filter(None, (file, place))), "place")
    severity = finding.severity if finding.waived is None else "waived"
    yield f"{head} {painted(f'{severity}[{visible(finding.code)}]', severity)} {visible(finding.message)}"
    if text is not None and finding.start is not None and within:
        line, carets = context(text, finding.start, finding.end if finding.end is not None else finding.start)
        yield f"  | {line}"
        yield f"  | {painted(carets, 'carets')}"
    if finding.waived is not None:
        yield f"  = {painted('reason', 'help')}: {visible(finding.waived)}"
    elif finding.remedy:
        yield f"  = {painted('help', 'help')}: {visible(finding.remedy)}"
