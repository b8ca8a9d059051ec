"""Checks of the text itself: characters that break offsets, search or the reader's trust."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterator

from virgolette.checks.base import Check, View, once
from virgolette.finding import Finding

# LF is the only control character that a text needs; tab and CR have meanings of their own (CR is a check).
_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]")
_CARRIAGE_RETURN = re.compile("\r\n?")
_NONCHARACTER = re.compile(
    "[\ufdd0-\ufdef" + "".join(f"{chr(p * 0x10000 + 0xFFFE)}{chr(p * 0x10000 + 0xFFFF)}" for p in range(17)) + "]"
)
_PRIVATE = re.compile("[\ue000-\uf8ff\U000f0000-\U000ffffd\U00100000-\U0010fffd]")
_BIDI = re.compile("[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]")
_ZERO_WIDTH = re.compile("(?<=\\w)[\u00ad\u200b-\u200d\u2060]+(?=\\w)")
_SEPARATOR = re.compile("[\u2028\u2029]")
_RESTORE = "Waive it where the seed's source has it; else restore the source and carry the annotations over."


def shown(char: str) -> str:
    """A code point by number and name, never the character itself."""
    name = unicodedata.name(char, "")
    return f"U+{ord(char):04X}{' ' + name.capitalize() if name else ''}"


@once
def _plain(view: View) -> bool:
    """Whether every character of the text prints, or is white space that texts need: then there is none to look for."""
    text = view.text or ""
    for white in "\n\t\u00a0":
        text = text.replace(white, "")
    return text.isprintable() and "\ufffd" not in text


def _grouped(pattern: re.Pattern[str], code: str, what: str) -> Callable[[View], Iterator[Finding]]:
    """One finding for each distinct string that the pattern finds, at its first place, with the count.

    A text of a million carriage returns is one thing to mend, not a million.
    """

    def run(view: View) -> Iterator[Finding]:
        if _plain(view):
            return
        places: dict[str, tuple[int, int]] = {}
        for match in pattern.finditer(view.text or ""):
            first, count = places.get(match.group(), (match.start(), 0))
            places[match.group()] = (first, count + 1)
        for string, (first, count) in places.items():
            named = ", ".join(shown(c) for c in string[:2])
            times = f", {count} times, the first" if count > 1 else ""
            message = f"{what}: {named}{times} at {first}"
            yield view.finding(code, "", message, _RESTORE, start=first, end=first + len(string))

    return run


def _empty(view: View) -> Iterator[Finding]:
    if not (view.text or "").strip():
        held = "white space only" if view.text else "nothing"
        yield view.finding(
            "text-empty",
            "",
            f"the text holds {held}",
            "Restore the text, or take the document out of the manifest.",
        )


def _not_nfc(view: View) -> Iterator[Finding]:
    text = view.text or ""
    if unicodedata.is_normalized("NFC", text):
        return
    # What isn't NFC shows in a pair of neighbours, but for rare chains of marks: then no place is named.
    places = [i for i in _beyond_ascii(text) if not unicodedata.is_normalized("NFC", text[max(0, i - 1) : i + 1])]
    first = max(0, places[0] - 1) if places else None
    count = f"{len(places)} places, the first at {first}" if places else "a chain of combining marks"
    message = f"the text isn't in Unicode normal form C ({count}): equal words may compare unequal"
    remedy = "Nothing has to change: offsets count code points as they are. Compare words after normalising them."
    yield view.finding("text-not-nfc", "", message, remedy, start=first, end=places[0] + 1 if places else None)


def _beyond_ascii(text: str) -> Iterator[int]:
    return (match.start() for match in re.finditer(r"[^\x00-\x7f]", text))


CHECKS = (
    Check("text-empty", "error", "The text is empty or white space only.", _empty, needs_text=True),
    Check(
        "text-bom",
        "error",
        "A byte order mark (U+FEFF) stands in the text: it counts in offsets and nobody sees it.",
        _grouped(re.compile("\ufeff"), "text-bom", "a byte order mark stands in the text"),
        needs_text=True,
    ),
    Check(
        "text-control",
        "error",
        "A control character other than tab, LF and CR stands in the text (NUL, escape, form feed, C1 …).",
        _grouped(_CONTROL, "text-control", "a control character stands in the text"),
        needs_text=True,
    ),
    Check(
        "text-carriage-return",
        "warning",
        "The text has CR LF or lone CR line ends, which tools that translate line ends count differently.",
        _grouped(_CARRIAGE_RETURN, "text-carriage-return", "a line ends in carriage return"),
        needs_text=True,
    ),
    Check(
        "text-line-separator",
        "warning",
        "A line or paragraph separator (U+2028, U+2029), which ends a line for some tools only.",
        _grouped(_SEPARATOR, "text-line-separator", "a separator that ends a line for some tools only"),
        needs_text=True,
    ),
    Check(
        "text-replacement-character",
        "error",
        "The replacement character U+FFFD: something before us could not decode the text.",
        _grouped(
            re.compile("\ufffd+"),
            "text-replacement-character",
            "the text was decoded wrongly somewhere before",
        ),
        needs_text=True,
    ),
    Check(
        "text-noncharacter",
        "error",
        "A code point that Unicode keeps out of interchange (U+FFFE, U+FDD0 …).",
        _grouped(_NONCHARACTER, "text-noncharacter", "a code point that is no character"),
        needs_text=True,
    ),
    Check(
        "text-private-use",
        "warning",
        "A private-use code point: what it shows depends on the reader's font.",
        _grouped(_PRIVATE, "text-private-use", "a private-use code point, without a meaning of its own"),
        needs_text=True,
    ),
    Check(
        "text-bidi-control",
        "warning",
        "A bidirectional control: the text may be shown in another order than it is stored.",
        _grouped(_BIDI, "text-bidi-control", "a bidirectional control can reorder what is shown"),
        needs_text=True,
    ),
    Check(
        "text-zero-width",
        "warning",
        "An invisible character (zero-width space or joiner, soft hyphen) inside a word.",
        _grouped(_ZERO_WIDTH, "text-zero-width", "an invisible character inside a word"),
        needs_text=True,
    ),
    Check(
        "text-not-nfc",
        "warning",
        "The text isn't in Unicode normal form C: equal words may compare unequal.",
        _not_nfc,
        needs_text=True,
    ),
)
