"""Which words scale a number, which bound it, and which change nothing about it.

Tables only.
"""

from __future__ import annotations

from decimal import Decimal

from virgolette.numerals.reader import keys


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


SCALES = {
    **dict.fromkeys(("mila", "mille"), Decimal(10**3)),
    **dict.fromkeys(("milione", "milioni", "mln", "mn"), Decimal(10**6)),
    **dict.fromkeys(("miliardo", "miliardi", "mld", "mrd", "bn"), Decimal(10**9)),
    **dict.fromkeys(("bilione", "bilioni", "trilione", "trilioni"), Decimal(10**12)),
}
"""Scale word → its power of ten; a trilione is the English trillion."""

SUFFIXES = {"k": Decimal(10**3), "K": Decimal(10**3), "M": Decimal(10**6), "B": Decimal(10**9)}
"""Letters right after figures that scale them, as written."""

COLLECTIVES = {
    **dict.fromkeys(("paio", "paia"), 2),
    **dict.fromkeys(("decina", "decine"), 10),
    **dict.fromkeys(("dozzina", "dozzine"), 12),
    **{
        "quindicina": 15,
        "ventina": 20,
        "trentina": 30,
        "quarantina": 40,
        "cinquantina": 50,
        "sessantina": 60,
    },
    **{"settantina": 70, "ottantina": 80, "novantina": 90},
    **dict.fromkeys(("centinaio", "centinaia"), 100),
    **dict.fromkeys(("migliaio", "migliaia"), 1000),
}
"""Collective noun → the number that it is about."""

PLURALS = frozenset(
    {"paia", "decine", "dozzine", "centinaia", "migliaia", "milioni", "miliardi", "bilioni", "trilioni"}
)
"""Scale words that say a vague number where none stands before them."""

MULTIPLES = {
    "doppio": 2,
    "triplo": 3,
    "quadruplo": 4,
    "quintuplo": 5,
    "sestuplo": 6,
    "decuplo": 10,
    "centuplo": 100,
}
"""Words for a multiple."""

VAGUE = _words(
    "alcuni alcune diversi diverse vari varie parecchi parecchie molti molte tanti tante pochi poche "
    "qualche numerosi numerose svariati svariate"
)
"""Determiners of a vague plural."""

_QUALIFIERS = {
    (
        "=",
        True,
    ): "circa, all'incirca, intorno a, su circa, pressappoco, approssimativamente, più o meno, grosso modo, "
    "nell'ordine di, dell'ordine di, vicino a, vicini a, vicina a, prossimo a, prossimi a, ~, ≈, un circa",
    ("<", True): "quasi",
    (
        "<",
        False,
    ): "meno di, poco meno di, un po' meno di, inferiore a, inferiori a, minore di, minori di, sotto, "
    "appena sotto, al di sotto di, ben sotto, <",
    (
        ">",
        False,
    ): "oltre, più di, poco più di, un po' più di, appena più di, ben più di, ben oltre, poco oltre, "
    "appena oltre, superiore a, superiori a, maggiore di, maggiori di, sopra, appena sopra, al di sopra di, "
    "di più di, >",
    (
        "<=",
        False,
    ): "fino a, al massimo, un massimo di, massimo, come massimo, tutt'al più, non più di, non oltre, "
    "non superiore a, non superiori a, fino a un massimo di, ≤",
    (
        ">=",
        False,
    ): "almeno, per lo meno, perlomeno, minimo, come minimo, un minimo di, non meno di, non inferiore a, "
    "non inferiori a, non sotto, a partire da, ≥",
}
QUALIFIERS = {keys(form): entry for entry, forms in _QUALIFIERS.items() for form in forms.split(", ")}
"""Phrase before a number → comparator and whether it is approximate."""

_TRAILERS = {
    ("=", True): "circa, all'incirca, più o meno",
    (">", False): "e passa, e rotti",
    (">=", False): "o più, e più, in su, e oltre, o oltre, almeno, come minimo, al minimo, +",
    ("<=", False): "o meno, al massimo, al più, come massimo",
}
TRAILERS = {keys(form): entry for entry, forms in _TRAILERS.items() for form in forms.split(", ")}
"""The same for phrases after a number."""

SKIPPED = _words(
    "solo soli sola sole soltanto appena ben già ancora addirittura esattamente precisamente altro "
    "altri altra altre ulteriore ulteriori primi prime ultimi ultime ultimo ultima prossimi prossime "
    "prossimo prossima scorsi scorse successivi successive totale complessivo complessivi intero intera "
    "suoi sue loro nostri nostre compreso compresa compresi comprese pari di a da in per con su "
    "oltretutto + - ±"
)
"""Words before a number that change nothing about it."""

BOUNDARIES = _words("di a da in per con su tra che e o come dopo prima entro contro rispetto ( ) : ? ! / -")
"""Words at which the counted noun's own group ends."""
