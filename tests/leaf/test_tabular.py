"""Tables of plain text."""

from __future__ import annotations

from virgolette import tabular


def test_columns_are_aligned():
    shown = tabular.table(["name", "n"], [["città", 1], ["b", 12345], ["c", None]])
    assert shown == "name        n\ncittà       1\nb      12,345\nc           -"


def test_columns_of_words_plain_numbers_and_fractions():
    shown = tabular.table(["a", "b", "n"], [["x", "parola", 12345], ["yy", None, 0.5]], words=2, whole="d")
    assert shown == "a   b           n\nx   parola  12345\nyy  -       0.500"


def test_no_rows_leave_the_head():
    assert tabular.table(["name", "n"], []) == "name  n"
