from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from virgolette.marks import scan
from virgolette.segment import paragraphs, sentences, tokens
from virgolette.spans import Span, covered, inside_cluster

# A ‖ stands in the place of the white space at each border.
SENTENCES = [
    "Uno. ‖ Due! ‖ Tre? ‖ Quattro… ‖ Cinque",
    "Perde il 3.500 per cento.",
    "Costa 1.500 euro. ‖ 2024 sarà meglio.",
    # Abbreviations, initials, list numbers, domains, dates.
    "Il sig. Bruni e la dott.ssa Neri arrivano. ‖ Poi il prof. Lo Verde.",
    "Vedi art. 5, p.es. Roma, n. 7 e cfr. Verdi.",
    "Mele, pere ecc. ‖ Poi altro.",
    "La Forni S.p.A. Torino cresce. ‖ Vive negli U.S.A. ‖ Nel 44 a.C. Cesare cadde.",
    "La Forni Inc. ‖ Il resto va alla Forni Inc. Milano.",
    "G. B. Verdi e A. Di Nero parlano. ‖ Serve la vitamina C. ‖ La squadra ringrazia.",
    "1. Premessa. ‖ 2. Conclusione.",
    "Dal 27 gen. 2025 in poi. ‖ Poi basta.",
    "Forni.it cresce. ‖ Anche Stufe.io. ‖ Poi altro.",
    # Ellipsis, small beginnings, missing space.
    "Forse... no, forse... ‖ Poi sì […] ‖ Basta.",
    "Vince iForno. ‖ iForno cresce. ‖ xForno no. e poi",
    "Senza spazio.Nessun confine.",
    "Disse. – ma no. ‖ – Ma sì.",
    "Costa poco. ‖ $ 6 bastano. ‖ 🙂 Bello.",
    # Marks and brackets.
    "«Vieni.» ‖ Poi uscì. ‖ “Vieni”, disse. ‖ “Perché?” chiese.",
    "“Basta!” ‖ Neri tacque. ‖ ‘Mai.’ ‖ Tornò.",
    "“Vieni. ‖ Resta.”, ha detto. ‖ (Era tardi.) ‖ Poi.",
    "Disse: «Vieni”. »» ‖ Poi uscì.",
    "“Uno. “ ‖ Due. ‖ “ Tre “, disse.",
    'Uno. ‖ "Due." ‖ "Tre" e quattro.',
    "Ultima. ”",
    "Ultima. »»",
    # White space of every kind, paragraphs.
    "Alla fine .\u00a0‖ Poi.",
    "Riga\r\n‖\r\n \u2028\n‖ altra riga\r\n",
    "",
    " \n\r\n",
]


@pytest.mark.parametrize("marked", SENTENCES)
def test_sentences_end_where_a_reader_ends_them(marked: str) -> None:
    text = marked.replace("‖", "")
    expected = [part.strip() for part in marked.split("‖") if part.strip()]
    assert [covered(text, span) for span in sentences(text)] == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("l’arte dell'orto", ["l’", "arte", "dell'", "orto"]),
        ("un po’ di po ' di", ["un", "po’", "di", "po", "'", "di"]),
        ("l’«arte» e l’8%", ["l’", "«", "arte", "»", "e", "l’", "8", "%"]),
        ("''due'' “”", ["'", "'", "due", "'", "'", "“", "”"]),
        ("'ciao', ‘un po’’", ["'", "ciao", "'", ",", "‘", "un", "po’", "’"]),
        ("anni ’90, 'ndrangheta", ["anni", "’90", ",", "'ndrangheta"]),
        ("$ 6,6 miliardi, €5, 17%", ["$", "6,6", "miliardi", ",", "€", "5", ",", "17", "%"]),
        ("1.000,5 e 2.048. 1'000", ["1.000,5", "e", "2.048", ".", "1'000"]),
        ("GPT-4 GPT-4.5 R1.5 start-up", ["GPT-4", "GPT-4.5", "R1.5", "start-up"]),
        ("40-50 2020–21 1/50", ["40", "-", "50", "2020", "–", "21", "1", "/", "50"]),
        ("uno – due — tre - pre-", ["uno", "–", "due", "—", "tre", "-", "pre", "-"]),
        ("10mila 3,5mln 7B", ["10mila", "3,5mln", "7B"]),
        ("S.p.A. a.C. dott.ssa art. 5 ecc.", ["S.p.A.", "a.C.", "dott.ssa", "art.", "5", "ecc."]),
        ("Moody's, O'Neill, don't, s'è", ["Moody's", ",", "O'Neill", ",", "don't", ",", "s'", "è"]),
        ("forni.it, a@forni.it.", ["forni.it", ",", "a@forni.it", "."]),
        ("(https://forni.it/a?b=c)", ["(", "https://forni.it/a?b=c", ")"]),
        ("Fine.Poi... e…", ["Fine", ".", "Poi", "...", "e", "…"]),
        ("perche\u0301 e\u0300", ["perche\u0301", "e\u0300"]),
        ("👩‍💻🇮🇹!", ["👩‍💻", "🇮🇹", "!"]),
        ("", []),
        (" \n\t", []),
    ],
)
def test_tokens_are_words_figures_and_signs(text: str, expected: list[str]) -> None:
    assert [covered(text, token) for token in tokens(text, Span(0, len(text)))] == expected


def test_tokens_of_a_span_are_offsets_into_the_whole_text() -> None:
    text = "Uno due. L’orto"
    assert tokens(text, Span(9, 15)) == [Span(9, 11), Span(11, 15)]
    assert tokens(text, Span(3, 3)) == []


def test_paragraphs_end_at_line_feeds_only() -> None:
    text = "uno\u2028due\x0btre\r\n\r\n \x85quattro \n\ncinque\r"
    assert [covered(text, span) for span in paragraphs(text)] == ["uno\u2028due\x0btre", "quattro", "cinque"]


PIECES = [
    *"abLEé019.,;:!?…-–%$€ \n",
    *"\u0301\u00a0\r\t“”‘’«»\"'()[]🙂\u200d🇮🇹\ufe0f",
    "dott. ", "S.p.A. ", "Il ", "l’", "po’ ", "... ", ". ", ".” ", ". “", " n. ", "1.500", "GPT-4", "es.it",
]  # fmt: skip
TEXTS = st.lists(st.sampled_from(PIECES), max_size=40).map("".join) | st.text(max_size=40)


@given(TEXTS)
def test_sentences_are_ordered_disjoint_and_cover_all_but_white_space(text: str) -> None:
    found = sentences(text)
    assert all(a.end <= b.start for a, b in pairwise(found))
    assert all(span.start < span.end for span in found)
    inside = {i for span in found for i in range(*span)}
    assert {i for i, char in enumerate(text) if not char.isspace()} <= inside
    for span in found:
        # A space that carries a combining mark is the only white space at an edge.
        assert not text[span.start].isspace() or inside_cluster(text, span.start + 1)
        assert not text[span.end - 1].isspace()
        assert "\n" not in covered(text, span)


@given(TEXTS)
def test_no_sentence_border_parts_what_one_sees_as_one_character(text: str) -> None:
    for first, second in pairwise(sentences(text)):
        if "\n" not in text[first.end : second.start]:
            assert not inside_cluster(text, second.start)


@given(TEXTS)
def test_paragraphs_hold_the_sentences(text: str) -> None:
    held = [[s for s in sentences(text) if p.start <= s.start and s.end <= p.end] for p in paragraphs(text)]
    assert [s for group in held for s in group] == sentences(text)
    assert all(g[0].start == p.start and g[-1].end == p.end for g, p in zip(held, paragraphs(text), strict=True))


@given(TEXTS)
def test_every_code_point_but_white_space_belongs_to_one_token(text: str) -> None:
    found = tokens(text, Span(0, len(text)))
    points = [i for token in found for i in range(*token)]
    assert points == [i for i, char in enumerate(text) if not char.isspace()]


@given(TEXTS)
def test_quotation_marks_are_tokens_of_their_own(text: str) -> None:
    tokenised = {(token.start, token.end) for token in tokens(text, Span(0, len(text)))}
    for glyph in scan(text):
        if not inside_cluster(text, glyph.start) and not inside_cluster(text, glyph.end):
            assert (glyph.start, glyph.end) in tokenised


@given(TEXTS)
def test_tokens_of_sentences_are_the_tokens_of_the_text(text: str) -> None:
    found = [token for s in sentences(text) for token in tokens(text, s)]
    assert [i for token in found for i in range(*token)] == [i for i, char in enumerate(text) if not char.isspace()]
    assert found == tokens(text, Span(0, len(text)))
