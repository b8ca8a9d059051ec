"""The walk-through page as steps: commands with what they print, and what people do in the browser between them."""

from __future__ import annotations

import re
import shlex
from argparse import ArgumentParser, Namespace
from importlib import import_module
from pathlib import Path
from typing import NamedTuple

from tests.conftest import ROOT
from virgolette.cli import COMMANDS

PAGE = ROOT / "annotations" / "WALKTHROUGH.md"
# The address in the page; a test's server has another.
URL = "http://localhost:8080"
_STEP = re.compile(r"<!-- walk: (?P<person>[a-z]+) -->|```(?P<kind>sh|console)\n(?P<body>.*?)```", re.DOTALL)


class Step(NamedTuple):
    """One thing to do: what a person does, or a command with what it prints (None where that isn't shown)."""

    person: str
    command: str
    output: str | None


def steps(page: str) -> list[Step]:
    """The page from top to bottom."""
    found = []
    for match in _STEP.finditer(page):
        if match["person"]:
            found.append(Step(match["person"], "", None))
        elif match["kind"] == "sh":
            lines = [line.partition("  #")[0].strip() for line in match["body"].splitlines()]
            found += [Step("", line, None) for line in lines if line.startswith("virgolette ")]
        else:
            parts = re.split(r"^\$ ", match["body"], flags=re.MULTILINE)
            assert parts[0] == "", "a console block begins with a command"
            found += [Step("", part.partition("\n")[0], part.partition("\n")[2]) for part in parts[1:]]
    return found


def printed(page: str, outputs: list[str]) -> str:
    """The page with these outputs in its console blocks, in order."""
    left = iter(outputs)

    def block(match: re.Match[str]) -> str:
        if match["kind"] != "console":
            return match[0]
        commands = [line for line in match["body"].splitlines() if line.startswith("$ ")]
        return "```console\n" + "".join(f"{command}\n{next(left)}" for command in commands) + "```"

    return _STEP.sub(block, page)


def parsed(command: str) -> Namespace:
    """The arguments of a command, by the parser of the command line itself; SystemExit where they are wrong."""
    program, name, *rest = shlex.split(command)
    assert program == "virgolette" and name in dict(COMMANDS), command
    parser = ArgumentParser()
    import_module(f"virgolette.cli.{name}").configure(parser)
    return parser.parse_args(rest)


def reduced(png: bytes, target: Path) -> None:
    """Write a screenshot with a palette of a few colours, which text and buttons need no more of."""
    import io

    from PIL import Image

    image = Image.open(io.BytesIO(png)).convert("RGB")
    target.parent.mkdir(parents=True, exist_ok=True)
    # Some rounds of k-means keep the colours of small things, such as labels.
    image.quantize(256, kmeans=3, dither=Image.Dither.NONE).save(target, optimize=True)
