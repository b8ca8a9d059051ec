"""Which data and which schema an artefact is of: said inside it, so that a file that strayed still tells."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from virgolette.model import Manifest

if TYPE_CHECKING:
    import pyarrow as pa

PREFIX = "virgolette"


def of(manifest: Manifest) -> Mapping[str, str]:
    """The versions by name."""
    return {"dataset_version": manifest.dataset_version, "schema_version": manifest.schema_version}


def tag(manifest: Manifest) -> str:
    """The tag of this version of the data in a repository."""
    return f"v{manifest.dataset_version}"


def stamped(schema: pa.Schema, manifest: Manifest) -> pa.Schema:
    """An Arrow schema with the versions as metadata, which Parquet files keep as key and value."""
    return schema.with_metadata({f"{PREFIX}:{key}": value for key, value in of(manifest).items()})
