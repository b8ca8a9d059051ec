"""The JSON Schemas and the Python types say the same, field by field, in both directions."""

from __future__ import annotations

import types
import typing

import jsonschema
import msgspec
import pytest

from virgolette import model, schema
from virgolette.scoring import predictions, result

PAIRS = {
    "segment": model.Segment,
    "value": model.Value,
    "date": model.Date,
    "entity": model.Entity,
    "mark": model.Mark,
    "quote": model.Quote,
    "claim": model.Claim,
    "note": model.Note,
    "skip": model.Skip,
    "annotations": model.Annotations,
    "manifest": model.Manifest,
    "entities": model.KnownEntities,
    "metrics": model.Metrics,
    "clusters": model.Clusters,
    "waivers": model.Waivers,
    "decisions": model.Decisions,
    "packed": model.Packed,
    "prediction": predictions.Prediction,
    "result": result.Result,
}


def inner_pairs():
    """(name, schema node, type) of every object, those inside other schemas too."""
    seen = set()
    todo = [(name, schema.documents()[name], name, kind) for name, kind in PAIRS.items()]
    while todo:
        path, node, owner, kind = todo.pop()
        if kind in seen:
            continue
        seen.add(kind)
        yield path, node, owner, kind
        hints = typing.get_type_hints(kind)
        for key, child in node["properties"].items():
            resolved, child_owner = schema.resolve(child, owner)
            inner = record_of(hints[key])
            if "items" in resolved:
                resolved, child_owner = schema.resolve(resolved["items"], child_owner)
            if inner is not None:
                todo.append((f"{path}/{key}", resolved, child_owner, inner))


def record_of(hint):
    if isinstance(hint, type) and issubclass(hint, msgspec.Struct):
        return hint
    for arg in typing.get_args(hint):
        found = record_of(arg)
        if found is not None:
            return found
    return None


def test_every_schema_has_a_type_and_every_record_type_a_schema():
    assert set(PAIRS) == set(schema.documents())
    values = [v for module in (model, predictions, result) for v in vars(module).values()]
    records = {k for k in values if isinstance(k, type) and issubclass(k, model.Record)} - {model.Record}
    assert records == {kind for _, _, _, kind in inner_pairs()}


@pytest.mark.parametrize(
    ("path", "node", "owner", "kind"), list(inner_pairs()), ids=lambda v: v if isinstance(v, str) else ""
)
def test_fields_agree(path, node, owner, kind):
    assert node.get("additionalProperties") is False, "closed everywhere"
    fields = {f.name: f for f in msgspec.structs.fields(kind)}
    assert list(fields) and set(fields) == set(node["properties"])
    for name, field in fields.items():
        assert field.required == (name in node["required"]), name
        hint = typing.get_type_hints(kind)[name]
        child, _ = schema.resolve(node["properties"][name], owner)
        options = typing.get_args(hint) if isinstance(hint, types.UnionType) else (hint,)
        # A field that may be left out is None in Python and never null in JSON.
        assert (type(None) in options) == (nullable(child) or not field.required), name
        assert child.get("description"), f"{path}/{name} has no description"
        plain = next(o for o in options if o is not type(None))
        assert json_type(child, owner) == python_type(plain), name


def nullable(node):
    return "null" in as_list(node.get("type")) or {"type": "null"} in node.get("anyOf", [])


def as_list(value):
    return value if isinstance(value, list) else [value]


def json_type(node, owner):
    if "const" in node:
        return {bool: "boolean", str: "string"}[type(node["const"])]
    if "anyOf" in node:
        option = next(o for o in node["anyOf"] if o != {"type": "null"})
        for name in (owner, *schema.documents()):
            try:
                return json_type(schema.resolve(option, name)[0], name)
            except KeyError:
                continue
    return next(t for t in as_list(node["type"]) if t != "null")


def python_type(hint):
    if typing.get_origin(hint) is tuple:
        return "array"
    if issubclass(hint, msgspec.Struct):
        return "object"
    return {str: "string", int: "integer", bool: "boolean", float: "number"}[hint]


@pytest.mark.parametrize("name", PAIRS)
def test_examples_validate_in_both_implementations_and_convert(name):
    document = schema.documents()[name]
    jsonschema.Draft202012Validator.check_schema(document)
    assert document["examples"]
    for example in document["examples"]:
        assert schema.violations(name, example) == []
        record = msgspec.convert(example, PAIRS[name])
        assert msgspec.json.decode(msgspec.json.encode(record)) == example


def enumerations(node, path=""):
    if isinstance(node, dict):
        if "enum" in node:
            yield path, node
        for key, child in node.items():
            if key not in ("examples", "x-labels", "if"):
                yield from enumerations(child, f"{path}/{key}")
    elif isinstance(node, list):
        for i, child in enumerate(node):
            yield from enumerations(child, f"{path}/{i}")


def test_every_label_has_names_in_both_languages():
    for name, document in schema.documents().items():
        for path, node in enumerations(document):
            if path.rsplit("/", 2)[-2:-1] == ["properties"] and "/allOf/" in path:
                continue  # a condition, not a list of labels
            if "/allOf/" in path:
                continue
            assert list(node["x-labels"]) == node["enum"], f"{name}{path}"
            assert all(label["it"] and label["en"] for label in node["x-labels"].values())


@pytest.mark.parametrize(
    ("name", "change"),
    [
        ("segment", {"digest": "0" * 16}),
        ("segment", {"start": -1}),
        ("segment", {"end": 2**63}),
        ("segment", {"start": "0"}),
        ("segment", {"start": True}),
        ("segment", {"extra": 1}),
        ("entity", {"value": {}}),
        ("entity", {"function": "agent"}),
        ("entity", {"label": "PERSON"}),
        ("quote", {"speaker": {"mention": None, "form": "named", "referent": "individual", "entity": None}}),
        ("claim", {"claimer": "Anna"}),
        ("mark", {"defects": ["missing", "missing"]}),
    ],
)
def test_closed_and_conditional(name, change):
    example = schema.documents()[name]["examples"][0]
    assert schema.violations(name, {**example, **change})
