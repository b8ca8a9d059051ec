"""Tokens."""

from __future__ import annotations

import re
from functools import lru_cache

from virgolette.marks import CLIPPED, SINGLES, scan
from virgolette.segment.abbreviations import CUT_OFF, LEADING
from virgolette.spans import Span, inside_cluster

# Python's \w leaves out combining marks, which decomposed accents need, and the soft hyphen and joiners.
_W = r"[\w\u0300-\u036f\u00ad\u200c\u200d]"
_ATOM = rf"{_W}+(?:(?<=\d)[.,']\d{_W}*)*"
_CHAIN = rf"{_ATOM}(?:(?:(?<!\d)-|-(?!\d)){_ATOM})*"
# Reversed, so that the longer of two with the same beginning is tried first.
_ABBREVIATIONS = "|".join(re.escape(word) for word in sorted(LEADING | CUT_OFF, reverse=True))

# In the text that this meets, ' is an apostrophe and " any quotation mark that could have been one.
_TOKEN = re.compile(
    rf"""
      (?:https?://|www\.)[^\s"«»“”()<>]*[\w/]    # an address
    | [\w.+\-]+@[\w\-]+(?:\.[\w\-]+)+            # a mail address
    | (?:[^\W\d_]\.){{2,}}                       # S.p.A., a.C.
    | (?i:{_ABBREVIATIONS})\.(?!{_W})            # art., prof.
    | {_W}{{2,}}'(?:s|t|re|ve|ll)(?!{_W})        # English: Moody's, don't
    | [OI]'(?:[A-Z]{_W}+|(?:m|ve|ll|d)(?!{_W}))  # O'Neill, I'm
    | {_W}+(?:[-.]{_W}+)*\.[a-z]{{2,4}}(?!{_W})  # a domain: esempio.it
    | {_CHAIN}'?                                 # a word or figure; an elided one with its apostrophe
    | '\d+{_W}*                                  # '90
    | '(?i:{"|".join(sorted(CLIPPED))})(?!{_W})  # 'ndrangheta
    | \.{{2,}}
    | \S
    """,
    re.VERBOSE,
)


def tokens(text: str, span: Span) -> list[Span]:
    """The tokens of a span, in order: each code point that isn't white space belongs to exactly one.

    A word keeps its inner hyphens and dots (start-up, GPT-4, esempio.it), a figure its separators and the
    letters that follow (2.048, 10mila), an abbreviation its dot; an elided word ends with its apostrophe
    (dell’ + arte). Everything else is a token of its own: quotation marks, signs of currency and percent,
    dashes, the hyphen between two figures. Dots in a row are one token. None in an empty span.
    """
    found: list[Span] = []
    for match in _TOKEN.finditer(_told_apart(text), span.start, span.end):
        start, end = match.span()
        if found and found[-1].end == start and inside_cluster(text, start):
            # An emoji sequence or stacked marks: one sees one character.
            found[-1] = Span(found[-1].start, end)
        else:
            found.append(Span(start, end))
    return found


@lru_cache(maxsize=8)
def _told_apart(text: str) -> str:
    """The text with apostrophes as ' and single quotation marks as \", offsets unchanged."""
    marks = {glyph.start for glyph in scan(text)}
    return "".join(('"' if i in marks else "'") if char in SINGLES else char for i, char in enumerate(text))
