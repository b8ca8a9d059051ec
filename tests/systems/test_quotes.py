"""Quotes: an invented sentence for each rule of the manual's section 3."""

from __future__ import annotations

import pytest

from tests.systems.building import Quoted, quote, quotes

ONE = [
    ("«La diga regge bene», ha detto il sindaco, Carlo Doni.",
     ("direct", ("La diga regge bene",), "ha detto", "Carlo Doni")),
    ("Il sindaco Carlo Doni ha detto: “La diga regge bene”.",
     ("direct", ("La diga regge bene",), "ha detto", "Carlo Doni")),
    ("“Il punto”, ha detto Carlo Doni, geometra, “non è la diga”.",
     ("direct", ("Il punto", "non è la diga"), "ha detto", "Carlo Doni")),
    ("“La diga regge bene, ha detto Carlo Doni della provincia.",
     ("direct", ("La diga regge bene",), "ha detto", "Carlo Doni")),
    ("L’azienda Corvex ha poi spiegato che la diga regge.",
     ("indirect", ("la diga regge",), "ha poi spiegato", "Corvex")),
    ("L’azienda Corvex ha negato di possedere dighe.",
     ("indirect", ("possedere dighe",), "ha negato", "Corvex")),
    ("L’azienda ha fatto sapere di non voler vendere.",
     ("indirect", ("non voler vendere",), "ha fatto sapere", "azienda")),
    ("Carlo Doni non crede, invece, che la diga regga.",
     ("indirect", ("la diga regga",), "crede", "Carlo Doni")),
    ("Secondo Ada Li, economista dell’Istituto Solari, il conto non torna.",
     ("indirect", ("il conto non torna",), "Secondo", "Ada Li")),
    ("Il conto, a detta di due funzionari, non torna.",
     ("indirect", ("Il conto", "non torna"), "a detta di", "funzionari")),
    ("Il conto non torna, secondo chi segue il dossier.",
     ("indirect", ("Il conto non torna",), "secondo", "chi")),
    ("Per Ada Li, invece, il conto torna. Ada Li tace.",
     ("indirect", ("il conto torna",), "Per", "Ada Li")),
    ("“Il progetto è in ritardo”, si legge nel rapporto.",
     ("direct", ("Il progetto è in ritardo",), "legge", "rapporto")),
    ("Le piogge, fa notare Ada Li, sono diminuite.",
     ("indirect", ("Le piogge", "sono diminuite"), "fa notare", "Ada Li")),
    ("Come ha detto Ada Li, la città non ha fondi.",
     ("indirect", ("la città non ha fondi",), "ha detto", "Ada Li")),
    ("Carlo Doni ha ammesso che l’azienda conserva “qualche crepa” nel muro.",
     ("mixed", ("l’azienda conserva “qualche crepa” nel muro",), "ha ammesso", "Carlo Doni")),
    ("Carlo Doni ha definito il muro “un colabrodo”.",
     ("mixed", ("il muro “un colabrodo”",), "ha definito", "Carlo Doni")),
    ("Carlo Doni ha annunciato un fondo da 3 milioni di euro.",
     ("reported", ("un fondo da 3 milioni di euro",), "ha annunciato", "Carlo Doni")),
    ("Carlo Doni ha escluso tagli alle dighe.",
     ("reported", ("tagli alle dighe",), "ha escluso", "Carlo Doni")),
    ("Un ex dipendente, che chiede l’anonimato, dice di averne viste tre.",
     ("indirect", ("averne viste tre",), "dice", "ex dipendente")),
    ("Ieri la Gazzetta taceva. «La diga regge bene», ha detto alla Gazzetta Carlo Doni.",
     ("direct", ("La diga regge bene",), "ha detto", "Carlo Doni")),
    ("Ne è certa lei: «La diga regge bene», come lei ha promesso.",
     ("direct", ("La diga regge bene",), "ha promesso", "lei")),
]  # fmt: skip


@pytest.mark.parametrize(("text", "expected"), ONE, ids=[text[:40] for text, _ in ONE])
def test_one_quote(text: str, expected: tuple[str, tuple[str, ...], str, str]) -> None:
    assert quote(text) == Quoted(*expected)


NONE = [
    ("Si dice che la diga regga.", "impersonal"),
    ("Secondo il piano, la diga aprirà.", "following a rule"),
    ("Il secondo muro regge.", "an ordinal"),
    ("Restano i costi «stracciati» della diga.", "scare marks"),
    ("La conferma è arrivata ieri.", "a noun with a verb's form"),
    ("Corvex prevede di spendere molto.", "one's own doing"),
    ("Carlo Doni non ha voluto commentare.", "nothing is said"),
    ("È stato detto che la diga regge.", "a passive without a source"),
    ("Un piano che prevede 300 assunzioni.", "things have these verbs too"),
    ("Carlo Doni ha chiesto più fondi.", "a bare generality"),
    ("Credo che la diga regga.", "one's own saying"),
]


@pytest.mark.parametrize(("text", "why"), NONE, ids=[why for _, why in NONE])
def test_no_quote(text: str, why: str) -> None:
    assert quotes(text) == []


def speakers(text: str) -> list[str | None]:
    return [q.speaker for q in quotes(text)]


def test_a_dropped_subject_goes_back_to_the_last_speaker() -> None:
    text = "La sindaca Ada Li ha annunciato 3 dighe. «Reggeranno bene tutte», ha aggiunto."
    assert speakers(text) == ["Ada Li", "Ada Li"]


def test_a_second_verb_in_the_sentence_has_the_same_speaker_and_a_quote_of_its_own() -> None:
    text = "Ada Li ha ammesso che il muro è vecchio, ma ha escluso tagli."
    assert [(q.content, q.speaker) for q in quotes(text)] == [
        (("il muro è vecchio",), "Ada Li"),
        (("tagli",), "Ada Li"),
    ]


def test_each_of_two_clauses_has_its_own_speaker() -> None:
    text = "Mentre Karl Oster ha avvertito che il muro cede, Ada Li ha sottolineato che la diga regge."
    assert [(q.content, q.speaker) for q in quotes(text)] == [
        (("il muro cede",), "Karl Oster"),
        (("la diga regge",), "Ada Li"),
    ]


def test_a_gerund_is_a_cue_of_its_own() -> None:
    text = "Ada Li ha ammesso che il muro è vecchio, precisando però che regge."
    assert [q.content for q in quotes(text)] == [("il muro è vecchio",), ("regge",)]


def test_marked_speech_without_a_cue_goes_on() -> None:
    text = "«Abbiamo fatto i conti», ha detto Ada Li. «Poi li abbiamo rifatti tutti insieme.»"
    assert quote(text).content == ("Abbiamo fatto i conti", "Poi li abbiamo rifatti tutti insieme.")


def test_speech_goes_on_over_paragraphs() -> None:
    text = "“Abbiamo fatto i conti”, ha detto Ada Li.\n“Poi li abbiamo rifatti.\n“Tornavano”, ha aggiunto."
    first, second = quotes(text)
    assert first.content == ("Abbiamo fatto i conti", "Poi li abbiamo rifatti.")
    assert second == Quoted("direct", ("Tornavano",), "ha aggiunto", "Ada Li")


def test_a_speaker_named_in_the_next_paragraph() -> None:
    text = "”Tutti credono che abbiamo costruito una diga “.\nSono le parole di Ada Li, 38 anni, in una chiamata."
    direct = quotes(text)[0]
    assert direct.kind == "direct"
    assert (direct.cue, direct.speaker) == ("Sono le parole di", "Ada Li")


def test_a_quote_inside_a_quote_and_a_first_person() -> None:
    text = "«Quando ho chiesto altri mille mattoni, la contabile mi ha risposto: “Usa quelli”. Rise», ha detto Ada Li."
    outer, asked, answer = quotes(text)
    assert outer.speaker == asked.speaker == "Ada Li"
    assert asked.content == ("altri mille mattoni",)
    assert (answer.content, answer.speaker) == (("Usa quelli",), "contabile")


def test_a_name_before_a_colon() -> None:
    text = "Ieri Carlo Doni: “La diga non crollerà mai più”."
    assert quote(text) == Quoted("direct", ("La diga non crollerà mai più",), "", "Carlo Doni")
