"""What is found where: a table of examples in invented Italian."""

from __future__ import annotations

import pytest

from virgolette.align import Aligner, Alignment, Query, locate
from virgolette.spans import Span

FOLDED = (
    ("L’impresa «Vento Alto» è nata ieri.", '"Vento Alto"', "«Vento Alto»"),
    ("L’impresa «Vento Alto» è nata ieri.", "L'impresa", "L’impresa"),
    ("È dell’ intelligenza che parla.", "dell'intelligenza", "dell’ intelligenza"),
    ("È dell'intelligenza che parla.", "dell’ intelligenza", "dell'intelligenza"),
    ("Disse: « Andremo » e uscì.", "«Andremo»", "« Andremo »"),
    ('Disse: ""Andremo"" e uscì.', "'Andremo'", '""Andremo""'),
    ("Disse: “«Andremo»” e uscì.", '"Andremo"', "«Andremo»"),
    ('Disse "sì" "no" "forse".', "«no»", '"no"'),
    ("Disse: „Andremo‟ e uscì.", "「Andremo」", "„Andremo‟"),
    ("Un metro e\u00a0mezzo\ndi\u2009neve", "metro e mezzo di neve", "metro e\u00a0mezzo\ndi\u2009neve"),
    ("tra il 2019–2021 e oggi", "2019-2021", "2019–2021"),
    ("la casa — disse — è vuota", "casa -- disse -- è", "casa — disse — è"),
    ("Forse… chissà", "forse... chissà", "Forse… chissà"),
    ("Perche\u0301 no, disse", "perché NO", "Perche\u0301 no"),
    ("Perché no, disse", "Perche\u0301 no,", "Perché no,"),
    ("In Kaiserstraße piove", "KAISERSTRASSE", "Kaiserstraße"),
    ("la coope\u00adrativa\u200b chiude", "cooperativa chiude", "coope\u00adrativa\u200b chiude"),
    ("la cooperativa chiude", "\ufeffcoope\u00adrativa", "cooperativa"),
    ("la ﬁnanza locale", "finanza", "ﬁnanza"),
    ("ha detto Rossetti ieri", '"Rossetti,"', "Rossetti"),
    ("ha detto Rossetti ieri", "[...] Rossetti ieri.", "Rossetti ieri"),
    ("il cuore \u2764\ufe0f rosso", "Cuore \u2764", "cuore \u2764\ufe0f"),
    ("costa ４２ lire", "42 lire", "４２ lire"),
)


@pytest.mark.parametrize(("text", "query", "found"), FOLDED)
def test_folded(text, query, found):
    answer = locate(text, query)
    assert [text[s.start : s.end] for s in answer.spans] == [found]
    assert (answer.method, answer.reason, answer.score, answer.occurrences) == ("folded", "", 1.0, 1)


REFUSED = (
    ("un testo", "", "empty query"),
    ("un testo", " \n\u00a0", "white space only"),
    ("un testo", "te\ud800sto", "invalid: a surrogate code point"),
    ("un testo", "un testo che continua", "absent: longer than the text"),
    ("", "testo", "absent: longer than the text"),
    ("un testo", "libro", "absent"),
    ("un testo", "…", "absent"),
    ("cala del 6,6 oggi", "66", "absent"),
    ("cala del 6,6 oggi", "6", "changed digit: 6 against 6,6"),
    ("cala del 66 oggi", "6", "changed digit: 6 against 66"),
    ("il modello V3.1 è qui", "modello V3", "changed digit: 3 against 3.1"),
    ("sono 10² persone", "102 persone", "absent"),
    ("perche\u0300 no", "perche", "absent"),
    ("casa e casa", "casa", "ambiguous: 2 occurrences, say which"),
    ("quel poco che resta", "quel pocchio", "too short for fuzzy"),
)


@pytest.mark.parametrize(("text", "query", "reason"), REFUSED)
def test_refused(text, query, reason):
    occurrences = 2 if reason.startswith("ambiguous") else 0
    assert locate(text, query, fuzzy="short" in reason) == Alignment((), "none", reason, 0.0, occurrences)


def spans(text: str, word: str) -> list[Span]:
    found, at = [], text.find(word)
    while at >= 0:
        found.append(Span(at, at + len(word)))
        at = text.find(word, at + 1)
    return found


TEXT = "Mai l’AI fu così: MAI. Ma l'AI di Norvanda, ai tempi, non era l'AI di oggi."


@pytest.mark.parametrize(("occurrence", "start"), [(1, 6), (2, 28), (3, 64)])
def test_occurrences_are_whole_words(occurrence, start):
    answer = locate(TEXT, "AI", occurrence=occurrence)
    assert answer == Alignment((Span(start, start + 2),), "exact", "", 1.0, 3)


def test_occurrences_out_of_range():
    assert locate(TEXT, "AI", occurrence=4).reason == "occurrence 4 of 3"
    assert locate(TEXT, "AI", occurrence=0).reason == "occurrence 0 of 3"
    assert locate(TEXT, "Norvanda", occurrence=2).reason == "occurrence 2 of 1"


def test_other_spellings_count_only_where_the_own_one_is_used_up():
    assert locate(TEXT, "l'AI", occurrence=2).spans == (Span(62, 66),)
    assert locate(TEXT, "l'AI", occurrence=3) == Alignment((Span(62, 66),), "exact", "", 1.0, 3)
    assert locate(TEXT, "L'AI", occurrence=1).method == "folded"


def test_inside_a_word_only_where_nowhere_else():
    assert locate("sovraccarico", "carico") == Alignment((Span(6, 12),), "exact", "", 1.0, 1)
    assert locate("sovraccarico e Carico", "carico").spans == (Span(15, 21),)


@pytest.mark.parametrize(
    ("left", "start"),
    [("Ma l'", 28), ("tempi, non era l’", 64), ("Mai l'", 6), ("… era l' ", 64), ("[…] Ma", None)],
)
def test_left_context(left, start):
    answer = locate(TEXT, "AI", left=left)
    assert answer.spans == (() if start is None else (Span(start, start + 2),))
    assert answer.occurrences == 3


def test_left_context_is_a_preference():
    assert locate(TEXT, "Norvanda", left="non si sa dove").spans == (Span(34, 42),)
    assert locate(TEXT, "AI", left="non si sa dove", occurrence=2).spans == (Span(28, 30),)
    assert locate(TEXT, "AI", left="l'").reason == "ambiguous: 3 occurrences, say which"
    assert locate("il gatto, mil gatto", "gatto", left="il").spans == (Span(3, 8),)


def test_window():
    assert locate(TEXT, "AI", window=Span(20, 50)).spans == (Span(28, 30),)
    assert locate(TEXT, "AI", window=Span(20, 99), occurrence=2).spans == (Span(64, 66),)
    assert locate(TEXT, "AI", window=Span(29, 40)).reason == "absent"
    assert locate(TEXT, "AI", window=Span(50, 20)).reason == "absent"


def start(answer: Alignment) -> int | str:
    return answer.spans[0].start if answer.spans else answer.reason


def test_locate_all_keeps_repeated_mentions_apart():
    queries = [Query("AI"), Query("AI", left="era l'"), Query("Norvanda"), Query("AI"), Query("AI")]
    answers = Aligner(TEXT).locate_all(queries)
    assert [start(a) for a in answers] == [6, 64, 34, 28, "occurrence 4 of 3"]


def test_locate_all_serves_the_narrowest_left_context_first():
    answers = Aligner(TEXT).locate_all([Query("AI", left="l'"), Query("AI", left="Mai l'")])
    assert [start(a) for a in answers] == [28, 6]


def test_locate_all_takes_own_spelling_first_and_keeps_order():
    answers = Aligner(TEXT).locate_all([Query("l'AI")] * 3)
    assert [(a.spans[0].start, a.method) for a in answers] == [(4, "folded"), (26, "exact"), (62, "exact")]
    answers = Aligner(TEXT).locate_all([Query("l'AI")] * 2)
    assert [a.spans[0].start for a in answers] == [26, 62]


def test_locate_all_gives_an_occurrence_once():
    answers = Aligner(TEXT).locate_all([Query("AI"), Query("AI", occurrence=1), Query("AI", occurrence=1)])
    assert [start(a) for a in answers] == [28, 6, "taken: occurrence 1 goes to an earlier query"]


def test_locate_all_refuses_as_locate_does():
    answers = Aligner(TEXT).locate_all([Query(""), Query("assente"), Query("assente"), Query("6")])
    assert [a.reason for a in answers] == ["empty query", "absent", "absent", "absent"]
    assert Aligner(TEXT).locate_all([]) == []


TWICE = (
    "La giunta di Borgovento approva il nuovo piano delle acque. Nessuno protesta. "
    "La giunta di Borgovento approva il nuovo piano delle acque."
)


def test_two_places_alike_are_ambiguous_for_fuzzy_too():
    query = "La giunta di Borgovento approva un nuovo piano delle acque"
    first, second = spans(TWICE, "La giunta di Borgovento approva il nuovo piano delle acque")
    assert locate(TWICE, query, fuzzy=True).reason == "ambiguous: 2 occurrences, say which"
    assert locate(TWICE, query, fuzzy=True, occurrence=2).spans == (second,)
    assert locate(TWICE, query, fuzzy=True, left="Nessuno protesta.").spans == (second,)
    assert locate(TWICE, query, fuzzy=True, window=Span(0, 70)).spans == (first,)
    answers = Aligner(TWICE).locate_all([Query(query, fuzzy=True)] * 3)
    assert [a.spans for a in answers] == [(first,), (second,), ()]
    assert 0.7 < answers[0].score < 1


def test_fuzzy_only_when_asked_for():
    assert locate(TWICE, "La giunta di Borgovento approva un vecchio piano").reason == "absent"


def test_an_ellipsis_gives_the_hull_of_its_pieces():
    text = "Ieri la giunta di Borgovento, riunita fino a notte, ha scelto il piano delle acque per il 2030."
    query = "la giunta di Borgovento […] il piano … per il 2030."
    answer = locate(text, query, fuzzy=True)
    assert [text[s.start : s.end] for s in answer.spans] == [text[5:]]
    assert (answer.method, answer.score) == ("fuzzy", 1.0)
    far = text.replace("riunita", "x" * 1200)
    assert not locate(far, query, fuzzy=True).spans


def test_long_and_repetitive_texts_stay_linear():
    """Not timed: what is quadratic here wouldn't end."""
    aligner = Aligner("l’AI e " * 50_000)
    assert aligner.locate("l'AI", occurrence=50_000).spans == (Span(349_993, 349_997),)
    answers = aligner.locate_all([Query("AI")] * 5_000 + [Query("l'AI", left="e")] * 5_000)
    assert len({a.spans for a in answers}) == 10_000
    assert all(aligner.locate("l'AI", occurrence=n).spans for n in range(1, 5_001))
    assert aligner.locate("l’AI e " * 20_000, occurrence=5).spans == (Span(28, 28 + 7 * 20_000 - 1),)
    assert aligner.locate("e poi l’AI e poi l'AI e poi l'AI", fuzzy=True).method in ("fuzzy", "none")
