"""virgolette migrate: a corpus from an earlier version of the schemas to this one."""

from __future__ import annotations

import argparse
from pathlib import Path


def configure(parser: argparse.ArgumentParser) -> None:
    """The command's arguments."""
    parser.epilog = "All files are changed or none; each is checked against its schema before the first is written."
    parser.add_argument("--corpus", type=Path, metavar="DIR", help="folder of the corpus (default: the project's own)")


def run(options: argparse.Namespace) -> int:
    """Migrate."""
    from virgolette import resources
    from virgolette.corpus.visible import visible
    from virgolette.dataset import migration

    root = options.corpus or resources.root()
    done = migration.migrate(root)
    if not done.steps:
        first = "" if migration.STEPS else ", the first one"
        print(f"{visible(str(root))} is of schema version {done.target}{first}: there is nothing to migrate")
        return 0
    for step in done.steps:
        print(f"{step.source} → {step.target}: {step.about}")
    print(f"migrated {len(done.files)} files from schema version {done.source} to {done.target}")
    return 0
