"""virgolette train: learn a model from annotated documents."""

from __future__ import annotations

import argparse
from pathlib import Path


def configure(parser: argparse.ArgumentParser) -> None:
    """The command's arguments."""
    parser.add_argument("system", choices=("crf",), help="what to train")
    parser.add_argument("--split", default="train", help="the documents to learn from (default: train)")
    parser.add_argument("--out", type=Path, required=True, metavar="FILE", help="where the model goes")
    parser.add_argument("--corpus", type=Path, metavar="DIR", help="folder of the corpus (default: the project's own)")


def run(options: argparse.Namespace) -> int:
    """Train and write. A model holds words of its texts, so that only texts in the corpus are learnt from."""
    from virgolette import corpus
    from virgolette.errors import InputError
    from virgolette.systems import crf

    found = corpus.load(options.corpus)
    chosen = [d for d in found.documents if d.entry.split == options.split and d.annotations is not None]
    if any(d.entry.text == "external" for d in chosen):
        raise InputError(
            "has texts that may not be redistributed, and a model would hold their words",
            where=options.split,
            remedy="Train on a split whose texts are all included in the corpus.",
        )
    pairs = [(d.text, d.annotations) for d in chosen if d.text is not None and d.annotations is not None]
    model = crf.trained(pairs)
    corpus.write_bytes(options.out, model)
    print(f"{options.out}: crf {crf.VERSION}, learnt from {len(pairs)} documents, {len(model)} bytes")
    return 0
