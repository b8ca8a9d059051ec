"""virgolette train: learn a model from annotated documents."""

from __future__ import annotations

import argparse
from pathlib import Path


def configure(parser: argparse.ArgumentParser) -> None:
    """The command's arguments."""
    parser.add_argument("system", choices=("crf", "spacy"), help="what to train")
    parser.add_argument("--split", default="train", help="the documents to learn from (default: train)")
    parser.add_argument(
        "--validation",
        default="validation",
        metavar="SPLIT",
        help="the documents by which spacy decides when to stop; without any, after a fixed number of rounds "
        "(default: validation)",
    )
    parser.add_argument("--out", type=Path, required=True, metavar="PATH", help="the model: crf a file, spacy a folder")
    parser.add_argument("--corpus", type=Path, metavar="DIR", help="folder of the corpus (default: the project's own)")


def run(options: argparse.Namespace) -> int:
    """Train and write. A model holds words of its texts, so that only texts in the corpus are learnt from."""
    from virgolette import corpus
    from virgolette.cli.paths import distinct
    from virgolette.cli.splits import expect_split
    from virgolette.errors import InputError
    from virgolette.systems import catalogue
    from virgolette.systems.tagging import Document

    distinct(out=options.out, corpus=options.corpus)
    found = corpus.load(options.corpus)
    expect_split("--split", options.split, found)
    if options.validation != "validation":
        # The default may have no documents: it is optional.
        expect_split("--validation", options.validation, found)

    def annotated(split: str) -> list[Document]:
        chosen = [d for d in found.documents if d.entry.split == split and d.annotations is not None]
        if any(d.entry.text == "external" for d in chosen):
            raise InputError(
                "has texts that may not be redistributed, and a model would hold their words",
                where=split,
                remedy="Train on a split whose texts are all included in the corpus.",
            )
        return [(d.text, d.annotations) for d in chosen if d.text is not None and d.annotations is not None]

    pairs, judged = annotated(options.split), annotated(options.validation)
    if options.split == options.validation:
        raise InputError("is both learnt from and judged by", where=options.split, remedy="Name two splits.")
    train = catalogue.entry(options.system).train
    assert train is not None, "the parser takes no other systems"
    train(pairs, judged, options.out)
    print(f"{options.out}: {options.system}, learnt from {len(pairs)} documents")
    return 0
