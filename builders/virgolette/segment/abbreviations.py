"""Italian abbreviations and the words that open sentences, all case-folded and without the last dot."""

from __future__ import annotations


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


LEADING = _words(
    "sig sigg sigra sig.ra sig.na dott dottssa dott.ssa dr drssa dr.ssa prof proff profssa prof.ssa ing "
    "avv geom sen gen magg mons gr.uff spett egr gent ill art artt nn pag pagg cfr figg tab tav vol voll "
    "edd capp es ad.es p.es vd vs c.a c.so p.za p.zza v.le mr mrs ms rif prot sez"
)
"""These go before a name or a figure, so that they never end a sentence."""

MONTHS = _words("gen genn feb febbr mar apr mag giu lug ago set sett ott nov dic")
"""Shortened months: abbreviations only before a figure."""

AMBIGUOUS = _words(
    "n nr num p pp s v on ed col ten rev card comm cav cap fig cit par st ss sec min max circ ca tel mln "
    "mld inc corp co ltd llc plc spa srl jr"
)
"""These may end a sentence, or are words in their own right."""

CUT_OFF = frozenset({"ecc", "etc"})
"""These end what they stand in; a capital after them begins a sentence."""

OPENERS = _words(
    "il lo la i gli le l un uno una a ad ai al alla alle allo agli all in nel nella nelle nello nei negli "
    "nell di del della delle dello dei degli dell da dal dalla dalle dallo dai dagli dall con su sul "
    "sulla sulle sui sugli sull per tra fra e ed ma o oppure anche non se quando mentre dopo prima poi "
    "ora oggi ieri domani così inoltre tuttavia intanto infatti quindi perciò invece secondo questo "
    "questa questi queste quest quello quella quelli quelle quel ciò chi che cosa come perché dove si ci "
    "è sono ha hanno era erano lunedì martedì mercoledì giovedì venerdì sabato domenica nonostante "
    "sebbene benché poiché senza sotto sopra fino solo soltanto già ancora qui qua lì là"
)
"""Words that open Italian sentences and that names seldom begin with."""

PARTICLES = _words("di da de del della dello dei degli dal dalla lo la le li d dell")
"""Openers that are parts of surnames too (Di Maio, La Malfa): a capital after them shows the name."""
