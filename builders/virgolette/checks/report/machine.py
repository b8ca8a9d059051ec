"""Findings for programs. No words of a text that may not be redistributed stand in any of these."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any
from urllib.parse import quote

import msgspec

from virgolette.checks.catalogue import CATALOGUE
from virgolette.checks.report.batch import Batch, shown_path, summary
from virgolette.checks.report.lines import line_of
from virgolette.checks.report.visible import visible
from virgolette.finding import Finding
from virgolette.spans import line_column

Json = Any
SARIF = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"


def _published(batches: Sequence[Batch]) -> Iterator[tuple[Batch, Finding]]:
    for batch in batches:
        for finding in batch.findings:
            yield batch, batch.publishable(finding)


def as_json(batches: Sequence[Batch]) -> str:
    """One object: `findings` (fields as in Finding, offsets in code points, no context) and `summary`."""
    findings = [msgspec.structs.replace(f, file=shown_path(f.file)) for _, f in _published(batches)]
    tree = {"findings": msgspec.to_builtins(findings), "summary": msgspec.to_builtins(summary(batches))}
    # ASCII only: escapes keep control and bidi characters of hostile input from any terminal.
    return json.dumps(tree, indent=1)


def as_github(batches: Sequence[Batch]) -> Iterator[str]:
    """Workflow commands: GitHub shows each beside the changed line. What is waived is a notice."""
    for _, f in _published(batches):
        level = f.severity if f.waived is None else "notice"
        fields = {"title": f.code if f.waived is None else f"{f.code} (waived)"}
        if f.file:
            fields = {"file": shown_path(f.file), "line": str(line_of(f.file, f.path)), **fields}
        place = f"{f.doc_id}{f.path}: " if f.doc_id else f"{f.path}: "
        message = f"{visible(place + f.message)}\n{visible(f.remedy if f.waived is None else f.waived)}"
        properties = ",".join(f"{key}={_property(visible(value))}" for key, value in fields.items())
        yield f"::{level} {properties}::{_data(message)}"


def _data(value: str) -> str:
    return value.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(value: str) -> str:
    return _data(value).replace(":", "%3A").replace(",", "%2C")


def as_sarif(batches: Sequence[Batch]) -> str:
    """A SARIF 2.1.0 log with one run; waivers are accepted suppressions."""
    from importlib.metadata import version

    rules = [
        {
            "id": entry.code,
            "shortDescription": {"text": entry.about},
            "defaultConfiguration": {"level": entry.severity},
            "properties": {"family": entry.family, "fixable": entry.fixable},
        }
        for entry in CATALOGUE
    ]
    results = list(sarif_results(batches))
    driver = {"name": "virgolette", "version": version("virgolette"), "rules": rules}
    run = {"tool": {"driver": driver}, "columnKind": "unicodeCodePoints", "results": results}
    return json.dumps({"$schema": SARIF, "version": "2.1.0", "runs": [run]}, indent=1)


def sarif_results(batches: Sequence[Batch]) -> Iterator[Json]:
    """The results of a SARIF log, one a finding."""
    index = {entry.code: i for i, entry in enumerate(CATALOGUE)}
    yield from (_result(batch, finding, index) for batch, finding in _published(batches))


def _result(batch: Batch, f: Finding, index: dict[str, int]) -> Json:
    text = f"{f.message}. {f.remedy}" if f.remedy else f.message
    result: Json = {"ruleId": f.code, "level": f.severity, "message": {"text": text}}
    if f.code in index:
        result["ruleIndex"] = index[f.code]
    location: Json = {"logicalLocations": [{"fullyQualifiedName": f"{f.id or f.doc_id or 'collection'}{f.path}"}]}
    if f.file:
        region = {"startLine": line_of(f.file, f.path)}
        location["physicalLocation"] = {"artifactLocation": {"uri": _uri(f.file)}, "region": region}
    result["locations"] = [location]
    if (place := _in_text(batch, f)) is not None:
        result["relatedLocations"] = [place]
    if f.waived is not None:
        result["suppressions"] = [{"kind": "external", "status": "accepted", "justification": f.waived}]
    result["properties"] = {"docId": f.doc_id, "id": f.id, "pointer": f.path, "start": f.start, "end": f.end}
    return result


def _in_text(batch: Batch, f: Finding) -> Json | None:
    """Where in the included text a finding lies; lines end at LF only, columns are code points."""
    text = batch.text(f) if f.doc_id in batch.included else None
    if text is None or f.start is None or not 0 <= f.start <= len(text):
        return None
    end = min(len(text), f.end if f.end is not None and f.end >= f.start else f.start)
    (line, column), (end_line, end_column) = line_column(text, f.start), line_column(text, end)
    region = {"startLine": line, "startColumn": column, "endLine": end_line, "endColumn": end_column}
    uri = _uri(f"{batch.corpus.root}/seeds/texts/{f.doc_id}.txt")
    return {
        "physicalLocation": {"artifactLocation": {"uri": uri}, "region": region},
        "message": {"text": "in the text"},
    }


def _uri(file: str) -> str:
    shown = shown_path(file)
    return Path(shown).as_uri() if Path(shown).is_absolute() else quote(shown)
