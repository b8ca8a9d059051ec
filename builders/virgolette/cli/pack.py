"""virgolette pack: a corpus as shards, a document a line, for the engines that work through them."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path


def configure(parser: argparse.ArgumentParser) -> None:
    """The command's arguments."""
    parser.add_argument(
        "corpus", type=Path, nargs="?", metavar="CORPUS", help="folder of the corpus (default: the shipped one)"
    )
    parser.add_argument("--out", type=Path, metavar="DIR", required=True, help="new folder of the packed corpus")
    parser.add_argument(
        "--form",
        choices=("jsonl", "parquet"),
        default="jsonl",
        help="how a shard's lines are stored: parquet takes less room, and is read as Arrow (default: jsonl)",
    )
    parser.add_argument("--size", type=int, default=1000, metavar="N", help="documents a shard (default: 1000)")


def run(options: argparse.Namespace) -> int:
    """Pack; the corpus must be readable whole, though its checks aren't run."""
    from virgolette import corpus
    from virgolette.checks import report
    from virgolette.cli import paths
    from virgolette.corpus import pack
    from virgolette.errors import InputError

    paths.apart(options.out, options.corpus)
    found = corpus.load(options.corpus)
    if not found.documents:
        raise InputError("holds no document", where=found.root, remedy="Name a corpus that has one.")
    count = pack.pack(found, options.out, options.size, f".{options.form}")
    documents = len(found.documents)
    print(f"packed {documents} documents into {count} shards: {report.visible(str(options.out))}", file=sys.stdout)
    return 0
