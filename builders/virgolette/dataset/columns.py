"""The columns of each configuration.

Everywhere: offsets are code points, half-open, into the document's text unless a column's name says
`token_` or the record also has `doc_start`; `fold` is the number of a document of the split `reference` for
leave-one-document-out (null elsewhere). In `documents` ids are those of the annotation files (`T3`); in the
other configurations every id names its document too (`doc_id#T3`).
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import TYPE_CHECKING

from virgolette.dataset.features import item_types, layers, manifest_types, records, types

if TYPE_CHECKING:
    import datasets
    import pyarrow as pa

    Columns = dict[str, pa.DataType]

CONFIGS = {
    "documents": "a row a document: its text and all layers as in the annotation files",
    "entities": "a row a sentence: tokens, BIO tags of the outermost mentions, all mentions as spans",
    "quotes": "a row a quote: content, marks, cue, speaker, and the paragraphs around it",
    "claims": "a row a claim: its words, who claims it, its normal form, its clusters",
    "claim_pairs": "a row a judged pair of claims that answer one question",
}
# Not built into the data set (`entities` holds the same), but handy as a data frame.
TABLES = {**CONFIGS, "mentions": "a row a mention of an entity, a figure or a date"}

# What the manifest calls `text` (included or external) is named apart from the text itself.
RENAMED = {"text": "text_source"}


def _atoms() -> tuple[pa.DataType, pa.DataType]:
    import pyarrow as pa

    return pa.string(), pa.int32()


def _where() -> Columns:
    """Columns that place a row: document, story, split, fold."""
    manifest = manifest_types()
    return {key: manifest[key] for key in ("doc_id", "story", "split")} | {"fold": _atoms()[1]}


def _span() -> Columns:
    """A hull and the text that it covers (null where the text isn't at hand)."""
    string, whole = _atoms()
    return {"start": whole, "end": whole, "text": string}


def _without(columns: Columns, *names: str) -> Columns:
    return {key: kind for key, kind in columns.items() if key not in names}


def _prefixed(prefix: str, columns: Columns) -> Columns:
    return {f"{prefix}_{key}": kind for key, kind in columns.items()}


def members(kind: pa.DataType) -> Columns:
    """The fields of a record type."""
    return {kind.field(i).name: kind.field(i).type for i in range(kind.num_fields)}


def documents() -> Columns:
    """Manifest, text, every layer; segments and marks as lists of their own, keyed by annotation."""
    string, whole = _atoms()
    keyed = {"annotation": string, "role": string}
    columns = {RENAMED.get(key, key): kind for key, kind in manifest_types().items()}
    columns |= {"fold": whole, "text": string, "schema_version": string, "text_sha256": string}
    for layer, name in layers().items():
        fields = types(name)
        columns[layer] = records({"id": string} | _span() | fields if "id" in fields else fields)
    columns["segments"] = records(keyed | types("segment"))
    columns["marks"] = records({"annotation": string} | types("mark"))
    return columns


def _mention() -> Columns:
    """A mention with its entity's canonical name."""
    return types("entity") | {"name": _atoms()[0]}


def entities() -> Columns:
    """Sentences. Token and span offsets count from the sentence's start; `doc_start` from the text's."""
    import pyarrow as pa

    string, whole = _atoms()
    in_document = {"doc_start": whole, "doc_end": whole}
    return {
        **_where(),
        "sentence": whole,
        **_span(),
        "tokens": pa.list_(string),
        "token_starts": pa.list_(whole),
        "token_ends": pa.list_(whole),
        "ner_tags": pa.list_(string),
        "spans": records({"id": string, **_span(), **in_document, **_without(_mention(), "id")}),
        "segments": records({"annotation": string, **_span(), **in_document}),
    }


def mentions() -> Columns:
    """Mentions, one a row."""
    fields = _without(_mention(), "id")
    return {"mention_id": _atoms()[0], **_where(), **_span(), "segments": records(_span()), **fields}


@cache
def parties() -> Mapping[str, tuple[str, ...]]:
    """Fields of a quote that are records (its speaker, and others who take part in it) → the fields of these."""
    import pyarrow as pa

    return {key: tuple(members(kind)) for key, kind in types("quote").items() if pa.types.is_struct(kind)}


def quotes() -> Columns:
    """Quotes. `content` joins the pieces of the content with a blank; the pieces are in `segments`."""
    string, whole = _atoms()
    fields = types("quote")
    columns = {"quote_id": string, **_where(), **_without(fields, "id", *parties())}
    columns |= {"start": whole, "end": whole, "content": string, "segments": records(_span())}
    columns |= {"cue": string, "cue_segments": records(_span()), "marks": records(types("mark"))}
    for party in parties():
        columns |= _prefixed(party, members(fields[party]) | _span() | {"name": string})
    around = {"context_start": whole, "context_end": whole, "context": string, "previous_paragraph": string}
    return columns | around


def _value() -> Columns:
    """A figure of a claim: the mention, its words, its value."""
    string, _ = _atoms()
    return {"mention": string, "label": types("entity")["label"], "text": string, **types("value")}


def claims() -> Columns:
    """Claims. The fields of the normal form (`frame`) are columns, its values records."""
    import pyarrow as pa

    string, _ = _atoms()
    fields = types("claim")
    frame = members(fields["frame"]) | {"values": records(_value()), "subject_name": string}
    claimer = dict.fromkeys(("claimer_entity", "claimer_name", "claimer_text"), string)
    return {
        "claim_id": string,
        **_where(),
        **_span(),
        "segments": records(_span()),
        **_without(fields, "id", "frame"),
        **claimer,
        **frame,
        "clusters": pa.list_(string),
    }


# What a pair says of each of its claims, besides their ids.
SIDE = (
    *(
        "doc_id",
        "story",
        "fold",
        "text",
        "statement",
        "statement_en",
        "type",
        "certainty",
        "polarity",
        "time",
    ),
    *(
        "claimer",
        "claimer_entity",
        "claimer_name",
        "subject",
        "subject_name",
        "scope",
        "valid_time",
        "values",
    ),
)


def claim_pairs() -> Columns:
    """Judged pairs. A pair of the split `reference` is scored in the fold of its later document."""
    cluster, relation = item_types("clusters", "clusters"), item_types("clusters", "clusters", "relations")
    claim, where = claims(), _where()
    columns = {
        "cluster": cluster["id"],
        **{k: cluster[k] for k in ("question", "question_en", "subject", "metric")},
    }
    columns |= {"split": where["split"], "fold": where["fold"]}
    for end in ("a", "b"):
        columns[f"claim_{end}"] = relation[end]
        columns |= {f"{key}_{end}": claim[key] for key in SIDE}
    return columns | _without(relation, "a", "b")


_COLUMNS = (documents, entities, quotes, claims, claim_pairs, mentions)


@cache
def arrow_schema(table: str) -> pa.Schema:
    """The Arrow schema of a configuration, or of the table `mentions`."""
    import pyarrow as pa

    columns = {f.__name__: f for f in _COLUMNS}[table]()
    return pa.schema(list(columns.items()))


def features(table: str) -> datasets.Features:
    """The same as Features of the datasets library."""
    from datasets import Features

    return Features.from_arrow_schema(arrow_schema(table))
