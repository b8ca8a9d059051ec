"""CoNLL columns, read: a token a line, a blank line between sentences, IOB1, IOB2, BIOES or bare labels.

The text is rebuilt from the words: from a sentence's `# text =` comment or our export's column on white space
where there is one, else with a space between words and a line feed between sentences. Offsets are code points of
this text. Every column of tags gives a layer of spans.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import chain, count, islice
from pathlib import Path

from virgolette.foreign import Flaw, Foreign, Mention
from virgolette.formats import columns, files
from virgolette.formats.columns import Row, Shape
from virgolette.formats.spacing import unescaped
from virgolette.formats.tags import runs
from virgolette.spans import Span

EXTENSIONS = (".conll", ".conllu", ".iob", ".iob2", ".bio", ".bioes", ".tsv", ".col")


def read(source: Path) -> Iterator[Foreign]:
    """The documents of all files, in order; a file without document marks is cut every 1,000 sentences."""
    for path in files.find(source, EXTENSIONS):
        yield from _file(path, files.name_of(path, source))


def _file(path: Path, name: str) -> Iterator[Foreign]:
    stream = columns.lines(path)
    kept = list(islice(stream, columns.FEW))
    found = columns.shape(chain(kept, stream))
    if not found.tags:
        message = f"no column of tags among {found.width}" if found.width else "no line of columns"
        yield files.broken(name, path, files.unreadable(message))
        return
    single = not found.documents and found.sentences <= columns.SENTENCES
    numbers = count(1)

    def fresh(own: str = "") -> _Reader:
        number = next(numbers)
        return _Reader(path, found, own or (name if single else f"{name}-{number:04d}"))

    reader, named = fresh(), False
    for item in kept if len(kept) < columns.FEW else columns.lines(path):
        if isinstance(item, Flaw):
            reader.flaws.append(item)
        elif isinstance(item, Row):
            reader.row(item)
        else:
            reader.end_sentence()
            full = not found.documents and reader.sentences == columns.SENTENCES
            if item.name is not None or full:
                if reader.sentences or reader.flaws:
                    yield reader.document()
                    reader = fresh(item.name or "")
                elif item.name:
                    # The first document's name stands before anything else.
                    reader.name = item.name
                named = named or bool(item.name)
            reader.said = item.text if item.text is not None else reader.said
    reader.end_sentence()
    if reader.sentences or reader.flaws:
        yield reader.document()


class _Reader:
    """Collects the sentences of one document."""

    def __init__(self, path: Path, shape: Shape, name: str) -> None:
        self.path, self.shape, self.name = path, shape, name
        self.pieces: list[str] = []
        self.at = self.sentences = self.other = 0
        self.rows: list[Row] = []
        self.said: str | None = None
        self.mentions: list[Mention] = []
        self.flaws: list[Flaw] = []

    def row(self, row: Row) -> None:
        """Take a token."""
        if len(row.cells) < self.shape.width:
            message = f"{len(row.cells)} columns, where the file has {self.shape.width}"
            self.flaws.append(Flaw("foreign-line-malformed", message, "Give every token all columns.", row.line))
            if len(row.cells) <= self.shape.word:
                return
        self.rows.append(row)

    def end_sentence(self) -> None:
        """Place the sentence's words in the text, then its spans over them."""
        rows, self.rows = self.rows, []
        if not rows:
            return
        places = self._spaced(rows) if self.shape.space > 0 else self._joined(rows)
        self.sentences += 1
        self.said = None
        self.other += sum(len(r.cells) > 1 for r in rows) * (
            self.shape.width - 1 - self.shape.word - len(self.shape.tags) - (self.shape.space > 0) > 0
        )
        for column, scheme in self.shape.tags.items():
            tags = [r.cells[column] if column < len(r.cells) else "O" for r in rows]
            layer = str(column + 1) if len(self.shape.tags) > 1 else ""
            for run in runs(tags, scheme):
                line = rows[run.first].line
                if run.odd:
                    label = f"{run.label}: " if run.label else ""
                    remedy = f"Mend the tags; the column is read as {scheme.name}."
                    self.flaws.append(Flaw("foreign-tag-sequence", f"{label}{run.odd}", remedy, line))
                if run.label:
                    span = Span(places[run.first].start, places[run.last].end)
                    id_ = f"T{len(self.mentions) + 1}"
                    self.mentions.append(Mention(id_, run.label, (span,), layer=layer, line=line))

    def document(self) -> Foreign:
        """What was collected."""
        text = "".join(self.pieces)
        left = {"values of other columns": self.other} if self.other else {}
        return Foreign(
            name=self.name,
            text=text if self.shape.space > 0 or not text else text + "\n",
            mentions=tuple(self.mentions),
            file=str(self.path),
            flaws=tuple(self.flaws),
            unrepresented=left,
        )

    def _word(self, row: Row) -> str:
        return row.cells[self.shape.word]

    def _put(self, piece: str) -> Span:
        start = self.at
        self.pieces.append(piece)
        self.at += len(piece)
        return Span(start, self.at)

    def _joined(self, rows: list[Row]) -> list[Span]:
        if self.pieces:
            self._put("\n")
        gaps = _gaps([self._word(r) for r in rows], self.said)
        places = []
        for row, gap in zip(rows, gaps, strict=True):
            self._put(gap)
            places.append(self._put(self._word(row)))
        return places

    def _spaced(self, rows: list[Row]) -> list[Span]:
        places, column, at = [], self.shape.word, self.at
        for row in rows:
            before, after = unescaped(row.cells[self.shape.space])
            word = row.cells[column]
            self.pieces += (before, word, after)
            start = at + len(before)
            places.append(Span(start, start + len(word)))
            at = start + len(word) + len(after)
        self.at = at
        return places


def _gaps(words: list[str], said: str | None) -> list[str]:
    """What stands before each word: as the sentence's own text has it where the words are found in it."""
    gaps, at = [], 0
    for word in words if said is not None else ():
        found = (said or "").find(word, at)
        gap = (said or "")[at:found] if found >= 0 else "x"
        if gap.strip():
            break
        gaps.append(gap)
        at = found + len(word)
    if len(gaps) == len(words) and words:
        return gaps
    return [" " if i else "" for i in range(len(words))]
