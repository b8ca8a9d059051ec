"""virgolette: Italian news annotated with entities, quotes and claims.

>>> import virgolette
>>> quotes = virgolette.load("quotes", split="train")
>>> claims = virgolette.frame("claims")

Importing the package is free; datasets, pandas and pyarrow are imported by the first call that needs them.
"""

from __future__ import annotations

from importlib import import_module

# As type checkers know it: importing typing would take longer than all the rest of this module.
TYPE_CHECKING = False
if TYPE_CHECKING:
    from virgolette.api import annotations_of, documents, frame, hydrate, load, rows

__all__ = ["annotations_of", "documents", "frame", "hydrate", "load", "rows"]


def __getattr__(name: str) -> object:
    if name in __all__:
        return getattr(import_module("virgolette.api"), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


def __dir__() -> list[str]:
    return sorted([*globals(), *__all__])
