"""One layer of one split: its documents, what is asked of a model, and the figures of what it said."""

from __future__ import annotations

import math
import tempfile
from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path

from msgspec import Struct

from virgolette.errors import InputError
from virgolette.scoring.document import count_document
from virgolette.scoring.gold import Gold, GoldDocument
from virgolette.scoring.lines import line
from virgolette.scoring.measures import HEADLINES
from virgolette.scoring.run import score
from virgolette.scoring.scores import document_scores
from virgolette.spans import Span
from virgolette.systems.base import lines
from virgolette.systems.llm import prompt
from virgolette.systems.llm.chunks import chunks
from virgolette.systems.llm.reading import Reading
from virgolette.systems.llm.stitching import stitched
from virgolette.systems.llm.system import Asking

# What a layer's measures need: claims are somebody's, and have figures.
ASKED: Mapping[str, tuple[str, ...]] = {
    "entities": ("entities",),
    "quotes": ("entities", "quotes"),
    "claims": ("entities", "quotes", "claims"),
}


class Answer(Struct, frozen=True):
    """What a model said to a passage.

    Attributes:
        content: Its words.
        finish: Why they ended, as OpenAI's servers put it.
        error: Why there are none; "" where there are.
    """

    content: str
    finish: str = "stop"
    error: str = ""


def measures(layer: str) -> tuple[str, ...]:
    """The measures that are reported for a layer."""
    return tuple(name for name in HEADLINES if name.startswith(f"{layer}."))


class Benchmark:
    """One layer of one split.

    Attributes:
        asking: What is asked.
        documents: doc_id → text and gold, in the manifest's order.
    """

    def __init__(self, layer: str, split: str = "test", corpus: str | None = None, chunk: int = 8000) -> None:
        """Reads the documents.

        Raises:
            InputError: Where none can be scored, or a text may not be redistributed: a harness logs what it sends.
        """
        self._layer, self._split, self._chunk = layer, split, chunk
        self._root = Path(corpus) if corpus else None
        gold = Gold(self._root, split)
        outside = [d for d in gold.scope if gold.entries[d].text == "external"]
        if outside:
            raise InputError(
                f"the split {split} has texts that may not be redistributed, and a harness logs what it sends",
                where=", ".join(outside),
                remedy="Name another split, or use: virgolette predict llm",
            )
        self.asking = Asking(ASKED[layer])
        self.documents: dict[str, GoldDocument] = {d.entry.doc_id: d for d in gold.read(gold.scope)}

    def passages(self, doc_id: str) -> list[Span]:
        """The pieces of a document that are sent."""
        return chunks(self.documents[doc_id].text, self._chunk)

    def messages(self, doc_id: str, passage: Span, *, spelt: bool) -> list[prompt.Message]:
        """The conversation on a piece; `spelt` with the JSON schema in words."""
        document = self.documents[doc_id]
        found = self.asking.messages(document.text[slice(*passage)], document.entry.published)
        return prompt.spelt_out(found, self.asking.asked) if spelt else found

    def line(self, doc_id: str, answers: Sequence[tuple[Span, Answer]]) -> str:
        """The document's line of predictions, from what was said to its pieces."""
        text = self.documents[doc_id].text
        parts = [(span, self._reading(text[slice(*span)], answer)) for span, answer in answers]
        return lines([stitched(doc_id, parts, self.asking.asked.layers)]).decode()

    def _reading(self, text: str, answer: Answer) -> Reading:
        if answer.error:
            return Reading(error=answer.error)
        return self.asking.reading(answer.content, text, answer.finish)

    def figures(self, predictions: Sequence[str]) -> dict[str, float]:
        """Measure → value of some lines, as virgolette score has it: a document without a line counts as empty.

        NaN where a measure isn't defined.
        """
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "predictions.jsonl"
            path.write_text("".join(predictions), encoding="utf-8")
            found = score(path, root=self._root, split=self._split)
        values = {name: found.score(name).value for name in measures(self._layer)}
        return {name: math.nan if value is None else value for name, value in values.items()}

    def own(self, doc_id: str, prediction: str) -> float:
        """The layer's first measure on one document alone; 0 where it isn't defined."""
        counted = count_document(self.documents[doc_id], line(1, prediction.encode()), doc_id).document
        first = measures(self._layer)[0]
        found = next(s for s in document_scores([counted], inference=False) if s.measure == first)
        return found.value or 0.0


@cache
def benchmark(layer: str, split: str, corpus: str | None, chunk: int) -> Benchmark:
    """The same one for the same arguments: harnesses ask for it by these again and again."""
    return Benchmark(layer, split, corpus, chunk)
