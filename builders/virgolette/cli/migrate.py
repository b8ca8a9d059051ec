"""virgolette migrate: to come."""

from __future__ import annotations

import argparse


def configure(parser: argparse.ArgumentParser) -> None:
    """No arguments yet."""


def run(options: argparse.Namespace) -> int:
    """Nothing yet."""
    return 2
