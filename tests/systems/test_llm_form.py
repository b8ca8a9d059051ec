"""What the system llm asks: the form that an answer has to fill, and the prompt."""

from __future__ import annotations

import json
from collections.abc import Iterator
from itertools import product
from typing import Any

import jsonschema
import pytest

from tests.systems.endpoint import said_of
from virgolette import corpus, schema
from virgolette.model import KnownEntity
from virgolette.systems.llm import prompt
from virgolette.systems.llm.form import Asked, form
from virgolette.systems.llm.settings import LAYERS
from virgolette.systems.llm.system import Asking

SOME = [("entities",), ("quotes",), ("claims",), ("entities", "quotes"), ("quotes", "claims"), LAYERS]

ASKED = [Asked(layers, *both) for layers, both in product(SOME, product([False, True], repeat=2))]

# What every strict server understands.
KEYWORDS = {"type", "description", "properties", "required", "additionalProperties", "items", "enum", "anyOf"}


def nodes(node: dict[str, Any]) -> Iterator[dict[str, Any]]:
    yield node
    inner = [
        *node.get("properties", {}).values(),
        *node.get("anyOf", ()),
        *([node["items"]] if "items" in node else []),
    ]
    for child in inner:
        yield from nodes(child)


@pytest.mark.parametrize("asked", ASKED, ids=str)
def test_the_form_is_what_strict_servers_understand(asked: Asked) -> None:
    found = form(asked)
    jsonschema.Draft202012Validator.check_schema(found)
    assert list(found["properties"]) == list(asked.layers)
    for node in nodes(found):
        assert set(node) <= KEYWORDS
        assert isinstance(node.get("type", "x"), str)
        assert ("type" in node) != ("anyOf" in node)
        if node.get("type") == "object":
            assert node["required"] == list(node["properties"])
            assert node["additionalProperties"] is False
        if "anyOf" in node:
            assert node["anyOf"][1:] == [{"type": "null"}]


def test_the_form_has_all_labels_and_no_offsets() -> None:
    written = json.dumps(form(Asked()))
    assert "offsets" not in written
    for name, pointer in (("entity", "properties/label"), ("quote", "properties/type"), ("claim", "properties/type")):
        assert all(f'"{label}"' in written for label in schema.labels(name, pointer))
    assert not {'"start"', '"end"', '"$ref"', '"x-labels"', '"pattern"'} & set(written.replace(":", " ").split())
    properties = form(Asked())["properties"]["entities"]["items"]["properties"]
    assert properties["label"]["enum"] == list(schema.labels("entity", "properties/label"))


def test_what_gold_says_in_words_fits_the_form() -> None:
    validator = jsonschema.Draft202012Validator(form(Asked()))
    (document,) = [d for d in corpus.load().documents if d.entry.doc_id == "velasca-1"]
    assert document.text
    assert document.annotations
    said = said_of(document.text, document.annotations, 0, len(document.text))
    assert [e.message for e in validator.iter_errors(json.loads(json.dumps(said)))] == []


@pytest.mark.parametrize("asked", ASKED, ids=str)
def test_the_prompt_tells_of_every_field_and_label_and_of_nothing_else(asked: Asked) -> None:
    told = prompt.system(asked)
    names = {key for node in nodes(form(asked)) for key in node.get("properties", {})} - {"text", "occurrence", "left"}
    assert all(f"- `{name}`:" in told or f"`{name}`" in told for name in names)
    for layer in LAYERS:
        assert (f"# {layer}\n" in told) == (layer in asked.layers)
    if "quotes" in asked.layers:
        assert "reported (riferita)" in told


def test_known_entities_change_what_is_asked() -> None:
    known = [KnownEntity(id="ada-li", name="Ada Li", type="PER", aliases=("Li",))]
    assert "- ada-li: Ada Li; Li (PER)" in Asking(LAYERS, known).instructions
    assert "`entity`" not in Asking(LAYERS).instructions
