"""One document as one HTML file that needs nothing else: no network, no other file, no JavaScript to read it.

Everything that comes from a document is escaped by the template engine or by `characters.markup`. The
content security policy lets nothing run but the one script of this package, named by its hash.
"""

from __future__ import annotations

from collections.abc import Sequence

from markupsafe import Markup
from msgspec import Struct

from virgolette import schema
from virgolette.finding import Finding
from virgolette.model import Annotations, Document, Knowledge
from virgolette.view import cards, html, prose, register
from virgolette.view.around import Around
from virgolette.view.layers import pieces
from virgolette.view.palette import Palette


class FindingCard(Struct, frozen=True):
    """One finding: its number, the finding, and the annotation that it is about ("" for none)."""

    id: str
    finding: Finding
    about: str


class Row(Struct, frozen=True):
    """One piece of a document without its text.

    Attributes:
        id: Whose it is.
        what: Which part of it: `cue`, `mark`, …; "" for the thing itself.
        start, end: Code points, half-open.
        told, value: What it is in our own words, and its value; said once, at its first piece.
    """

    id: str
    what: str
    start: int
    end: int
    told: str
    value: str


def page(
    document: Document,
    knowledge: Knowledge,
    findings: Sequence[Finding] = (),
    *,
    source: str = "gold",
    around: Around | None = None,
) -> str:
    """The page of an annotated document.

    Args:
        document: With annotations; without its text, the page shows offsets and our own words only.
        knowledge: Names of entities and metrics.
        findings: Of this document, as `checks.run` gives them.
        source: Where the annotations come from: `gold`, or an annotator's name.
        around: The site that the page belongs to; None for a page that stands alone.

    Raises:
        ValueError: Where the document has no annotations.
    """
    annotations, text = document.annotations, document.text
    if annotations is None:
        raise ValueError("a document without annotations has nothing to show")
    palette, names = Palette(), cards.Names(annotations, text, knowledge)
    around = around or Around()
    sheets = (f"{html.asset('base.css')}\n\n{html.asset('document.css')}", palette.css(), around.style)
    style = "\n".join(filter(None, sheets))
    script = html.asset("document.js")
    return (
        html.environment()
        .get_template("document.html")
        .render(
            csp=html.policy(style, script, images=bool(around.meta)),
            style=Markup(style),
            script=Markup(script),
            around=around,
            entry=document.entry,
            genre=schema.labels("manifest", "properties/documents/items/properties/genre")[document.entry.genre]["en"],
            source=source,
            missing=text is None,
            private=document.entry.text == "external" and text is not None,
            layers=schema.labels("decisions", "properties/decisions/items/properties/layer"),
            palette=palette,
            lines=[] if text is None else prose.paragraphs(text, annotations, findings, palette),
            rows=_rows(annotations, findings, names) if text is None else [],
            quotes=list(cards.quotes(names, palette)),
            claims=list(cards.claims(names)),
            groups=register.groups(names, palette),
            annotations=annotations,
            findings=[_card(i, f) for i, f in enumerate(findings, 1)],
        )
    )


def _card(number: int, finding: Finding) -> FindingCard:
    return FindingCard(f"F{number}", finding, finding.id.partition("#")[2])


def _rows(annotations: Annotations, findings: Sequence[Finding], names: cards.Names) -> list[Row]:
    found = []
    for start, end, token in pieces(annotations, findings):
        id_, _, role = token.partition(".")
        found.append((start, -end, id_, {"bad": "mark with a defect"}.get(role, role)))
    told = cards.told(names)
    none = ("", "")
    return [
        Row(id_, what, start, -end, *(none if what else told.pop(id_, none))) for start, end, id_, what in sorted(found)
    ]
