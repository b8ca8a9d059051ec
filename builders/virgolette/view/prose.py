"""The text column: paragraphs of runs with their classes, and the empty elements that hang on them.

Nothing here adds a character to the text: labels, numbers and chips are empty elements whose `data-l` a
style sheet shows, each at the beginning or end of the run that it belongs to.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

from msgspec import Struct

from virgolette.finding import Finding
from virgolette.model import Annotations
from virgolette.spans import Span
from virgolette.view import hooks
from virgolette.view.hooks import Hook
from virgolette.view.layers import BAD, CUE, MARK, owner_of, pieces
from virgolette.view.palette import Palette
from virgolette.view.runs import Piece, Run, lanes, runs

# Three underlines fit under a line; a deeper one, which the scheme rules out, shares the third.
DEEPEST = 2


class Atom(Struct, frozen=True):
    """One run as it is written: text, what covers it, how it looks, what hangs on it."""

    start: int
    text: str
    tokens: str
    classes: str
    before: tuple[Hook, ...]
    after: tuple[Hook, ...]


def paragraphs(text: str, annotations: Annotations, findings: Sequence[Finding], palette: Palette) -> list[list[Atom]]:
    """The text as lines of atoms; each line keeps its line feed, so that all atoms together are the text."""
    parts = [Piece(*p) for p in pieces(annotations, findings)]
    breaks = {i + 1 for i, char in enumerate(text) if char == "\n"}
    found = runs(len(text), parts, [*breaks, *(p.start for p in parts if p.start == p.end)])
    look = _Look(annotations, findings, palette)
    hanging = _hung(hooks.all_hooks(annotations, findings, palette, text), found)
    lines: list[list[Atom]] = [[]]
    for i, run in enumerate(found):
        if run.start in breaks:
            lines.append([])
        before, after = hanging[i, "before"], hanging[i, "after"]
        words = text[run.start : run.end]
        lines[-1].append(Atom(run.start, words, " ".join(run.tokens), look.classes(run), tuple(before), tuple(after)))
    return lines if found else []


def _hung(found: Sequence[Hook], atoms: Sequence[Run]) -> defaultdict[tuple[int, str], list[Hook]]:
    """Hooks by run index and side; each hangs on the run that begins (or ends) at its offset."""
    starts = {run.start: i for i, run in enumerate(atoms)}
    ends = {run.end: i for i, run in enumerate(atoms)}
    hanging: defaultdict[tuple[int, str], list[Hook]] = defaultdict(list)
    for hook in found:
        first, then = (ends, starts) if hook.at_end else (starts, ends)
        if hook.offset in first:
            hanging[first[hook.offset], "after" if hook.at_end else "before"].append(hook)
        elif hook.offset in then:
            hanging[then[hook.offset], "before" if hook.at_end else "after"].append(hook)
    return hanging


class _Look:
    """The classes of runs, from what covers them."""

    def __init__(self, annotations: Annotations, findings: Sequence[Finding], palette: Palette) -> None:
        self.underlines: dict[str, str] = {}
        segments = [(m, Span(s.start, s.end)) for m in annotations.entities for s in m.segments]
        for (mention, _), lane in zip(segments, lanes([s for _, s in segments]), strict=True):
            self.underlines[mention.id] = f"{'abc'[min(lane, DEEPEST)]}{palette.entity(mention.label)}"
        self.quotes = {q.id: palette.quote(q.type) for q in annotations.quotes}
        self.opens = {(q.id, s.start) for q in annotations.quotes for s in q.content}
        self.closes = {(q.id, s.end) for q in annotations.quotes for s in q.content}
        self.sizes = {q.id: sum(s.end - s.start for s in q.content) for q in annotations.quotes}
        self.waived = {f"F{i}" for i, f in enumerate(findings, 1) if f.waived is not None}

    def classes(self, run: Run) -> str:
        """The run's classes in a fixed order."""
        found = [self.underlines[t] for t in run.tokens if t in self.underlines]
        found += self._quoted(run)
        for token in run.tokens:
            kind = token[0]
            if token.endswith(CUE):
                found.append(f"k k{self.quotes.get(owner_of(token), 0)}")
            elif token.endswith((MARK, BAD)):
                found.append("m bad" if token.endswith(BAD) else "m")
            elif kind in "NS":
                found.append(kind.lower())
            elif kind == "F":
                found.append("fw" if token in self.waived else "f")
        return " ".join(dict.fromkeys(found))

    def _quoted(self, run: Run) -> list[str]:
        inside = [t for t in run.tokens if t in self.quotes]
        if not inside:
            return []
        # The smallest quote around a run colours it: it is the innermost one.
        inner = min(inside, key=lambda t: self.sizes[t])
        found = [f"q{self.quotes[inner]}", f"d{min(len(inside), 3)}"]
        found += ["qs"] if any((t, run.start) in self.opens for t in inside) else []
        return found + (["qe"] if any((t, run.end) in self.closes for t in inside) else [])
