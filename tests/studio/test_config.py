"""The labeling configuration: complete, derived, readable."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import Any
from xml.etree import ElementTree as ET

import pytest

from virgolette import schema
from virgolette.cli import main
from virgolette.studio.about import RELATIONS, about
from virgolette.studio.config import COLOURS, ENTITY_COLOURS, FIELDS, config
from virgolette.studio.controls import LINKS, by_name, controls, entity_labels, layer_of, region_labels

Json = Any
ROOT = ET.fromstring(config())


def named(tag: str) -> dict[str, ET.Element]:
    return {e.attrib["name"]: e for e in ROOT.iter(tag)}


def test_it_is_printed(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["studio", "config"]) == 0
    assert capsys.readouterr().out == config() + "\n"


def test_every_region_label_is_a_button_with_words_and_a_key_of_its_own() -> None:
    labels = list(ROOT.iter("Label"))
    assert [e.attrib["alias"] for e in labels] == list(region_labels())
    assert all(e.attrib["hint"] and e.attrib["value"] for e in labels)
    assert max(Counter(e.attrib["hotkey"] for e in labels).values()) == 1
    for label, words in entity_labels().items():
        (shown,) = [e for e in labels if e.attrib["alias"] == label]
        assert words["it"] in shown.attrib["value"] and words["en"] in shown.attrib["hint"]
        assert words["hint"] in shown.attrib["hint"]


def test_the_text_is_selected_by_symbol() -> None:
    (text,) = ROOT.iter("Text")
    assert text.attrib["granularity"] == "symbol"
    # What Label Studio would store isn't the text, and external texts have no business in results.
    assert text.attrib["saveTextResult"] == "no"


def fields(node: dict[str, Json], name: str, path: tuple[str, ...] = ()) -> Iterator[tuple[str, ...]]:
    """Every leaf of a schema."""
    for key, raw in node["properties"].items():
        found, home = schema.resolve(raw, name)
        if found.get("type") == "object":
            yield from fields(found, home, (*path, key))
        else:
            yield (*path, key)


@pytest.mark.parametrize("layer", ["entity", "quote", "claim", "note", "skip", "mark"])
def test_every_field_is_a_control_a_relation_or_a_region(layer: str) -> None:
    regions = {"id", "segments", "content", "cue", "marks", "start", "end"} | {"label", "role"}
    drawn = {link.path for link in LINKS} | {(name,) for name in regions}
    editable = {c.path for c in controls() if c.layer == layer}
    assert set(fields(schema.documents()[layer], layer)) - drawn <= editable


def test_every_reference_in_the_schemas_is_a_relation() -> None:
    for layer in ("entity", "quote", "claim"):
        for path in fields(schema.documents()[layer], layer):
            node: Json = schema.documents()[layer]
            for key in path:
                node = schema.resolve(node["properties"][key], layer)[0]
            pattern = node.get("items", node).get("pattern", "")
            refers = path != ("id",) and ("Q[1-9]" in pattern or "T[1-9]" in pattern)
            assert refers == any(link.path == path for link in LINKS), path


def test_every_control_stands_where_it_applies_and_nowhere_else() -> None:
    shown = {**named("Choices"), **named("TextArea")}
    assert list(shown) == [*named("Choices"), *named("TextArea")]
    assert set(shown) == set(by_name())
    for name, element in shown.items():
        control = by_name()[name]
        assert element.attrib["perRegion"] == "true"
        assert element.attrib["whenTagName"] == "label"
        assert element.attrib["whenLabelValue"] == ",".join(control.on)
        assert control.on and all(layer_of(label) in (control.layer,) for label in control.on)
        assert element.attrib.get("required") == ("true" if control.required else None)
    assert by_name()["entity_function"].on == ("GPE",)
    assert by_name()["entity_date_iso"].on == ("DATE",)
    assert by_name()["entity_value_unit"].on == ("MONEY", "PERCENT", "QUANTITY", "RATIO", "DURATION")


def test_choices_have_names_of_their_own_in_both_languages() -> None:
    for name, group in named("Choices").items():
        titles = [c.attrib["value"] for c in group]
        assert len(set(titles)) == len(titles), name
        assert [c.attrib["alias"] for c in group] == list(by_name()[name].choices)


def test_every_field_has_an_italian_name() -> None:
    assert {c.path[-1] for c in controls()} == set(FIELDS)


def test_relations_are_named_and_explained() -> None:
    names = [e.attrib["value"] for e in ROOT.iter("Relation")]
    assert names == [link.name for link in LINKS] == list(RELATIONS)
    assert all(name in about() for name in names)


@pytest.mark.parametrize("colour", sorted({*COLOURS.values(), *ENTITY_COLOURS}))
def test_white_letters_can_be_read_on_every_colour(colour: str) -> None:
    def linear(channel: int) -> float:
        c = channel / 255
        return c / 12.92 if c <= 0.03928 else ((c + 0.055) / 1.055) ** 2.4

    red, green, blue = (linear(int(colour[i : i + 2], 16)) for i in (1, 3, 5))
    contrast = 1.05 / (0.2126 * red + 0.7152 * green + 0.0722 * blue + 0.05)
    # WCAG 2, level AA.
    assert contrast >= 4.5
