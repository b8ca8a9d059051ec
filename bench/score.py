"""What scoring costs: against nervaluate on the same mentions, and by itself on corpora and documents of many sizes.

Predictions are gold with noise: a tenth left out, a tenth moved by one or two code points, a twentieth of the mentions
labelled otherwise. nervaluate gets the mentions as dictionaries in memory, ready made, and its time is all that it
does with them (constructor and `evaluate`); ours is everything from the bytes on disk to the scores.

    python bench/score.py [MANY]     MANY: documents of the larger corpus, 50,000 where it isn't named
"""

from __future__ import annotations

import itertools
import random
import sys
import tempfile
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import corpora
import msgspec
from measure import Row, interleaved, peak, printed, shown

from virgolette.model import Document
from virgolette.scoring import convert, tabled
from virgolette.scoring.predictions import PredictedEntity, Prediction

FEW, MANY = 5_000, 50_000
LARGE = 100_000
# Documents of a comparison with nervaluate → rounds: what takes milliseconds differs by half from one time to the next.
ROUNDS = {1_000: 31, 10_000: 7, 50_000: 3}
_encode = msgspec.json.Encoder().encode


def noisy(document: Document, rng: random.Random) -> Prediction:
    """Predictions on a document."""
    assert document.annotations is not None
    perfect = convert.from_gold(document.annotations)
    fields = (("entities", "segments"), ("quotes", "content"), ("claims", "segments"))
    layers = {layer: tuple(_noisy(getattr(perfect, layer), field, rng)) for layer, field in fields}
    return msgspec.structs.replace(perfect, **layers)


def _noisy(records: Iterable[Any], field: str, rng: random.Random) -> Iterator[Any]:
    for record in records:
        luck, (first, *others) = rng.random(), getattr(record, field)
        start = max(0, first.start + rng.choice((-2, -1, 1, 2)))
        if luck < 0.1:
            continue
        if luck < 0.2 and start < first.end:
            yield msgspec.structs.replace(record, **{field: (msgspec.structs.replace(first, start=start), *others)})
        elif 0.2 <= luck < 0.25 and isinstance(record, PredictedEntity):
            yield msgspec.structs.replace(record, label=rng.choice(("PER", "ORG")))
        else:
            yield record


def made(root: Path, documents: Iterable[Document]) -> Path:
    """A packed corpus with predictions on it; the file of these."""
    root.mkdir(parents=True)
    path, rng = root / "predictions.jsonl", random.Random(7)
    with path.open("wb") as file:

        def predicted() -> Iterator[Document]:
            for document in documents:
                file.write(_encode(noisy(document, rng)) + b"\n")
                yield document

        corpora.packed(root, predicted())
    return path


def command(root: Path) -> list[str | Path]:
    """`virgolette score` on such a corpus."""
    named: list[str | Path] = ["--gold", root, "--out", root / "result.json"]
    return [sys.executable, "-m", "virgolette", "score", root / "predictions.jsonl", *named]


def mentions(predictions: Iterable[Prediction]) -> list[list[dict[str, Any]]]:
    """What nervaluate takes."""
    return [
        [{"label": e.label, "start": e.segments[0].start, "end": e.segments[0].end} for e in p.entities or ()]
        for p in predictions
    ]


def written(path: Path, predictions: Iterable[Prediction]) -> Path:
    """The mentions alone, by schema/prediction: the JSON Lines of a system that finds nothing else."""
    only = ("label", "segments")
    with path.open("wb") as file:
        for p in predictions:
            found = [{name: getattr(e, name) for name in only} for e in p.entities or ()]
            file.write(_encode({"schema_version": "1.0", "doc_id": p.doc_id, "entities": found}) + b"\n")
    return path


def against_nervaluate(folder: Path, count: int, rounds: int) -> list[Row]:
    """Mentions of so many documents from JSON Lines and from Parquet."""
    from nervaluate import Evaluator
    from pyarrow import parquet

    folder.mkdir()
    lines, tables = ([folder / f"{side}.{form}" for side in ("gold", "predicted")] for form in ("jsonl", "parquet"))
    true, pred = (_kept(path, side) for path, side in zip(lines, _sides(count), strict=True))
    for source, target in zip(lines, tables, strict=True):
        parquet.write_table(tabled.from_lines(source), target)
    tags = sorted({mention["label"] for document in true + pred for mention in document})
    ready = Evaluator(true, pred, tags, loader="dict")
    theirs, evaluate, from_lines, from_parquet = interleaved(
        [
            lambda: Evaluator(true, pred, tags, loader="dict").evaluate(),
            ready.evaluate,
            lambda: tabled.score_files(*lines),
            lambda: tabled.score_files(*tables),
        ],
        rounds,
    )
    size = f"{sum(map(len, true)):,} gold mentions"

    def row(form: str, ours: float, goal: str) -> Row:
        name = f"score mentions of {count:,} documents from {form} vs nervaluate"
        note = f"{size}; against evaluate() alone {evaluate / ours:.0f}"
        return Row(name, shown(ours), shown(theirs), theirs / ours, goal, note)

    return [row("JSONL", from_lines, "≥ 30"), row("Parquet", from_parquet, "≥ 100")]


def _sides(count: int) -> Iterator[Iterator[Prediction]]:
    """Gold as predictions, and predictions on it."""
    rng = random.Random(7)
    yield (convert.from_gold(d.annotations) for d in corpora.documents(count) if d.annotations)
    yield (noisy(d, rng) for d in corpora.documents(count))


def _kept(path: Path, predictions: Iterable[Prediction]) -> list[list[dict[str, Any]]]:
    """Their mentions as nervaluate takes them, and on disk."""
    kept = []

    def passed() -> Iterator[Prediction]:
        for p in predictions:
            kept.extend(mentions([p]))
            yield p

    written(path, passed())
    return kept


def by_size(folder: Path, many: int) -> list[Row]:
    """Time and memory of the whole command, on few and many documents."""
    taken = {}
    for count in (FEW, many):
        made(folder / str(count), corpora.documents(count))
        taken[count] = peak(command(folder / str(count)))
    (seconds, small), (longer, large) = taken[FEW], taken[many]
    each, later = seconds / FEW, longer / many
    return [
        Row(
            f"score: peak memory at {many:,} documents vs {FEW:,}",
            f"{large:.0f} MB",
            f"{small:.0f} MB",
            large / small,
            "≤ 1.1",
            "the whole command: packed gold, all layers and measures, result.json written",
        ),
        Row(
            f"score: time a document at {many:,} vs {FEW:,}",
            shown(later),
            shown(each),
            later / each,
            "",
            "the same runs, start-up counted",
        ),
    ]


def single(folder: Path) -> list[Row]:
    """One document with very many annotations."""
    documents = list(itertools.islice(corpora.documents(LARGE // 40), LARGE // 40))
    held, kept = 0, []
    for document in documents:
        found = document.annotations
        assert found is not None
        held += len(found.entities) + len(found.quotes) + len(found.claims) + len(found.notes)
        kept.append(document)
        if held >= LARGE:
            break
    made(folder / "one", [corpora.joined(kept)])
    made(folder / "several", kept)
    seconds, megabytes = peak(command(folder / "one"))
    apart, least = peak(command(folder / "several"))
    return [
        Row(
            f"score: one document of {held:,} annotations vs {len(kept):,} documents with the same",
            f"{shown(seconds)}, {megabytes:.0f} MB",
            f"{shown(apart)}, {least:.0f} MB",
            seconds / apart,
        )
    ]


def rows(many: int = MANY) -> list[Row]:
    """All comparisons."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        against = [against_nervaluate(folder / f"mentions-{count}", count, rounds) for count, rounds in ROUNDS.items()]
        return [*itertools.chain.from_iterable(against), *single(folder), *by_size(folder, many)]


def main() -> None:
    """Print them."""
    printed(rows(int(sys.argv[1]) if len(sys.argv) > 1 else MANY))


if __name__ == "__main__":
    main()
