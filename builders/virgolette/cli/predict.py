"""virgolette predict: let a system annotate documents, and write what it finds as offsets."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from virgolette.cli import predict_llm


def configure(parser: argparse.ArgumentParser) -> None:
    """The command's arguments."""
    parser.add_argument("system", metavar="SYSTEM", help="rules, crf, spacy or llm")
    chosen = parser.add_mutually_exclusive_group()
    chosen.add_argument("--split", default="all", help="train, validation, test, reference or all (default)")
    chosen.add_argument("--docs", nargs="+", metavar="DOC_ID", default=[], help="these documents only")
    parser.add_argument("--out", type=Path, required=True, metavar="FILE", help="the predictions, as JSON Lines")
    parser.add_argument("--model", type=Path, metavar="PATH", help="a model that virgolette train wrote")
    parser.add_argument(
        "--entities", type=Path, metavar="FILE", help="a file like annotations/entities.json: rules and llm link to it"
    )
    parser.add_argument(
        "--texts", type=Path, metavar="DIR", help="folder of external texts (default: VIRGOLETTE_TEXTS)"
    )
    parser.add_argument("--corpus", type=Path, metavar="DIR", help="folder of the corpus (default: the project's own)")
    predict_llm.configure(parser)


def run(options: argparse.Namespace) -> int:
    """Predict and write. Documents whose text isn't at hand, and those that a system failed on, are named: the scorer
    counts them as empty. 1 where any failed."""
    from virgolette import corpus
    from virgolette.cli.paths import distinct
    from virgolette.cli.splits import expect_split
    from virgolette.errors import InputError
    from virgolette.systems.base import Options, Several, Source, lines, predicted
    from virgolette.systems.catalogue import made

    named = {"out": options.out, "model": options.model, "entities": options.entities}
    distinct(**named, metrics=options.metrics, journal=options.journal)
    found = corpus.load(options.corpus, options.texts)
    known = {d.entry.doc_id: d for d in found.documents}
    for doc_id in options.docs:
        if doc_id not in known:
            raise InputError("isn't in the manifest", where=doc_id, remedy=f"Name some of: {', '.join(known)}.")
    if not options.docs:
        expect_split("--split", options.split, found, "all")
    wanted = [
        d
        for d in found.documents
        if (d.entry.doc_id in options.docs if options.docs else options.split in ("all", d.entry.split))
    ]
    sources = [
        Source(d.entry.doc_id, d.text, d.entry.published, d.entry.text == "external")
        for d in wanted
        if d.text is not None
    ]
    if not sources:
        raise InputError(
            "no document with a text is chosen",
            where=" ".join(options.docs) or options.split,
            remedy="Name another split, or give the folder with the texts by --texts DIR or VIRGOLETTE_TEXTS.",
        )
    system = made(options.system, Options(options.model, options.entities, predict_llm.settings(options)))
    predictions = predicted(system, sources)
    corpus.write_bytes(options.out, lines(predictions))
    missing = [d.entry.doc_id for d in wanted if d.text is None]
    if missing:
        print(f"Left out, because their texts are not at hand: {', '.join(missing)}.", file=sys.stderr)
    failed = [p for p in predictions if p.error is not None]
    for p in failed:
        print(f"{p.doc_id}: {p.error}", file=sys.stderr)
    if isinstance(system, Several):
        print(system.report())
        system.close()
    print(f"{options.out}: {system.name} {system.version} on {len(sources)} documents")
    return 1 if failed else 0
