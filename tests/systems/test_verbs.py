"""Conjugation by rule."""

from __future__ import annotations

import pytest

from virgolette.systems.rules.verbs import forms


@pytest.mark.parametrize(
    ("lemma", "expected"),
    [
        ("spiegare", "spiega spiegano spiegava spiegò spiegarono spiegherà spiegherebbe spiegando spiegato"),
        ("annunciare", "annuncia annunciano annunciò annuncerà annunciando annunciata"),
        ("ammettere", "ammette ammettono ammetteva ammise ammisero ammetterà ammesso"),
        ("sostenere", "sostiene sostengono sosteneva sostenne sostennero sosterrà sostenuto"),
        ("prevedere", "prevede previde prevedrà previsto"),
        ("ripetere", "ripete ripeté ripeterono ripetuto"),
        ("riferire", "riferisce riferiscono riferiva riferì riferirono riferirà riferito"),
        ("avvertire", "avverte avvertono avvertì"),
        ("dire", "dice dicono diceva disse dissero dirà direbbe dicendo detto"),
    ],
)
def test_forms_of_a_verb(lemma: str, expected: str) -> None:
    for form in expected.split():
        assert forms()[form].lemma == lemma, form


@pytest.mark.parametrize(
    ("form", "plural"), [("affermano", True), ("disse", False), ("dissero", True), ("nega", False)]
)
def test_number(form: str, plural: bool) -> None:
    assert forms()[form].plural is plural


@pytest.mark.parametrize("form", ["credo", "penso", "dico", "ritengo"])
def test_what_speakers_say_of_their_own_saying_is_no_cue(form: str) -> None:
    assert form not in forms()
