"""The data set described in Croissant 1.1 (mlcommons.org/croissant) with the RAI vocabulary.

A record set is one Parquet file, so that its checksum stands beside it. A list of records is an array field with
a sub-field for every leaf, each taken from the column by a JSON path: `value.low` of a mention is the sub-field
`value_low`. Readers flatten lists of records inside such lists; our columns have none (see `features.LIFTED`).
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from virgolette.dataset import facts, standoff, versions
from virgolette.dataset.columns import CONFIGS
from virgolette.dataset.context import Context
from virgolette.dataset.parts import Part
from virgolette.dataset.target import Target

if TYPE_CHECKING:
    import pyarrow as pa

NAME = "croissant.json"
Json = Any
_CONTEXT: dict[str, Json] = {
    "@language": "en",
    "@vocab": "https://schema.org/",
    "arrayShape": "cr:arrayShape",
    "citeAs": "cr:citeAs",
    "column": "cr:column",
    "conformsTo": "dct:conformsTo",
    "containedIn": "cr:containedIn",
    "cr": "http://mlcommons.org/croissant/",
    "rai": "http://mlcommons.org/croissant/RAI/",
    "data": {"@id": "cr:data", "@type": "@json"},
    "dataType": {"@id": "cr:dataType", "@type": "@vocab"},
    "dct": "http://purl.org/dc/terms/",
    "description": {"@container": "@language"},
    "equivalentProperty": "cr:equivalentProperty",
    "examples": {"@id": "cr:examples", "@type": "@json"},
    "extract": "cr:extract",
    "field": "cr:field",
    "fileProperty": "cr:fileProperty",
    "fileObject": "cr:fileObject",
    "fileSet": "cr:fileSet",
    "format": "cr:format",
    "includes": "cr:includes",
    "isArray": "cr:isArray",
    "isLiveDataset": "cr:isLiveDataset",
    "jsonPath": "cr:jsonPath",
    "key": "cr:key",
    "md5": "cr:md5",
    "name": {"@container": "@language"},
    "parentField": "cr:parentField",
    "path": "cr:path",
    "recordSet": "cr:recordSet",
    "references": "cr:references",
    "regex": "cr:regex",
    "repeated": "cr:repeated",
    "replace": "cr:replace",
    "samplingRate": "cr:samplingRate",
    "sc": "https://schema.org/",
    "separator": "cr:separator",
    "source": "cr:source",
    "subField": "cr:subField",
    "transform": "cr:transform",
}


def description(context: Context, parts: tuple[Part, ...], target: Target) -> bytes:
    """The description as JSON-LD, the same bytes for the same release."""
    manifest = context.corpus.manifest
    about = {**CONFIGS, standoff.NAME: standoff.ABOUT}
    found: dict[str, Json] = {
        "@context": _CONTEXT,
        "@type": "sc:Dataset",
        "name": facts.TITLE,
        "description": f"{facts.ABOUT} Schema version {manifest.schema_version}.",
        "conformsTo": ["http://mlcommons.org/croissant/1.1", "http://mlcommons.org/croissant/RAI/1.0"],
        "version": manifest.dataset_version,
        "license": facts.LICENCE_URL,
        "inLanguage": sorted({d.language for d in manifest.documents}),
        "keywords": list(facts.TAGS),
        "url": target.page,
        "citeAs": citation(manifest.dataset_version, target),
        "creator": {"@type": "sc:Organization", "name": facts.AUTHORS},
        "publisher": {"@type": "sc:Organization", "name": facts.AUTHORS},
        "datePublished": target.date.isoformat(),
        **facts.RAI,
        "distribution": [_file(part, target) for part in parts],
        "recordSet": [_records(part, about[part.config]) for part in parts],
    }
    # Not in the vocabulary; readers ignore what they don't know, and a file that strayed still tells.
    found |= {f"{versions.PREFIX}:{key}": value for key, value in versions.of(manifest).items()}
    found["@context"] = {**_CONTEXT, versions.PREFIX: f"urn:{versions.PREFIX}:"}
    return (json.dumps(found, ensure_ascii=False, indent=1) + "\n").encode("utf-8")


def citation(version: str, target: Target) -> str:
    """How to cite a version, in BibTeX."""
    return (
        f"@misc{{virgolette,\n  title = {{virgolette: Italian news annotated with entities, quotes and claims}},\n"
        f"  author = {{{{{facts.AUTHORS}}}}},\n  year = {{{target.date.year}}},\n  version = {{{version}}},\n"
        f"  url = {{{target.page}}}\n}}"
    )


def _file(part: Part, target: Target) -> Json:
    return {
        "@type": "cr:FileObject",
        "@id": part.path,
        "name": part.path,
        "contentUrl": target.file(part.path),
        "contentSize": f"{part.size} B",
        "encodingFormat": "application/x-parquet",
        "sha256": part.sha256,
    }


def _records(part: Part, about: str) -> Json:
    name = f"{part.config}/{part.split}"
    return {
        "@type": "cr:RecordSet",
        "@id": name,
        "name": f"{part.config}_{part.split}",
        "description": f"{part.config}, split {part.split}: {about}.",
        "field": [_field(f"{name}/{column.name}", part, column) for column in part.schema],
    }


def _field(name: str, part: Part, column: pa.Field) -> Json:
    import pyarrow.types as is_

    kind = column.type
    found: dict[str, Json] = {"@type": "cr:Field", "@id": name, "name": column.name}
    if is_.is_list(kind):
        found |= {"isArray": True, "arrayShape": "-1"}
        kind = kind.value_type
    if not is_.is_struct(kind):
        return found | {"dataType": data_type(kind), "source": _source(part, column.name)}
    return found | {
        "subField": [
            {
                "@type": "cr:Field",
                "@id": f"{name}/{'_'.join(path)}",
                "name": "_".join(path),
                **_leaf(leaf),
                "source": _source(part, column.name, path),
            }
            for path, leaf in leaves(kind)
        ]
    }


def _leaf(kind: pa.DataType) -> Json:
    import pyarrow.types as is_

    if is_.is_list(kind):
        return {"dataType": data_type(kind.value_type), "isArray": True, "arrayShape": "-1"}
    return {"dataType": data_type(kind)}


def leaves(kind: pa.DataType, path: tuple[str, ...] = ()) -> Iterator[tuple[tuple[str, ...], pa.DataType]]:
    """Every field of a record that is no record itself, with the way to it."""
    import pyarrow.types as is_

    for i in range(kind.num_fields):
        field = kind.field(i)
        if is_.is_struct(field.type):
            yield from leaves(field.type, (*path, field.name))
        else:
            yield (*path, field.name), field.type


def _source(part: Part, column: str, path: tuple[str, ...] = ()) -> Json:
    found: dict[str, Json] = {"fileObject": {"@id": part.path}, "extract": {"column": column}}
    if path:
        found["transform"] = {"jsonPath": f"$.{'.'.join(path)}"}
    return found


def data_type(kind: pa.DataType) -> str:
    """The data type of a leaf.

    Raises:
        TypeError: For a type that no column of ours has.
    """
    import pyarrow.types as is_

    if is_.is_integer(kind):
        return "cr:Int32" if kind.bit_width == 32 else "cr:Int64"
    found = {"string": "sc:Text", "bool": "sc:Boolean"}.get(str(kind))
    if found is None:
        raise TypeError(f"no data type for {kind}")
    return found
