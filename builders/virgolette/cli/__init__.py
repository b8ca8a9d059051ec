"""The command line: parse, call, print, exit code. 0 clean, 1 findings, 2 usage or environment."""

from __future__ import annotations

import argparse
import io
import os
import sys
from collections.abc import Sequence
from contextlib import suppress
from importlib import import_module
from keyword import iskeyword

from virgolette.cli.stopping import Stopped, heeded
from virgolette.errors import EnvironmentFault, VirgoletteError

# Command → what it does. Its module is imported only when it is called, which keeps start-up fast.
COMMANDS = (
    ("check", "check annotations against their texts, each other and the scheme"),
    ("build", "build the Parquet data set"),
    ("stats", "count what the corpus holds"),
    ("show", "write one document with all its layers as an HTML page"),
    ("draft", "read a text with numbered marks, or compile a draft into annotations"),
    ("studio", "bring documents to Label Studio, and annotators' work back"),
    ("status", "say where each document stands between its text and its gold"),
    ("agree", "measure how well two annotation passes agree"),
    ("remap", "carry annotations over to an edited text"),
    ("adjudicate", "decide the differences of two passes, and write gold"),
    ("import", "read a corpus of another format"),
    ("export", "write the corpus in another format"),
    ("predict", "let a system annotate documents"),
    ("train", "learn a model from annotated documents"),
    ("score", "score a system's predictions against gold"),
    ("compare", "compare the results of several systems"),
    ("board", "show where systems stand, and run those that ship"),
    ("pack", "write a corpus as shards, for engines that work through many documents"),
    ("publish", "put the data set on a hub, without the texts of external documents"),
    ("migrate", "bring a corpus from an earlier version of the schemas to this one"),
    ("diff", "say which annotations differ between two versions of the data"),
    ("site", "write the data set as a static site"),
    ("docs", "generate the figures in the documentation, for contributors"),
)


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command; the exit code."""
    try:
        with heeded():
            try:
                return _called(list(sys.argv[1:] if argv is None else argv))
            finally:
                # Help and version too may meet a reader that has gone; at exit it would be too late to say so.
                sys.stdout.flush()
    except VirgoletteError as error:
        print(f"virgolette: {_told(error)}", file=sys.stderr)
        return 2
    except BrokenPipeError:
        # The reader has gone (`| head`): nothing is wrong, and nothing more can be said on this pipe.
        _silence()
        return 0
    except Stopped as stopped:
        # A terminal that was closed takes no more words.
        with suppress(OSError):
            print(f"virgolette: stopped by {stopped}", file=sys.stderr)
        return 128 + stopped.number
    except KeyboardInterrupt:
        print("virgolette: interrupted", file=sys.stderr)
        return 130
    except OSError as error:
        print(f"virgolette: {_told(_fault(error))}", file=sys.stderr)
        try:
            sys.stdout.flush()
        except OSError:
            _silence()
        return 2


def _silence() -> None:
    """Nothing is said on stdout any more, so that nothing fails at exit either."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _fault(error: OSError) -> EnvironmentFault:
    """What no command foresaw: a name that is too long, a disk that is full under what is printed."""
    remedy = "Name another file or folder, or make room on the disk."
    where = "" if error.filename is None else os.fsdecode(error.filename)
    return EnvironmentFault(f"the system says: {error.strerror or error}", where=where, remedy=remedy)


def _called(arguments: list[str]) -> int:
    if isinstance(sys.stdout, io.TextIOWrapper) and sys.stdout.encoding.lower().replace("-", "") != "utf8":
        # A terminal that lacks « or “ shows an escape, not a traceback.
        sys.stdout.reconfigure(errors="backslashreplace")
    parser = argparse.ArgumentParser(
        prog="virgolette",
        description="Italian news annotated with entities, quotes and claims: build it, check it, score on it.",
    )
    parser.add_argument("--version", action="store_true", help="print the package's version")
    commands = parser.add_subparsers(dest="command", metavar="COMMAND")
    called = next((a for a in arguments if not a.startswith("-")), None)
    for name, about in COMMANDS:
        sub = commands.add_parser(name, help=about, description=about[0].upper() + about[1:] + ".")
        if name == called:
            # A module can't be named by a word of the language: import is in import_.
            module = import_module(f"virgolette.cli.{name}_" if iskeyword(name) else f"virgolette.cli.{name}")
            module.configure(sub)
            sub.set_defaults(run=module.run)
    options = parser.parse_args(arguments)
    if options.version:
        print(f"virgolette {_version()}")
        return 0
    if options.command is None:
        parser.print_help()
        return 2
    code: int = options.run(options)
    return code


def _told(error: VirgoletteError) -> str:
    """The error for a terminal: a file's name may hold anything. Lines of its own stay lines."""
    from virgolette.corpus.visible import visible

    what = "\n".join(map(visible, error.what.split("\n")))
    return str(VirgoletteError(what, where=visible(error.where), remedy=visible(error.remedy)))


def _version() -> str:
    from importlib.metadata import PackageNotFoundError, version

    try:
        return version("virgolette")
    except PackageNotFoundError:
        return "(not installed)"
