"""One record as the project's canonical JSON writes it (`corpus.canonical`), without the whole file around it.

Quick, because a corpus has millions of records. Only for records without fractions, which are written differently.
"""

from __future__ import annotations

from functools import cache

import msgspec
from msgspec import Struct


@cache
def _encoder() -> msgspec.json.Encoder:
    return msgspec.json.Encoder()


def compact(record: object) -> bytes:
    """A record or value on one line."""
    return msgspec.json.format(_encoder().encode(record), indent=0)


def whole(record: Struct) -> bytes:
    """The same bytes as `corpus.canonical`, in less than a third of the time."""
    lines = []
    for key in record.__struct_fields__:
        value = getattr(record, key)
        if isinstance(value, tuple) and value:
            items = b",\n".join([b"  " + compact(item) for item in value])
            lines.append(b' "%s": [\n%s\n ]' % (key.encode(), items))
        else:
            lines.append(b' "%s": %s' % (key.encode(), compact(value)))
    return b"{\n" + b",\n".join(lines) + b"\n}\n"
