"""What a cluster's picture is made of: headings, rows, and lines between rows."""

from __future__ import annotations

from msgspec import Struct

from virgolette.model import Cluster
from virgolette.site.marks import Mark
from virgolette.site.scale import Axis
from virgolette.site.source import Claimed, Claimer


class Row(Struct, frozen=True):
    """One claim.

    Attributes:
        letter: What the claim is called in its picture.
        index: Its position among the rows.
        claimed, claimer: The claim and who makes it.
        when: The time that the claim is about, or when the article appeared.
        flags: What a reader should not overlook: hedged, denied.
        marks: Its values on the axis.
        at: Where links meet it, in percent.
        y: Its middle, in percent of the picture's height.
        relations: Index of an earlier row → (relation, basis).
        contested: Whether it contradicts another claim.
    """

    letter: str
    index: int
    claimed: Claimed
    claimer: Claimer
    when: str
    flags: tuple[str, ...]
    marks: tuple[Mark, ...]
    at: float
    y: float
    relations: dict[int, tuple[str, str]]
    contested: bool


class Heading(Struct, frozen=True):
    """A heading in the picture: of an axis, or of a scope."""

    kind: str
    title: str
    told: str
    axis: Axis | None
    y: float
    bottom: float


class Link(Struct, frozen=True):
    """A line between two rows, and where its sign stands: above the lower row, never on a row between the two.

    Attributes:
        sign: Where the sign stands on a wide page: on the border above the lower row.
        near: Where it stands on a narrow one, whose rows have their words above the axis: closer to the mark.
    """

    relation: str
    a: int
    b: int
    x1: float
    y1: float
    x2: float
    y2: float
    sign: tuple[float, float]
    near: tuple[float, float]


class Picture(Struct, frozen=True):
    """All of a cluster's picture.

    Attributes:
        cluster: What it shows.
        slots: Height in slots.
        items: Headings and rows from top to bottom.
        rows: The rows alone.
        links: Lines between rows; contradictions last, so that they lie on top.
    """

    cluster: Cluster
    slots: int
    items: tuple[Heading | Row, ...]
    rows: tuple[Row, ...]
    links: tuple[Link, ...]
