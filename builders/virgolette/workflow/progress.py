"""Where one document stands between its text and its gold: passes, their differences, decisions, gold."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from itertools import combinations
from pathlib import Path

import msgspec
from msgspec import Struct

from virgolette import corpus, schema
from virgolette.errors import InputError, VirgoletteError
from virgolette.finding import Finding
from virgolette.model import Annotations, Decisions
from virgolette.scoring.agreement import Places
from virgolette.workflow import agree
from virgolette.workflow.adjudicate import gold, ids_of, open_items
from virgolette.workflow.merge import compare

CODES = (
    ("decisions-unusable", "error", "Decisions fit the passes no longer, or are on passes that aren't there."),
    ("gold-stale", "error", "Gold isn't what the passes and the decisions give."),
    ("passes-incomparable", "error", "Two passes can't be compared: of different texts, or not fitting theirs."),
    ("progress-unreadable", "error", "A file or folder can't be read."),
    ("pull-unfinished", "warning", "Work pulled from Label Studio holds items that couldn't be taken over."),
)
"""Code, severity and meaning of what only `virgolette status` finds."""
SEVERITY = {code: severity for code, severity, _ in CODES}
Add = Callable[[Finding], None]


class Pair(Struct, frozen=True):
    """Two passes over one document.

    Attributes:
        a, b: The annotators, in the order of the decisions, else of their names.
        agreement: Layer → pairwise F1 of the spans (exact and overlapping), each in [0, 1]; empty where the
            passes can't be compared.
        differences, decided, undecided: How many; a decision on what both have alike counts nowhere.
        adjudicated: Whether it is this pair that gold is, or will be, made from.
    """

    a: str
    b: str
    agreement: dict[str, Places]
    differences: int
    decided: int
    undecided: int
    adjudicated: bool


class Held(Struct, frozen=True):
    """What was read of one document.

    Attributes:
        passes: Annotator → annotations; only those of the manifest's text.
        decisions: None where there are none, or none that can be read.
        gold: The bytes of the gold file; None where there is none.
        sound: Whether every file of the document could be read.
    """

    passes: Mapping[str, Annotations]
    decisions: Decisions | None
    gold: bytes | None
    sound: bool


def finding(
    code: str, doc_id: str, message: str, *, file: Path | str = "", path: str = "", remedy: str = ""
) -> Finding:
    """A finding of `virgolette status` itself."""
    return Finding(code, SEVERITY[code], doc_id, path, message, remedy=remedy, id=doc_id, file=str(file))


def decisions_of(path: Path, doc_id: str, add: Add) -> Decisions | None:
    """The decisions in a file, or None and a finding for everything that keeps them from being read."""
    try:
        instance, flaws = corpus.parse(corpus.jsonio.read_bytes(path))
    except InputError as error:
        add(finding("progress-unreadable", doc_id, error.what, file=path, remedy=error.remedy))
        return None
    bad = [("json-malformed", f.pointer, f.message, f.remedy) for f in flaws]
    if not bad:
        found = schema.violations("decisions", instance)
        bad = [("schema-violation", p, message, "See schema/ for what may stand here.") for p, message in found]
    for code, pointer, message, remedy in bad:
        add(Finding(code, "error", doc_id, pointer, message, remedy=remedy, id=doc_id, file=str(path)))
    if bad:
        return None
    made = msgspec.convert(instance, Decisions)
    if made.doc_id != doc_id:
        remedy = "Rename the file."
        add(finding("decisions-unusable", doc_id, f"they are on {made.doc_id}", file=path, remedy=remedy))
        return None
    return made


def pairs(doc_id: str, held: Held, root: Path, texts: Path | None, add: Add) -> tuple[Pair, ...]:
    """Every pair of passes, first the one that is adjudicated."""
    names = sorted(held.passes)
    made = held.decisions
    chosen = (made.a, made.b) if made else tuple(names[:2])
    if made and (lacking := [n for n in chosen if n not in held.passes]):
        what = f"they are on the pass of {' and '.join(lacking)}, which isn't there or can't be used"
        file = root / "annotations" / "decisions" / f"{doc_id}.json"
        remedy = "Restore the pass, or see why it can't be read: virgolette check on its folder."
        add(finding("decisions-unusable", doc_id, what, file=file, remedy=remedy))
    others = [pair for pair in combinations(names, 2) if set(pair) != set(chosen)]
    found = []
    for a, b in [chosen, *others] if len(chosen) == 2 and set(chosen) <= set(names) else others:
        first, second = held.passes[a], held.passes[b]
        spans: dict[str, Places] = {}
        try:
            # Gamma isn't shown: one random continuum is the least that may be asked for.
            left, right = (agree.Pass(name, {doc_id: held.passes[name]}, None) for name in (a, b))
            compared = agree.agree(left, right, root, texts, samples=1)
            spans = {layer: figures.spans for layer, figures in compared.layers.items()}
        except VirgoletteError as error:
            where = error.where if doc_id in error.where else f"{a}, {b}"
            add(finding("passes-incomparable", doc_id, f"{where}: {error.what}", remedy=error.remedy))
        items = compare(first, second)
        differences = sum(not item.agreed for item in items)
        ours = (a, b) == chosen
        undecided = len(open_items(items, made if ours else None))
        if made and ours and undecided:
            # While nothing is undecided, rebuilding gold says so, and more.
            known = {(item.layer, *ids_of(item)) for item in items}
            lost = [d for d in made.decisions if (d.a or d.b) and (d.layer, d.a, d.b) not in known]
            for d in lost:
                what = f"a decision fits no difference: {d.layer} {d.a or ''}|{d.b or ''}"
                file = root / "annotations" / "decisions" / f"{doc_id}.json"
                add(finding("decisions-unusable", doc_id, what, file=file, remedy="Remove or mend this decision."))
        found.append(Pair(a, b, spans, differences, differences - undecided, undecided, ours))
    return tuple(found)


def gold_state(doc_id: str, held: Held, found: tuple[Pair, ...], root: Path, add: Add) -> str:
    """How gold stands to passes and decisions.

    Returns:
        `current`, `stale`, `writable` (all is decided, gold isn't written), `undecided` (it waits for decisions),
        `unfounded` (there, without the two passes it could be rebuilt from), `blocked` (what is decided makes no
        gold, or a file can't be read) or `none`.
    """
    file = root / "annotations" / "gold" / f"{doc_id}.json"
    pair = next((p for p in found if p.adjudicated), None)
    there = held.gold is not None
    if pair is None:
        return "blocked" if not held.sound else "unfounded" if there else "none"
    if pair.undecided:
        if there:
            what = f"it is there, and {pair.undecided} differences are undecided"
            add(finding("gold-stale", doc_id, what, file=file, remedy=_ADJUDICATE.format(pair.a, pair.b, doc_id)))
        return "stale" if there else "undecided"
    try:
        rebuilt = corpus.canonical(gold(held.passes[pair.a], held.passes[pair.b], held.decisions))
    except VirgoletteError as error:
        made = root / "annotations" / "decisions" / f"{doc_id}.json"
        what = f"{error.where}: {error.what}" if error.where not in ("", doc_id) else error.what
        add(finding("decisions-unusable", doc_id, what, file=made, remedy=error.remedy))
        return "blocked"
    if there and rebuilt != held.gold:
        remedy = _ADJUDICATE.format(pair.a, pair.b, doc_id) + " --out annotations/gold"
        add(finding("gold-stale", doc_id, "passes and decisions give something else", file=file, remedy=remedy))
        return "stale"
    return "current" if there else "writable"


_ADJUDICATE = "Call: virgolette adjudicate {} {} --doc {}"
