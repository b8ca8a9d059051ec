"""Values as a reader takes them in, and characters as a page carries them."""

from __future__ import annotations

import html
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from virgolette.model import Date, Value
from virgolette.view import characters, figures

GIVEN = {"low": None, "high": None, "comparator": "=", "unit": "USD", "change": "none", "approximate": False}


@pytest.mark.parametrize(
    ("fields", "shown"),
    [
        ({"low": "500000000000", "comparator": ">="}, "≥ 500 000 000 000 USD"),
        ({"low": "17", "high": "17", "unit": "percent", "change": "down"}, "↓ 17 %"),
        ({"high": "5000000", "comparator": "<", "approximate": True}, "≈ < 5 000 000 USD"),
        ({"low": "40", "high": "50", "unit": None}, "40–50"),
        ({"low": "1536", "high": "1536", "unit": None}, "1536"),
        ({"low": "0.05", "high": "0.05", "unit": "ratio"}, "0.05 ×"),
        ({"low": "1234567.25", "high": "1234567.25", "unit": None}, "1 234 567.25"),
        ({"low": "1000", "comparator": ">", "unit": "chip", "change": "up"}, "↑ > 1000 chip"),
    ],
)
def test_a_value_in_signs(fields, shown):
    assert re.sub(r"\s", " ", figures.of_value(Value(**{**GIVEN, **fields}))).startswith(shown)


def test_a_date_or_why_there_is_none():
    assert figures.of_date(Date(iso="2025-01/2025-03")) == "2025-01 / 2025-03"
    assert figures.of_date(Date(iso=None, reason="vague")) == "no date: vague"


@given(st.text(st.characters(exclude_categories=["Cs"])))
def test_markup_is_the_text_code_point_for_code_point(text):
    shown = str(characters.markup(text))
    bare = re.sub(r"</?span[^>]*>", "", shown).replace("&#13;", "\r").replace("&#39;", "'").replace("&#34;", '"')
    bare = bare.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")
    assert bare == characters.carried(text) and len(bare) == len(text)


@given(st.text(st.characters(exclude_categories=["Cs"])))
def test_nothing_of_a_text_is_a_tag_or_a_raw_control(text):
    shown = str(characters.markup(text))
    assert set(re.findall(r"<[^>]*>", shown)) <= set(re.findall(r'<span class="x(?: sp)?" [^<>]*>|</span>', shown))
    assert "\x00" not in shown and "\r" not in shown


def test_what_turns_text_around_is_isolated():
    for char in "\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\u200e\u200f\u061c":
        assert f'data-x="{ord(char):02X}"' in str(characters.markup(f"a{char}b"))


def test_emoji_and_decomposed_letters_stay_whole():
    for text in ("\U0001f469\U0001f3fd\u200d\U0001f692", "e\u0301", "\U0001f3f4\U000e0067\U000e007f"):
        assert html.unescape(str(characters.markup(text))) == text
