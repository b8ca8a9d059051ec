"""What a name names, by votes: of its own words, and of the words around each of its occurrences.

Weights are in tenths of what a bare default weighs. All occurrences of a name in a text get one label, so that
one clear context decides for the others.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Collection, Sequence

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
    listed,
)
from virgolette.systems.rules.names import Run
from virgolette.systems.rules.page import Page
from virgolette.systems.rules.verbs import forms

_PLACING = {"in": 25, "a": 12, "ad": 15, "da": 7} | dict.fromkeys(INTO - {"in"}, 5)
_OF_PEOPLE = listed("dire spiegare raccontare ricordare commentare aggiungere osservare scherzare ammettere")
_PERSONAL = re.compile(r"(?:(?:Mc|Mac|O['’]|D['’])?[^\W\d_])[^\W\d_A-Z]*(?:[-'’][^\W\d_]+)*|[A-Z]")
_AGE = re.compile(r"[0-9]{2}")
_CLASSES = (
    ("PER", PERSONS, 30),
    ("ASSET", ASSETS, 40),
    ("PRODUCT", PRODUCTS, 30),
    ("ORG", BODIES, 30),
    ("GPE", PLACES, 30),
    ("WORK", DOCUMENTS, 10),
)
_STATES = frozenset({"stati uniti", "regno unito", "unione sovietica", "emirati arabi", "arabia saudita"})
_STATES_WORDS = frozenset({"corea", "nuova"})


def labelled(page: Page, runs: Sequence[Run]) -> list[Mention]:
    """The runs as mentions."""
    own: dict[str, Counter[str]] = {}
    clear: dict[str, Counter[str]] = defaultdict(Counter)
    faint: dict[str, Counter[str]] = defaultdict(Counter)
    times = Counter(_name(page, run) for run in runs)
    makers = _makers(times)
    for run in runs:
        name = _name(page, run)
        if name not in own:
            own[name] = _own(page, run, times)
            own[name]["ORG"] += 20 * (name in makers)
        clear[name].update(_beside(page, run))
        faint[name].update(_around(page, run))
    votes = {name: _sum(own[name], clear[name], faint[name], times[name]) for name in own}
    best = {name: max(sorted(found), key=lambda label: found[label]) for name, found in votes.items()}
    _shared(best, clear, makers)
    found = []
    for i, run in enumerate(runs):
        label = best[_name(page, run)]
        # «Quorvane (QRVN)»: what stands in brackets is the same thing by another name.
        if i and page.at(run.first - 1).text == "(" and runs[i - 1].last == run.first - 2 and run.first == run.last:
            label = best[_name(page, runs[i - 1])]
        found.append(Mention(page.span(run.first, run.last), label))
    return found


def _makers(names: Collection[str]) -> set[str]:
    """Names that products are called by (Zhuldar-2, Oreldon 4): rather their maker's than a person's."""
    return {re.split(r"[\s-]", name)[0] for name in names if re.search(r"[\s-]\w*[0-9]", name)}


def _sum(own: Counter[str], clear: Counter[str], faint: Counter[str], times: int) -> dict[str, float]:
    """A clear sign counts once and for all; a faint one by the share of occurrences that have it.

    Else a firm that is often written to (a Tarnwell) would turn into a place by mere frequency.
    """
    return {label: own[label] + clear[label] + faint[label] / times for label in own | clear | faint}


def _name(page: Page, run: Run) -> str:
    return " ".join(t.text for t in page.tokens[run.first : run.last + 1])


def _shared(best: dict[str, str], clear: dict[str, Counter[str]], makers: Collection[str]) -> None:
    """Part of a full name alone is that person too: the surname; the first word of a name from East Asia too.

    For a first word the full name must have a clear sign of a person. What has a clear sign of its own keeps
    its label.
    """
    people = [name for name, label in best.items() if label == "PER" and " " in name]
    parts = {name.split()[-1] for name in people} | {name.split()[0] for name in people if clear[name]["PER"]}
    for name in best:
        if name in parts - set(makers) and not any(w for label, w in clear[name].items() if label != "PER"):
            best[name] = "PER"


def _own(page: Page, run: Run, times: Counter[str]) -> Counter[str]:
    """Votes of the name's own words."""
    words = [t.low for t in page.tokens[run.first : run.last + 1]]
    texts = [t.text for t in page.tokens[run.first : run.last + 1]]
    votes: Counter[str] = Counter()
    joined = " ".join(words)
    if words[0] in CONTINENTS or words[-1] in ("valley", "oriente"):
        votes["LOC"] += 80
    elif (len(words) == 1 and words[0] in EXONYMS) or joined in _STATES or (words[0] in _STATES_WORDS and words[1:]):
        votes["GPE"] += 80
    if words[0] in ORG_HEADS and (len(words) > 1 or len(words[0]) > 6):
        votes["ORG"] += 50
    if words[0] in EVENT_HEADS and len(words) > 1:
        votes["EVENT"] += 50
    if len(words) > 1 and words[-1] in ORG_TAILS:
        votes["ORG"] += 50
    if re.search(r"[0-9]", joined):
        # A great round number behind a name makes an index (Pellam Tech 50), a small one a version.
        votes["ASSET" if re.fullmatch(r"[1-9][0-9]*0", words[-1]) and len(words) > 1 else "PRODUCT"] += 40
    elif len(words) == 1:
        votes["ORG"] += 10
    elif (
        len(words) <= 3
        and all(_PERSONAL.fullmatch(t) and t[:1].isupper() for t in texts)
        and not _leading(texts, times)
    ):
        votes["PER"] += 20
    else:
        votes["ORG"] += 10
    return votes


def _leading(texts: Sequence[str], times: Counter[str]) -> bool:
    """Whether the first word alone is used again and the last one isn't: firms are shortened so, people aren't."""
    return times[texts[0]] > 1 and not times[texts[-1]]


def _beside(page: Page, run: Run) -> Counter[str]:
    """Clear signs beside one occurrence: a noun for what it is, an age, a dateline."""
    votes: Counter[str] = Counter()
    before, after, later = page.near(run.first, -1), page.near(run.last, 1), page.near(run.last, 2)
    at = 2 if before.text == "," else 1
    # «Il produttore di chip Tarnwell»: the first noun of two says what it is.
    if page.near(run.first, -at - 1).low == "di" and page.near(run.first, -at - 2).low in BODIES | PERSONS:
        at += 20
    noun = page.near(run.first, -at).low
    # The apposition behind: X, economista …; X, il consorzio …
    head = page.near(run.last, 3).low if later.low in ARTICLES else later.low
    # «Il capo di Tarnwell, ingegnere …» is about the capo.
    head = "" if before.low in OF else head
    for label, words, weight in _CLASSES:
        votes[label] += weight * (noun in words) + (weight - 5) * (after.text == "," and head in words)
    votes["GPE"] += 30 * (before.low == "di" and page.near(run.first, -2).low in PLACES)
    if after.text == "," and _AGE.fullmatch(later.text) and page.near(run.last, 3).low == "anni":
        votes["PER"] += 40
    if not before.text and after.text == "," and page.at(run.first).text.isupper() and later.text[:1].isdigit():
        # A dateline: TORINO, 3 maggio – …
        votes["GPE"] += 60
    return +votes


def _around(page: Page, run: Run) -> Counter[str]:
    """Faint signs: prepositions, articles, verbs."""
    votes: Counter[str] = Counter()
    before, second, after = page.near(run.first, -1), page.near(run.first, -2), page.near(run.last, 1)
    single = run.first == run.last
    if before.low in OF and second.low in HOLDINGS:
        votes["ORG"] += 20
    if single:
        votes["GPE"] += _PLACING.get(before.low, 0)
        # «L’Istituto Solari di Pavia»: bodies are of places, people of firms.
        body = any(page.near(run.first, -k).low in ORG_HEADS for k in (2, 3, 4))
        votes["GPE"] += 15 * (before.low == "di" and second.capital and body)
        votes["PRODUCT"] += 5 * (before.low == "su")
    elif before.low in CONTRACTED | ARTICLES:
        votes["ORG"] += 15
    if _saying(before.low) or _saying(after.low):
        # People say; what firms do is announce, deny, publish.
        votes["PER"] += 10
    return +votes


def _saying(low: str) -> bool:
    form = forms().get(low)
    return form is not None and form.lemma in _OF_PEOPLE
