"""brat standoff, read: a .txt with its .ann (or .a1 and .a2, as in BioNLP shared tasks).

Offsets are code points of the text file, half-open; brat opens it without translating line ends, so that CR LF
counts as two. Many programs that write brat open the text in Python's text mode, where CR LF counts as one, or
count bytes or UTF-16 units: `virgolette check --from brat` recognises these.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import groupby
from pathlib import Path

import msgspec

from virgolette.errors import InputError
from virgolette.foreign import Attribute, Flaw, Foreign, Link, Mention, Remark
from virgolette.formats import files
from virgolette.spans import Span

# A note of this type, written by our export, keeps an id that brat has no form for.
ID_NOTE = "virgolette-id"
EXTENSIONS = (".ann", ".a1", ".a2")
_PLACE = re.compile(r"(\S+) (\d{1,10} \d{1,10}(?:;\d{1,10} \d{1,10})*)")
_ARGUMENT = re.compile(r"([^\s:]+):(\S+)")
_REMEDY = "See brat's standoff format for what a line may be."


class _Malformed(Exception):
    """A line that isn't of its kind's form; says how."""


def read(source: Path) -> Iterator[Foreign]:
    """The documents of a folder (or of one .ann file), in order of their names.

    Raises:
        InputError: Where there is none, or a text is named in place of its annotations.
    """
    if source.suffix.lower() == ".txt" and source.is_file():
        remedy = f"Name {source.with_suffix('.ann').name}, or the folder of both."
        raise InputError("is a text; brat's annotations stand in a file beside it", where=str(source), remedy=remedy)

    def key(path: Path) -> Path:
        # Two files annotate one document where .a2 goes on where .a1 ends.
        return path.with_suffix("") if path.suffix in (".a1", ".a2") else path

    for _, group in groupby(files.find(source, EXTENSIONS), key=key):
        paths = list(group)
        yield _Reader(files.name_of(paths[0], source), paths).document()


class _Reader:
    """Collects the lines of one document."""

    def __init__(self, name: str, paths: list[Path]) -> None:
        self.name, self.paths = name, paths
        self.mentions: list[Mention] = []
        self.attributes: list[Attribute] = []
        self.links: list[Link] = []
        self.remarks: list[Remark] = []
        self.flaws: list[Flaw] = []

    def document(self) -> Foreign:
        # .a1 and .a2 in one folder may stand apart (a1/1.a1, a2/1.a2): the text is beside the first.
        text_file = self.paths[0].with_suffix(".txt")
        text, flaw = files.text_in(text_file)
        if flaw is not None:
            self.flaws.append(flaw)
        for path in self.paths:
            # What is said of a second file must name it.
            other = str(path) if path != self.paths[0] else ""
            for number, line in files.lines_in(path):
                if isinstance(line, Flaw):
                    self.flaws.append(Flaw(line.code, line.message, line.remedy, line.line, other))
                elif line.strip():
                    self._line(line, number, other)
        names = {r.target: r.text for r in self.remarks if r.label == ID_NOTE}
        renamed = _renamed(names, self.mentions, self.attributes, self.links, self.remarks)
        mentions, attributes, links, remarks = (
            renamed if names else (self.mentions, self.attributes, self.links, self.remarks)
        )
        return Foreign(
            name=self.name,
            text=text,
            mentions=tuple(mentions),
            attributes=tuple(attributes),
            links=tuple(links),
            remarks=tuple(remarks),
            file=str(self.paths[0]),
            text_file=str(text_file),
            flaws=tuple(self.flaws),
        )

    def _line(self, line: str, number: int, file: str) -> None:
        kinds = {"T": self._mention, "R": self._relation, "E": self._event, "*": self._equivalence}
        kinds |= {"A": self._attribute, "M": self._attribute, "#": self._remark, "N": self._remark}
        take = kinds.get(line[0])
        try:
            if take is None:
                raise _Malformed(f"a line can't start with {line[0]!r}: no kind of annotation does")
            take(line.split("\t"), number)
        except _Malformed as error:
            self.flaws.append(Flaw("foreign-line-malformed", str(error), _REMEDY, number, file))

    def _mention(self, fields: list[str], number: int) -> None:
        match = _PLACE.fullmatch(fields[1].strip()) if len(fields) > 1 else None
        if match is None:
            raise _Malformed(f"{_shown(fields[0])}: a label and offsets (Label 0 5 or Label 0 5;8 12) are wanted")
        places = (place.split(" ") for place in match[2].split(";"))
        segments = tuple(Span(int(start), int(end)) for start, end in places)
        said = ("\t".join(fields[2:]),) if len(fields) > 2 else ()
        self.mentions.append(Mention(fields[0], match[1], segments, said, line=number))
        if not said:
            raise _Malformed(f"{_shown(fields[0])}: the covered text is missing")

    def _relation(self, fields: list[str], number: int) -> None:
        label, *words = _words(fields, "a type and two arguments (Type Arg1:T1 Arg2:T2)")
        arguments = tuple(_argument(word, fields[0]) for word in words)
        if len(arguments) != 2:
            raise _Malformed(f"{_shown(fields[0])}: a relation has two arguments, not {len(arguments)}")
        self.links.append(Link(fields[0], label, arguments, line=number))

    def _event(self, fields: list[str], number: int) -> None:
        first, *words = _words(fields, "a type with its trigger, then arguments (Type:T1 Theme:T2)")
        label, trigger = _argument(first, fields[0])
        arguments = (("trigger", trigger), *(_argument(word, fields[0]) for word in words))
        self.links.append(Link(fields[0], label, arguments, "event", number))

    def _equivalence(self, fields: list[str], number: int) -> None:
        label, *words = _words(fields, "a type and two ids or more (Equiv T1 T2)")
        if len(words) < 2:
            raise _Malformed("*: an equivalence has two members or more")
        self.links.append(Link("*", label, tuple(("", word) for word in words), "equivalence", number))

    def _attribute(self, fields: list[str], number: int) -> None:
        name, target, *value = _words(fields, "a name, an id and perhaps a value (Name T1 Value)", least=2)
        self.attributes.append(Attribute(target, name, " ".join(value), fields[0], number))

    def _remark(self, fields: list[str], number: int) -> None:
        label, target, *rest = _words(fields, "a type and the id that it is about (AnnotatorNotes T1)", least=2)
        # Of a normalisation (Reference T1 Wiki:42) the reference is part of the text.
        text = "\t".join([*([" ".join(rest)] if rest else []), *fields[2:]])
        self.remarks.append(Remark(target, text, label, fields[0], number))


def _renamed(
    names: dict[str, str],
    mentions: list[Mention],
    attributes: list[Attribute],
    links: list[Link],
    remarks: list[Remark],
) -> tuple[list[Mention], list[Attribute], list[Link], list[Remark]]:
    """All annotations under the ids that they had before our export."""
    replace = msgspec.structs.replace

    def back(id_: str) -> str:
        return names.get(id_, id_)

    return (
        [replace(m, id=back(m.id)) for m in mentions],
        [replace(a, target=back(a.target)) for a in attributes],
        [replace(x, id=back(x.id), arguments=tuple((r, back(t)) for r, t in x.arguments)) for x in links],
        [replace(r, target=back(r.target)) for r in remarks if r.label != ID_NOTE],
    )


def _words(fields: list[str], wanted: str, least: int = 1) -> list[str]:
    words = fields[1].split() if len(fields) > 1 else []
    if len(words) < least:
        raise _Malformed(f"{_shown(fields[0])}: {wanted} is wanted after a tab")
    return words


def _argument(word: str, owner: str) -> tuple[str, str]:
    match = _ARGUMENT.fullmatch(word)
    if match is None:
        raise _Malformed(f"{_shown(owner)}: {_shown(word)} isn't a role and an id (Arg1:T1)")
    return match[1], match[2]


def _shown(word: str) -> str:
    return word if len(word) <= 25 else word[:24] + "…"
