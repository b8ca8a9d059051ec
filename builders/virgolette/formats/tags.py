"""Tag schemes of one column: IOB1, IOB2, BIOES (BILOU too), and labels without prefixes (IO)."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from msgspec import Struct

OUTSIDE = "O"
_TAG = re.compile(r"([BIESLU])-(.+)", re.DOTALL)
# B-PER|B-ORG and the like aren't one tag; a column of free text has too many values to be labels.
MOST_LABELS = 60


class Run(NamedTuple):
    """Tokens [first, last] that one tag sequence makes a span, with the label; `odd` says what is wrong with it."""

    first: int
    last: int
    label: str
    odd: str = ""


class Scheme(Struct, frozen=True):
    """How a column's tags part spans.

    Attributes:
        name: IOB1, IOB2, BIOES or IO.
        begins: Whether a span's first token has a prefix of its own (B, S, U) always.
        ends: Whether its last token has one too (E, L, S, U).
    """

    name: str
    begins: bool
    ends: bool


IOB1, IOB2 = Scheme("IOB1", False, False), Scheme("IOB2", True, False)
BIOES, IO = Scheme("BIOES", True, True), Scheme("IO", False, False)


class Census:
    """Counts over a column, token by token, that tell whether it holds tags, and of which scheme."""

    def __init__(self) -> None:
        self.values: dict[str, tuple[str, str]] = {}
        self.tokens = self.outside = self.tagged = self.ends = 0
        self.begun_late = self.begun = self.parted = 0
        self._before = ("", "")

    def add(self, value: str | None) -> None:
        """Count a value; None where a sentence ends."""
        if value is None:
            self._before = ("", "")
            return
        self.tokens += 1
        known = self.values.get(value)
        if known is None:
            known = parts(value)
            if len(self.values) <= MOST_LABELS:
                self.values[value] = known
        prefix, label = known
        if prefix:
            self.tagged += 1
            self.ends += prefix in "ESLU"
            follows = self._before[0] in ("B", "I") and self._before[1] == label
            if prefix == "I" and not follows:
                self.begun_late += 1
            elif prefix == "B":
                self.begun += 1
                # In IOB1 a B does nothing but part two spans of one label.
                self.parted += follows
        elif value == OUTSIDE:
            self.outside += 1
        self._before = known

    def scheme(self) -> Scheme | None:
        """The scheme; None where these are no tags."""
        if not self.tokens:
            return None
        # One value in a hundred may be broken: each is then a finding, not a reason to see no tags at all.
        if self.tagged and (self.tagged + self.outside) * 100 >= self.tokens * 99:
            if self.ends:
                return BIOES
            # Broken IOB2 has some I without B, IOB1 has hardly any B, and none that parts nothing.
            return IOB1 if self.begun_late > self.begun - self.parted else IOB2
        return IO if not self.tagged and self.outside and len(self.values) <= MOST_LABELS else None


def parts(tag: str) -> tuple[str, str]:
    """Prefix and label; ("", "") for outside, ("", tag) for what is neither."""
    if tag == OUTSIDE:
        return "", ""
    match = _TAG.fullmatch(tag)
    return (match[1], match[2]) if match else ("", tag)


def runs(tags: Sequence[str], scheme: Scheme) -> Iterator[Run]:
    """The spans of one sentence. A broken sequence still gives a span, which says what is odd about it."""
    first, label, odd = -1, "", ""
    for i, tag in enumerate(tags):
        if first < 0 and tag == OUTSIDE:
            continue
        prefix, mine = parts(tag)
        if scheme.name == "IO":
            prefix = "I" if tag != OUTSIDE else ""
        elif tag != OUTSIDE and not prefix:
            prefix, mine, unread = "", "", f"{_shown(tag)} is no tag of {scheme.name}"
            if first >= 0:
                yield Run(first, i - 1, label, odd)
                first = -1
            yield Run(i, i, "", unread)
            continue
        starts = prefix in ("B", "S", "U") if prefix else True
        if first >= 0 and (starts or mine != label):
            cut = f"it ends without E-{label}" if scheme.ends else ""
            yield Run(first, i - 1, label, odd or cut)
            first = -1
        if prefix and first < 0:
            late = scheme.begins and not starts
            first, label, odd = i, mine, f"it begins with {_shown(tag)}" if late else ""
        if first >= 0 and prefix in ("E", "L", "S", "U"):
            yield Run(first, i, label, odd)
            first = -1
    if first >= 0:
        yield Run(first, len(tags) - 1, label, odd or (f"it ends without E-{label}" if scheme.ends else ""))


def _shown(tag: str) -> str:
    return tag if len(tag) <= 25 else tag[:24] + "…"
