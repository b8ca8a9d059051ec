"""Invented documents of nobody's corpus, by hand and by hypothesis."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from hypothesis import strategies as st

from virgolette.foreign import Attribute, Foreign, Link, Mention, Remark
from virgolette.spans import Span

Run = Callable[..., tuple[int, str, str]]
# White space of every kind, words that tokenisers part, code points beyond the BMP, combining marks, markup.
_WORDS = ("Brindora", "molo", "dell’arte", "12", "3,5", "😀", "e\u0301", "«", "»", "#", "T1", "-", "|", "\\", "O", "_")
_SPACES = (" ", " ", " ", "  ", "\n", "\n\n", "\t", "\r\n", "\u00a0", "\u2028")
PIECES = st.sampled_from((*_WORDS, *_SPACES))
WORDS = st.text("abcdefgàèXYZ09-_.", min_size=1, max_size=6)


@st.composite
def texts(draw: st.DrawFn) -> str:
    return "Ada " + "".join(draw(st.lists(PIECES, min_size=1, max_size=25))) + " fine"


@st.composite
def segments(draw: st.DrawFn, text: str, most: int) -> tuple[Span, ...]:
    count = draw(st.integers(1, most))
    edges = draw(st.lists(st.integers(0, len(text)), min_size=2 * count, max_size=2 * count, unique=True))
    edges.sort()
    return tuple(Span(a, b) for a, b in zip(edges[::2], edges[1::2], strict=True))


@st.composite
def documents(draw: st.DrawFn, *, lines: bool = False, layers: bool = False) -> Foreign:
    """A sound document; with `lines` notes may have several, with `layers` mentions belong to layers."""
    text = draw(texts())
    names = st.sampled_from(["", "strato", "altro"]) if layers else st.just("")
    mentions = tuple(
        Mention(f"T{i}", draw(WORDS), draw(segments(text, 3)), layer=draw(names))
        for i in range(1, draw(st.integers(1, 5)) + 1)
    )
    ids = st.sampled_from([m.id for m in mentions])
    attributes = tuple(
        Attribute(draw(ids), draw(WORDS), draw(WORDS | st.just("")), f"A{i}") for i in range(1, draw(st.integers(0, 4)))
    )
    links = tuple(
        Link(f"R{i}", draw(WORDS), (("Arg1", draw(ids)), ("Arg2", draw(ids))))
        for i in range(1, draw(st.integers(0, 4)))
    )
    characters = 'abc è«»"\\{}' + ("\n" if lines else "")
    notes = st.text(characters, min_size=1, max_size=12)
    remarks = tuple(Remark(draw(ids), draw(notes), draw(WORDS), f"#{i}") for i in range(1, draw(st.integers(0, 4))))
    return Foreign(name="porto-1", text=text, mentions=mentions, attributes=attributes, links=links, remarks=remarks)


def plain(document: Foreign) -> Foreign:
    """The document without what its file added: places in it, and words that repeat the text."""
    return Foreign(
        name=document.name,
        text=document.text,
        mentions=tuple(Mention(m.id, m.label, m.segments, layer=m.layer) for m in document.mentions),
        attributes=tuple(sorted((Attribute(a.target, a.name, a.value, a.id) for a in document.attributes), key=str)),
        links=tuple(Link(x.id, x.label, x.arguments, x.kind) for x in document.links),
        remarks=tuple(Remark(r.target, r.text, r.label, r.id) for r in document.remarks),
    )


def put(folder: Path, **files: str) -> Path:
    """Write files into a folder; a name's _ before the extension stands for a dot."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, content in files.items():
        stem, _, extension = name.rpartition("_")
        (folder / f"{stem}.{extension}").write_bytes(content.encode("utf-8"))
    return folder
