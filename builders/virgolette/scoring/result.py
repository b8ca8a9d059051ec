"""Frozen types of a result: schema/result, field by field. Reading and writing one."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

from virgolette import corpus, schema
from virgolette.corpus.jsonio import one_line, read_bytes
from virgolette.errors import InputError
from virgolette.model import Record


class DocumentCounts(Record, frozen=True):
    """One document: four whole numbers a measure (gold, predicted, correct, lost)."""

    doc_id: str
    unit: str
    status: str
    counts: tuple[int, ...]


if TYPE_CHECKING:
    Documents = Sequence[DocumentCounts]
else:
    # What a file of a result is read as; what `run.score` can put there is another sequence.
    Documents = tuple[DocumentCounts, ...]


class Sums(Record, frozen=True):
    """What a measure of clusters is made from."""

    measure: str
    precision_part: float
    precision_whole: float
    recall_part: float
    recall_whole: float


class Score(Record, frozen=True):
    """One measure's score; the schema tells what each field means and when it is None."""

    measure: str
    kind: str
    gold: float
    predicted: float
    correct: float
    value: float | None
    precision: float | None
    recall: float | None
    macro: float | None
    low: float | None
    high: float | None
    aligned: float | None


class LayerAlignment(Record, frozen=True):
    """How one layer's predictions were placed."""

    layer: str
    offsets: int
    exact: int
    folded: int
    fuzzy: int
    unaligned: int
    invalid: int
    skipped: int


class Problem(Record, frozen=True):
    """Something wrong with the predictions."""

    line: int
    doc_id: str
    path: str
    kind: str
    message: str


class Result(Record, frozen=True):
    """Everything that scoring found."""

    schema_version: str
    dataset_version: str
    gold_digest: str
    predictions_digest: str
    scorer_version: str
    split: str
    unit: str
    units: int
    inference: str
    reason: str
    left_out: tuple[str, ...]
    elsewhere: int
    measures: tuple[str, ...]
    documents: Documents
    clusters: tuple[Sums, ...]
    scores: tuple[Score, ...]
    alignment: tuple[LayerAlignment, ...]
    problems: tuple[Problem, ...]
    problems_total: int

    def score(self, measure: str) -> Score:
        """The score of one measure.

        Raises:
            KeyError: Where there is no such measure.
        """
        for found in self.scores:
            if found.measure == measure:
                return found
        raise KeyError(measure)


def read(path: Path) -> Result:
    """The result in a file.

    Raises:
        InputError: Where it can't be read or breaks schema/result.
    """
    # Not corpus.read: that refuses fractions, which no other file of the project has.
    try:
        instance = msgspec.json.decode(read_bytes(path))
    except (msgspec.DecodeError, RecursionError) as error:
        raise InputError(
            f"isn't JSON ({error})", where=str(path), remedy="Name a file that score --out wrote."
        ) from None
    schema.expect("result", instance, str(path))
    found = msgspec.convert(instance, Result)
    ragged = [d.doc_id for d in found.documents if len(d.counts) != 4 * len(found.measures)]
    if ragged:
        what = f"{ragged[0]} doesn't have four counts a measure"
        raise InputError(what, where=str(path), remedy="Score the predictions again.")
    return found


def parts(found: Result) -> Iterator[bytes]:
    """The bytes of a result in canonical form, a document at a time."""
    field = b'\n "documents": ['
    before, _, after = corpus.canonical(msgspec.structs.replace(found, documents=())).partition(field)
    yield before + field
    separator = b"\n"
    for document in found.documents:
        yield separator + b"  " + one_line(document)
        separator = b",\n"
    yield (b"\n " if found.documents else b"") + after


def write(path: Path, found: Result) -> None:
    """Write a result in canonical form, whole or not at all, and a document at a time.

    Raises:
        EnvironmentFault: Where the folder can't be written; what was there stays.
    """
    corpus.write_parts(path, parts(found))
