"""Files of columns, read line by line: which column holds words, which ones hold tags, and how documents part."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path

from msgspec import Struct

from virgolette.foreign import Flaw
from virgolette.formats import files
from virgolette.formats.tags import Census, Scheme

START = "-DOCSTART-"
# Without marks of its own a file is cut into documents of so many sentences, to be read in constant memory.
SENTENCES = 1000
# A file of no more lines is read once, any other one twice.
FEW = 4000
_NEW = ("# newdoc id =", "# newdoc", "#begin document")


class Row(Struct, frozen=True):
    """One token's line."""

    line: int
    cells: tuple[str, ...]


class Break(Struct, frozen=True):
    """Where a sentence or (with `name` not None) a document begins or ends; a comment's `text` goes with it."""

    line: int
    name: str | None = None
    text: str | None = None


class Shape(Struct, frozen=True):
    """What a file's columns are.

    Attributes:
        width: How many most lines have.
        word: Index of the column with the words.
        tags: Index → scheme of each column with tags.
        space: Index of our export's column on white space; -1 where there is none.
        documents: Whether the file itself says where documents begin.
        sentences: How many it has.
    """

    width: int
    word: int
    tags: dict[int, Scheme]
    space: int
    documents: bool
    sentences: int


def lines(path: Path) -> Iterator[Row | Break | Flaw]:
    """A file's lines by kind.

    Columns are parted by tabs where the line has one, else by spaces only: a no-break space belongs to its word.
    A line that starts with # is a comment if it has no tab and isn't a lone #: `# text = …` and document ids of
    CoNLL-U are heeded.
    """
    for number, line in files.lines_in(path):
        if isinstance(line, Flaw):
            yield line
        elif not line or line.isspace():
            yield Break(number)
        elif line[0] == "#" and "\t" not in line and len(line) > 1 and line[1] in " be":
            head = next((n for n in _NEW if line.startswith(n)), None)
            if head is not None:
                yield Break(number, line.removeprefix(head).strip(" =();").partition(");")[0])
            elif line.startswith("# text ="):
                yield Break(number, None, line.removeprefix("# text =").strip(" "))
            else:
                yield Break(number)
        elif line.startswith(START):
            yield Break(number, "")
        else:
            cells = line.split("\t") if "\t" in line else line.split(" ")
            while len(cells) > 1 and not cells[-1]:
                cells.pop()
            yield Row(number, tuple(cells))


def shape(items: Iterable[Row | Break | Flaw]) -> Shape:
    """What the columns of a file's lines are: of the lines only counts are kept."""
    widths: Counter[int] = Counter()
    census: dict[int, Census] = {}
    tokens = sentences = position = 0
    counting = spaces = True
    documents = False
    for item in items:
        if isinstance(item, Row):
            cells = item.cells
            width = len(cells)
            widths[width] += 1
            position += 1
            tokens += 1
            sentences += position == 1
            counting = counting and cells[0] == str(position)
            spaces = spaces and width == 3 and _is_space(cells[1])
            for i in range(1, width):
                if i not in census:
                    census[i] = Census()
                census[i].add(cells[i])
        elif isinstance(item, Break):
            position = 0
            documents = documents or item.name is not None
            for column in census.values():
                column.add(None)
    width = widths.most_common(1)[0][0] if widths else 0
    word = 1 if counting and width > 2 else 0
    found = {i: c.scheme() for i, c in census.items() if word < i < width and c.tokens * 2 > tokens}
    tags = {i: s for i, s in found.items() if s is not None}
    if any(s.name != "IO" for s in tags.values()):
        # Beside tags with prefixes a column of a few bare values is something else, such as parts of speech.
        tags = {i: s for i, s in tags.items() if s.name != "IO"}
    space = 1 if tokens and spaces else -1
    return Shape(width, word, tags, space, documents, sentences)


def _is_space(cell: str) -> bool:
    return cell == "_" or cell.startswith(("SpaceAfter=No", "SpacesAfter=", "SpacesBefore="))
