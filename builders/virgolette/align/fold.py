"""Folding: what spellings of one string have in common, and where each folded character came from.

Quotation marks and apostrophes of every kind become one `'` (runs of them too, with the spaces in and
around them: `dell’ AI`, `« ciao »`), white space one space, dashes `-`, dots `...`; the rest is
NFKC and casefold. Soft hyphens and other invisible characters vanish.
"""

from __future__ import annotations

import re
import unicodedata
from array import array
from functools import cache
from typing import NamedTuple

# ASCII grave and acute accents stand for apostrophes in typed text; primes and corner brackets, ditto.
MARKS = "\"'`´«»‘’‚‛“”„‟‹›′″‴‵‶‷⁗「」『』〝〞〟❛❜❝❞❮❯ʼʻʹʺˈ＂＇"
DASHES = "-‐‑‒–—―−⸺⸻﹘﹣－⁃"
_MAPPED = {**dict.fromkeys(MARKS, "'"), **dict.fromkeys(DASHES, "-"), "…": "..."}


class Folded(NamedTuple):
    """A folded string; character i came from the original's code points [starts[i], ends[i]).

    The characters that one original piece unfolds to (ß, …) share its start and end.
    """

    text: str
    starts: array[int]
    ends: array[int]


def ignorable(char: str) -> bool:
    """Whether a code point has no shape of its own: soft hyphen, zero width, direction, variation."""
    if char < "\xad":
        return False
    return unicodedata.category(char) == "Cf" or "\ufe00" <= char <= "\ufe0f" or char in "\u034f\U000e0100"


def attached(char: str) -> bool:
    """Whether a code point belongs to the one before it, or to none."""
    return char > "\x7f" and (unicodedata.category(char) in ("Mn", "Me") or ignorable(char))


@cache
def _fold_char(char: str) -> str:
    if char in _MAPPED:
        return _MAPPED[char]
    if char.isspace():
        return " "
    folded = char
    for _ in range(3):  # each of the two can undo what the other did; this settles every character
        folded = unicodedata.normalize("NFKC", folded.casefold())
    folded = "".join(_MAPPED.get(c, c) for c in folded)
    # 10² isn't 102, and 1½ isn't 11/2: what only looks like a digit stays. So does a spacing accent (¨),
    # which NFKC would turn into a space and a mark.
    made_digit = not char.isdecimal() and any(c.isdecimal() for c in folded)
    return char.casefold() if made_digit or " " in folded or attached(folded[:1]) else folded


# What folds one to one without a look at its neighbours: nearly all of an Italian text.
_PLAIN = [c for c in map(chr, range(0x250)) if not attached(c) and len(_fold_char(c)) == 1]
_PLAIN += [c for c in MARKS + DASHES + "€\u2009\u202f" if len(_fold_char(c)) == 1 and c not in _PLAIN]
_TABLE = {ord(c): _fold_char(c) for c in _PLAIN if _fold_char(c) != c}
_SAFE = "".join(map(re.escape, _PLAIN))
_ROUGH = re.compile(f"[{_SAFE}]?[^{_SAFE}]+")
_RUNS = re.compile(r" *'[' ]*|  +|--+|\.\.+")


def fold(text: str) -> Folded:
    """The folded string with its way back; linear in the text, empty for an empty one. Idempotent."""
    smooth, starts, ends = _characters(text)
    parts: list[str] = []
    new_starts, new_ends = array("L"), array("L")
    done = 0
    for run in _RUNS.finditer(smooth):
        at, end = run.span()
        if end - at == 1:
            continue
        parts.append(smooth[done:at])
        new_starts += starts[done:at]
        new_ends += ends[done:at]
        whole = run.group()
        made = "'" if "'" in whole else "..." if whole[0] == "." else whole[0]
        if made == "'":  # its spaces go: the piece runs from mark to mark
            at, end = at + whole.index("'"), at + whole.rindex("'") + 1
        parts.append(made)
        new_starts.extend([starts[at]] * len(made))
        new_ends.extend([ends[end - 1]] * len(made))
        done = run.end()
    if not parts:
        return Folded(smooth, starts, ends)
    parts.append(smooth[done:])
    return Folded("".join(parts), new_starts + starts[done:], new_ends + ends[done:])


def _characters(text: str) -> tuple[str, array[int], array[int]]:
    """Each character folded for itself, combining sequences as one."""
    parts: list[str] = []
    starts, ends = array("L"), array("L")
    count = array("L", range(len(text) + 1))  # slices of it are copied; a range is gone through
    done = 0
    for rough in _ROUGH.finditer(text):
        parts.append(text[done : rough.start()].translate(_TABLE))
        starts += count[done : rough.start()]
        ends += count[done + 1 : rough.start() + 1]
        at, done = rough.span()
        while at < done:
            end = at + 1
            while end < done and attached(text[end]):
                end += 1
            folded, stop = _cluster(text, at, end)
            parts.append(folded)
            starts.extend([at] * len(folded))
            ends.extend([stop] * len(folded))
            at = end
    parts.append(text[done:].translate(_TABLE))
    starts += count[done:-1]
    ends += count[done + 1 :]
    return "".join(parts), starts, ends


def _cluster(text: str, start: int, end: int) -> tuple[str, int]:
    """A folded base with its marks, and where its last visible code point ends."""
    while end > start and ignorable(text[end - 1]):
        end -= 1
    if end - start == 1:
        return _fold_char(text[start]), end
    visible = [c for c in text[start:end] if not ignorable(c)]
    if not visible:
        return "", end
    folded = _fold_char(visible[0]) + "".join(visible[1:])
    for _ in range(2 if len(visible) > 1 else 0):
        folded = unicodedata.normalize("NFC", folded.casefold())
    return folded, end
