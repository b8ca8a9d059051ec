"""Colours: one hue a label, by the label's position in its schema; there is no second list of labels."""

from __future__ import annotations

from collections.abc import Iterable

from virgolette import schema

# First hue and step in degrees. The golden angle keeps the many entity labels apart however long the list
# grows; the four quote types keep clear of the red of defects.
WHEELS = {"entity": (265.0, 137.5), "quote": (240.0, -85.0)}
LANES = "abc"


class Palette:
    """The label lists that have colours, as the schemas give them."""

    def __init__(self) -> None:
        self.entities = schema.labels("entity", "properties/label")
        self.quotes = schema.labels("quote", "properties/type")
        self._entity = {label: i for i, label in enumerate(self.entities)}
        self._quote = {label: i for i, label in enumerate(self.quotes)}

    def entity(self, label: str) -> int:
        """Position of an entity label."""
        return self._entity[label]

    def quote(self, kind: str) -> int:
        """Position of a quote type."""
        return self._quote[kind]

    def css(self) -> str:
        """Rules that give each class of a label its hue (degrees of OKLCH); lightness is the style sheet's."""
        rules: list[str] = []
        for i, hue in enumerate(hues("entity", len(self.entities))):
            rules += (f".{lane}{i}{{--{lane}:oklch(var(--le) var(--ce) {hue:g})}}" for lane in LANES)
            rules.append(f".h{i}{{--h:oklch(var(--le) var(--ce) {hue:g})}}")
        for i, hue in enumerate(hues("quote", len(self.quotes))):
            rules.append(f".q{i},.k{i}{{--q:{hue:g}}}")
        return "\n".join(rules)


def hues(what: str, count: int) -> Iterable[float]:
    """`count` hues in degrees, for entities or quotes."""
    first, step = WHEELS[what]
    return ((first + i * step) % 360 for i in range(count))
