"""Verbs that introduce what somebody says, conjugated by rule.

A lemma's ending gives its regular forms; a short table gives participle and past stem where they are irregular.
"""

from __future__ import annotations

from functools import cache
from typing import NamedTuple


class Form(NamedTuple):
    """One form of a verb.

    Attributes:
        lemma: Its infinitive.
        mood: finite, gerund or participle.
        person: 1, 2 or 3; 0 where the form has none.
        plural: Whether it is a plural form.
    """

    lemma: str
    mood: str
    person: int
    plural: bool


_ARE = """
affermare spiegare dichiarare negare ricordare raccontare osservare precisare annunciare ipotizzare replicare
commentare sottolineare dubitare pensare rivelare confermare assicurare confidare lamentare avvisare stimare
calcolare denunciare evidenziare argomentare ironizzare twittare segnalare giurare domandare obiettare concordare
rassicurare scherzare minacciare dettagliare esultare auspicare testimoniare confessare puntualizzare contestare
rimarcare azzardare esclamare gridare sussurrare sperare insinuare rilevare riportare pronosticare parlare
"""
_ERE = """
ammettere promettere scrivere riconoscere aggiungere concludere rispondere chiedere escludere respingere prevedere
credere temere insistere ripetere ribattere sostenere ritenere sottintendere
"""
_IRE = "smentire avvertire suggerire riferire ribadire chiarire garantire asserire ammonire definire"

# Lemma → past participle and third person of the past.
_STRONG = {
    "ammettere": ("ammesso", "ammise"),
    "promettere": ("promesso", "promise"),
    "scrivere": ("scritto", "scrisse"),
    "riconoscere": ("riconosciuto", "riconobbe"),
    "aggiungere": ("aggiunto", "aggiunse"),
    "concludere": ("concluso", "concluse"),
    "rispondere": ("risposto", "rispose"),
    "chiedere": ("chiesto", "chiese"),
    "escludere": ("escluso", "escluse"),
    "respingere": ("respinto", "respinse"),
    "prevedere": ("previsto", "previde"),
    "credere": ("creduto", "credette"),
    "temere": ("temuto", "temette"),
    "insistere": ("insistito", "insistette"),
    "ripetere": ("ripetuto", "ripeté"),
    "ribattere": ("ribattuto", "ribatté"),
    "sostenere": ("sostenuto", "sostenne"),
    "ritenere": ("ritenuto", "ritenne"),
    "sottintendere": ("sottinteso", "sottintese"),
}
# Lemma → stems of the third persons of the present, singular and plural, and of future and conditional.
_STEMS = {
    "sostenere": ("sostiene", "sostengono", "sosterr"),
    "ritenere": ("ritiene", "ritengono", "riterr"),
    "prevedere": ("prevede", "prevedono", "prevedr"),
}
_PLAIN_IRE = frozenset({"avvertire"})

_DIRE = {
    "finite": "dice dicono diceva dicevano disse dissero dirà diranno direbbe direbbero dica dicano",
    "gerund": "dicendo",
    "participle": "detto detta detti dette",
}

OPINIONS = frozenset({"credere", "pensare", "temere", "ritenere", "dubitare", "sperare", "prevedere", "stimare"})
"""Verbs of holding something to be so: with marked words they are no sign of direct speech."""

REPORTING = frozenset(
    {
        "annunciare", "promettere", "chiedere", "stimare", "prevedere", "ipotizzare", "confermare", "denunciare",
        "escludere", "negare", "respingere", "smentire", "parlare", "calcolare", "pronosticare", "contestare",
    }
)  # fmt: skip
"""Verbs whose object says what is said, so that no clause is needed (ha escluso tagli)."""

DENYING = frozenset({"escludere", "negare", "respingere", "smentire", "contestare"})
"""Of these, the ones whose object is a proposition without any figure too."""


@cache
def forms() -> dict[str, Form]:
    """Form → what it is, of all verbs that introduce speech. Where two share a form, the first lemma has it.

    First persons of the present are left out: what speakers say of their own saying is no quote (credo che).
    """
    found: dict[str, Form] = {}
    for mood, words in _DIRE.items():
        for word in words.split():
            found[word] = Form("dire", mood, 3 if mood == "finite" else 0, word.endswith(("no", "ro")))
    for lemma in (*_ARE.split(), *_ERE.split(), *_IRE.split()):
        for word, form in _conjugated(lemma):
            found.setdefault(word, form)
    return found


def _conjugated(lemma: str) -> list[tuple[str, Form]]:
    stem = lemma[:-3]
    if lemma.endswith("are"):
        present, future = (stem + "a", stem + "ano"), _softened(stem) + "er"
        past = (stem + "ò", stem + "arono")
        imperfect, gerund, participle = stem + "ava", stem + "ando", stem + "ato"
    else:
        vowel = lemma[-3]
        infix = "isc" if vowel == "i" and lemma not in _PLAIN_IRE else ""
        regular = (stem + infix + "e", stem + infix + "ono", stem + vowel + "r")
        *present_forms, future = _STEMS.get(lemma, regular)
        present = (present_forms[0], present_forms[1])
        participle, single = _STRONG.get(lemma, (stem + "ito", stem + "ì"))
        past = (single, _plural_past(single))
        imperfect, gerund = stem + vowel + "va", stem + "endo"
    finite = (*present, imperfect, imperfect + "no", *past, future + "à", future + "anno", future + "ebbe")
    found = [(word, Form(lemma, "finite", 3, word.endswith(("no", "ro")))) for word in (*finite, future + "ebbero")]
    found.append((gerund, Form(lemma, "gerund", 0, False)))
    found += [(participle[:-1] + e, Form(lemma, "participle", 0, False)) for e in "oaie"]
    return found


def _plural_past(single: str) -> str:
    """riferì → riferirono, ripeté → ripeterono, disse → dissero."""
    return single[:-1] + {"ì": "irono", "é": "erono"}.get(single[-1], single[-1] + "ro")


def _softened(stem: str) -> str:
    """The stem of an -are verb before e and i: the sound stays (spiegherà), a silent i goes (annuncerà)."""
    if stem.endswith(("c", "g")):
        return stem + "h"
    return stem[:-1] if stem.endswith(("ci", "gi")) else stem
