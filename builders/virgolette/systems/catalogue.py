"""The systems that ship."""

from __future__ import annotations

from collections.abc import Callable

from msgspec import Struct

from virgolette.corpus import typed
from virgolette.errors import InputError
from virgolette.model import KnownEntities
from virgolette.systems import crf
from virgolette.systems.base import Options, System
from virgolette.systems.rules.system import Rules


class Entry(Struct, frozen=True):
    """One system by name, and how to make it."""

    name: str
    about: str
    make: Callable[[Options], System]


def _rules(options: Options) -> System:
    known = typed(options.entities, "entities", KnownEntities).entities if options.entities else ()
    return Rules(known)


def _crf(options: Options) -> System:
    return crf.opened(options.model)


SYSTEMS: tuple[Entry, ...] = (
    Entry("rules", "Italian rules for names, figures, dates, quotes, speakers and claims with figures", _rules),
    Entry("crf", "conditional random fields for mentions and quote content; needs a model", _crf),
)


def made(name: str, options: Options) -> System:
    """The system of that name.

    Raises:
        InputError: Where there is none, or it lacks what it needs.
    """
    for entry in SYSTEMS:
        if entry.name == name:
            return entry.make(options)
    raise InputError(
        "there is no such system", where=name, remedy=f"Name one of: {', '.join(e.name for e in SYSTEMS)}."
    )
