"""A chat endpoint on 127.0.0.1 that answers as a test wants, and answers made from gold."""

from __future__ import annotations

import json
import re
import threading
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from msgspec import Struct, field

from virgolette.model import Annotations

Json = Any


class Call(Struct):
    """One request: its body, its headers, and which one it is, from 1."""

    body: dict[str, Json]
    headers: dict[str, str]
    number: int

    @property
    def passage(self) -> str:
        return re.search(r"<passage>\n(.*)\n</passage>", self.body["messages"][-1]["content"], re.DOTALL)[1]

    @property
    def tier(self) -> str:
        return self.body.get("response_format", {}).get("type", "prompt")


class Told(Struct):
    """What is sent back; `raw` in place of a completion with `content`."""

    content: str = ""
    status: int = 200
    headers: dict[str, str] = {}
    finish: str = "stop"
    refusal: str | None = None
    usage: Json = field(default_factory=lambda: {"prompt_tokens": 100, "completion_tokens": 10, "total_tokens": 110})
    raw: bytes | None = None

    def bytes(self) -> bytes:
        if self.raw is not None:
            return self.raw
        if self.status != 200:
            return json.dumps({"error": {"message": self.content}}).encode()
        message = {"role": "assistant", "content": self.content, "refusal": self.refusal}
        choice = {"index": 0, "message": message, "finish_reason": self.finish}
        found = {"id": "x", "object": "chat.completion", "created": 0, "model": "m", "choices": [choice]}
        return json.dumps({**found, "usage": self.usage} if self.usage else found).encode()


class Endpoint:
    """Attributes: url, calls (in the order they came), answer (what to say to a call)."""

    def __init__(self, answer: Callable[[Call], Told]) -> None:
        self.calls: list[Call] = []
        self.answer = answer
        lock, endpoint = threading.Lock(), self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def log_message(self, *_: object) -> None:
                pass

            def do_POST(self) -> None:
                raw = self.rfile.read(int(self.headers.get("content-length") or 0))
                assert self.path == "/v1/chat/completions", self.path
                with lock:
                    headers = {k.lower(): v for k, v in self.headers.items()}
                    call = Call(json.loads(raw), headers, len(endpoint.calls) + 1)
                    endpoint.calls.append(call)
                told = endpoint.answer(call)
                body = told.bytes()
                self.send_response(told.status)
                for key, value in {"content-type": "application/json", **told.headers}.items():
                    self.send_header(key, value)
                self.send_header("content-length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

        class Server(ThreadingHTTPServer):
            daemon_threads = True

            def handle_error(self, *_: object) -> None:
                """A client that went away is no error of the test."""

        self.server = Server(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_address[1]}/v1"
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def close(self) -> None:
        self.server.shutdown()
        self.server.server_close()


@contextmanager
def endpoint(answer: Callable[[Call], Told]) -> Iterator[Endpoint]:
    found = Endpoint(answer)
    try:
        yield found
    finally:
        found.close()


def from_gold(documents: Iterable[tuple[str, Annotations]]) -> Callable[[Call], Told]:
    """Answers that say all of gold that lies in the passage."""
    texts = list(documents)

    def answer(call: Call) -> Told:
        for text, gold in texts:
            at = text.find(call.passage)
            if at >= 0:
                asked = call.body["messages"][0]["content"]
                said = said_of(text, gold, at, at + len(call.passage))
                return Told(json.dumps({k: v for k, v in said.items() if f"# {k}\n" in asked}, ensure_ascii=False))
        return Told("there is no such passage", status=400)

    return answer


def said_of(text: str, gold: Annotations, start: int, end: int) -> Mapping[str, Json]:
    """Gold between two offsets, in the words of a model."""

    def inside(segments: Iterable[Any]) -> bool:
        return all(start <= s.start and s.end <= end for s in segments)

    def places(segments: Iterable[Any]) -> list[Json]:
        found = []
        for s in segments:
            left = text[max(start, s.start - 60) : s.start]
            # At the very beginning nothing is to the left: the first occurrence is meant.
            number = None if left.strip() else 1
            found.append({"text": text[s.start : s.end], "occurrence": number, "left": left or None})
        return found

    entities = [e for e in gold.entities if inside(e.segments)]
    quotes = [q for q in gold.quotes if inside([*q.content, *q.cue])]
    claims = [c for c in gold.claims if inside(c.segments)]
    return {
        "entities": [
            {
                "id": f"m-{e.id}",
                "label": e.label,
                "segments": places(e.segments),
                "value": None if e.value is None else {f: getattr(e.value, f) for f in e.value.__struct_fields__},
                "date": None if e.date is None else e.date.iso,
            }
            for e in entities
        ],
        "quotes": [
            {
                "id": f"said by {q.id}",
                "type": q.type,
                "content": places(q.content),
                "cue": places(q.cue),
                "speaker": {
                    "mention": f"m-{q.speaker.mention}" if q.speaker.mention in {e.id for e in entities} else None,
                    "segments": None,
                },
            }
            for q in quotes
        ],
        "claims": [
            {
                "type": c.type,
                "segments": places(c.segments),
                "check_worthy": c.check_worthy,
                "claimer": "author" if c.claimer == "author" else f"said by {c.claimer}",
                "certainty": c.certainty,
                "polarity": c.polarity,
                "time": c.time,
                "frame": {"values": [f"m-{v}" for v in c.frame.values], "valid_time": c.frame.valid_time},
            }
            for c in claims
        ],
    }
