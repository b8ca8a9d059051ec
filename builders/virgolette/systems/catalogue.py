"""The systems that ship."""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence
from pathlib import Path

from msgspec import Struct

from virgolette import corpus
from virgolette.errors import InputError
from virgolette.model import KnownEntities, KnownEntity, Metrics
from virgolette.systems import crf
from virgolette.systems.base import Options, System
from virgolette.systems.rules.system import Rules
from virgolette.systems.tagging import Document


class Entry(Struct, frozen=True):
    """One system by name.

    Attributes:
        name: By which it is called.
        about: What it is, in a line.
        make: Makes it.
        train: Learns from documents (and, where it can, stops by others), and writes a model; None for a system
            that learns nothing.
    """

    name: str
    about: str
    make: Callable[[Options], System]
    train: Callable[[Sequence[Document], Sequence[Document], Path], None] | None = None


def _known(options: Options) -> tuple[KnownEntity, ...]:
    return corpus.typed(options.entities, "entities", KnownEntities).entities if options.entities else ()


def _rules(options: Options) -> System:
    return Rules(_known(options))


def _crf(options: Options) -> System:
    return crf.opened(options.model)


def _train_crf(documents: Sequence[Document], _: Sequence[Document], out: Path) -> None:
    # Before the work, not after it.
    crf.check(out)
    corpus.write_bytes(out, crf.trained(documents))


def _spacy(options: Options) -> System:
    from virgolette.systems.neural import system

    return system.opened(options.model)


def _train_spacy(documents: Sequence[Document], validation: Sequence[Document], out: Path) -> None:
    from virgolette.systems.neural import folder, training

    # Before the work, not after it.
    folder.check(out)
    folder.write(out, training.trained(documents, validation))


def _llm(options: Options) -> System:
    from virgolette.systems.llm.system import Llm

    settings = options.llm
    if settings is None:
        raise InputError(
            "the system llm needs an endpoint and a model", remedy="Name them by --endpoint and --model-name."
        )
    metrics = corpus.typed(settings.metrics, "metrics", Metrics).metrics if settings.metrics else ()
    return Llm(settings, _known(options), metrics, tell=lambda line: print(line, file=sys.stderr))


SYSTEMS: tuple[Entry, ...] = (
    Entry("rules", "Italian rules for names, figures, dates, quotes, speakers and claims with figures", _rules),
    Entry("crf", "conditional random fields for mentions and quote content; needs a model", _crf, _train_crf),
    Entry("spacy", "spaCy networks for mentions and quote content; needs a model", _spacy, _train_spacy),
    Entry("llm", "a language model behind any OpenAI-compatible endpoint", _llm),
)


def entry(name: str) -> Entry:
    """The system of that name, not made yet.

    Raises:
        InputError: Where there is none.
    """
    for found in SYSTEMS:
        if found.name == name:
            return found
    raise InputError(
        "there is no such system", where=name, remedy=f"Name one of: {', '.join(e.name for e in SYSTEMS)}."
    )


def made(name: str, options: Options) -> System:
    """The system of that name.

    Raises:
        InputError: Where there is none, or it lacks what it needs.
    """
    return entry(name).make(options)
