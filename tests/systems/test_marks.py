"""Marks in every state: the stretch is what the eye sees."""

from __future__ import annotations

import pytest

from virgolette.systems.rules.page import Page
from virgolette.systems.rules.stretches import stretches


def found(text: str) -> list[str]:
    return [text[slice(*s.span)] for s in stretches(Page(text))]


BROKEN = [
    ("«Non piove più», disse.", ["Non piove più"], "whole"),
    ("”Non piove più“, disse.", ["Non piove più"], "inverted"),
    ("“Non piove più“, disse.", ["Non piove più"], "an opening glyph closes"),
    ("“Non piove più\", disse.", ["Non piove più"], "mixed"),
    ("« Non piove più », disse.", ["Non piove più"], "spaced"),
    ("”Non piove più “.", ["Non piove più"], "inverted and spaced"),
    ("““Non piove più”, disse.", ["Non piove più"], "doubled before"),
    ("«Non piove più.", ["Non piove più."], "the closing one is missing"),
    ("Non piove più», disse.", ["Non piove più"], "the opening one is missing"),
    ("Ada ha detto“Non piove”", ["Non piove"], "no space outside"),
    ("«Ha detto: “Piove”. E piove.»", ["Ha detto: “Piove”. E piove.", "Piove"], "inner marks"),
    ("“Disse: ”Piove“. Ed era vero.", ["Disse: ”Piove“. Ed era vero.", "Piove"], "inner marks in an unclosed stretch"),
    ("Un po ‘ di pioggia.", [], "an apostrophe gone astray"),
    ("L’ombrello dell’amica.", [], "apostrophes"),
    ("", [], "nothing"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "expected", "why"), BROKEN, ids=[why for _, _, why in BROKEN])
def test_stretches(text: str, expected: list[str], why: str) -> None:
    assert found(text) == expected


def test_an_opening_mark_holds_for_its_paragraph_only() -> None:
    assert found("“Prima riga.\n“Seconda riga”.") == ["Prima riga.", "Seconda riga"]


def test_a_missing_opening_mark_after_other_marks_begins_with_the_sentence() -> None:
    assert found("«Sì», disse. Non lo so», aggiunse.") == ["Sì", "Non lo so"]
