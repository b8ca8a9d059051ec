"""What a coordinator looks at each morning: each document's passes, differences and gold, and what needs doing."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from msgspec import Struct

from virgolette import corpus
from virgolette.corpus.bodies import verified
from virgolette.errors import VirgoletteError
from virgolette.finding import Finding
from virgolette.model import Annotations, Corpus, Document, Knowledge, ManifestEntry
from virgolette.scoring.agreement import LAYERS, Rate, rate
from virgolette.workflow.progress import Add, Held, Pair, decisions_of, finding, gold_state, pairs

Json = Any
Drafts = Mapping[tuple[str, str], Mapping[str, Json]]
# What is to be done, most pressing first: what is wrong, what somebody waits for, what is still to come.
TODO = ("mend", "renew gold", "finish", "decide", "write gold", "second pass", "annotate", "done")


class Work(Struct, frozen=True):
    """One annotator's work on one document.

    Attributes:
        annotator: The folder under annotations/passes/.
        layers: Layer → number of records; None where there is no pass that can be read.
        usable: Whether the pass is readable and of the manifest's text.
        pulled: What the last pull from Label Studio left beside the pass, None where there was none.
    """

    annotator: str
    layers: dict[str, int] | None
    usable: bool
    pulled: Mapping[str, Json] | None


class Row(Struct, frozen=True):
    """Where one document stands.

    Attributes:
        doc_id, split, story: As the manifest has them.
        text: `at hand`, `absent` (external, and not given) or `broken`.
        passes: Annotators with work on it, sorted.
        pairs: Pairs of passes, first the adjudicated one.
        gold: As `progress.gold_state` says.
        gold_layers: Layer → records in gold; None where it isn't there or can't be read.
        todo: One of TODO.
        undecided: Differences of the adjudicated pair that nobody decided.
    """

    doc_id: str
    split: str
    story: str
    text: str
    passes: tuple[Work, ...]
    pairs: tuple[Pair, ...]
    gold: str
    gold_layers: dict[str, int] | None
    todo: str
    undecided: int


class Totals(Struct, frozen=True):
    """Sums over all documents.

    Attributes:
        documents: How many.
        splits, todo, gold: How many documents of each split, with each thing to do, with each state of gold.
        annotators: Annotator → documents with a usable pass.
        differences, decided, undecided: Of the adjudicated pairs.
        agreement: Layer → exact span F1 over the adjudicated pairs, pooled, in [0, 1]; None without spans.
        unfinished: Pulled work with items left aside.
    """

    documents: int
    splits: dict[str, int]
    todo: dict[str, int]
    gold: dict[str, int]
    annotators: dict[str, int]
    differences: int
    decided: int
    undecided: int
    agreement: dict[str, Rate]
    unfinished: int


class Status(Struct, frozen=True):
    """Everything that `virgolette status` reports: documents in the manifest's order, and findings."""

    documents: tuple[Row, ...]
    totals: Totals
    findings: tuple[Finding, ...]


def survey(
    root: Path, texts: Path | None = None, drafts: Drafts | None = None, found: Sequence[Finding] = ()
) -> tuple[Status, Corpus]:
    """Look at a whole corpus folder; what can't be read is a finding, and the rest is told all the same.

    Args:
        root: Corpus folder.
        texts: Folder of external texts; None for VIRGOLETTE_TEXTS, else without them.
        drafts: (annotator, doc_id) → what a pull left beside the pass: `kept`, `edited`, `updated` …
        found: Findings made while reading `drafts`.

    Returns:
        The status, and the corpus as far as it has texts (without annotations), which shows findings.

    Raises:
        InputError: Where the manifest can't be used.
    """
    listed = corpus.manifest(root)
    findings = list(found)
    bodies, broken = _texts(root, listed.documents, texts, findings.append)
    known = {e.doc_id for e in listed.documents}
    annotators = corpus.pass_names(root)
    folders = {name: root / "annotations" / "passes" / name for name in annotators}
    files = {name: _files(folder, known, findings.append) for name, folder in folders.items()}
    gold = _files(root / "annotations" / "gold", known, findings.append)
    decided = _files(root / "annotations" / "decisions", known, findings.append)
    rows = []
    for entry in listed.documents:
        doc_id, own = entry.doc_id, list[Finding]()
        read = {n: _pass(files[n][doc_id], entry, own.append) for n in annotators if doc_id in files[n]}
        work = tuple(
            _work(name, doc_id, read.get(name), name in read, (drafts or {}).get((name, doc_id)), own.append)
            for name in sorted({*read, *(a for a, d in drafts or {} if d == doc_id)})
        )
        made = decisions_of(decided[doc_id], doc_id, own.append) if doc_id in decided else None
        final = _pass(gold[doc_id], entry, own.append) if doc_id in gold else None
        raw = corpus.jsonio.read_bytes(gold[doc_id]) if final else None
        usable = {name: a for name, a in read.items() if a is not None}
        sound = not any(f.severity == "error" for f in own)
        held = Held(usable, made, raw, sound)
        compared = pairs(doc_id, held, root, texts, own.append)
        state = (
            "blocked" if doc_id in decided and made is None else gold_state(doc_id, held, compared, root, own.append)
        )
        if doc_id in gold and final is None:
            state = "blocked"
        text = "broken" if doc_id in broken else "at hand" if doc_id in bodies else "absent"
        undecided = sum(p.undecided for p in compared if p.adjudicated)
        wrong = text == "broken" or any(f.severity == "error" and f.code != "gold-stale" for f in own)
        todo = _todo(wrong, state, work, undecided)
        layers = _counts(final) if final else None
        story = entry.story
        rows.append(Row(doc_id, entry.split, story, text, work, compared, state, layers, todo, undecided))
        findings += own
    documents = tuple(Document(e, bodies.get(e.doc_id), None) for e in listed.documents)
    status = Status(tuple(rows), _totals(rows), tuple(findings))
    return status, Corpus(str(root), listed, documents, Knowledge())


def _texts(
    root: Path, entries: Sequence[ManifestEntry], texts: Path | None, add: Add
) -> tuple[dict[str, str], set[str]]:
    """Verified texts by doc_id, and the documents whose text is there and wrong, or missing and ours."""
    folder = corpus.texts_dir(texts)
    bodies: dict[str, str] = {}
    broken: set[str] = set()
    outside = [e for e in entries if e.text == "external"]
    # One file that can't be read mustn't hide the others; external texts are looked for in one go.
    for group in (outside, *([e] for e in entries if e.text != "external")):
        try:
            found, flaws = verified(root, group, {}, folder)
        except VirgoletteError as error:
            name = group[0].doc_id if len(group) == 1 else ""
            add(finding("progress-unreadable", name, error.what, file=error.where, remedy=error.remedy))
            broken |= {e.doc_id for e in group}
            continue
        bodies |= found
        broken |= {f.doc_id for f in flaws}
        for flaw in flaws:
            add(flaw)
    return bodies, broken


def _files(folder: Path, known: set[str], add: Add) -> dict[str, Path]:
    """The annotation files of a folder by doc_id; a folder that isn't there has none."""
    found = {}
    for path in corpus.annotation_files(folder):
        if path.stem in known:
            found[path.stem] = path
        else:
            what, remedy = (
                f"{path.stem} isn't in seeds/manifest.json",
                "Add the document to the manifest, or remove the file.",
            )
            add(Finding("document-unknown", "error", path.stem, "", what, remedy=remedy, id=path.stem, file=str(path)))
    return found


def _pass(path: Path, entry: ManifestEntry, add: Add) -> Annotations | None:
    """Annotations that are of this document and its text; else None and the findings why not."""
    doc_id = entry.doc_id
    try:
        read, flaws = corpus.read_annotations(path)
    except VirgoletteError as error:
        add(finding("progress-unreadable", doc_id, error.what, file=path, remedy=error.remedy))
        return None
    for flaw in flaws:
        add(flaw)
    if read is None:
        return None
    if read.doc_id != doc_id:
        what, remedy = f"the file is named {doc_id}, its doc_id is {read.doc_id}", "Rename the file or mend doc_id."
        add(Finding("document-misnamed", "error", doc_id, "/doc_id", what, remedy=remedy, id=doc_id, file=str(path)))
        return None
    if read.text_sha256 != entry.sha256:
        what, remedy = "it annotates another text than the manifest's", "Carry it over with `virgolette remap`."
        add(Finding("text-changed", "error", doc_id, "/text_sha256", what, remedy=remedy, id=doc_id, file=str(path)))
        return None
    return read


def _counts(found: Annotations) -> dict[str, int]:
    return {layer: len(getattr(found, layer)) for layer in LAYERS}


def _work(
    name: str, doc_id: str, read: Annotations | None, there: bool, pulled: Mapping[str, Json] | None, add: Add
) -> Work:
    if pulled and (kept := pulled["kept"]):
        what = f"{name}: {kept} items couldn't be taken over in the last pull; the side file has them"
        remedy = "Mend them in Label Studio, and pull again."
        add(finding("pull-unfinished", doc_id, what, file=str(pulled["file"]), remedy=remedy))
    if pulled and not there:
        what, remedy = f"{name}: there is a side file of a pull, and no pass", "Pull again."
        add(finding("pull-unfinished", doc_id, what, file=str(pulled["file"]), remedy=remedy))
    return Work(name, _counts(read) if read else None, read is not None, pulled)


def _todo(wrong: bool, gold: str, work: Sequence[Work], undecided: int) -> str:
    usable = sum(w.usable for w in work)
    if wrong or gold == "blocked":
        return "mend"
    if gold == "stale" and not undecided:
        return "renew gold"
    if any(w.pulled and (w.pulled["kept"] or not w.usable) for w in work):
        return "finish"
    if undecided:
        return "decide"
    if gold == "writable":
        return "write gold"
    return "done" if gold == "current" else "second pass" if usable == 1 else "annotate"


def _totals(rows: Sequence[Row]) -> Totals:
    def count(names: Sequence[str]) -> dict[str, int]:
        return {name: names.count(name) for name in dict.fromkeys(names)}

    pooled = [p for row in rows for p in row.pairs if p.adjudicated]
    spans = {layer: [p.agreement[layer].exact for p in pooled if p.agreement] for layer in LAYERS}
    names = sorted({w.annotator for row in rows for w in row.passes})
    todo = [row.todo for row in rows]
    return Totals(
        len(rows),
        count([row.split for row in rows]),
        {name: todo.count(name) for name in TODO if name in todo},
        count(sorted(row.gold for row in rows)),
        {name: sum(w.annotator == name and w.usable for row in rows for w in row.passes) for name in names},
        sum(p.differences for p in pooled),
        sum(p.decided for p in pooled),
        sum(p.undecided for p in pooled),
        {
            layer: rate(*(sum(getattr(r, k) for r in rates) for k in ("left", "right", "matched")))
            for layer, rates in spans.items()
        },
        sum(bool(w.pulled and w.pulled["kept"]) for row in rows for w in row.passes),
    )
