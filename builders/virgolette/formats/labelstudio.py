"""Label Studio's JSON exports of span annotation, read.

Read are the full export (`annotations` or the older `completions`, with `result`) and JSON-MIN (`label`: a list of
{start, end, labels}). Offsets are code points of the task's raw text; `value.text` of a region is no exact copy
(runs of white space and line ends are changed), so that only a text without white space is compared.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from virgolette.foreign import Attribute, Flaw, Foreign, Link, Mention
from virgolette.formats import files, jsonstream
from virgolette.spans import Span

Json = Any
EXTENSIONS = (".json", ".jsonl")
# The names that our own files give to the text and, where there is no layer to name it by, to the labels.
TEXT, CONTROL = "text", "label"
# What an object has that is a task of a full export.
_TASK = frozenset({"data", "annotations", "completions"})
_LABELS = ("labels", "hypertextlabels", "paragraphlabels")


def read(source: Path) -> Iterator[Foreign]:
    """One document a task and annotator."""
    for path in files.find(source, EXTENSIONS):
        name = files.name_of(path, source)
        for number, record in jsonstream.records(path):
            own = f"{name}-{number:04d}"
            if isinstance(record, Flaw):
                yield files.broken(own, path, record)
            elif not isinstance(record, dict):
                flaw = Flaw("foreign-line-malformed", "a task is an object", "Export the project as JSON.", number)
                yield files.broken(own, path, flaw)
            else:
                yield from _task(record, own, path, number)


def _task(task: dict[str, Json], name: str, path: Path, number: int) -> Iterator[Foreign]:
    text = _text(task)
    passes = task.get("annotations", task.get("completions"))
    if isinstance(passes, list):
        # Of several annotators each is a document: their spans aren't meant to agree.
        for i, one in enumerate(passes, 1):
            results = one.get("result", []) if isinstance(one, dict) else None
            own = name if len(passes) == 1 else f"{name}-{i}"
            yield _Reader(own, path, number, text).document(results)
        if passes:
            return
    minimal: list[Json] = next((v for v in task.values() if _regions(v)), [])
    other = text is None and not minimal and not task.keys() & _TASK
    if other or isinstance(passes, dict):
        what = "an object without data and annotations" if other else "the annotations of a task are a list"
        yield files.broken(name, path, Flaw("foreign-line-malformed", what, "Export the project as JSON.", number))
        return
    yield _Reader(name, path, number, text).document([{"type": "labels", "value": v} for v in minimal])


def _regions(value: Json) -> bool:
    return isinstance(value, list) and bool(value) and all(isinstance(v, dict) and "start" in v for v in value)


def _text(task: dict[str, Json]) -> str | None:
    data = task.get("data", task)
    if not isinstance(data, dict):
        return None
    named = data.get("text")
    if isinstance(named, str):
        return named
    strings = [v for v in data.values() if isinstance(v, str)]
    return max(strings, key=len) if "data" in task and strings else None


class _Reader:
    """Collects the results of one annotation."""

    def __init__(self, name: str, path: Path, number: int, text: str | None) -> None:
        self.name, self.path, self.number, self.text = name, path, number, text
        self.mentions: list[Mention] = []
        self.attributes: list[Attribute] = []
        self.links: list[Link] = []
        self.flaws: list[Flaw] = []
        self.left: Counter[str] = Counter()

    def document(self, results: Json) -> Foreign:
        """What the results say; a result that isn't of its form is a flaw."""
        if self.text is None:
            self.flaws.append(Flaw("foreign-text-missing", "the task has no text", "Export with data.", self.number))
        for i, result in enumerate(results if isinstance(results, list) else [None], 1):
            try:
                self._result(result, i)
            except (KeyError, TypeError, ValueError, AttributeError):
                message = f"result {i} isn't of Label Studio's form"
                self.flaws.append(Flaw("foreign-line-malformed", message, "Export the project again.", self.number))
        return Foreign(
            name=self.name,
            text=self.text,
            mentions=tuple(self.mentions),
            attributes=tuple(self.attributes),
            links=tuple(self.links),
            file=str(self.path),
            flaws=tuple(self.flaws),
            unrepresented=dict(self.left),
        )

    def _result(self, result: Json, i: int) -> None:
        kind = result["type"]
        if kind in _LABELS:
            self._region(result, i)
        elif kind == "relation":
            ends = (("from", str(result["from_id"])), ("to", str(result["to_id"])))
            for label in result.get("labels") or [""]:
                self.links.append(Link(f"R{i}", label, ends, line=self.number))
        elif kind in ("choices", "textarea", "rating", "number"):
            value = result["value"]
            values = value.get("choices") or value.get("text") or [value.get("rating", value.get("number"))]
            target = str(result.get("id", "")) if "start" in value else ""
            for one in values if isinstance(values, list) else [values]:
                name = str(result.get("from_name", kind))
                self.attributes.append(Attribute(target, name, str(one), line=self.number))
        else:
            self.left[f"results of type {str(kind)[:40]}"] += 1

    def _region(self, result: Json, i: int) -> None:
        value = result["value"]
        start, end = int(value["start"]), int(value["end"])
        if start < 0 or end < 0:
            raise ValueError
        said = value.get("text")
        labels: list[Json] = next((value[k] for k in _LABELS if k in value), [])
        id_ = str(result.get("id", f"region-{i}"))
        span = (Span(start, end),)
        exact = (said,) if isinstance(said, str) and said and not any(c.isspace() for c in said) else ()
        # A region with two labels is two mentions of one id: both are kept, and the id is told apart.
        for j, label in enumerate(labels or [""]):
            own = id_ if j == 0 else f"{id_}/{j + 1}"
            control = str(result.get("from_name", CONTROL))
            layer = "" if control == CONTROL else control
            self.mentions.append(Mention(own, str(label), span, exact, layer, self.number))
