"""The arguments of virgolette predict that are the system llm's alone."""

from __future__ import annotations

import argparse
import json
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from virgolette.systems.llm.settings import Settings

_LAYERS = ("entities", "quotes", "claims")


def configure(parser: argparse.ArgumentParser) -> None:
    """The arguments, in a group of their own."""
    group = parser.add_argument_group("for llm: any OpenAI-compatible endpoint")
    group.add_argument("--endpoint", metavar="URL", help="its address, such as http://127.0.0.1:8000/v1")
    group.add_argument("--model-name", metavar="NAME", help="the model's name there")
    group.add_argument(
        "--key-env", default="", metavar="VARIABLE", help="environment variable with the key (default: OPENAI_API_KEY)"
    )
    group.add_argument("--layers", nargs="+", choices=_LAYERS, default=_LAYERS, help="what to ask for (default: all)")
    group.add_argument("--metrics", type=Path, metavar="FILE", help="a file like annotations/metrics.json to ask for")
    group.add_argument(
        "--journal", type=Path, metavar="FILE", help="remembers answers (default: FILE of --out with .journal)"
    )
    group.add_argument("--concurrency", type=_whole, default=4, metavar="N", help="requests at once (default: 4)")
    group.add_argument(
        "--chunk", type=_whole, default=8000, metavar="N", help="characters sent at once, at most (default: 8000)"
    )
    group.add_argument(
        "--max-tokens", type=_whole, default=16384, metavar="N", help="length of an answer (default: 16384)"
    )
    group.add_argument("--timeout", type=_whole, default=300, metavar="SECONDS", help="default: 300")
    group.add_argument("--attempts", type=_whole, default=6, metavar="N", help="tries of a request (default: 6)")
    group.add_argument(
        "--price", nargs=2, type=_price, metavar=("IN", "OUT"), help="price of a million tokens, to count the cost"
    )
    group.add_argument(
        "--request", type=_fields, default={}, metavar="JSON", help="fields for each request; null takes one out"
    )


def settings(options: argparse.Namespace) -> Settings | None:
    """What was said of the endpoint; None where nothing was."""
    from virgolette.errors import InputError
    from virgolette.systems.llm.settings import Settings

    if options.endpoint is None and options.model_name is None:
        return None
    if options.endpoint is None or options.model_name is None:
        raise InputError("--endpoint and --model-name belong together", remedy="Give both.")
    beside = options.out.with_name(f"{options.out.name}.journal")
    return Settings(
        endpoint=options.endpoint,
        model=options.model_name,
        key_env=options.key_env,
        # In the order of the schema, each once.
        layers=tuple(layer for layer in _LAYERS if layer in options.layers),
        journal=options.journal or beside,
        metrics=options.metrics,
        concurrency=options.concurrency,
        chunk=options.chunk,
        tokens=options.max_tokens,
        timeout=float(options.timeout),
        attempts=options.attempts,
        price=tuple(options.price) if options.price else None,
        fields=options.request,
    )


def _whole(given: str) -> int:
    try:
        number = int(given)
    except ValueError:
        number = 0
    if number < 1:
        raise argparse.ArgumentTypeError(f"{given} isn't a whole number from 1")
    return number


def _price(given: str) -> Decimal:
    try:
        price = Decimal(given)
    except InvalidOperation:
        price = Decimal(-1)
    if not price.is_finite() or price < 0:
        raise argparse.ArgumentTypeError(f"{given} isn't a price")
    return price


def _fields(given: str) -> dict[str, Any]:
    try:
        found = json.loads(given)
    except ValueError:
        found = None
    if not isinstance(found, dict):
        raise argparse.ArgumentTypeError("isn't a JSON object")
    return found
