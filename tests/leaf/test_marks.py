from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from virgolette.marks import GLYPHS, SINGLES, Glyph, scan

# In the texts of these tables « and » are written for themselves: a ^ stands before each mark expected.
TABLE = [
    # Elision and truncation.
    "l’arte dell'orto, d’un tratto c’è",
    "un po’ di sale, un mo' di dire, vabbe’",
    "un po ' di sale, un po ’ di pepe",
    "un po 'di sale, dell 'orto",
    "l’ arte, all’ inizio, Dell’ altro, nessun’ altra, D’ Orta",
    "l’8% e dall'11 al 12",
    "va’, di’ e fa'",
    # Accents typed as apostrophes, English possessives, primes, thousands.
    "E' vero, perche' la citta' e' quella",
    "il fondo Sachs’ cresce",
    "alto 5' 10, cioè 5′ 10″; costa 1'000",
    # Years and clipped words.
    "gli anni ’90 e ‘80, il '68, nel ’29-’30",
    "Italia '90",
    "’Ndrangheta e la 'nduja, rock ’n’ roll",
    # Single marks.
    "^‘ciao^’ e ^'ciao^', poi ^´ciao^´ e ^`ciao^`",
    "^'Perché?^' chiese",
    "^‘un po’ d’aria^’",
    "^‘Piano C^’ e ^‘la citta^’",
    "^'90 giorni^' è il titolo",
    "l’^‘arte^’ e l'^'arte^'",
    "senza apertura’ non si vede, amen^’ invece sì",
    "un po ^‘ di sale",
    "po ^‘una volta e la citta’",
    "^‚uno^‘ e ^„due^“",
    # All the others, doubled, wrong way round, in the wrong place.
    '^“uno^” ^«due^» ^‹tre^› ^„quattro^‟ ^"cinque^" ^「sei^」',
    "^'^'uno^'^' ^“^'^'^”",
    "fine^”. ^»^» e l’^“inizio^”, ^›^›",
    'schermo da 6^"',
    "^' ^’ ^‘",
    "",
    "nessuna",
    "ʼ ʻ ′ ″ < > << >>",
]


@pytest.mark.parametrize("marked", TABLE)
def test_marks_are_told_apart_from_apostrophes(marked: str) -> None:
    text = marked.replace("^", "")
    found = {glyph.start for glyph in scan(text)}
    assert "".join("^" * (i in found) + char for i, char in enumerate(text)) == marked


def test_a_glyph_says_what_it_is_by_its_look_alone() -> None:
    assert scan("a ”b“\n«") == [
        Glyph(2, 3, "”", "double", "closing"),
        Glyph(4, 5, "“", "double", "opening"),
        Glyph(6, 7, "«", "guillemet", "opening"),
    ]
    assert {kind for kind, _ in GLYPHS.values()} == {"double", "single", "guillemet", "low", "corner"}
    assert {direction for _, direction in GLYPHS.values()} == {"opening", "closing", "neutral"}


def test_single_marks_close_within_their_paragraph_only() -> None:
    assert [glyph.start for glyph in scan("‘citta\nla citta’")] == [0]


TEXTS = st.text(alphabet="ab Po19l,.\n" + "".join(GLYPHS) + "\u0301", max_size=60)


@given(TEXTS)
def test_every_glyph_that_cannot_be_an_apostrophe_is_found_once_in_order(text: str) -> None:
    found = scan(text)
    assert [glyph.start for glyph in found] == sorted({glyph.start for glyph in found})
    assert all(glyph.char == text[glyph.start : glyph.end] and len(glyph.char) == 1 for glyph in found)
    certain = [i for i, char in enumerate(text) if char in GLYPHS and char not in SINGLES]
    assert [glyph.start for glyph in found if glyph.char not in SINGLES] == certain


@given(TEXTS, TEXTS)
def test_paragraphs_do_not_influence_each_other(first: str, second: str) -> None:
    apart = [glyph.start for glyph in scan(first)]
    apart += [glyph.start + len(first) + 1 for glyph in scan(second)]
    assert [glyph.start for glyph in scan(f"{first}\n{second}")] == apart


@given(st.lists(st.sampled_from(["l’orto", "un po’", "dell'uva", "c’è", "anni ’90", "qui", "là,"]), max_size=8))
def test_apostrophes_alone_raise_no_mark(words: list[str]) -> None:
    assert scan(" ".join(words)) == []
