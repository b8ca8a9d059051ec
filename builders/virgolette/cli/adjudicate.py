"""virgolette adjudicate: two passes side by side, decisions on their differences, and gold from both."""

from __future__ import annotations

import argparse
import json
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import msgspec

from virgolette import corpus
from virgolette.cli import paths
from virgolette.corpus.visible import visible
from virgolette.errors import InputError
from virgolette.model import Annotations, Corpus, Decisions, Document
from virgolette.workflow import adjudicate, decide, follow
from virgolette.workflow.merge import Item, compare

Json = Any


def configure(parser: argparse.ArgumentParser) -> None:
    """The command's arguments."""
    parser.add_argument("a", help="the first annotator: a folder under annotations/passes/")
    parser.add_argument("b", help="the second annotator")
    parser.add_argument(
        "--doc", action="append", default=[], metavar="DOC_ID", help="only this document (may be repeated)"
    )
    parser.add_argument("--corpus", type=Path, metavar="ROOT", help="corpus folder (default: the shipped one)")
    parser.add_argument(
        "--texts", type=Path, metavar="DIR", help="folder of external texts (default: VIRGOLETTE_TEXTS)"
    )
    parser.add_argument(
        "--decide", type=Path, metavar="FILE", help="an adjudicator's lines for one --doc: write its decisions file"
    )
    parser.add_argument(
        "--out", type=Path, metavar="DIR", help="write gold into this folder; refused while a difference is undecided"
    )
    parser.add_argument("--force", action="store_true", help="with --decide: also where decisions made before are lost")
    parser.add_argument("--all", action="store_true", help="list decided differences too")


def run(options: argparse.Namespace) -> int:
    """List, decide or write; 1 while a difference is undecided."""
    root = paths.root(options.corpus)
    passes = {name: _pass(root, name, options) for name in (options.a, options.b)}
    both = [d for d in passes[options.a] if d in passes[options.b]]
    if unknown := [d for d in options.doc if d not in both]:
        raise InputError(
            f"{', '.join(unknown)} isn't in both",
            where=f"{options.a}, {options.b}",
            remedy=f"Name some of: {', '.join(sorted(both)) or 'none, they share no document'}.",
        )
    shared = [d for d in both if not options.doc or d in options.doc]
    if not shared:
        raise InputError(
            "the two have no document in common", where=f"{options.a}, {options.b}", remedy="See annotations/passes/."
        )
    if options.decide:
        _decide(root, shared, passes, options)
    left, done = 0, []
    for doc_id in shared:
        a, b = (passes[name][doc_id] for name in (options.a, options.b))
        assert a.annotations is not None and b.annotations is not None
        made = _decisions(root, doc_id, options)
        items = compare(a.annotations, b.annotations)
        undecided = {item.key for item in adjudicate.open_items(items, made)}
        left += len(undecided)
        agreed = sum(item.agreed for item in items)
        differing = f"{len(items) - agreed} differences, {len(undecided)} undecided"
        print(f"{doc_id}: {len(items)} annotations, {agreed} agreed, {differing}")
        if options.out is None:
            for number, item in decide.numbered(items):
                if options.all or item.key in undecided:
                    print("\n".join(map(visible, _shown(number, item, a.text))))
        elif not undecided:
            done.append(adjudicate.gold(a.annotations, b.annotations, made))
    if options.out and not left:
        _write(root, options.out, done)
    elif options.out:
        print("nothing written: decide what is undecided first")
    return 1 if left else 0


def _write(root: Path, folder: Path, done: Sequence[Annotations]) -> None:
    """All of it or nothing: a folder with gold for some documents would pass for the whole."""
    ids = _renamed(folder, done)
    for made in done:
        corpus.write(folder / f"{made.doc_id}.json", made)
    print(f"gold for {len(done)} documents written to {folder}")
    if folder.resolve() == (root / "annotations" / "gold").resolve():
        for lost in follow.rewrite(root, ids):
            print(f"no longer there, dropped: {lost}")


def _renamed(folder: Path, made: Sequence[Annotations]) -> dict[str, follow.Ids]:
    """Per document that has gold already: what its annotations' ids become."""
    paths = {a.doc_id: folder / f"{a.doc_id}.json" for a in made}
    old = {doc: corpus.typed(path, "annotations", Annotations) for doc, path in paths.items() if path.exists()}
    return {a.doc_id: follow.moved(old[a.doc_id], a) for a in made if a.doc_id in old}


def _pass(root: Path, name: str, options: argparse.Namespace) -> dict[str, Document]:
    folder = root / "annotations" / "passes" / name
    if not folder.is_dir():
        known = ", ".join(corpus.pass_names(root)) or "none"
        raise InputError("there is no such pass", where=str(folder), remedy=f"Name one of: {known}.")
    found: Corpus
    found, findings = corpus.scan(root, options.texts, files=corpus.annotation_files(folder))
    bad = [f for f in findings if not options.doc or f.doc_id in options.doc]
    if bad:
        raise InputError(bad[0].message, where=f"{bad[0].file}#{bad[0].path}", remedy=bad[0].remedy)
    return {d.entry.doc_id: d for d in found.documents if d.annotations is not None}


def _decisions(root: Path, doc_id: str, options: argparse.Namespace) -> Decisions | None:
    path = root / "annotations" / "decisions" / f"{doc_id}.json"
    if not path.exists():
        return None
    made = corpus.typed(path, "decisions", Decisions)
    if made.doc_id != doc_id:
        raise InputError(f"these decisions are on {made.doc_id}", where=str(path), remedy="Rename the file.")
    if (made.a, made.b) != (options.a, options.b):
        # Ids and sides would be taken for those of other passes.
        raise InputError(
            f"these decisions are on the passes {made.a} and {made.b}, in this order",
            where=str(path),
            remedy=f"Call: virgolette adjudicate {made.a} {made.b}",
        )
    return made


def _decide(root: Path, shared: list[str], passes: dict[str, dict[str, Document]], options: argparse.Namespace) -> None:
    if len(shared) != 1:
        raise InputError("--decide is for one document", where=str(options.decide), remedy="Name it by --doc.")
    a, b = (passes[name][shared[0]] for name in (options.a, options.b))
    first, second = a.annotations, b.annotations
    assert isinstance(first, Annotations) and isinstance(second, Annotations)
    if a.text is None:
        raise InputError(
            "its text is not at hand", where=shared[0], remedy="Give its folder by --texts DIR or VIRGOLETTE_TEXTS."
        )
    raw = corpus.read_text(options.decide)
    made = decide.compile_decisions(raw, (options.a, options.b), first, second, a.entry, a.text)
    old = _decisions(root, shared[0], options)
    open_now = {item.key for item in adjudicate.open_items(compare(first, second), made)}
    open_before = {item.key for item in adjudicate.open_items(compare(first, second), old)}
    if (lost := sorted(open_now - open_before)) and not options.force:
        raise InputError(
            f"{len(lost)} differences that are decided would be open again, {lost[0]} first",
            where=str(options.decide),
            remedy="Give the lines of these too (the whole file is written anew), or --force.",
        )
    corpus.write(root / "annotations" / "decisions" / f"{shared[0]}.json", made)


def _shown(number: int, item: Item, text: str | None) -> Iterator[str]:
    """A difference as lines: one record with its words, or both with the fields that differ."""
    one = item.a or item.b
    if item.a is None or item.b is None:
        shown = [name for name in one if name not in ("id", "segments", "content", "start", "end", "statement_en")]
        yield f"{number:4} {item.layer} only {'a' if item.a else 'b'} {item.key}: {_words(one, text)}"
        yield f"       {_fields(one, shown, text)}"
        return
    yield f"{number:4} {item.layer} {item.key}: {_words(one, text)}"
    for side, record in (("a", item.a), ("b", item.b)):
        yield f"     {side} {_fields(record, list(item.fields), text)}"


def _fields(record: Json, names: list[str], text: str | None) -> str:
    shown = []
    for name in names:
        value = record
        for key in name.split("."):
            value = value.get(key) if isinstance(value, dict) else None
        if name in ("segments", "content", "cue") and value:
            shown.append(f"{name}={_words({'segments': value}, text)}")
        else:
            shown.append(f"{name}={msgspec.json.encode(value).decode()}")
    return "  ".join(shown)


def _words(record: Json, text: str | None) -> str:
    spots = record.get("segments") or record.get("content") or [record]
    if text is None:
        return " + ".join(f"[{s['start']}, {s['end']})" for s in spots)
    return (
        " + ".join(json.dumps(visible(text[s["start"] : s["end"]]), ensure_ascii=False) for s in spots)
        + f" @{spots[0]['start']}"
    )
