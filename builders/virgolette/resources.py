"""Where the project's own schema/, seeds/ and annotations/ lie: in a checkout or inside the wheel."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from virgolette.errors import EnvironmentFault


@cache
def root() -> Path:
    """The folder that holds schema/, seeds/ and annotations/.

    Raises:
        EnvironmentFault: Where neither a checkout nor a wheel's data lies around this module.
    """
    here = Path(__file__).resolve().parent
    for candidate in (here / "_data", here.parent.parent):
        if (candidate / "schema" / "annotations.schema.json").is_file():
            return candidate
    raise EnvironmentFault(
        "the package's data folders are missing", where=str(here), remedy="Install virgolette again."
    )


def schema_dir() -> Path:
    """The folder of the JSON Schemas."""
    return root() / "schema"
