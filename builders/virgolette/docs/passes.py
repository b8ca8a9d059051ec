"""Blocks on how annotators differ: by label, by field, and readers who come fresh to the manual."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator
from pathlib import Path

from virgolette import corpus
from virgolette.docs.markdown import markdown, share
from virgolette.model import Annotations, Decisions
from virgolette.workflow import agree
from virgolette.workflow.merge import Item, compare

PASSES = ("lm-a", "lm-b")
READERS = "readers"
# Rarer differences are left out of the table; they say little.
_FEWEST = 3


def by_label(root: Path) -> str:
    """F1 of the two passes for each label of each layer."""
    left, right = (agree.read_pass(name, root) for name in PASSES)
    found = agree.agree(left, right, root)
    rows = [
        (layer, label, places.exact.left, places.exact.right, share(places.exact.f1), share(places.overlap.f1))
        for layer, figures in found.layers.items()
        for label, places in figures.labels.items()
    ]
    return markdown(["layer", "label", "first", "second", "F1 exact", "F1 overlap"], rows)


def disagreements(root: Path) -> str:
    """What the two passes differ in, the commonest first, and which side the decision took."""
    counted: Counter[tuple[str, str]] = Counter()
    taken: defaultdict[tuple[str, str], Counter[str]] = defaultdict(Counter)
    for decisions in _decisions(root):
        left, right = (_pass(root, name, decisions.doc_id) for name in (decisions.a, decisions.b))
        takes = {f"{d.a or ''}|{d.b or ''}": d.take for d in decisions.decisions}
        for item in compare(left, right):
            if item.agreed:
                continue
            for what in _what(item):
                counted[what] += 1
                taken[what][_kept(item, takes.get(item.key, ""))] += 1
    total = sum(counted.values())
    rows = [
        (layer, name, n, share(n / total), *(taken[layer, name][side] for side in _SIDES))
        for (layer, name), n in sorted(counted.items(), key=lambda pair: (-pair[1], pair[0]))
        if n >= _FEWEST
    ]
    return markdown(["layer", "differs in", "how often", "share", *_SIDES], rows)


_SIDES = ("first kept", "second kept", "another record", "none kept")


def _kept(item: Item, take: str) -> str:
    """Which side of a difference gold has; what only one pass has and gold lacks is the other pass's choice."""
    if take == "none" and (item.a is None or item.b is None):
        return _SIDES[0] if item.a is None else _SIDES[1]
    return {"a": _SIDES[0], "b": _SIDES[1], "none": _SIDES[3]}.get(take, _SIDES[2])


def _what(item: Item) -> Iterator[tuple[str, str]]:
    if item.a is None or item.b is None:
        yield item.layer, "one pass alone has it"
    else:
        yield from ((item.layer, f"`{name}`") for name in item.fields if not name.startswith("statement"))


def readers(root: Path) -> str:
    """F1 against gold of readers who annotated from the manual at the end."""
    gold = agree.read_pass("gold", root)
    rows = []
    for folder in sorted(p for p in (root / "annotations" / READERS).glob("*") if p.is_dir()):
        read = agree.read_pass(str(folder), root)
        found = agree.agree(read, gold, root)
        for layer, f in found.layers.items():
            exact, loose = f.spans.exact, f.spans.overlap
            rows.append(
                (
                    f"`{folder.name}`",
                    ", ".join(f"`{d}`" for d in found.documents),
                    layer,
                    exact.left,
                    exact.right,
                    share(exact.f1),
                    share(f.labelled.exact.f1),
                    share(loose.f1),
                )
            )
    head = ["reader", "documents", "layer", "reader's", "gold", "F1 exact", "F1 exact, same label", "F1 overlap"]
    return markdown(head, rows) if rows else "None yet."


def _decisions(root: Path) -> Iterator[Decisions]:
    for path in sorted((root / "annotations" / "decisions").glob("*.json")):
        yield corpus.typed(path, "decisions", Decisions)


def _pass(root: Path, name: str, doc_id: str) -> Annotations:
    found, _ = corpus.read_annotations(root / "annotations" / "passes" / name / f"{doc_id}.json")
    assert found is not None
    return found
