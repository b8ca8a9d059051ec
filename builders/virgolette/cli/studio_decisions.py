"""virgolette studio push-differences, pull-decisions: two passes' differences decided in Label Studio."""

from __future__ import annotations

import argparse
import shlex
import sys
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from msgspec import Struct

from virgolette import corpus
from virgolette.cli import paths
from virgolette.cli.studio import chosen, exported, told, whole_corpus, write_tasks
from virgolette.corpus.jsonio import place
from virgolette.errors import InputError
from virgolette.finding import Finding
from virgolette.model import Annotations, Decision, Decisions, Document
from virgolette.studio.choices import Choice, choices
from virgolette.studio.codes import Report
from virgolette.studio.decisionlines import replace, sealed, written
from virgolette.studio.differences import Difference, fingerprint, to_task
from virgolette.workflow import adjudicate, decide
from virgolette.workflow.join import Chosen, earlier, join
from virgolette.workflow.merge import compare

Json = Any


class Compared(Struct, frozen=True):
    """One document of both passes.

    Attributes:
        document: With its text, where it is at hand.
        first, second: The passes.
        differences: All, in their order.
        words: Key of an annotation → the words that it covers; empty without the text.
        made: The decisions so far.
        decided: Keys of the differences that they cover.
    """

    document: Document
    first: Annotations
    second: Annotations
    differences: tuple[Difference, ...]
    words: Mapping[str, str]
    made: Decisions | None
    decided: frozenset[str]


def push(options: argparse.Namespace) -> int:
    """Bring the undecided differences into a project or file; 1 where there are findings."""
    root = paths.root(options.corpus)
    names = (options.a, options.b)
    both = _shared(root, names, options.docs)
    if not options.docs:
        external = {e.doc_id for e in corpus.manifest(root).documents if e.text == "external"}
        left = [d for d in both if d in external and not options.external]
        # Named, or with nothing else to push, they are refused in so many words.
        options.docs = [d for d in both if d not in left] or left
        if left and options.docs != left:
            print(f"left out without --external: {', '.join(left)}", file=sys.stderr)
    tasks = []
    for document in chosen(root, options):
        found = _compared(root, document, names, *both[document.entry.doc_id])
        tasks += [to_task(d, document, found.words) for d in found.differences if d.key not in found.decided]
    if options.to:
        return write_tasks(options.to, tasks, force=options.force)
    from virgolette.studio import sync
    from virgolette.studio.client import Studio
    from virgolette.studio.decisionconfig import decision_about, decision_config
    from virgolette.studio.token import token

    studio = Studio(options.url, token())
    number, done = sync.ready(studio, options.project, decision_config(), decision_about())
    made, _ = sync.push(studio, number, tasks)
    print(f"project {number} {done}: {len(made.new)} differences new, {len(made.there)} there already")
    return told(made.findings, corpus.scan(root, options.texts, files=[])[0])


def pull(options: argparse.Namespace) -> int:
    """Take what was chosen; 1 where there are findings, something was refused, or a difference stays undecided."""
    root = paths.root(options.corpus)
    names = (options.a, options.b)
    export, people, file = exported(options)
    whole = whole_corpus(root, options.texts)
    documents = {d.entry.doc_id: d for d in whole.documents}
    # Only what was pushed is asked about: other documents may well be undecided too.
    wanted = [d for d in _held(root, names) if d in _pushed(export)]
    both = _shared(root, names, wanted) if wanted else {}
    found = {d: _compared(root, documents[d], names, *sides) for d, sides in both.items()}
    differences = {d.identity: d for c in found.values() for d in c.differences}
    made, findings = choices(export, differences, documents, people=people, annotator=options.annotator, file=file)
    code = 0
    for doc_id, compared in found.items():
        own = [c for c in made if c.difference.doc_id == doc_id]
        if own:
            code |= _written(root, compared, own, options, findings)
        else:
            print(f"{doc_id}: nothing chosen")
        left = [d for d in compared.differences if d.key not in compared.decided | {c.difference.key for c in own}]
        for d in left:
            print(f"  undecided: {d.number} {d.layer} {d.key}")
        code |= bool(left)
    if not found:
        print(f"nothing pulled: no differences of {' and '.join(names)} in {options.source or options.project}")
    return told(findings, whole) | code


def _written(
    root: Path, found: Compared, own: Sequence[Choice], options: argparse.Namespace, findings: list[Finding]
) -> int:
    """Write one document's choices as lines, or join them to its decisions; 1 where that was refused."""
    doc_id = found.document.entry.doc_id
    chosen_now = _new(found, own, options.force, findings) if options.join else list(own)
    try:
        data, lost = _data(found, chosen_now, join_them=options.join)
    except InputError as error:
        report = Report(doc_id, doc_id, "")
        report.add("studio-choices-unusable", error.what.replace("\n  ", "; "))
        findings += report.findings
        return 1
    path = root / "annotations" / "decisions" / f"{doc_id}.json" if options.join else options.out / f"{doc_id}.txt"
    # Joining keeps every decision that stands there, or has asked for --force already.
    ours = options.join or (path.exists() and sealed(corpus.jsonio.read_bytes(path)))
    what, backup = replace(path, data, ours=ours, force=options.force)
    print(f"{path}: {what}, {len(chosen_now)} decisions{f', what it was is in {backup}' if backup else ''}")
    if what == "refused":
        print("  No pull wrote what stands there. Give --force to overwrite it (a backup is kept), or another --out.")
        return 1
    if lost:
        print(f"  {lost} differences were decided before and aren't in these lines: --decide would forget them.")
        print("  Call this with --join instead, which adds the choices to the decisions file.")
    elif not options.join:
        names = " ".join(map(shlex.quote, (options.a, options.b)))
        print(f"  virgolette adjudicate {names} --doc {doc_id} --decide {shlex.quote(str(path))}")
    return 0


def _data(found: Compared, own: Sequence[Choice], *, join_them: bool) -> tuple[bytes, int]:
    """The file, and how many decisions made before it doesn't hold.

    Raises:
        InputError: Where the choices make no decisions.
    """
    document, names = found.document, found.differences[0].names
    if document.text is None:
        remedy = "Give its folder by --texts DIR or VIRGOLETTE_TEXTS."
        raise InputError("its text is not at hand", where=document.entry.doc_id, remedy=remedy)
    of = (names, found.first, found.second, document.entry, document.text)
    if join_them:
        more = [Chosen(c.difference.key, c.take, c.fields, c.why) for c in own]
        return corpus.canonical(join(found.made, more, *of)), 0
    taken = {c.difference.key for c in own}
    left = [d for d in found.differences if d.key not in taken | found.decided]
    data = written(document.entry.doc_id, names, own, left)
    # What adjudicate would refuse is told now, while the adjudicators are at it.
    decide.compile_decisions(data.decode("utf-8"), *of)
    return data, sum(f"{d.a or ''}|{d.b or ''}" not in taken for d in _decisions(found.made))


def _decisions(made: Decisions | None) -> tuple[Decision, ...]:
    return made.decisions if made else ()


def _new(found: Compared, own: Sequence[Choice], force: bool, findings: list[Finding]) -> list[Choice]:
    """The choices that the decisions file lacks; one that it has otherwise only by force."""
    standing = {f"{d.a or ''}|{d.b or ''}": d for d in _decisions(found.made)}
    new = []
    for choice in own:
        old = standing.get(choice.difference.key)
        if old is None:
            new.append(choice)
        elif not _same(found, choice, old):
            if force:
                new.append(choice)
                continue
            report = Report(choice.difference.doc_id, choice.place, "")
            told = f"{choice.take}{' with other fields' if choice.fields else ''}"
            report.add("studio-decided-otherwise", f"the file takes {old.take}, here {told} is chosen")
            findings += report.findings
    return new


def _same(found: Compared, choice: Choice, old: Decision) -> bool:
    """Whether a choice comes to what is decided already, whatever the reasons."""
    if not choice.fields or found.document.text is None:
        return choice.take == old.take
    # Fields of the other make a record, as they did then: it is made again, and compared.
    names, more = choice.difference.names, [Chosen(choice.difference.key, choice.take, choice.fields, old.why)]
    try:
        made = join(found.made, more, names, found.first, found.second, found.document.entry, found.document.text)
    except InputError:
        return False
    return old in made.decisions


def _held(root: Path, names: tuple[str, str]) -> list[str]:
    """The documents that both passes have, in the manifest's order."""
    if unknown := [n for n in names if n not in corpus.pass_names(root)]:
        known = ", ".join(corpus.pass_names(root)) or "none"
        raise InputError("there is no such pass", where=unknown[0], remedy=f"Name one of: {known}.")
    folders = [root / "annotations" / "passes" / name for name in names]
    listed = corpus.manifest(root).documents
    return [e.doc_id for e in listed if all((f / f"{e.doc_id}.json").is_file() for f in folders)]


def _shared(root: Path, names: tuple[str, str], docs: Sequence[str]) -> dict[str, tuple[Annotations, Annotations]]:
    """Both passes over these documents, or over all that both have."""
    held = _held(root, names)
    if lacking := [d for d in docs if d not in held]:
        raise InputError("isn't in both passes", where=lacking[0], remedy=f"Name some of: {', '.join(held)}.")
    if not held:
        raise InputError("the two have no document in common", where=", ".join(names), remedy="Name two other passes.")
    first, second = (root / "annotations" / "passes" / name for name in names)
    return {d: (_read(first, d), _read(second, d)) for d in held if not docs or d in docs}


def _read(folder: Path, doc_id: str) -> Annotations:
    path = folder / f"{doc_id}.json"
    found, flaws = corpus.read_annotations(path)
    if found is None:
        raise InputError(flaws[0].message, where=place(path, flaws[0].path), remedy=flaws[0].remedy)
    return found


def _compared(
    root: Path, document: Document, names: tuple[str, str], first: Annotations, second: Annotations
) -> Compared:
    entry, text = document.entry, document.text
    for name, one in zip(names, (first, second), strict=True):
        if (one.doc_id, one.text_sha256) != (entry.doc_id, entry.sha256):
            remedy = "Carry the annotations over with `virgolette remap`."
            raise InputError(f"the pass of {name} is on another text", where=entry.doc_id, remedy=remedy)
    items = compare(first, second)
    made = earlier(root, entry.doc_id, names)
    undecided = {item.key for item in adjudicate.open_items(items, made)}
    passes = fingerprint(first, second)
    found = tuple(
        Difference(entry.doc_id, names, n, i.key, i.layer, i.a, i.b, i.fields, passes)
        for n, i in decide.numbered(items)
    )
    words = {i.key: " ".join(_covered(i.a or i.b, text)) for i in items} if text is not None else {}
    decided = frozenset(d.key for d in found if d.key not in undecided)
    return Compared(document, first, second, found, words, made, decided)


def _covered(record: Json, text: str) -> Iterator[str]:
    for s in record.get("segments") or record.get("content") or [record]:
        yield text[s["start"] : s["end"]]


def _pushed(export: Json) -> set[str]:
    """Documents that an export has tasks of, as far as it says so."""
    data = [t.get("data") for t in export if isinstance(t, dict)] if isinstance(export, list) else []
    names = (d.get("doc_id") for d in data if isinstance(d, dict))
    return {name for name in names if isinstance(name, str)}
