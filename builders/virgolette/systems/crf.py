"""The system `crf`: two conditional random fields over tokens, one for mentions and one for quote content.

Outermost mentions and outermost quotes only, since one flat sequence holds no more. Trained by L-BFGS on fixed
features, so that the same documents give the same model. The model file is a zip of both models.

Source: Lafferty, McCallum & Pereira (2001); Okazaki (2007), CRFsuite.
"""

from __future__ import annotations

import io
import json
import tempfile
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from types import ModuleType
from typing import Any

from virgolette import numerals
from virgolette.corpus.jsonio import read_bytes
from virgolette.errors import EnvironmentFault, InputError
from virgolette.model import Annotations
from virgolette.scoring.predictions import PredictedEntity, PredictedQuote, Prediction
from virgolette.spans import Span, hull, trimmed
from virgolette.systems.base import SCHEMA_VERSION, Source, places
from virgolette.systems.crf_features import features, sequences
from virgolette.systems.rules.page import Page

VERSION = "1.0"
LAYERS = ("entities", "quotes")
_OUTSIDE = "O"
_SETTINGS = {"c1": 0.05, "c2": 0.05, "max_iterations": 200, "feature.possible_transitions": True}
_NUMERIC = frozenset({"MONEY", "PERCENT", "QUANTITY", "RATIO", "DURATION"})
# Zip entries carry a date: always this one, so that the same model is the same bytes.
_EPOCH = (1980, 1, 1, 0, 0, 0)


def _library() -> ModuleType:
    try:
        import pycrfsuite
    except ImportError:
        raise EnvironmentFault(
            "the system crf needs python-crfsuite", remedy="Install it with: pip install 'virgolette[crf]'"
        ) from None
    return pycrfsuite  # type: ignore[no-any-return]


class Crf:
    """A trained model."""

    name = "crf"
    version = VERSION

    def __init__(self, model: bytes, where: str = "") -> None:
        """Opens the bytes of a model file.

        Raises:
            InputError: Where they are no model of this version.
        """
        library = _library()
        try:
            with zipfile.ZipFile(io.BytesIO(model)) as archive:
                stated = json.loads(archive.read("model.json"))["version"]
                parts = {layer: archive.read(f"{layer}.crfsuite") for layer in LAYERS}
            if stated != VERSION:
                raise ValueError(stated)
            # A tagger reads from these bytes as long as it lives, and doesn't keep them alive itself.
            self._parts = parts
            self._taggers = {layer: library.Tagger() for layer in LAYERS}
            for layer, part in parts.items():
                self._taggers[layer].open_inmemory(part)
        except (zipfile.BadZipFile, KeyError, ValueError, TypeError) as error:
            raise InputError(
                "isn't a model of this version of crf", where=where, remedy="Make one with: virgolette train crf"
            ) from error

    def predict(self, source: Source) -> Prediction:
        """Mentions and quote contents, a span each."""
        page = Page(source.text)
        found: dict[str, list[tuple[Span, str]]] = {layer: [] for layer in LAYERS}
        for tokens in sequences(page):
            rows = features(page, tokens)
            for layer in LAYERS:
                found[layer] += decoded(page, tokens, self._taggers[layer].tag(rows))
        return Prediction(
            schema_version=SCHEMA_VERSION,
            doc_id=source.doc_id,
            entities=tuple(
                _entity(source.text, span, label, n) for n, (span, label) in enumerate(found["entities"], 1)
            ),
            quotes=tuple(
                PredictedQuote(content=places([span]), id=f"Q{n}", type=label)
                for n, (span, label) in enumerate(found["quotes"], 1)
            ),
        )


def _entity(text: str, span: Span, label: str, number: int) -> PredictedEntity:
    value = numerals.parse(text[slice(*span)], label) if label in _NUMERIC else None
    return PredictedEntity(label=label, segments=places([span]), id=f"T{number}", value=value)


def opened(path: Path | None) -> Crf:
    """The model in a file.

    Raises:
        InputError: Where none is named, or it isn't one.
    """
    if path is None:
        raise InputError(
            "the system crf needs a model", remedy="Train one (virgolette train crf) and name it by --model."
        )
    return Crf(read_bytes(path), str(path))


def trained(documents: Iterable[tuple[str, Annotations]]) -> bytes:
    """The bytes of a model file learnt from texts and their annotations; one example is a paragraph.

    Raises:
        InputError: Where there is nothing to learn from.
    """
    library = _library()
    examples: dict[str, list[tuple[Any, list[str]]]] = {layer: [] for layer in LAYERS}
    for text, gold in documents:
        page = Page(text)
        spans = {"entities": _mentions(gold), "quotes": _contents(gold)}
        for tokens in sequences(page):
            if any(s.start <= page.at(tokens[0]).start < s.end for s in gold.skip):
                continue
            rows = features(page, tokens)
            for layer in LAYERS:
                examples[layer].append((rows, encoded(page, tokens, spans[layer])))
    if not examples["entities"]:
        raise InputError("there is nothing to learn from", remedy="Name a split with annotated documents.")
    parts = {f"{layer}.crfsuite": _fitted(library, examples[layer]) for layer in LAYERS}
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        for name, content in {"model.json": json.dumps({"version": VERSION}).encode(), **parts}.items():
            archive.writestr(zipfile.ZipInfo(name, _EPOCH), content)
    return packed.getvalue()


def _fitted(library: ModuleType, examples: Sequence[tuple[Any, list[str]]]) -> bytes:
    trainer = library.Trainer(algorithm="lbfgs", params=_SETTINGS, verbose=False)
    for rows, tags in examples:
        trainer.append(rows, tags)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "model"
        trainer.train(str(path))
        return path.read_bytes()


def _mentions(gold: Annotations) -> list[tuple[Span, str]]:
    return [(hull(e.segments), e.label) for e in gold.entities]


def _contents(gold: Annotations) -> list[tuple[Span, str]]:
    return [(Span(s.start, s.end), q.type) for q in gold.quotes for s in q.content]


def encoded(page: Page, tokens: Sequence[int], spans: Iterable[tuple[Span, str]]) -> list[str]:
    """One tag a token: B-LABEL, I-LABEL or O. Outermost first: a span inside another one has no tags."""
    tags = dict.fromkeys(tokens, _OUTSIDE)
    for span, label in sorted(spans, key=lambda s: (s[0].start, -s[0].end)):
        own = [i for i in tokens if page.at(i).start < span.end and span.start < page.at(i).end]
        if own and all(tags[i] == _OUTSIDE for i in own):
            tags.update(dict.fromkeys(own, f"I-{label}"))
            tags[own[0]] = f"B-{label}"
    return list(tags.values())


def decoded(page: Page, tokens: Sequence[int], tags: Sequence[str]) -> Iterator[tuple[Span, str]]:
    """The spans that tags say; an I without a B before it begins a span, as the tagger may give one."""
    start, last, current = 0, -1, ""
    for i, tag in zip([*tokens, -1], [*tags, _OUTSIDE], strict=True):
        prefix, _, label = tag.partition("-")
        if current and (prefix != "I" or label != current):
            span = trimmed(page.text, page.span(start, last))
            if span.start < span.end:
                yield span, current
            current = ""
        if label and not current:
            start, current = i, label
        last = i
