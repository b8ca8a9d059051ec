"""What the taggers share: gold as one tag a token, and tags as spans.

Outermost mentions and outermost quotes only, since one flat sequence holds no more. One example is a paragraph.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

from msgspec import Struct

from virgolette import numerals
from virgolette.model import Annotations
from virgolette.scoring.predictions import PredictedEntity, PredictedQuote, Prediction
from virgolette.spans import Span, hull, trimmed
from virgolette.systems.base import SCHEMA_VERSION, Source, places
from virgolette.systems.crf_features import sequences
from virgolette.systems.rules.page import Page

LAYERS = ("entities", "quotes")
OUTSIDE = "O"
_NUMERIC = frozenset({"MONEY", "PERCENT", "QUANTITY", "RATIO", "DURATION"})
Labelled = tuple[Span, str]
Document = tuple[str, Annotations]


class Example(Struct, frozen=True):
    """A paragraph to learn from.

    Attributes:
        page: The text that it stands in.
        tokens: Its tokens.
        tags: Layer → one tag a token.
    """

    page: Page
    tokens: Sequence[int]
    tags: Mapping[str, Sequence[str]]


def examples(documents: Iterable[Document]) -> Iterator[Example]:
    """The paragraphs of annotated documents, without those that nobody annotates."""
    for text, gold in documents:
        page = Page(text)
        spans = {
            "entities": [(hull(e.segments), e.label) for e in gold.entities],
            "quotes": [(Span(s.start, s.end), q.type) for q in gold.quotes for s in q.content],
        }
        for tokens in sequences(page):
            if not any(s.start <= page.at(tokens[0]).start < s.end for s in gold.skip):
                yield Example(page, tokens, {layer: encoded(page, tokens, spans[layer]) for layer in LAYERS})


def predicted(source: Source, tag: Callable[[str, Page, Sequence[int]], Sequence[str]]) -> Prediction:
    """Mentions and quote contents, a span each, from what `tag` says of a layer in a paragraph."""
    page = Page(source.text)
    found: dict[str, list[Labelled]] = {layer: [] for layer in LAYERS}
    for tokens in sequences(page):
        for layer in LAYERS:
            found[layer] += decoded(page, tokens, tag(layer, page, tokens))
    return Prediction(
        schema_version=SCHEMA_VERSION,
        doc_id=source.doc_id,
        entities=tuple(_entity(source.text, span, label, n) for n, (span, label) in enumerate(found["entities"], 1)),
        quotes=tuple(
            PredictedQuote(content=places([span]), id=f"Q{n}", type=label)
            for n, (span, label) in enumerate(found["quotes"], 1)
        ),
    )


def _entity(text: str, span: Span, label: str, number: int) -> PredictedEntity:
    value = numerals.parse(text[slice(*span)], label) if label in _NUMERIC else None
    return PredictedEntity(label=label, segments=places([span]), id=f"T{number}", value=value)


def encoded(page: Page, tokens: Sequence[int], spans: Iterable[Labelled]) -> list[str]:
    """One tag a token: B-LABEL, I-LABEL or O. Outermost first: a span inside another one has no tags."""
    tags = dict.fromkeys(tokens, OUTSIDE)
    for span, label in sorted(spans, key=lambda s: (s[0].start, -s[0].end)):
        own = [i for i in tokens if page.at(i).start < span.end and span.start < page.at(i).end]
        if own and all(tags[i] == OUTSIDE for i in own):
            tags.update(dict.fromkeys(own, f"I-{label}"))
            tags[own[0]] = f"B-{label}"
    return list(tags.values())


def decoded(page: Page, tokens: Sequence[int], tags: Sequence[str]) -> Iterator[Labelled]:
    """The spans that tags say; an I without a B before it begins a span, as a tagger may give one."""
    start, last, current = 0, -1, ""
    for i, tag in zip([*tokens, -1], [*tags, OUTSIDE], strict=True):
        prefix, _, label = tag.partition("-")
        if current and (prefix != "I" or label != current):
            span = trimmed(page.text, page.span(start, last))
            if span.start < span.end:
                yield span, current
            current = ""
        if label and not current:
            start, current = i, label
        last = i
