"""virgolette site: the data set as a static site that works offline, from a folder or any host."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

WARNING = "The site holds third-party texts: don't publish it, don't pass it on, and keep it out of the repository."


def configure(parser: argparse.ArgumentParser) -> None:
    """The command's arguments."""
    parser.add_argument(
        "--out", type=Path, metavar="DIR", required=True, help="folder of the site; an earlier site there is replaced"
    )
    parser.add_argument(
        "--texts", type=Path, metavar="DIR", help="folder of external texts (default: VIRGOLETTE_TEXTS)"
    )
    parser.add_argument("--corpus", type=Path, metavar="DIR", help="folder of the corpus (default: the project's own)")
    parser.add_argument(
        "--with-external-texts",
        action="store_true",
        help="show third-party texts that are at hand: such a site may not be published",
    )


def run(options: argparse.Namespace) -> int:
    """Read, check, write."""
    from virgolette import checks, corpus
    from virgolette.checks import report
    from virgolette.site import build
    from virgolette.site.source import Site, withheld

    # First of all, so that a target that isn't ours to replace is refused at once.
    build.prepare(options.out)
    found = corpus.load(options.corpus, options.texts)
    external = options.with_external_texts and any(d.text is not None for d in found.documents if _theirs(d.entry.text))
    # Findings quote what they are about: of a text that isn't shown, none may be made.
    findings = list(checks.run(found if external else withheld(found)))
    target, count = build.build(Site(found, findings, external=external), options.out)
    print(f"wrote {count} pages to {report.visible(str(target))}")
    if external:
        print(WARNING, file=sys.stderr)
    elif options.with_external_texts:
        print("No external text is at hand: the site shows offsets and our own statements of them.", file=sys.stderr)
    return 0


def _theirs(kind: str) -> bool:
    return kind == "external"
