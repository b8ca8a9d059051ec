"""How the endpoint is asked. The key isn't here: what holds it could be printed."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from msgspec import Struct

from virgolette.errors import InputError

LAYERS = ("entities", "quotes", "claims")
DEFAULT_KEY = "OPENAI_API_KEY"


class Settings(Struct, frozen=True):
    """What the user says of an endpoint.

    Attributes:
        endpoint: Its address, up to and including the version (`https://host/v1`).
        model: The model's name there.
        key_env: The environment variable that holds the key; "" for OPENAI_API_KEY where it is set, else no key.
        layers: What is asked for, some of LAYERS.
        journal: The file that remembers answers; None for none.
        metrics: A file like annotations/metrics.json; None where metrics aren't asked for.
        concurrency: Requests under way at once.
        chunk: Code points that are sent at once, at most, where paragraphs and sentences are short enough.
        tokens: Tokens that an answer may have.
        timeout: Seconds without a word from the server until a request counts as failed.
        attempts: How often a request is tried in all.
        price: Price of a million tokens, in and out; None where it isn't known.
        fields: Fields to put into every request; None takes one out.
    """

    endpoint: str
    model: str
    key_env: str = ""
    layers: tuple[str, ...] = LAYERS
    journal: Path | None = None
    metrics: Path | None = None
    concurrency: int = 4
    chunk: int = 8000
    tokens: int = 16384
    timeout: float = 300.0
    attempts: int = 6
    price: tuple[Decimal, Decimal] | None = None
    fields: Mapping[str, Any] = {}

    @property
    def url(self) -> str:
        """Where requests go.

        Raises:
            InputError: Where the endpoint is no http address, or holds a user, password or query.
        """
        try:
            parts = urlsplit(self.endpoint)
            # A bracket too few, a port that is none, a name that no name server takes.
            _, host = parts.port, (parts.hostname or "").encode("idna")
        except ValueError:
            parts, host = urlsplit(""), b""
        if parts.scheme not in ("http", "https") or not host:
            raise InputError(
                "isn't the address of an endpoint", where="--endpoint", remedy="Give one like https://host/v1."
            )
        if parts.username is not None or parts.password is not None or parts.query or parts.fragment:
            # What stands there may be secret, and addresses are shown.
            raise InputError(
                "holds a user, a password or a query",
                where="--endpoint",
                remedy="Give the address alone; the key comes from the environment.",
            )
        path = parts.path.rstrip("/")
        path = path if path.endswith("/chat/completions") else f"{path}/chat/completions"
        return f"{parts.scheme}://{parts.netloc}{path}"
