"""What an annotator can set, derived from the schemas: region labels, controls, relations.

A record of the scheme is a region (its first segment), regions that continue it, relations to other regions,
and one control for every field that is none of these. A field added to a schema gets its control by itself.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cache
from typing import Any

from msgspec import Struct

from virgolette import schema

Json = Any
Words = Mapping[str, str]

# Region label → layer, beside the labels of entities, which the schema lists.
HEADS = {"content": "quote", "claim": "claim", "note": "note", "skip": "skip"}
CUE, CONTINUES = "cue", "continues"
YES_NO: Mapping[str, Words] = {"yes": {"it": "sì", "en": "yes"}, "no": {"it": "no", "en": "no"}}

# What nothing chosen means, where asking each time would cost more than it tells. All else has to be chosen.
DEFAULTS = {
    "entity_mention": "named",
    "entity_surface": "ok",
    "entity_value_comparator": "=",
    "entity_value_change": "none",
    "entity_value_approximate": "no",
}
# Fields that regions and relations stand for.
_SPANS = frozenset({"id", "segments", "content", "cue", "marks", "start", "end", "label", "role"})


class Link(Struct, frozen=True):
    """A relation between two regions: its name, what it leads from and to, and the field that it fills."""

    name: str
    source: str
    targets: tuple[str, ...]
    path: tuple[str, ...] = ()


LINKS = (
    Link("continues", CONTINUES, ("entity", "quote", "claim", "note")),
    Link("cue-of", "cue", ("quote",)),
    Link("mark-of", "mark", ("quote", "note")),
    Link("speaker-of", "entity", ("quote",), ("speaker", "mention")),
    Link("via", "entity", ("quote",), ("via", "mention")),
    Link("addressee", "entity", ("quote",), ("addressee", "mention")),
    Link("nested-in", "quote", ("quote",), ("parent",)),
    Link("claimer", "claim", ("quote",), ("claimer",)),
    Link("value-of", "entity", ("claim",), ("frame", "values")),
)


class Control(Struct, frozen=True):
    """One editable field.

    Attributes:
        name: Of the control: layer and path, joined by `_`.
        layer: entity, quote, claim, note, skip or mark.
        path: The field in the record.
        kind: `one` of the choices, `many` of them, or `text`.
        on: Region labels that it applies to.
        choices: Label → its Italian and English words and hint; empty for text.
        boolean: Whether the choices stand for true and false.
        empty: What stands in the record where nothing is chosen: `null`, `absent`, or `needed` (it is incomplete).
        identifier: Whether the text is an id, figure or date, in which white space means nothing.
        about: The schema's description.
    """

    name: str
    layer: str
    path: tuple[str, ...]
    kind: str
    on: tuple[str, ...]
    choices: Mapping[str, Words]
    boolean: bool
    empty: str
    identifier: bool
    about: str

    @property
    def required(self) -> bool:
        """Whether the annotator has to choose."""
        return self.empty == "needed" and self.default is None

    @property
    def default(self) -> str | None:
        """What nothing chosen means; None where that is no answer or null."""
        return DEFAULTS.get(self.name)


@cache
def entity_labels() -> Mapping[str, Words]:
    """Labels of mentions, in the schema's order."""
    return schema.labels("entity", "properties/label")


@cache
def mark_roles() -> Mapping[str, Words]:
    """Labels of quotation marks."""
    return schema.labels("mark", "properties/role")


def layer_of(label: str) -> str:
    """The layer of a region label; "" for an unknown one."""
    if label in entity_labels():
        return "entity"
    if label in mark_roles():
        return "mark"
    return label if label in (CUE, CONTINUES) else HEADS.get(label, "")


@cache
def region_labels() -> tuple[str, ...]:
    """All labels that a region may have."""
    return (*entity_labels(), "content", CUE, *mark_roles(), "claim", "note", "skip", CONTINUES)


@cache
def controls() -> tuple[Control, ...]:
    """Every control, layer by layer, in the schema's order."""
    found = list(_walk("entity", schema.documents()["entity"], "entity", (), tuple(entity_labels())))
    for label, layer in HEADS.items():
        found += _walk(layer, schema.documents()[layer], layer, (), (label,))
    found += _walk("mark", schema.documents()["mark"], "mark", (), tuple(mark_roles()))
    parties = {name: _words(name) for name in optional_parties()}
    about = "Somebody is named or meant whom neither a mention nor an id stands for."
    found.append(_control("quote", ("party",), "many", ("content",), parties, about))
    places = {
        "before": {"it": "subito prima", "en": "before", "hint": "the mark is missing right before this region"},
        "after": {"it": "subito dopo", "en": "after", "hint": "the mark is missing right after this region"},
        "here": {"it": "qui", "en": "here", "hint": "the region is the mark"},
    }
    about = "Where a missing mark belongs; if empty, before an opening and after a closing region."
    found.append(_control("mark", ("place",), "one", tuple(mark_roles()), places, about))
    return tuple(found)


@cache
def optional_parties() -> tuple[str, ...]:
    """Optional objects of a quote that may be there with nothing in them."""
    fields, needed = schema.fields("quote"), schema.required("quote")
    return tuple(name for name, node in fields.items() if node.get("type") == "object" and name not in needed)


def by_name() -> Mapping[str, Control]:
    """Controls by name."""
    return {c.name: c for c in controls()}


def _control(
    layer: str, path: tuple[str, ...], kind: str, on: tuple[str, ...], choices: Mapping[str, Words], about: str
) -> Control:
    name = "_".join((layer, *path))
    return Control(name, layer, path, kind, on, choices, boolean=False, empty="absent", identifier=False, about=about)


def _walk(
    layer: str, node: dict[str, Json], name: str, path: tuple[str, ...], on: tuple[str, ...], *, needed: bool = True
) -> Iterator[Control]:
    """The controls of an object's fields."""
    for key, raw in node["properties"].items():
        if not path and key in _SPANS:
            continue
        found, home = schema.resolve(raw, name)
        where = (*path, key)
        if any(where == link.path for link in LINKS):
            continue
        labels = tuple(label for label in on if path or layer != "entity" or key not in _rules(label)[0])
        must = needed and (key in node["required"] or (not path and all(key in _rules(x)[1] for x in labels)))
        if found.get("type") == "object":
            yield from _walk(layer, found, home, where, labels, needed=must)
        else:
            empty = "absent" if key not in node["required"] and not must else "needed" if must else "null"
            yield _field(layer, where, found, home, labels, empty)


def _field(
    layer: str, path: tuple[str, ...], node: dict[str, Json], name: str, on: tuple[str, ...], empty: str
) -> Control:
    many = node.get("type") == "array"
    boolean = node.get("type") == "boolean" or node.get("const") is True
    leaf = schema.resolve(node["items"], name)[0] if many else node
    choices = dict(_choices(leaf, name))
    if boolean:
        choices = dict(YES_NO if "const" not in node else {"yes": YES_NO["yes"]})
    nullable = many or "null" in node.get("type", ()) or {"type": "null"} in node.get("anyOf", ())
    return Control(
        "_".join((layer, *path)),
        layer,
        path,
        "many" if many else "one" if choices else "text",
        on,
        choices,
        boolean=boolean,
        empty="null" if nullable and empty == "needed" else empty,
        identifier=not choices and "pattern" in node,
        about=node.get("description", ""),
    )


def _choices(node: dict[str, Json], name: str) -> Iterator[tuple[str, Words]]:
    for option in node.get("anyOf", [node]):
        found, home = schema.resolve(option, name)
        if "anyOf" in found:
            yield from _choices(found, home)
        for label in found.get("enum", ()):
            yield label, found["x-labels"][label]


@cache
def _rules(label: str) -> tuple[frozenset[str], frozenset[str]]:
    """Fields that the schema forbids and demands of a mention with this label."""
    forbidden, demanded = set(), set()
    if label in entity_labels():
        for rule in schema.documents()["entity"]["allOf"]:
            condition = schema.resolve(rule["if"]["properties"]["label"], "entity")[0]
            branch = rule.get("then" if label in condition.get("enum", [condition.get("const")]) else "else", {})
            forbidden |= {key for key, node in branch.get("properties", {}).items() if node is False}
            demanded |= set(branch.get("required", ()))
    return frozenset(forbidden), frozenset(demanded)


def _words(name: str) -> Words:
    node = schema.fields("quote")[name]
    return {
        "it": {"via": "tramite", "addressee": "destinatario"}.get(name, name),
        "en": name,
        "hint": node["description"],
    }
