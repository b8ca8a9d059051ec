"""Items in words. Of an external text only offsets, labels, figures, known names: never what it, or a system, says."""

from __future__ import annotations

import re
from typing import Any

from virgolette import schema
from virgolette.model import Knowledge, Value
from virgolette.report.fields import label
from virgolette.scoring.items import ClaimItem, EntityItem, QuoteItem, Spans, ValueKey
from virgolette.spans import covered
from virgolette.view import figures

NOTHING = "–"
WITHHELD = "something else"
# What a date, or a period, is made of in ISO 8601 and its extension for uncertain ones.
_DATE = re.compile(r"[\d\-/:.+TWQPYMDZX~%? ]*")
_LONGEST = 160


class Words:
    """Says what items of one document are.

    Args:
        text: The text as far as it may be shown; None for none.
        knowledge: Names of entities, metrics and scopes.
    """

    def __init__(self, text: str | None, knowledge: Knowledge) -> None:
        self.text = text
        self._names = {e.id: e.name for e in knowledge.entities}
        scopes = {s.id for m in knowledge.metrics for s in m.scopes}
        facts = ("type", "certainty", "polarity", "time")
        labels = {x for name in facts for x in schema.labels("claim", f"properties/{name}")}
        self._plain = labels | {m.id for m in knowledge.metrics} | scopes

    def covered(self, spans: Spans | None) -> str:
        """The words under some spans, cut where they are many; "" where none may be shown."""
        if self.text is None or not spans:
            return ""
        words = " … ".join(covered(self.text, s) for s in spans)
        return words if len(words) <= _LONGEST else f"{words[: _LONGEST - 1]}…"

    def place(self, spans: Spans | None) -> str:
        """Half-open intervals in code points."""
        return " ".join(f"[{s.start}, {s.end})" for s in spans or ())

    def field(self, name: str, item: Any) -> str:
        """What an item says in one field."""
        if isinstance(item, EntityItem):
            return self._entity(name, item)
        return self._quote(name, item) if isinstance(item, QuoteItem) else self._claim(name, item)

    def _entity(self, name: str, item: EntityItem) -> str:
        if name == "label":
            return item.label or NOTHING
        if name == "entity":
            return self._named(item.entity)
        return self._date(item.date) if name == "date" else _value(item.value)

    def _quote(self, name: str, item: QuoteItem) -> str:
        if name == "type":
            return item.type or NOTHING
        if name == "speaker" and item.speaker is not None:
            return self._named(item.speaker)
        spans = item.cue if name == "cue" else item.mention
        return self._spot(spans)

    def _claim(self, name: str, item: ClaimItem) -> str:
        if name == "claimer":
            if item.quote is None:
                return "the author" if item.author else NOTHING
            return f"the quote {self.place(item.quote.spans)}".strip()
        if name == "values":
            return ", ".join(_key(k) for k in item.values) or NOTHING
        said = item.facts.get(name)
        if said is None or isinstance(said, bool):
            return {None: NOTHING, True: "yes", False: "no"}[said]
        if name == "subject":
            return self._named(said)
        return self._date(said) if name == "valid_time" else self._shown(said)

    def _named(self, entity: str | None) -> str:
        if entity is None:
            return NOTHING
        return self._names.get(entity) or (entity if self.text is not None else WITHHELD)

    def _shown(self, said: str) -> str:
        return said if self.text is not None or said in self._plain else WITHHELD

    def _date(self, said: str | None) -> str:
        if said is None:
            return NOTHING
        return said if self.text is not None or _DATE.fullmatch(said) else WITHHELD

    def _spot(self, spans: Spans | None) -> str:
        if spans is None:
            return NOTHING
        return self.covered(spans) or self.place(spans) or "not found in the text"


def tag(layer: str, item: Any) -> str:
    """An item's label as it stands beside it."""
    return label(layer, item) or "?"


def _key(key: ValueKey) -> str:
    low, high, comparator, unit, change = key
    return figures.of_value(
        Value(low=low, high=high, comparator=comparator, unit=unit, change=change, approximate=False)
    )


def _value(value: Value | None) -> str:
    return NOTHING if value is None else figures.of_value(value)
