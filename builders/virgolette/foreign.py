"""Documents of other people's corpora: a neutral in-between model without any scheme of labels.

Offsets are code points of the text, half-open, as in spans. Nothing here is sound by construction: what a
file says is kept as it says it, so that checks can look at it. Ids are the file's own; whoever refers to an
id that isn't there does so here too.
"""

from __future__ import annotations

from msgspec import Struct

from virgolette.spans import Span


class Flaw(Struct, frozen=True, omit_defaults=True):
    """Something in a file that couldn't be read as its format has it.

    Attributes:
        code: Code of a finding, `foreign-…`.
        message: What is wrong, with the values that show it.
        remedy: What to do.
        line: 1-based line of `file` (1-based record where the format has no lines); 0 for the whole of it.
        file: The file, where it isn't the document's own.
    """

    code: str
    message: str
    remedy: str = ""
    line: int = 0
    file: str = ""


class Mention(Struct, frozen=True, omit_defaults=True):
    """A labelled span: one segment or more, in the file's order.

    Attributes:
        said: The covered text as the file gives it, a segment each, or one for all of them.
        layer: The column, span group or file that it comes from, where a document has several.
    """

    id: str
    label: str
    segments: tuple[Span, ...]
    said: tuple[str, ...] = ()
    layer: str = ""
    line: int = 0


class Attribute(Struct, frozen=True, omit_defaults=True):
    """A property of a mention or link; `value` is "" for a mere flag."""

    target: str
    name: str
    value: str = ""
    id: str = ""
    line: int = 0


class Link(Struct, frozen=True, omit_defaults=True):
    """A relation of two or more, an event with its trigger, or a set of equivalents.

    Attributes:
        kind: `relation`, `event` (the first argument is the trigger) or `equivalence` (roles are "").
        arguments: Pairs of a role and the id that plays it, in the file's order.
    """

    id: str
    label: str
    arguments: tuple[tuple[str, str], ...]
    kind: str = "relation"
    line: int = 0


class Remark(Struct, frozen=True, omit_defaults=True):
    """Free text about a mention or link, or (target "") about the document."""

    target: str
    text: str
    label: str = "note"
    id: str = ""
    line: int = 0


class Foreign(Struct, frozen=True, omit_defaults=True, kw_only=True):
    """One document as a foreign file has it.

    Attributes:
        name: Unique in its corpus: the file's path below the source, without extension, and a number where a
            file holds several documents.
        text: None where it isn't at hand.
        file: The file with the annotations, as the user named it.
        text_file: The file with the text, where that is another one.
        flaws: What couldn't be read.
        unrepresented: What the file says and this model can't hold: what → how often.
    """

    name: str
    text: str | None
    mentions: tuple[Mention, ...] = ()
    attributes: tuple[Attribute, ...] = ()
    links: tuple[Link, ...] = ()
    remarks: tuple[Remark, ...] = ()
    file: str = ""
    text_file: str = ""
    flaws: tuple[Flaw, ...] = ()
    unrepresented: dict[str, int] = {}


def size(document: Foreign) -> int:
    """How many annotations a document holds: mentions, attributes, links and remarks."""
    return len(document.mentions) + len(document.attributes) + len(document.links) + len(document.remarks)
