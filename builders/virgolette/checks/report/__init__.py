"""Findings as text for a terminal, and as JSON, SARIF and GitHub annotations for programs."""

from virgolette.checks.report.batch import Batch, Summary, summary
from virgolette.checks.report.machine import as_github, as_json, as_sarif
from virgolette.checks.report.stream import Tally, streamed
from virgolette.checks.report.terminal import as_text, counted
from virgolette.checks.report.visible import visible

__all__ = [
    "Batch",
    "Summary",
    "Tally",
    "as_github",
    "as_json",
    "as_sarif",
    "as_text",
    "counted",
    "streamed",
    "summary",
    "visible",
]
