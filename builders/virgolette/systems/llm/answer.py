"""From what a model wrote to the JSON object in it, or the reason why there is none. Nothing a model writes raises."""

from __future__ import annotations

import json
import re
from typing import Any

Json = Any
CUT = "the answer was cut off at the limit of tokens"
REFUSED = "the model refused to answer"
NO_JSON = "the answer is no JSON object"
_THOUGHT = re.compile(r"\A\s*<think>.*?</think>", re.DOTALL)
_FENCED = re.compile(r"```(?:json)?[ \t]*\n(.*?)```", re.DOTALL)


class Unusable(Exception):
    """An answer that holds no annotations; the message says why, in words of ours alone."""


def parsed(content: str, finish: str = "stop", *, refused: bool = False) -> dict[str, Json]:
    """The object in an answer: bare, in a fence, or with words around it.

    Raises:
        Unusable: Where there is none.
    """
    if refused or finish == "content_filter":
        raise Unusable(REFUSED)
    bare = _THOUGHT.sub("", content, count=1).strip()
    candidates = [bare, *(m[1].strip() for m in _FENCED.finditer(bare))]
    if "{" in bare:
        candidates.append(bare[bare.index("{") :])
    for candidate in candidates:
        found = _object(candidate)
        if found is not None:
            return found
    raise Unusable(CUT if finish == "length" else NO_JSON)


def _object(candidate: str) -> dict[str, Json] | None:
    try:
        found, _ = json.JSONDecoder().raw_decode(candidate)
    except (ValueError, RecursionError):
        return None
    return found if isinstance(found, dict) else None
