"""Two versions of an annotation as HTML: the text with their spans, and their fields row by row.

Everything that comes from the text or a record is escaped; nothing of it can be marked or edited, so that a result
holds only what was chosen.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from html import escape
from typing import Any

from virgolette.corpus.visible import visible

Json = Any
# Readable on the light and on the dark theme: letters and ground are both given.
STYLES = {
    "span": ("#fde68a", "#bfdbfe"),
    "cue": ("#bbf7d0", "#bbf7d0"),
    "mark": ("#fecaca", "#fecaca"),
}
# How much is shown around the paragraphs, code points.
REACH = 160
PLACED = ("segments", "content", "cue", "marks", "start", "end")
DIFFERS = "background:#fef3c7;color:#111;font-weight:600"
CELL = "border:1px solid #9993;padding:.2rem .5rem;vertical-align:top;text-align:left"


def side_by_side(
    names: Sequence[str], records: Sequence[Json], fields: Sequence[str], text: str, words: Mapping[str, str]
) -> str:
    """The two versions.

    Args:
        names: The annotators.
        records: The two records; None where a pass has none.
        fields: Names of the fields that differ.
        text: The document's text.
        words: Key of an annotation → the words that it covers.
    """
    shown = _around(text, [p for r in records if r for p, _ in _places(r)])
    columns = "".join(
        f'<div><div style="font-weight:700">{letter} · {escape(name)}'
        f"{'' if record else ' — non ce l’ha · has none'}</div>"
        f'<div style="line-height:1.6">{_prose(text, shown, record, i)}</div></div>'
        for i, (letter, name, record) in enumerate(zip("ab", names, records, strict=True))
    )
    grid = "display:grid;grid-template-columns:minmax(0,1fr) minmax(0,1fr);gap:1.5rem;margin-bottom:.8rem"
    return f'<div style="{grid}">{columns}</div>{_table(names, records, fields, text, words)}'


def _places(record: Json) -> Iterator[tuple[tuple[int, int], str]]:
    """Every stretch of a record with its role: span, cue or mark."""
    for key, role in (("segments", "span"), ("content", "span"), ("cue", "cue"), ("marks", "mark")):
        yield from (((s["start"], s["end"]), role) for s in record.get(key) or ())
    if "start" in record:
        yield (record["start"], record["end"]), "span"


def _around(text: str, places: Sequence[tuple[int, int]]) -> tuple[int, int]:
    """The paragraphs (lines) that the places lie in, with at most REACH code points more on either side."""
    start, end = min(s for s, _ in places), max(e for _, e in places)
    start = text.rfind("\n", 0, start) + 1
    end = text.find("\n", end) if "\n" in text[end:] else len(text)
    if start > REACH:
        # Whole words: from the first white space on.
        space = next((i for i in range(start - REACH, start) if text[i].isspace()), start)
        start = space + 1 if space < start else start
    else:
        start = 0
    if end + REACH < len(text):
        end = next((i for i in range(end + REACH, end, -1) if text[i].isspace()), end)
    else:
        end = len(text)
    return start, end


def _prose(text: str, shown: tuple[int, int], record: Json, side: int) -> str:
    places = list(_places(record)) if record else []
    cuts = {*shown, *(i + 1 for i in range(*shown) if text[i] == "\n")}
    cuts |= {p for (start, end), _ in places for p in (start, end)}
    points = sorted(cuts)
    out = ["…<br>" if shown[0] else ""]
    for start, end in zip(points, points[1:] + points[-1:], strict=True):
        # A missing mark has no width: its place is shown by a caret.
        out += [f'<b style="{_style("mark", side)}">‸</b>' for p, _ in places if p == (start, start)]
        roles = [role for (s, e), role in places if s <= start and end <= e and start < end]
        words = escape(visible(text[start:end].rstrip("\r\n")))
        if roles and words:
            out.append(f'<mark style="{_style(roles[-1], side)}">{words}</mark>')
        else:
            out.append(words)
        if text[start:end].endswith("\n"):
            out.append("<br>")
    return "".join(out) + ("<br>…" if shown[1] < len(text) else "")


def _style(role: str, side: int) -> str:
    return f"background:{STYLES[role][side]};color:#111"


def _table(
    names: Sequence[str], records: Sequence[Json], fields: Sequence[str], text: str, words: Mapping[str, str]
) -> str:
    sides = [dict(_flat(r, text, words)) if r else {} for r in records]
    rows = []

    def differs(name: str) -> bool:
        return any(name == f or name.startswith(f"{f}.") for f in fields)

    # What is to be decided comes first.
    for name in sorted(dict.fromkeys(key for side in sides for key in side), key=lambda name: not differs(name)):
        cells = [escape(visible(side.get(name, "—"))) for side in sides]
        look = f"{CELL};{DIFFERS}" if differs(name) else CELL
        shown = "".join(f'<td style="{look}">{c}</td>' for c in cells)
        rows.append(f'<tr><th style="{CELL}">{escape(name)}</th>{shown}</tr>')
    head = "".join(f'<th style="{CELL}">{letter} · {escape(n)}</th>' for letter, n in zip("ab", names, strict=True))
    style = "border-collapse:collapse;width:100%;table-layout:fixed"
    return f'<table style="{style}"><tr><th style="{CELL}"></th>{head}</tr>{"".join(rows)}</table>'


def _flat(record: Json, text: str, words: Mapping[str, str], path: str = "") -> Iterator[tuple[str, str]]:
    """(field, what it holds in words) of every leaf."""
    if not path and "start" in record:
        yield "start", _words([record], text)
    for key, value in record.items():
        name = f"{path}.{key}" if path else key
        if name in ("id", "start", "end"):
            continue
        if name == "marks":
            yield name, "; ".join(_mark(m, text) for m in value) or "—"
        elif name in PLACED:
            yield name, _words(value, text) or "—"
        elif isinstance(value, dict):
            yield from _flat(value, text, words, name)
        else:
            yield name, _told(value, words)


def _told(value: Json, words: Mapping[str, str]) -> str:
    if isinstance(value, list):
        return ", ".join(_told(v, words) for v in value) or "—"
    if value is None or isinstance(value, bool):
        return {None: "—", True: "sì · yes", False: "no"}[value]
    return f"{value} «{words[value]}»" if value in words else str(value)


def _words(spots: Sequence[Json], text: str) -> str:
    return " + ".join(f"«{text[s['start'] : s['end']]}» {s['start']}–{s['end']}" for s in spots)


def _mark(mark: Json, text: str) -> str:
    glyph = text[mark["start"] : mark["end"]] or "‸"
    return " ".join([glyph, mark["role"], f"{mark['start']}–{mark['end']}", *mark["defects"]])
