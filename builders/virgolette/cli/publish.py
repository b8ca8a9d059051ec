"""virgolette publish: the data set on a hub, checked, searched for what may not leave, in one commit with a tag."""

from __future__ import annotations

import argparse
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from virgolette.dataset.release import Release
    from virgolette.dataset.target import Target


def configure(parser: argparse.ArgumentParser) -> None:
    """The command's arguments."""
    parser.epilog = (
        "Tokens come from `hf auth login` or HF_TOKEN. A hub without xet storage needs HF_HUB_DISABLE_XET=1. "
        "Texts of external documents are never published; with --texts every file is searched for their words."
    )
    parser.add_argument("repo", metavar="REPO", help="repository, owner/name; made where it doesn't exist")
    parser.add_argument("--endpoint", metavar="URL", help="the hub (default: HF_ENDPOINT, else huggingface.co)")
    parser.add_argument("--revision", default="main", metavar="BRANCH", help="branch to commit to (default: main)")
    parser.add_argument("--dry-run", action="store_true", help="build, check and list, but contact nobody")
    parser.add_argument("--out", type=Path, metavar="DIR", help="keep what is published in this new folder, too")
    parser.add_argument(
        "--texts", type=Path, metavar="DIR", help="folder of external texts (default: VIRGOLETTE_TEXTS)"
    )
    parser.add_argument("--corpus", type=Path, metavar="DIR", help="folder of the corpus (default: the project's own)")


def run(options: argparse.Namespace) -> int:
    """Publish; 1 where the corpus has findings that no waiver covers: then nothing leaves."""
    from virgolette import checks, corpus
    from virgolette.checks import report
    from virgolette.dataset import release, versions
    from virgolette.dataset.publish import Hub, endpoint
    from virgolette.dataset.target import Target
    from virgolette.errors import InputError

    if options.out is not None and options.out.exists():
        raise InputError("exists already", where=str(options.out), remedy="Name a folder that doesn't exist.")
    texts = corpus.texts_dir(options.texts)
    found, unread = corpus.scan(options.corpus, texts)
    open_ = [f for f in (*unread, *checks.run(found)) if f.waived is None]
    if open_:
        batch = report.Batch(found, open_)
        for line in report.as_text([batch]):
            print(line)
        print(f"{report.counted(report.summary([batch]))}: not published", file=sys.stderr)
        return 1
    target = Target(
        repo=options.repo,
        tag=versions.tag(found.manifest),
        date=release.today(),
        endpoint=endpoint(options.endpoint),
        revision=options.revision,
    )
    hub = Hub(target)
    # Before the build, so that a version that exists is refused at once.
    head = None if options.dry_run else hub.head()
    with tempfile.TemporaryDirectory(prefix="virgolette-") as temporary:
        made = release.assemble(found, Path(temporary) / "release", target, texts)
        _tell(made, target)
        if options.out is not None:
            # Only what passed every look is ever left behind.
            _keep(made.path, options.out)
        if options.dry_run:
            print(f"dry run: nothing was sent to {target.page}")
            return 0
        commit = hub.publish(made, head)
    print(f"published {target.page} {target.tag} ({commit[:12]})")
    return 0


def _keep(folder: Path, out: Path) -> None:
    import shutil

    from virgolette.dataset import swap

    try:
        shutil.copytree(folder, out)
    except OSError as error:
        raise swap.fault(error, out) from None


def _tell(made: Release, target: Target) -> None:
    from virgolette.corpus.visible import visible

    for path, size in made.files.items():
        print(f"{size:>12,}  {visible(path)}")
    print(f"{sum(made.files.values()):>12,}  in {len(made.files)} files, tag {target.tag}, branch {target.revision}")
    if made.unsearched:
        print(
            f"Not searched for the words of {', '.join(made.unsearched)}, whose texts are not at hand (--texts DIR); "
            "their rows hold offsets and digests only.",
            file=sys.stderr,
        )
