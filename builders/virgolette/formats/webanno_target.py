"""Targets of Web Annotations: the document that is meant, and the place in its text."""

from __future__ import annotations

from typing import Any, NamedTuple

from virgolette.spans import Span

Json = Any


class Place(NamedTuple):
    """A segment with the words that a TextQuoteSelector gives for it, if there is one."""

    span: Span
    said: str | None


def source_of(annotation: dict[str, Json]) -> str:
    """The document that an annotation targets; "" where it targets another annotation."""
    target = annotation.get("target")
    for one in target if isinstance(target, list) else [target]:
        if isinstance(one, dict):
            source = one.get("source")
            source = source.get("id", "") if isinstance(source, dict) else source
            if isinstance(source, str) and not source.startswith("#"):
                return source
        elif isinstance(one, str) and not one.startswith("#"):
            return one.split("#")[0]
    return ""


def place(target: Json) -> Place | None:
    """The segment that a target selects; None where it has no text position.

    Raises:
        ValueError: For offsets that are no numbers.
    """
    if not isinstance(target, dict) or "selector" not in target:
        return None
    span, said = None, None
    stack = [target["selector"]]
    while stack:
        one = stack.pop()
        if isinstance(one, list):
            stack += reversed(one)
        elif isinstance(one, dict):
            kind = one.get("type", one.get("@type"))
            if kind == "TextPositionSelector" and span is None:
                span = _span(one)
            elif kind == "TextQuoteSelector" and said is None:
                said = str(one["exact"]) if one.get("exact") is not None else None
            elif kind == "RangeSelector":
                continue
            if "refinedBy" in one:
                stack.append(one["refinedBy"])
    return Place(span, said) if span is not None else None


def _span(selector: dict[str, Json]) -> Span:
    start, end = selector["start"], selector["end"]
    if any(isinstance(x, bool) or not isinstance(x, int) or x < 0 for x in (start, end)):
        raise ValueError(f"offsets {str(start)[:20]} and {str(end)[:20]}")
    return Span(start, end)
