"""A text of three sentences, records on it, and predictions as lines of a file."""

from __future__ import annotations

import json

from tests.scoring.drawn import seg
from virgolette.model import Claim, Entity, Frame

TEXT = "Ada esce. Bruno resta a casa. Carla parte domani."
HEAD = {"schema_version": "1.0"}


def place(words):
    start = TEXT.index(words)
    return (seg(start, start + len(words)),)


def person(k, words):
    return Entity(id=f"T{k}", label="PER", segments=place(words), surface="ok", mention="named")


def claim(k, words):
    frame = Frame(subject=None, metric=None, values=(), valid_time=None, scope=None)
    same = {"certainty": "certain", "polarity": "positive", "time": "present", "statement": "x", "statement_en": "x"}
    about = {"type": "event", "check_worthy": True, "claimer": "author"}
    return Claim(id=f"C{k}", segments=place(words), frame=frame, **about, **same)


def ada(doc_id, **fields):
    """A line that predicts Ada."""
    return {**HEAD, "doc_id": doc_id, "entities": [{"label": "PER", "segments": [{"text": "Ada"}]}], **fields}


def write_lines(path, *lines):
    """A file of lines, each a record or bytes."""
    encoded = [x if isinstance(x, bytes) else json.dumps(x).encode() for x in lines]
    path.write_bytes(b"".join(x + b"\n" for x in encoded))
    return path
