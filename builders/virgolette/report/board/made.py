"""Running the systems that ship and keeping what they score: train, predict, score, store, whole or not at all.

One call does what these commands do one after the other, and system.json tells them: train on the train split (what
learns), predict and score on the test split and on the reference articles.
"""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from types import MappingProxyType

from virgolette import corpus
from virgolette.corpus.jsonio import read_bytes
from virgolette.dataset import swap
from virgolette.errors import InputError
from virgolette.model import Corpus, Document
from virgolette.report.board import stored
from virgolette.report.board.outside import Known, fit
from virgolette.report.board.stored import ABOUT, SLUG, SPLITS, About, Stored
from virgolette.scoring import result
from virgolette.scoring.run import score
from virgolette.systems import catalogue
from virgolette.systems.base import Options, Source, lines, predicted
from virgolette.systems.tagging import Document as Learnt

SHIPPED = ("rules", "crf", "spacy")
"""What needs no endpoint, and gives the same predictions again."""


def shipped(root: Path, name: str, texts: Path | None = None) -> Stored:
    """Run one of the systems that ship on every split of the board that the corpus has, and keep what it scores.

    Args:
        root: The corpus; results go under its results/.
        name: One of SHIPPED.
        texts: Folder of external texts; None for VIRGOLETTE_TEXTS.

    Raises:
        InputError: Where there is no such system, a text isn't at hand, or a split has no gold.
        EnvironmentFault: Where a library that the system needs isn't installed, or a folder can't be written.
    """
    if name not in SHIPPED:
        raise InputError("isn't run by itself", where=name, remedy=f"Name one of {', '.join(SHIPPED)}, or --add it.")
    found = corpus.load(root, texts)
    entry = catalogue.entry(name)
    splits = _splits(found)
    with tempfile.TemporaryDirectory() as scratch:
        model = None
        if entry.train is not None:
            model = Path(scratch) / "model"
            entry.train(_learnt(found, "train"), _learnt(found, "validation"), model)
        system = entry.make(Options(model=model))
        files = {split: lines(predicted(system, list(_sources(found, split)))) for split in splits}
    about = About(
        schema_version="1.0",
        name=name,
        version=system.version,
        about=entry.about.removesuffix("; needs a model"),
        commands=tuple(_commands(name, splits, learns=model is not None, external=_external(found))),
    )
    return keep(root, about, files, texts)


def added(root: Path, name: str, version: str, about: str, files: Sequence[Path], texts: Path | None = None) -> Stored:
    """Keep somebody's own predictions: a file a split, in the order of SPLITS.

    Raises:
        InputError: Where a file can't be used, or holds words of an external text.
        EnvironmentFault: Where a folder can't be written.
    """
    if not SLUG.fullmatch(name):
        raise InputError("is no name", where=name, remedy="Small letters and digits, parted by hyphens.")
    if name in {e.name for e in catalogue.SYSTEMS}:
        remedy = "Choose another name, or run the system itself by --update."
        raise InputError("is the name of a system that ships", where=name, remedy=remedy)
    named = dict(zip(SPLITS, files, strict=False))
    for split, path in named.items():
        # First as it came, so that errors name the user's file and its lines.
        score(path, root=root, split=split, texts=texts)
    raw = {split: read_bytes(path) for split, path in named.items()}
    commands = tuple(f"virgolette score {split}.jsonl --split {split} --out {split}.json" for split in raw)
    stated = About(schema_version="1.0", name=name, version=version, about=about, commands=commands)
    return keep(root, stated, raw, texts, named)


def keep(
    root: Path,
    about: About,
    files: Mapping[str, bytes],
    texts: Path | None = None,
    named: Mapping[str, Path] = MappingProxyType({}),
) -> Stored:
    """Score predictions (split → JSON Lines) and put them in the place of what the system had.

    Lines on documents of other splits aren't kept. `named` are the files that they came from, for errors.

    Raises:
        InputError: Where they can't be scored, or hold words of an external text.
        EnvironmentFault: Where the folder can't be written; what was there stays.
    """
    known = Known(root)
    target = swap.ready(stored.folder(root) / about.name, _replaceable)
    with swap.building(target) as made:
        for split, raw in files.items():
            path = made / f"{split}.jsonl"
            where = str(named.get(split, path.name))
            path.write_bytes(fit(raw, known, split, where))
            found = score(path, root=root, split=split, texts=texts)
            if all(d.status == "missing" for d in found.documents):
                what = f"no line is on a document of the split {split}"
                raise InputError(what, where=where, remedy="Name the predictions on test, then on reference.")
            result.write(made / f"{split}.json", found)
        corpus.write(made / ABOUT, about)
    return stored.read(target)


def _replaceable(target: Path) -> None:
    if target.exists() and not (target.is_dir() and ((target / ABOUT).is_file() or not any(target.iterdir()))):
        raise InputError("isn't a system's folder", where=str(target), remedy="Move it away.")


def _splits(found: Corpus) -> list[str]:
    """The splits of the board that the corpus has gold for; the texts of the reference articles must be at hand."""
    held = []
    for split in SPLITS:
        documents = [d for d in found.documents if d.entry.split == split and d.annotations is not None]
        missing = [d.entry.doc_id for d in documents if d.text is None]
        if missing:
            remedy = "Give the folder with the texts by --texts DIR or VIRGOLETTE_TEXTS."
            raise InputError(f"texts aren't at hand: {', '.join(missing)}", where=split, remedy=remedy)
        held += [split] if documents else []
    if not held:
        raise InputError("no document has gold", where=" and ".join(SPLITS), remedy="Annotate documents of a split.")
    return held


def _sources(found: Corpus, split: str) -> Iterator[Source]:
    for d in _of(found, split):
        if d.text is not None:
            yield Source(d.entry.doc_id, d.text, d.entry.published, d.entry.text == "external")


def _of(found: Corpus, split: str) -> list[Document]:
    return [d for d in found.documents if d.entry.split == split]


def _learnt(found: Corpus, split: str) -> list[Learnt]:
    """What may be learnt from: a model holds words of its texts."""
    own = (d for d in _of(found, split) if d.entry.text == "included")
    return [(d.text, d.annotations) for d in own if d.text is not None and d.annotations is not None]


def _external(found: Corpus) -> frozenset[str]:
    return frozenset(d.entry.split for d in found.documents if d.entry.text == "external")


def _commands(name: str, splits: Sequence[str], *, learns: bool, external: frozenset[str]) -> Iterator[str]:
    if learns:
        yield f"virgolette train {name} --split train --validation validation --out model"
    for split in splits:
        model = " --model model" if learns else ""
        # Where the texts are is the reader's business.
        texts = " --texts DIR" if split in external else ""
        yield f"virgolette predict {name}{model} --split {split}{texts} --out {split}.jsonl"
        yield f"virgolette score {split}.jsonl --split {split}{texts} --out {split}.json"
