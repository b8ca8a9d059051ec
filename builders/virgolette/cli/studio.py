"""virgolette studio: the labeling configuration, documents to Label Studio, work from it."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from virgolette import corpus, resources
from virgolette.corpus.jsonio import place, read_bytes
from virgolette.errors import InputError, VirgoletteError
from virgolette.finding import Finding
from virgolette.model import Annotations, Corpus, Document

Json = Any
GOLD = "gold"


def configure(parser: argparse.ArgumentParser) -> None:
    """The command's arguments."""
    parser.epilog = "The token is taken from LABEL_STUDIO_API_KEY, or from .env in Label Studio's data folder."
    actions = parser.add_subparsers(dest="action", metavar="ACTION", required=True)
    shown = actions.add_parser("config", help="print the labeling configuration, derived from schema/")
    shown.add_argument("--differences", action="store_true", help="that of an adjudication project")
    actions.add_parser("codes", help="list the codes of what can be wrong with an export")
    push = actions.add_parser("push", help="bring documents into a project, or into a file of tasks")
    pull = actions.add_parser("pull", help="take annotators' work from a project, or from an exported file")
    ask = actions.add_parser("push-differences", help="bring two passes' undecided differences into a project")
    answers = actions.add_parser("pull-decisions", help="take what was chosen, as lines for adjudicate --decide")
    for sub in (ask, answers):
        sub.add_argument("a", help="the first annotator: a folder under annotations/passes/")
        sub.add_argument("b", help="the second annotator")
    for sub in (push, pull, ask, answers):
        sub.add_argument("--url", help="address of the server, such as http://localhost:8080")
        sub.add_argument("--project", metavar="TITLE|ID", help="the project")
        sub.add_argument("--corpus", type=Path, metavar="ROOT", help="corpus folder (default: the shipped one)")
        sub.add_argument("--texts", type=Path, metavar="DIR", help="folder of external texts (or VIRGOLETTE_TEXTS)")
    for sub in (push, ask):
        sub.add_argument("--docs", nargs="+", default=[], metavar="DOC_ID", help="only these documents")
        sub.add_argument("--to", type=Path, metavar="FILE", help="write the tasks into a file, without a server")
        sub.add_argument("--external", action="store_true", help="external texts too: their words go where you push")
        sub.add_argument("--force", action="store_true", help="overwrite FILE")
    for sub in (pull, answers):
        sub.add_argument("--from", dest="source", type=Path, metavar="FILE", help="a JSON export, without a server")
        sub.add_argument("--annotator", default="all", metavar="NAME|all", help="whose work (default: all)")
        sub.add_argument("--force", action="store_true", help="overwrite what no pull wrote; a backup is kept")
    push.add_argument("--prefill", metavar="gold|PASS", help="show these annotations as predictions")
    pull.add_argument("--out", type=Path, metavar="DIR", help="where passes go (default: annotations/passes)")
    answers.add_argument(
        "--out", type=Path, default=Path(), metavar="DIR", help="where DOC_ID.txt goes (default: here)"
    )
    answers.add_argument("--join", action="store_true", help="add the choices to annotations/decisions/ instead")


def run(options: argparse.Namespace) -> int:
    """Do it; 1 where there are findings or something was refused."""
    if options.action == "config":
        from virgolette.studio.config import config
        from virgolette.studio.decisionconfig import decision_config

        print(decision_config() if options.differences else config())
        return 0
    if options.action == "codes":
        from virgolette.studio.codes import ALL_CODES

        for code in ALL_CODES:
            print(f"{code.code:<29} {code.severity:<8} {code.about}")
        return 0
    pushing = options.action.startswith("push")
    offline = options.to if pushing else options.source
    if bool(offline) == bool(options.url and options.project):
        file = "--to FILE" if pushing else "--from FILE"
        raise InputError("needs one place", where="studio", remedy=f"Give --url and --project, or {file}.")
    if options.action in ("push", "pull"):
        return _push(options) if pushing else _pull(options)
    from virgolette.cli import studio_decisions

    return studio_decisions.push(options) if pushing else studio_decisions.pull(options)


def _push(options: argparse.Namespace) -> int:
    from virgolette.studio.tasks import to_task

    root = options.corpus or resources.root()
    documents = chosen(root, options)
    filled = _prefill(root, options) if options.prefill else {}
    tasks = [to_task(d, filled.get(d.entry.doc_id), options.prefill or GOLD) for d in documents]
    if options.to:
        return write_tasks(options.to, tasks, force=options.force)
    from virgolette.studio import sync
    from virgolette.studio.about import about
    from virgolette.studio.client import Studio
    from virgolette.studio.config import config
    from virgolette.studio.token import token

    studio = Studio(options.url, token())
    number, done = sync.ready(studio, options.project, config(), about())
    found, renewed = sync.push(studio, number, tasks)
    print(f"project {number} {done}: {len(found.new)} tasks new, {len(found.there)} there already", end="")
    print(f", {renewed} predictions renewed" if options.prefill else "")
    return told(found.findings, corpus.scan(root, options.texts, files=[])[0])


def write_tasks(path: Path, tasks: Sequence[Json], *, force: bool) -> int:
    """Write tasks into a file, which isn't overwritten with something else unless `force` says so."""
    data = (json.dumps(tasks, ensure_ascii=False, indent=1) + "\n").encode("utf-8")
    if not force and path.exists() and read_bytes(path) != data:
        raise InputError("holds something else", where=str(path), remedy="Give --force, or another name.")
    corpus.write_bytes(path, data)
    print(f"{len(tasks)} tasks written to {path}")
    return 0


def _pull(options: argparse.Namespace) -> int:
    from virgolette.studio import passes
    from virgolette.studio.export import works

    root = options.corpus or resources.root()
    whole = whole_corpus(root, options.texts)
    export, people, file = exported(options)
    documents = {d.entry.doc_id: d for d in whole.documents}
    found, findings = works(export, documents, people=people, annotator=options.annotator, file=file)
    out = options.out or root / "annotations" / "passes"
    code = told(findings, whole)
    for outcome in (passes.write(work, out, force=options.force) for work in found):
        left = f", {len(outcome.work.kept)} items kept in the side file" if outcome.work.kept else ""
        saved = f", what it was is in {outcome.backup}" if outcome.backup else ""
        print(f"{outcome.path}: {outcome.what}{left}{saved}")
        if outcome.what == "refused":
            print(
                "  No pull wrote what stands there. Give --force to overwrite it (a backup is kept), or another --out."
            )
            code = 1
    if not found:
        print(f"nothing pulled: no work of {options.annotator} in {options.source or options.project}")
    return code


def exported(options: argparse.Namespace) -> tuple[Json, Mapping[int, str], str]:
    """An export from the file or server that was named, addresses by user id, and the file's name."""
    if options.source:
        return _read(options.source), {}, str(options.source)
    from virgolette.studio.client import Studio
    from virgolette.studio.token import token

    studio = Studio(options.url, token())
    project = studio.project(options.project)
    if project is None:
        raise InputError("there is no such project", where=options.project, remedy="See the server's list.")
    return studio.export(int(project.id)), studio.people(), ""


def whole_corpus(root: Path, texts: Path | None) -> Corpus:
    """All documents with their texts; annotations aren't needed."""
    found, findings = corpus.scan(root, texts, files=[])
    listed = found.manifest.documents
    bodies: dict[str, str | None] = {}
    for entry in listed:
        try:
            bodies[entry.doc_id] = corpus.text_of(Path(found.root), entry, texts)
        except VirgoletteError:
            bodies[entry.doc_id] = None
    documents = tuple(Document(e, bodies[e.doc_id], None) for e in listed)
    if findings:
        raise InputError(findings[0].message, where=findings[0].file, remedy=findings[0].remedy)
    return Corpus(found.root, found.manifest, documents, found.knowledge)


def chosen(root: Path, options: argparse.Namespace) -> list[Document]:
    """The documents to push, with their verified texts."""
    found, _ = corpus.scan(root, options.texts, files=[])
    entries = {e.doc_id: e for e in found.manifest.documents}
    if unknown := [d for d in options.docs if d not in entries]:
        raise InputError("isn't in the manifest", where=unknown[0], remedy=f"Name one of {', '.join(entries)}.")
    wanted = [entries[d] for d in options.docs or entries]
    outside = [e.doc_id for e in wanted if e.text == "external" and not options.external]
    if outside and options.docs:
        raise InputError(
            "its text may not be redistributed",
            where=outside[0],
            remedy="Give --external where only its annotators can read the server or file.",
        )
    if outside:
        print(f"left out without --external: {', '.join(outside)}", file=sys.stderr)
    return [
        Document(e, corpus.text_of(Path(found.root), e, options.texts), None) for e in wanted if e.doc_id not in outside
    ]


def _prefill(root: Path, options: argparse.Namespace) -> Mapping[str, Annotations]:
    name = options.prefill
    folder = root / "annotations" / (name if name == GOLD else f"passes/{name}")
    if name != GOLD and name not in corpus.pass_names(root):
        known = ", ".join((GOLD, *corpus.pass_names(root)))
        raise InputError("there is no such pass", where=name, remedy=f"Name one of {known}.")
    found: dict[str, Annotations] = {}
    for path in corpus.annotation_files(folder):
        annotations, findings = corpus.read_annotations(path)
        if annotations is None:
            raise InputError(findings[0].message, where=place(path, findings[0].path), remedy=findings[0].remedy)
        found[annotations.doc_id] = annotations
    return found


def _read(path: Path) -> Json:
    """An export; not by the project's strict reader, which knows no fractions."""
    try:
        return json.loads(corpus.read_text(path))
    except (ValueError, RecursionError) as error:
        raise InputError(f"isn't JSON ({type(error).__name__})", where=str(path), remedy="Export as JSON.") from None


def told(findings: Sequence[Finding], whole: Corpus) -> int:
    """Print findings; 1 where there are any."""
    from virgolette.checks import report

    lines: Iterable[str] = report.as_text([report.Batch(whole, list(findings))], colour=False)
    for line in lines:
        print(line)
    return 1 if findings else 0
