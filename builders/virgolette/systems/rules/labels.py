"""What a name names, by votes: of its own words, and of the words around each of its occurrences.

All occurrences of a name in a text get one label, so that one clear context decides for the others.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Sequence

from virgolette.systems.rules.found import Mention
from virgolette.systems.rules.lexicon import (
    ARTICLES,
    ASSETS,
    BODIES,
    CONTINENTS,
    CONTRACTED,
    DOCUMENTS,
    EVENT_HEADS,
    EXONYMS,
    HOLDINGS,
    INTO,
    OF,
    ORG_HEADS,
    ORG_TAILS,
    PERSONS,
    PLACES,
    PRODUCTS,
)
from virgolette.systems.rules.names import Run
from virgolette.systems.rules.page import Page

_AGE = re.compile(r"[0-9]{2}")
_CLASSES = (
    ("PER", PERSONS, 3.0),
    ("ASSET", ASSETS, 4.0),
    ("PRODUCT", PRODUCTS, 3.0),
    ("ORG", BODIES, 3.0),
    ("GPE", PLACES, 3.0),
    ("WORK", DOCUMENTS, 1.0),
)
_STATES = frozenset({"stati uniti", "regno unito", "unione sovietica", "emirati arabi", "arabia saudita"})
_STATES_WORDS = frozenset({"corea", "nuova"})


def labelled(page: Page, runs: Sequence[Run]) -> list[Mention]:
    """The runs as mentions."""
    votes: dict[str, Counter[str]] = defaultdict(Counter)
    for run in runs:
        name = _name(page, run)
        if name not in votes:
            votes[name].update(_own(page, run))
        votes[name].update(_around(page, run))
    best = {name: max(sorted(found), key=lambda label: found[label]) for name, found in votes.items()}
    _shared(best, votes)
    found = []
    for i, run in enumerate(runs):
        label = best[_name(page, run)]
        # «Quorvane (QRVN)»: what stands in brackets is the same thing by another name.
        if i and page.at(run.first - 1).text == "(" and runs[i - 1].last == run.first - 2 and run.first == run.last:
            label = best[_name(page, runs[i - 1])]
        found.append(Mention(page.span(run.first, run.last), label))
    return found


def _name(page: Page, run: Run) -> str:
    return " ".join(t.text for t in page.tokens[run.first : run.last + 1])


def _shared(best: dict[str, str], votes: dict[str, Counter[str]]) -> None:
    """A surname alone is the person whose full name the text has; a place's and firm's name stays its own."""
    surnames = {name.split()[-1] for name, label in best.items() if label == "PER" and " " in name}
    for name in best:
        if name in surnames and votes[name][best[name]] < 6:
            best[name] = "PER"


def _own(page: Page, run: Run) -> Counter[str]:
    """Votes of the name's own words."""
    words = [t.low for t in page.tokens[run.first : run.last + 1]]
    texts = [t.text for t in page.tokens[run.first : run.last + 1]]
    votes: Counter[str] = Counter()
    joined = " ".join(words)
    if words[0] in CONTINENTS:
        votes["LOC"] += 8
    elif (len(words) == 1 and words[0] in EXONYMS) or joined in _STATES or (words[0] in _STATES_WORDS and words[1:]):
        votes["GPE"] += 8
    if words[0] in ORG_HEADS and (len(words) > 1 or len(words[0]) > 6):
        votes["ORG"] += 5
    if words[0] in EVENT_HEADS and len(words) > 1:
        votes["EVENT"] += 5
    if len(words) > 1 and words[-1] in ORG_TAILS:
        votes["ORG"] += 5
    if re.search(r"[0-9]", joined):
        votes["PRODUCT"] += 4
    elif len(words) == 1:
        votes["ORG"] += 1
    elif len(words) <= 3 and all(t[:1].isupper() and t[1:].islower() for t in texts):
        votes["PER"] += 2
    else:
        votes["ORG"] += 1
    return votes


def _around(page: Page, run: Run) -> Counter[str]:
    """Votes of what stands around one occurrence."""
    votes: Counter[str] = Counter()
    before, second = page.near(run.first, -1), page.near(run.first, -2)
    after, later = page.near(run.last, 1), page.near(run.last, 2)
    single = run.first == run.last
    noun = second.low if before.text == "," else before.low
    for label, words, weight in _CLASSES:
        if noun in words:
            votes[label] += weight
        # The apposition behind: X, economista …; X, il consorzio …
        head = page.near(run.last, 3).low if later.low in ARTICLES else later.low
        if after.text == "," and head in words:
            votes[label] += weight - 0.5
    if before.low in OF and second.low in HOLDINGS:
        votes["ORG"] += 2
    if before.low in INTO and single:
        votes["GPE"] += 2.5 if before.low == "in" else 0.5
    if before.low in ("a", "ad") and single:
        votes["GPE"] += 1.2
    if before.low == "di" and single and second.capital:
        votes["GPE"] += 1.5
    if before.low == "su" and single:
        votes["PRODUCT"] += 0.5
    if after.text == "," and _AGE.fullmatch(later.text) and page.near(run.last, 3).low == "anni":
        votes["PER"] += 4
    if (before.low in CONTRACTED or before.low in ARTICLES) and not single:
        votes["ORG"] += 1.5
    if not before.text and after.text == "," and page.at(run.first).text.isupper() and later.text[:1].isdigit():
        # A dateline: TORINO, 3 maggio – …
        votes["GPE"] += 6
    return votes
