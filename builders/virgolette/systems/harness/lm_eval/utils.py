"""What the lm-eval tasks beside this file call: lm-eval imports it by its path.

A passage is a document of theirs. Their aggregation sees all answers of a task: there the passages become documents
again, and virgolette score counts. A passage that --limit leaves out is one without an answer: its document fails.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from datasets import Dataset

from virgolette.scoring.measures import HEADLINES
from virgolette.spans import Span
from virgolette.systems.harness.benchmark import Answer, Benchmark, benchmark

Row = dict[str, Any]
_MISSING = Answer("", error="nothing was asked")


def _found(row: Row) -> Benchmark:
    return benchmark(row["layer"], row["split"], row["corpus"] or None, row["chunk"])


def passages(layer: str, split: str = "test", corpus: str = "", chunk: int = 8000, **_: object) -> dict[str, Dataset]:
    """The pieces of all documents, from `dataset_kwargs` and `--metadata`."""
    found = benchmark(layer, split, corpus or None, chunk)
    about = {"layer": layer, "split": split, "corpus": corpus, "chunk": chunk}
    rows = [
        {**about, "doc": doc_id, "start": span.start, "end": span.end}
        for doc_id in found.documents
        for span in found.passages(doc_id)
    ]
    return {"test": Dataset.from_list(rows)}


def asked(row: Row) -> str:
    """All that is said to the model, in one message: not every model of lm-eval takes several."""
    told = _found(row).messages(row["doc"], Span(row["start"], row["end"]), spelt=True)
    return "\n\n".join(message["content"] for message in told)


def answered(row: Row, results: Sequence[str]) -> dict[str, tuple[Row, str]]:
    """Measure → the answer as it came: all counting is done on all answers together."""
    return {name: (row, results[0]) for name in HEADLINES if name.startswith(f"{row['layer']}.")}


def figure(name: str, answers: Sequence[tuple[Row, str]]) -> float:
    """One measure over all answers."""
    said = {(row["doc"], row["start"]): Answer(content) for row, content in answers}
    found = _found(answers[0][0])
    predictions = [
        found.line(doc_id, [(p, said.get((doc_id, p.start), _MISSING)) for p in found.passages(doc_id)])
        for doc_id in found.documents
    ]
    return found.figures(predictions)[name]


def _measure(name: str) -> Callable[[Sequence[tuple[Row, str]]], float]:
    def value(answers: Sequence[tuple[Row, str]]) -> float:
        return figure(name, answers)

    return value


# One a measure, since lm-eval calls an aggregation without telling it which measure it is for.
entities_strict = _measure("entities.strict")
quotes_exact = _measure("quotes.exact")
quotes_overlap = _measure("quotes.overlap")
quotes_joint = _measure("quotes.joint")
claims_iou50 = _measure("claims.iou50")
claims_joint = _measure("claims.joint")
claims_chain = _measure("claims.chain")
