"""Agreement: gamma against pygamma-agreement on the same units, and `virgolette agree` on two passes of a corpus.

pygamma-agreement solves an integer program over all pairs of units; for two annotators that is an assignment problem.
Both give the same disorder, which is asserted. pygamma-agreement computes in single precision: what it tells is
compared to 1e-6, and the alignment that it chose, counted in double precision, to 1e-9. It is in the extra `bench`;
where it isn't installed, nothing is compared.

    python bench/agree.py [--documents 1000]
"""

from __future__ import annotations

import logging
import math
import random
import tempfile
from collections.abc import Iterator, Sequence
from functools import partial
from importlib import import_module
from pathlib import Path
from typing import Any

import corpora
import msgspec
from measure import COMMAND, Row, interleaved, main, peak, shown

from virgolette import corpus
from virgolette.model import Annotations, Document
from virgolette.scoring import gamma
from virgolette.scoring.gamma import Unit

SIZES = (50, 75, 100)
CONTINUA = 5
LENGTH = 8000
CATEGORIES = "ABCDEFG"
SEED = 3


def rows(documents: int = 1000) -> list[Row]:
    """Gamma's best alignment for continua of several sizes; agreement of two passes from start to end."""
    return [*_gamma(), _agree(documents)]


def _gamma() -> Iterator[Row]:
    name = "gamma, {} units: pygamma-agreement's time / ours"
    peer = _peer()
    if peer is None:
        note = "Install it with: pip install pygamma-agreement."
        yield Row(name.format("50 to 100"), "-", "pygamma-agreement isn't installed", math.nan, "", note)
        return
    rng = random.Random(SEED)
    dissimilarity = peer.CombinedCategoricalDissimilarity(alpha=1, beta=1, delta_empty=1)
    for size in SIZES:
        pairs = [_pair(rng, size) for _ in range(CONTINUA)]
        continua = [_continuum(peer, *pair) for pair in pairs]
        worst = max(_difference(c, *pair, dissimilarity) for c, pair in zip(continua, pairs, strict=True))
        jobs = [partial(_ours, pairs), partial(_theirs, continua, dissimilarity)]
        ours, theirs = (seconds / CONTINUA for seconds in interleaved(jobs))
        note = f"Observed disorder of {CONTINUA} continua: the same to {worst:.0e}."
        yield Row(name.format(size), shown(ours), shown(theirs), theirs / ours, "≥ 30", note)


def _peer() -> Any:
    """The package pygamma_agreement; None where it isn't installed."""
    # It tells at each call that another solver isn't installed.
    logging.disable(logging.WARNING)
    try:
        return import_module("pygamma_agreement")
    except ImportError:
        return None


def _pair(rng: random.Random, size: int) -> tuple[list[Unit], list[Unit]]:
    """Two annotators' units: a tenth left out, a seventh moved, a tenth with any category, a tenth invented."""
    left = [_unit(rng) for _ in range(size)]
    right = [_unit(rng) for _ in range(size // 10)]
    for unit in left:
        luck = rng.random()
        if luck < 0.15:
            right.append(Unit(max(0, unit.start + rng.randint(-6, 6)), unit.end + rng.randint(0, 6), unit.category))
        elif luck < 0.25:
            right.append(unit._replace(category=rng.choice(CATEGORIES)))
        elif luck < 0.9:
            right.append(unit)
    # A continuum of the peer holds no unit twice.
    return sorted(set(left)), sorted(set(right))


def _unit(rng: random.Random) -> Unit:
    start = rng.randrange(LENGTH)
    return Unit(start, start + rng.randint(10, 60), rng.choice(CATEGORIES))


def _continuum(peer: Any, left: Sequence[Unit], right: Sequence[Unit]) -> Any:
    from pyannote.core import Segment

    made = peer.Continuum()
    for name, units in (("left", left), ("right", right)):
        for unit in units:
            made.add(name, Segment(unit.start, unit.end), unit.category)
    return made


def _ours(pairs: Sequence[tuple[list[Unit], list[Unit]]]) -> None:
    for left, right in pairs:
        gamma.alignment_cost(left, right)


def _theirs(continua: Sequence[Any], dissimilarity: Any) -> None:
    for continuum in continua:
        continuum.get_best_alignment(dissimilarity)


def _difference(continuum: Any, left: Sequence[Unit], right: Sequence[Unit], dissimilarity: Any) -> float:
    """How far the two observed disorders are apart, in double precision."""
    found = continuum.get_best_alignment(dissimilarity)
    units = (len(left) + len(right)) / 2
    ours, theirs = gamma.alignment_cost(left, right) / units, 0.0
    for alignment in found.unitary_alignments:
        one, other = (unit and _back(unit) for _, unit in alignment.n_tuple)
        theirs += gamma.dissimilarity(one, other) if one and other else gamma.EMPTY
    apart = abs(ours - theirs / units)
    assert abs(ours - float(found.disorder)) < 1e-6 and apart < 1e-9, (ours, theirs / units, found.disorder)
    return apart


def _back(unit: Any) -> Unit:
    return Unit(int(unit.segment.start), int(unit.segment.end), unit.annotation)


def _agree(documents: int) -> Row:
    with tempfile.TemporaryDirectory() as folder:
        root, second = Path(folder) / "corpus", Path(folder) / "second"
        corpora.files(root, corpora.documents(documents))
        rng = random.Random(SEED)
        for document in corpora.documents(documents):
            noisy = _noisy(document, rng)
            corpus.write(second / f"{noisy.doc_id}.json", noisy)
        seconds, megabytes = peak([COMMAND, "agree", "gold", second, "--corpus", root])
    note = f"Five layers, {gamma.SAMPLES} random continua each; start-up counted; peak {megabytes:.0f} MB."
    return Row(f"agree, {documents:,} documents: seconds", shown(seconds), "-", seconds, "≤ 60", note)


def _noisy(document: Document, rng: random.Random) -> Annotations:
    """A second pass: of each layer some are left out, of organisations some are called products."""
    replace, found = msgspec.structs.replace, document.annotations
    assert found is not None
    entities = tuple(
        replace(e, label="PRODUCT") if e.label == "ORG" and rng.random() < 0.3 else e
        for e in found.entities
        if rng.random() > 0.08
    )
    quotes = tuple(q for q in found.quotes if rng.random() > 0.08)
    return replace(
        found, entities=entities, quotes=quotes, claims=tuple(c for c in found.claims if rng.random() > 0.08)
    )


if __name__ == "__main__":
    main(rows, __doc__)
