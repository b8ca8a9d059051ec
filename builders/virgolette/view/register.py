"""The side panel's register of entities: by known entity, then what has none, then figures and dates."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator

from msgspec import Struct

from virgolette import schema
from virgolette.model import Entity
from virgolette.view import figures
from virgolette.view.cards import Names, offsets
from virgolette.view.palette import Palette


class Spelling(Struct, frozen=True):
    """One way in which something is written, and how often."""

    words: str
    count: int
    flaw: str


class Item(Struct, frozen=True):
    """One mention: its id, offsets, and what else is to be said (nominal, agent, ambiguous, a value)."""

    id: str
    at: str
    words: str
    told: str


class Group(Struct, frozen=True):
    """All mentions of one thing; `spellings` is empty where the text isn't at hand."""

    name: str
    id: str
    label: str
    hue: int
    also: str
    spellings: list[Spelling]
    items: list[Item]


def groups(names: Names, palette: Palette) -> list[Group]:
    """Known entities, most mentioned first; then mentions without one, by label in the schema's order."""
    linked: dict[str, list[Entity]] = {}
    loose: dict[str, list[Entity]] = {}
    for mention in names.annotations.entities:
        if mention.entity is not None:
            linked.setdefault(mention.entity, []).append(mention)
        else:
            loose.setdefault(mention.label, []).append(mention)
    order = sorted(linked.items(), key=lambda item: (-len(item[1]), names.entity(item[0]).casefold(), item[0]))
    found = [_group(names, palette, id_, mentions) for id_, mentions in order]
    labels = [label for label in palette.entities if label in loose]
    return found + [_loose(names, palette, label, loose[label]) for label in labels]


def _group(names: Names, palette: Palette, id_: str, mentions: list[Entity]) -> Group:
    known = names.known.get(id_)
    label = known.type if known is not None else mentions[0].label
    also = [] if known is None else [f"{k} {names.entity(v)}" for k, v in _links(known.part_of, known.version_of)]
    also += [known.wikidata] if known is not None and known.wikidata else []
    also += ["not in entities.json"] if known is None else []
    return Group(
        name=names.entity(id_),
        id=id_,
        label=label,
        hue=palette.entity(label),
        also=", ".join(also),
        spellings=list(_spellings(names, mentions)),
        items=[_item(names, m, label) for m in mentions],
    )


def _links(part_of: str | None, version_of: str | None) -> Iterator[tuple[str, str]]:
    for how, other in (("part of", part_of), ("version of", version_of)):
        if other is not None:
            yield how, other


def _loose(names: Names, palette: Palette, label: str, mentions: list[Entity]) -> Group:
    name = palette.entities[label]["en"]
    items = [_item(names, m, label) for m in mentions]
    return Group(name=name, id="", label=label, hue=palette.entity(label), also="", spellings=[], items=items)


def _spellings(names: Names, mentions: Iterable[Entity]) -> Iterator[Spelling]:
    surfaces = schema.labels("entity", "properties/surface")
    counted: Counter[tuple[str, str]] = Counter()
    for mention in mentions:
        words = names.words(mention.segments)
        flaw = "" if mention.surface == "ok" else surfaces[mention.surface]["en"]
        if words is not None:
            counted[" … ".join(words), flaw] += 1
    for (spelling, flaw), count in counted.most_common():
        yield Spelling(spelling, count, flaw)


def _item(names: Names, mention: Entity, label: str) -> Item:
    told = [mention.label] if mention.label != label else []
    if mention.mention not in (None, "named"):
        told.append(schema.labels("entity", "properties/mention")[mention.mention or ""]["en"])
    told += [mention.function] if mention.function == "agent" else []
    told += ["ambiguous"] if mention.ambiguous else []
    told += [mention.surface] if mention.surface != "ok" else []
    told += [figures.words(mention)] if mention.value is not None or mention.date is not None else []
    words = names.words(mention.segments)
    shown = " … ".join(words) if words is not None and mention.entity is None else ""
    return Item(mention.id, offsets(mention.segments), shown, ", ".join(told))
