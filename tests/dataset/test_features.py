"""The columns follow the schemas, in both directions, and rows follow the columns."""

from __future__ import annotations

import pyarrow as pa
import pytest
import yaml
from datasets import Features

from virgolette import schema
from virgolette.dataset import arrow, card
from virgolette.dataset.columns import CONFIGS, TABLES, arrow_schema, features, members
from virgolette.dataset.context import Context
from virgolette.dataset.features import arrow_type, layers, lifted, plain
from virgolette.dataset.tables import rows

ADDED = {"id", "start", "end", "text"}


def leaves(kind, path=()):
    """(path, type) of every leaf of an Arrow type."""
    if pa.types.is_list(kind):
        yield from leaves(kind.value_type, path)
    elif pa.types.is_struct(kind):
        for name, inner in members(kind).items():
            yield from leaves(inner, (*path, name))
    else:
        yield path, kind


def schema_leaves(node, owner, path=()):
    """The same of a JSON Schema node: path and JSON types."""
    node, owner = schema.resolve(node, owner)
    if node.get("type") == "array":
        yield from schema_leaves(node["items"], owner, path)
    elif node.get("type") == "object":
        for key, value in node["properties"].items():
            yield from schema_leaves(value, owner, (*path, key))
    else:
        yield path, node


def test_every_schema_field_is_a_feature_of_documents_and_back():
    columns = {field.name: field.type for field in arrow_schema("documents")}
    for layer, name in layers().items():
        wanted = {path for path, _ in schema_leaves(schema.documents()[name], name) if path[0] not in lifted(name)}
        found = {path for path, _ in leaves(columns[layer])}
        assert wanted <= found, layer
        assert {path[0] for path in found - wanted} <= ADDED, layer
    for name, column in (("segment", "segments"), ("mark", "marks")):
        wanted = {path for path, _ in schema_leaves(schema.documents()[name], name)}
        assert {path for path, _ in leaves(columns[column])} - wanted <= {("annotation",), ("role",)}
        assert wanted <= {path for path, _ in leaves(columns[column])}
    entry = schema.fields("manifest")["documents"]["items"]["properties"]
    assert set(entry) - {"text"} <= set(columns) and "text_source" in columns
    others = set(columns) - set(entry) - set(schema.fields("annotations"))
    assert others == {"text_source", "fold", "segments", "marks"}


def test_every_schema_field_is_in_the_table_of_its_layer():
    columns = {table: set(arrow_schema(table).names) for table in TABLES}
    span = {path[0] for path, _ in leaves(arrow_schema("entities").field("spans").type)}
    assert set(plain("entity")) <= span
    assert set(plain("entity")) - {"id"} <= columns["mentions"]
    flat = {f"{p}_{k}" for p in ("speaker", "via", "addressee") for k in schema.fields("quote")[p]["properties"]}
    assert flat | set(plain("quote")) - {"id", "speaker", "via", "addressee"} <= columns["quotes"]
    frame = set(schema.fields("claim")["frame"]["properties"])
    assert frame | set(plain("claim")) - {"id", "frame"} <= columns["claims"]


def test_kinds_of_leaves():
    for name in (*layers().values(), "segment", "mark"):
        for key, node in schema.documents()[name]["properties"].items():
            found = dict(leaves(arrow_type(node, name)))
            for path, leaf in schema_leaves(node, name):
                if leaf.get("type") == "integer":
                    wanted = pa.int32()
                else:
                    truth = leaf.get("type") == "boolean" or leaf.get("const") is True
                    wanted = pa.bool_() if truth else pa.string()
                assert found[path] == wanted, (key, path)


@pytest.mark.parametrize("table", TABLES)
def test_features_are_the_arrow_schema(table):
    assert all(not pa.types.is_null(kind) for f in arrow_schema(table) for _, kind in leaves(f.type))
    found = features(table)
    assert found.arrow_schema == arrow_schema(table)
    dumped = yaml.safe_load(yaml.safe_dump(card.typed(arrow_schema(table)), sort_keys=False))
    assert Features._from_yaml_list(dumped) == found
    assert dumped == found._to_yaml_list()


def test_a_node_without_a_column_type_is_refused():
    with pytest.raises(TypeError):
        arrow_type({"type": ["string", "integer"]}, "entity")


@pytest.mark.parametrize("name", TABLES)
def test_rows_and_columns_have_the_same_names(name, loaded):
    """Else pyarrow would drop what the schema doesn't know, and make null what rows lack, silently."""
    found = [some for split in ("train", "test") for some in rows(name, split, Context(loaded)) if len(some)]
    assert found
    for some in found:
        assert arrow.table(some, arrow_schema(name)).num_rows == len(some)
        with pytest.raises(TypeError, match="no such column: doc_id"):
            arrow.table(some, pa.schema([f for f in arrow_schema(name) if not f.name.startswith("doc_id")]))
        with pytest.raises(TypeError, match="nothing gives the column other"):
            arrow.table(some, arrow_schema(name).append(pa.field("other", pa.string())))


def test_configs_keep_lists_of_records_out_of_lists_of_records():
    """What mlcroissant can load: no list of records inside a list of records."""
    for config in CONFIGS:
        for field in arrow_schema(config):
            if pa.types.is_list(field.type) and pa.types.is_struct(field.type.value_type):
                for kind in members(field.type.value_type).values():
                    assert not (pa.types.is_list(kind) and pa.types.is_struct(kind.value_type)), (
                        config,
                        field,
                    )
