"""virgolette status: where each document stands between its text and its gold."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path


def configure(parser: argparse.ArgumentParser) -> None:
    """The command's arguments."""
    parser.add_argument("--format", choices=("text", "json"), default="text", help="tables (default), or JSON")
    parser.add_argument(
        "--texts", type=Path, metavar="DIR", help="folder of external texts (default: VIRGOLETTE_TEXTS)"
    )
    parser.add_argument("--corpus", type=Path, metavar="DIR", help="folder of the corpus (default: the project's own)")


def run(options: argparse.Namespace) -> int:
    """Look and print; 1 where there are findings."""
    import msgspec

    from virgolette import resources
    from virgolette.checks import report
    from virgolette.studio.drafts import drafts
    from virgolette.workflow import status, status_text

    root = options.corpus if options.corpus is not None else resources.root()
    beside, bad = drafts(root)
    found, corpus = status.survey(root, options.texts, beside, bad)
    batch = report.Batch(corpus, found.findings)
    if options.format == "json":
        # A file of JSON may be passed on: no words of external texts in it, and no folders of this machine.
        shown = [msgspec.structs.replace(batch.publishable(f), file=_short(f.file, root)) for f in batch.findings]
        whole = msgspec.structs.replace(found, findings=tuple(shown))
        tree = msgspec.to_builtins(whole)
        for row in tree["documents"]:
            for work in row["passes"]:
                if work["pulled"]:
                    work["pulled"]["file"] = _short(work["pulled"]["file"], root)
        sys.stdout.write(msgspec.json.format(msgspec.json.encode(tree), indent=2).decode("utf-8") + "\n")
    else:
        sys.stdout.write(status_text.render(found))
        for line in report.as_text([batch]):
            print(line)
    return 1 if found.findings else 0


def _short(file: str, root: Path) -> str:
    """A file as seen from the corpus folder."""
    return Path(file).relative_to(root).as_posix() if file and Path(file).is_relative_to(root) else file
