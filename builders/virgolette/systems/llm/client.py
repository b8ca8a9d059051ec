"""One conversation with an endpoint: ways of asking from strict to plain, waiting, giving up.

The strictest way comes first: json_schema, then json_object, then words alone. A server that refuses one is asked the
next; the one that works is used from then on. Until one has worked requests go one at a time.
"""

from __future__ import annotations

import json
import random
import threading
from collections.abc import Callable, Sequence
from typing import Any

from msgspec import Struct

from virgolette.errors import EnvironmentFault, InputError, VirgoletteError
from virgolette.systems.llm import library, prompt, waiting
from virgolette.systems.llm.form import Asked, form
from virgolette.systems.llm.journal import Usage
from virgolette.systems.llm.settings import Settings

Json = Any
TIERS = ("json_schema", "json_object", "prompt")
# What a server may say to a field that it doesn't know.
_REFUSALS = frozenset({400, 404, 415, 422, 501})
# What no other document will change: key, payment, address.
_HOPELESS = {401: "the key isn't accepted", 402: "payment is required", 404: "there is no such address or model"}
_ADDRESS = "Is --endpoint right? It often ends in /v1."


class Failed(Exception):
    """A request that brought no answer; the message is in words of ours alone."""


class Reply(Struct, frozen=True):
    """What came back.

    Attributes:
        content: What the model wrote.
        finish: Why it ended: `stop`, `length`, `content_filter` …
        refused: Whether the server says that the model refused.
        usage: What it cost.
    """

    content: str
    finish: str
    refused: bool
    usage: Usage


class Client:
    """Asks one model. Safe to use from several threads.

    Attributes:
        tier: Which of TIERS is used now.
    """

    def __init__(
        self,
        settings: Settings,
        *,
        settled: Callable[[str], None] = lambda _: None,
        tell: Callable[[str], None] = lambda _: None,
        sleep: Callable[[float], object] | None = None,
    ) -> None:
        """Reads the key.

        Args:
            settings: The endpoint.
            settled: Called once with the way of asking that worked, where it wasn't known.
            tell: Called with what the user may want to know; never with the key.
            sleep: Waits some seconds; None for a wait that `stop` ends.

        Raises:
            InputError: Where the endpoint is no address.
            EnvironmentFault: Where httpx isn't installed, or the key can't be used.
        """
        self._settings, self._url = settings, settings.url
        self._http = library.httpx()
        self._key = library.key(settings.key_env)
        headers = {"authorization": f"Bearer {self._key}"} if self._key else {}
        self._session = self._http.Client(timeout=settings.timeout, headers=headers)
        try:
            self._session.build_request("POST", self._url)
        except (self._http.InvalidURL, UnicodeError):
            self._session.close()
            remedy = "Give one like https://host/v1."
            raise InputError("isn't the address of an endpoint", where="--endpoint", remedy=remedy) from None
        self._first, self._proved = threading.Lock(), False
        self._hopeless: VirgoletteError | None = None
        self.tier, self._remembered = TIERS[0], ""
        self._settled, self._tell = settled, tell
        self._stopped = threading.Event()
        self._sleep = sleep or self._stopped.wait
        self._random = random.Random()

    def known(self, tier: str | None) -> None:
        """The way of asking that worked with this server in an earlier run: it is tried first."""
        if tier in TIERS:
            self.tier = self._remembered = tier

    def stop(self) -> None:
        """Nothing is tried again from now on; what is under way comes to its end."""
        self._stopped.set()

    def close(self) -> None:
        """No request can be sent any more."""
        self._session.close()

    def ask(self, messages: Sequence[prompt.Message], asked: Asked) -> Reply:
        """The answer to a conversation.

        Raises:
            Failed: Where there is none to this one.
            InputError: Where there can't be any: the key, the model or the address is wrong.
            EnvironmentFault: Where the endpoint can't be reached.
        """
        try:
            return self._asked(messages, asked)
        except VirgoletteError as error:
            # Those that wait for their turn needn't find out for themselves.
            self._hopeless = error
            raise

    def _asked(self, messages: Sequence[prompt.Message], asked: Asked) -> Reply:
        if not self._proved:
            with self._first:
                # Another thread may have found out meanwhile.
                if not self._proved:
                    return self._probe(messages, asked)
        response = self._sent(self._body(messages, asked, self.tier))
        if response.status_code != 200:
            raise self._refusal(response)
        return self._reply(response)

    def _probe(self, messages: Sequence[prompt.Message], asked: Asked) -> Reply:
        """Find out what the server takes. That all ways are refused says nothing about them."""
        first = None
        for tier in (self.tier, *(t for t in TIERS if t != self.tier)):
            response = self._sent(self._body(messages, asked, tier))
            if not _conversant(response):
                raise InputError(
                    f"no chat endpoint answers (HTTP {response.status_code})", where=self._url, remedy=_ADDRESS
                )
            if response.status_code == 200:
                self.tier, self._proved = tier, True
                if tier != self._remembered:
                    self._settled(tier)
                return self._reply(response)
            first = first or response
            if response.status_code not in _REFUSALS:
                break
        raise self._refusal(first)

    def _body(self, messages: Sequence[prompt.Message], asked: Asked, tier: str) -> dict[str, Json]:
        settings = self._settings
        body: dict[str, Json] = {
            "model": settings.model,
            "messages": list(messages) if tier == TIERS[0] else prompt.spelt_out(messages, asked),
            "temperature": 0,
            "max_tokens": settings.tokens,
        }
        if tier == "json_schema":
            body["response_format"] = {"type": tier, "json_schema": response_schema(asked)}
        elif tier == "json_object":
            body["response_format"] = {"type": tier}
        return {key: value for key, value in {**body, **settings.fields}.items() if value is not None}

    def _sent(self, body: dict[str, Json]) -> Any:
        """The response, once it is one that will stay."""
        settings = self._settings
        if self._hopeless is not None:
            raise self._hopeless
        for attempt in range(1, settings.attempts + 1):
            asked, reached = None, True
            try:
                response = self._session.post(self._url, json=body)
            except self._http.TimeoutException:
                what = f"no answer within {settings.timeout:g} seconds"
            except self._http.TransportError as error:
                what, reached = f"no connection ({type(error).__name__})", False
            else:
                if response.status_code not in waiting.PASSING:
                    return response
                what, asked = f"HTTP {response.status_code}", response.headers.get("retry-after")
            wait = waiting.pause(attempt, asked, self._random.random)
            if attempt == settings.attempts or wait > waiting.PATIENCE or self._stopped.is_set():
                if not reached:
                    raise EnvironmentFault(
                        f"the endpoint can't be reached: {what}", where=self._url, remedy="Is the server running?"
                    )
                raise Failed(f"{what}, {attempt} times" if attempt > 1 else what)
            self._tell(f"{what}: once more in {wait:.0f} s")
            self._sleep(wait)
        raise Failed("no attempt was allowed")

    def _refusal(self, response: Any) -> Exception:
        status, said = response.status_code, self._said(response)
        if status in _HOPELESS:
            return InputError(
                f"the endpoint refuses: {_HOPELESS[status]} (HTTP {status})",
                where=self._url,
                remedy=f"It says: {said}" if said else "Check the address, the model's name and the key.",
            )
        # What a server says may repeat the passage: it is told, and written nowhere.
        self._tell(f"HTTP {status}: {said}")
        return Failed(f"the endpoint refuses the request (HTTP {status})")

    def _reply(self, response: Any) -> Reply:
        try:
            found = json.loads(response.content)
            choice = found["choices"][0]
            message = choice["message"]
            content, refusal = message.get("content"), message.get("refusal")
        except (ValueError, LookupError, TypeError, AttributeError, RecursionError):
            self._tell(f"not a chat completion: {self._said(response)}")
            raise Failed("the endpoint's answer is no chat completion") from None
        return Reply(
            content=self._clean(content) if isinstance(content, str) else "",
            finish=self._clean(str(choice.get("finish_reason") or "stop"))[:40],
            refused=bool(refusal),
            usage=_usage(found.get("usage")),
        )

    def _said(self, response: Any) -> str:
        """What a server says in place of an answer, for the user's eyes."""
        try:
            # Read, not as written: escapes could hide the key.
            said = json.dumps(json.loads(response.content), ensure_ascii=False)
        except (ValueError, RecursionError):
            said = response.text
        return self._clean(said)[:300]

    def _clean(self, text: str) -> str:
        """A server's words without the key, should it repeat it, and without half characters, which no file holds."""
        text = text.encode("utf-8", "replace").decode("utf-8")
        return text.replace(self._key, "[key]") if self._key else text


def _conversant(response: Any) -> bool:
    """Whether something that may be a chat endpoint answers, if only by refusing."""
    if response.status_code != 200:
        return not 300 <= response.status_code < 400
    try:
        found = json.loads(response.content)
    except (ValueError, RecursionError):
        return False
    return isinstance(found, dict) and bool(found.keys() & {"choices", "error"})


def response_schema(asked: Asked) -> dict[str, Json]:
    """What strict servers want to know of a form."""
    return {"name": "virgolette", "strict": True, "schema": form(asked)}


def _usage(found: Json) -> Usage:
    def count(name: str) -> int | None:
        number = found.get(name) if isinstance(found, dict) else None
        return number if isinstance(number, int) and not isinstance(number, bool) and 0 <= number < 2**53 else None

    return Usage(prompt=count("prompt_tokens"), completion=count("completion_tokens"))
