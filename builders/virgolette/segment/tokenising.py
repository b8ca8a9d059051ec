"""Tokens."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable
from functools import lru_cache
from itertools import accumulate
from operator import add
from typing import NamedTuple

from virgolette.marks import CLIPPED, SINGLES, scan
from virgolette.segment.abbreviations import CUT_OFF, LEADING
from virgolette.spans import Span, inside_cluster, spans

# Python's \w leaves out combining marks, which decomposed accents need, and the soft hyphen and joiners.
_W = r"[\w\u0300-\u036f\u00ad\u200c\u200d]"
_ATOM = rf"{_W}+(?:(?<=\d)[.,']\d{_W}*)*"
_CHAIN = rf"{_ATOM}(?:(?:(?<!\d)-|-(?!\d)){_ATOM})*"


def _tree(words: Iterable[str]) -> str:
    """A pattern of these words, by their beginnings: far fewer tries than one word after the other."""
    tails: defaultdict[str, list[str]] = defaultdict(list)
    for word in words:
        tails[word[:1]].append(word[1:])
    ended = tails.pop("", None) is not None
    branches = "|".join(re.escape(head) + (_tree(rest) if any(rest) else "") for head, rest in sorted(tails.items()))
    return f"(?:{branches})?" if ended else f"(?:{branches})"


_ABBREVIATIONS = LEADING | CUT_OFF
_LONG = 1 + max(len(word) for word in _ABBREVIATIONS if "." not in word)

# In the text that this meets, ' is an apostrophe and " any quotation mark that could have been one.
# The first five are what nearly all tokens are, where a look at what follows rules out the others, which take longer.
# The white space after a token is taken with it: to find that nothing begins there took as long as the token itself.
_TOKEN = re.compile(
    rf"""(?:
      {_W}++(?!['.+@\-]|,\d|:/)
    | [^\w\s'.+\-\u0300-\u036f\u00ad\u200c\u200d]
    | {_W}{{{_LONG},}}+(?=\.(?!\S))
    | \.(?![\w.+@\-])
    | {_W}++'(?![A-Z\ddlmrstv])
    | (?:https?://|www\.)[^\s"«»“”()<>]*[\w/]    # an address
    | [\w.+\-]+@[\w\-]+(?:\.[\w\-]+)+            # a mail address
    | (?:[^\W\d_]\.){{2,}}                       # S.p.A., a.C.
    | (?i:{_tree(_ABBREVIATIONS)})\.(?!{_W})     # art., prof.
    | {_W}{{2,}}'(?:s|t|re|ve|ll)(?!{_W})        # English: Moody's, don't
    | [OI]'(?:[A-Z]{_W}+|(?:m|ve|ll|d)(?!{_W}))  # O'Neill, I'm
    | {_W}+(?:[-.]{_W}+)*\.[a-z]{{2,4}}(?!{_W})  # a domain: esempio.it
    | {_CHAIN}'?                                 # a word or figure; an elided one with its apostrophe
    | '\d+{_W}*                                  # '90
    | '(?i:{"|".join(sorted(CLIPPED))})(?!{_W})  # 'ndrangheta
    | \.{{2,}}
    | \S
    )\s*+""",
    re.VERBOSE,
)


# What belongs to the character before it, or makes the one after it, is none of these.
_JOINING = re.compile("[^\x00-\u02ff\u2010-\u2027\u2030-\u205e\u20a0-\u20cf]")


class Tokenised(NamedTuple):
    """The tokens of a span of a text.

    Attributes:
        words: As they stand in the text.
        starts, ends: Code points from the span's start.
    """

    words: list[str]
    starts: list[int]
    ends: list[int]


def tokens(text: str, span: Span) -> list[Span]:
    """The tokens of a span, in order: each code point that isn't white space belongs to exactly one.

    A word keeps its inner hyphens and dots (start-up, GPT-4, esempio.it), a figure its separators and the
    letters that follow (2.048, 10mila), an abbreviation its dot; an elided word ends with its apostrophe
    (dell’ + arte). Everything else is a token of its own: quotation marks, signs of currency and percent,
    dashes, the hyphen between two figures. Dots in a row are one token. None in an empty span.
    """
    found, base = tokenised(text, span), span.start
    return spans([(base + start, base + end) for start, end in zip(found.starts, found.ends, strict=True)])


def tokenised(text: str, span: Span) -> Tokenised:
    """`tokens`, with their words and with offsets from the span's start."""
    told, joining, changed = _told_apart(text)
    # Strings, whose lengths tell the offsets, take half the time of match objects.
    pieces = _TOKEN.findall(told, span.start, span.end)
    if not pieces:
        return Tokenised([], [], [])
    first = told.index(pieces[0], span.start) - span.start
    words = list(map(str.rstrip, pieces))
    starts = list(accumulate(map(len, pieces[:-1]), initial=first))
    ends = list(map(add, starts, map(len, words)))
    if joining:
        starts, ends = _joined(text, span.start, starts, ends)
    if joining or changed:
        inner = text[span.start : span.end]
        words = [inner[start:end] for start, end in zip(starts, ends, strict=True)]
    return Tokenised(words, starts, ends)


def _joined(text: str, base: int, starts: list[int], ends: list[int]) -> tuple[list[int], list[int]]:
    """Tokens that are an emoji sequence or stacked marks, as the one character that one sees."""
    firsts, lasts = list[int](), list[int]()
    for start, end in zip(starts, ends, strict=True):
        if lasts and lasts[-1] == start and inside_cluster(text, base + start):
            lasts[-1] = end
        else:
            firsts.append(start)
            lasts.append(end)
    return firsts, lasts


@lru_cache(maxsize=8)
def _told_apart(text: str) -> tuple[str, bool, bool]:
    """The text with apostrophes as ' and single quotation marks as \", offsets unchanged.

    And whether its tokens may join, and whether it isn't the text itself.
    """
    pieces, at = [], 0
    for glyph in scan(text):
        if glyph.char in SINGLES:
            pieces.append(text[at : glyph.start])
            at = glyph.end
    pieces.append(text[at:])
    found = '"'.join(pieces)
    for apostrophe in SINGLES:
        found = found.replace(apostrophe, "'")
    return found, _JOINING.search(text) is not None, found != text
