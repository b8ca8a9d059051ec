"""What a system is, and the prediction of one document as it is written."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Protocol, runtime_checkable

import msgspec
from msgspec import Struct

from virgolette.scoring.predictions import Place, Prediction
from virgolette.spans import Spanned
from virgolette.systems.llm.settings import Settings

SCHEMA_VERSION = "1.0"


class Source(Struct, frozen=True):
    """What a system is given of a document.

    Attributes:
        doc_id: Its id in the manifest.
        text: The text as it stands; offsets into it are code points.
        published: Day of publishing (ISO 8601), or None where it isn't known.
        external: Whether the text may not be redistributed: then no word of it is written anywhere.
    """

    doc_id: str
    text: str
    published: str | None = None
    external: bool = False


class System(Protocol):
    """Something that annotates a document."""

    @property
    def name(self) -> str:
        """The name by which it is called."""
        ...

    @property
    def version(self) -> str:
        """Changes whenever its output on the same input may."""
        ...

    def predict(self, source: Source) -> Prediction:
        """What it finds. It places everything by offsets, so that no word of the text leaves with it."""
        ...


@runtime_checkable
class Several(System, Protocol):
    """A system that annotates many documents faster than one after the other, at a cost that it tells."""

    def predict_all(self, sources: Sequence[Source]) -> list[Prediction]:
        """What it finds in each."""
        ...

    def report(self) -> str:
        """What it did and what that cost, in lines for the user."""
        ...

    def close(self) -> None:
        """Gives back what it holds open."""
        ...


class Options(Struct, frozen=True):
    """What the command line passes on to a system.

    Attributes:
        model: A file or folder that `virgolette train` wrote.
        entities: A file of known entities (annotations/entities.json) to link names to; None for no linking.
        llm: The endpoint of the system llm.
    """

    model: Path | None = None
    entities: Path | None = None
    llm: Settings | None = None


def predicted(system: System, sources: Sequence[Source]) -> list[Prediction]:
    """What a system finds in some documents."""
    if isinstance(system, Several):
        return system.predict_all(sources)
    return [system.predict(source) for source in sources]


def places(segments: Iterable[Spanned]) -> tuple[Place, ...]:
    """Spans as offsets."""
    return tuple(Place(start=s.start, end=s.end) for s in segments)


def lines(predictions: Sequence[Prediction]) -> bytes:
    """JSON Lines in the order given; the same predictions give the same bytes."""
    trees = (msgspec.json.decode(msgspec.json.encode(p)) for p in predictions)
    return "".join(json.dumps(tree, ensure_ascii=False) + "\n" for tree in trees).encode("utf-8")
