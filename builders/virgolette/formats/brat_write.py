"""brat standoff, written: all of a document, with ids of brat's form and a note for any id that has another."""

from __future__ import annotations

import re
from pathlib import Path

from virgolette.corpus import write_bytes
from virgolette.foreign import Foreign, Mention
from virgolette.formats.brat import ID_NOTE
from virgolette.formats.files import safe
from virgolette.spans import Span, covered

_SPACE = re.compile(r"\s+")


def write(document: Foreign, folder: Path) -> list[Path]:
    """Write <name>.txt and <name>.ann.

    Labels, names and values lose their white space to underscores: brat parts by it. What needs a text and has
    none isn't written at all.
    """
    if document.text is None:
        return []
    text_file, file = folder / f"{safe(document.name)}.txt", folder / f"{safe(document.name)}.ann"
    write_bytes(text_file, document.text.encode("utf-8"))
    write_bytes(file, "".join(f"{line}\n" for line in _lines(document)).encode("utf-8"))
    return [text_file, file]


class _Ids:
    """brat's ids for ours: kept where they have brat's form and kind, else new ones beyond those."""

    def __init__(self, document: Foreign) -> None:
        links = [x for x in document.links if x.kind != "equivalence"]
        wanted = [("T", m.id) for m in document.mentions]
        wanted += [("E" if x.kind == "event" else "R", x.id) for x in links]
        wanted += [("A", a.id) for a in document.attributes]
        wanted += [("N" if re.fullmatch(r"N\d+", r.id) else "#", r.id) for r in document.remarks]
        forms = {"T": r"T\d+", "R": r"R\d+", "E": r"E\d+", "A": r"[AM]\d+", "N": r"N\d+", "#": r"#\d+"}
        taken = {id_ for kind, id_ in wanted if re.fullmatch(forms[kind], id_)}
        self.next = {kind: 1 + max((int(i[1:]) for i in taken if i[0] in (kind, "M")), default=0) for kind in forms}
        self.forms, self.names = forms, dict[str, str]()

    def of(self, kind: str, id_: str) -> str:
        """The id to write; one that is made up is remembered, so that references to it follow."""
        if re.fullmatch(self.forms[kind], id_):
            return id_
        made = f"{kind}{self.next[kind]}"
        self.next[kind] += 1
        if id_:
            self.names[id_] = made
        return made

    def ref(self, id_: str) -> str:
        """What to write for a reference."""
        return self.names.get(id_, _word(id_))


def _lines(document: Foreign) -> list[str]:
    ids, lines = _Ids(document), []
    for m in document.mentions:
        id_ = ids.of("T", m.id)
        lines.append(f"{id_}\t{_word(m.label)} {_places(m.segments)}\t{_said(m, document.text or '')}")
    events = {x.id: ids.of("E", x.id) for x in document.links if x.kind == "event"}
    relations = {x.id: ids.of("R", x.id) for x in document.links if x.kind == "relation"}
    for x in document.links:
        arguments = [(_word(role), ids.ref(target)) for role, target in x.arguments]
        words = " ".join(f"{role}:{target}" for role, target in arguments)
        if x.kind == "event":
            trigger, *others = arguments
            rest = "".join(f" {role}:{target}" for role, target in others)
            lines.append(f"{events[x.id]}\t{_word(x.label)}:{trigger[1]}{rest}")
        elif x.kind == "relation":
            lines.append(f"{relations[x.id]}\t{_word(x.label)} {words}")
        else:
            lines.append(f"*\t{_word(x.label)} {' '.join(target for _, target in arguments)}")
    for a in document.attributes:
        value = f" {_word(a.value)}" if a.value else ""
        lines.append(f"{ids.of('A', a.id)}\t{_word(a.name)} {ids.ref(a.target)}{value}")
    for r in document.remarks:
        kind = "N" if re.fullmatch(r"N\d+", r.id) else "#"
        head, text = (r.text.partition("\t")[::2]) if kind == "N" else ("", r.text)
        about = f"{_word(r.label)} {ids.ref(r.target)}{f' {head}' if head else ''}"
        lines.append(f"{ids.of(kind, r.id)}\t{about}\t{_line(text)}")
    lines += [f"{ids.of('#', '')}\t{ID_NOTE} {made}\t{_line(id_)}" for id_, made in list(ids.names.items())]
    return lines


def _places(segments: tuple[Span, ...]) -> str:
    return ";".join(f"{s.start} {s.end}" for s in segments)


def _said(mention: Mention, text: str) -> str:
    """The covered text: segments joined by a space, line ends and tabs as spaces, as brat's own server has it."""
    return " ".join(re.sub(r"[\n\r\t]", " ", covered(text, s)) for s in mention.segments)


def _word(name: str) -> str:
    return _SPACE.sub("_", name) or "_"


def _line(text: str) -> str:
    """Text on one line: brat has no way to write a line end within a note."""
    return re.sub(r"[\n\r]", " ", text)
