"""Italian numbers as they are written: what a surface says, by examples and by the grammar of numerals."""

from __future__ import annotations

from decimal import Decimal

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.leaf.values import value
from virgolette import schema
from virgolette.model import Value
from virgolette.numerals import agrees, parse
from virgolette.numerals.units import CURRENCIES, NOUNS, SYMBOLS, TIMES

LABELS = ("MONEY", "PERCENT", "QUANTITY", "RATIO", "DURATION")


def shown(found: Value | None) -> str:
    if found is None:
        return "-"
    number = found.low or found.high or ""
    if found.low and found.high and found.low != found.high:
        number = f"{found.low}..{found.high}"
    sign = "" if found.comparator == "=" else found.comparator
    return f"{sign}{number} {found.unit or '?'}{' ~' if found.approximate else ''}"


TABLE = {
    "PERCENT": {
        "17 per cento": "17 percent",
        "17%": "17 percent",
        "il 17 percento": "17 percent",
        "8–10%": "8..10 percent",
        "dal 2% al 3%": "2..3 percent",
        "tra il 3 e il 5 per cento": "3..5 percent",
        "dal 10 all’11%": "10..11 percent",
        "fino al 14%": "<=14 percent",
        "oltre l’11%": ">11 percent",
        "meno del 2%": "<2 percent",
        "-5%": "5 percent",
        "3,5 punti percentuali": "3.5 percentage_point",
        "25 punti base": "25 basis_point",
        "il 4.03 per cento": "4.03 percent",
        "cinque virgola due per cento": "5.2 percent",
        "5‰": "0.5 percent",
        "un 10% in più": "10 percent",
        "9": "9 percent",
    },
    "MONEY": {
        "1,5 miliardi di dollari": "1500000000 USD",
        "$ 7,2 miliardi": "7200000000 USD",
        "quasi $ 700 miliardi": "<700000000000 USD ~",
        "US$ 5 milioni": "5000000 USD",
        "$300B": "300000000000 USD",
        "€ 3,2 mld": "3200000000 EUR",
        "3 mln": "3000000 ?",
        "30-40 milioni di dollari": "30000000..40000000 USD",
        "tra 3 e 5 milioni": "3000000..5000000 ?",
        "da 900.000 a 1,2 milioni di euro": "900000..1200000 EUR",
        "100 mila-150 mila euro": "100000..150000 EUR",
        "800-1,2 miliardi": "-",
        "50-40 milioni": "-",
        "meno di 6 milioni": "<6000000 ?",
        "almeno 120 miliardi di yuan": ">=120000000000 CNY",
        "un minimo di 80 miliardi di yuan": ">=80000000000 CNY",
        "non inferiore a 4 trilioni di yuan": ">=4000000000000 CNY",
        "non più di 8 milioni": "<=8000000 ?",
        "un massimo di 8 milioni": "<=8000000 ?",
        "poco più di 2,5 milioni": ">2500000 ?",
        "poco meno di 2,5 milioni": "<2500000 ?",
        "un milione": "1000000 ?",
        "mezzo miliardo": "500000000 ?",
        "un miliardo e mezzo": "1500000000 ?",
        "un milione duecentomila euro": "1200000 EUR",
        "due milioni e 300 mila euro": "2300000 EUR",
        "1.000 miliardi": "1000000000000 ?",
        "500 mila miliardi di euro": "500000000000000 EUR",
        "miliardi di dollari": ">=1000000000 USD ~",
        "centinaia di miliardi": ">=100000000000 ? ~",
        "diversi miliardi di euro": ">=1000000000 EUR ~",
        "un paio di miliardi": "2000000000 ? ~",
        "un terzo di miliardo": "333333000 ?",
        "50 centesimi di euro": "0.5 EUR",
        "1,000,000 dollari": "1000000 USD",
        "1,000.5 dollari": "1000.5 USD",
        "90 dollari di Hong Kong": "90 HKD",
        "90 corone": "90 ?",
        "5 milioni di talleri": "5000000 ?",
        "un totale di 70 milioni": "70000000 ?",
        "un altro miliardo": "1000000000 ?",
    },
    "QUANTITY": {
        "oltre 3.000 GPU": ">3000 chip",
        "1.536": "1536 ?",
        "1.536 schede": "1536 chip",
        "4.500 dipendenti": "4500 person",
        "circa 3000": "3000 ? ~",
        "più di un milione di chip": ">1000000 chip",
        "migliaia di GPU": ">=1000 chip ~",
        "decine di migliaia di chip": ">=10000 chip ~",
        "tremilacinquecento chip": "3500 chip",
        "ventuno": "21 ?",
        "10mila": "10000 ?",
        "10 mila": "10000 ?",
        "10 000 forni": "10000 item",
        "una dozzina di aziende": "12 company ~",
        "due o tre aziende": "2..3 company",
        "quattro-cinque modelli": "4..5 model",
        "2,8 milioni di ore di GPU": "2800000 gpu_hour",
        "2,8 milioni di ore": "2800000 hour",
        "10 esperti di GPU": "10 person",
        "10 forni per GPU": "10 item",
        "7B parametri": "7000000000 parameter",
        "80 GB": "80000000000 byte",
        "5 MW": "5000000 watt",
        "100 km": "100000 metre",
        "100+ GPU": ">=100 chip",
        "cento forni o più": ">=100 item",
        "mille e duecento forni": "1200 item",
        "più o meno 40 forni": "40 item ~",
        "oltre 30 forni e 20 stufe": "-",
        "1.2.3": "-",
        "forni": "-",
        "": "-",
    },
    "RATIO": {
        "due volte e mezzo": "2.5 ratio",
        "cinquanta volte": "50 ratio",
        "il doppio": "2 ratio",
        "più del doppio": ">2 ratio",
        "circa 1/40": "0.025 ratio ~",
        "un ventesimo": "0.05 ratio",
        "un terzo": "0.333333 ratio",
        "la metà": "0.5 ratio",
        "due terzi": "0.666667 ratio",
        "meno di un ventitreesimo": "<0.0434783 ratio",
        "10 a 1": "10 ratio",
        "sette aziende su dieci": "0.7 ratio",
        "1/0": "-",
    },
    "DURATION": {
        "una decina di giorni": "10 day ~",
        "20 anni": "20 year",
        "sei mesi": "6 month",
        "24 ore": "24 hour",
        "un paio di settimane": "2 week ~",
        "un decennio": "10 year",
        "un trimestre": "1 quarter",
        "due anni e mezzo": "2.5 year",
        "mezz’ora": "0.5 hour",
        "tre quarti d’ora": "0.75 hour",
        "18-24 mesi": "18..24 month",
        "18 mesi-2 anni": "-",
        "da 6 mesi a 8 mesi": "6..8 month",
        "i prossimi otto anni": "8 year",
        "10 giorni circa": "10 day ~",
        "anni": ">=1 year ~",
        "decenni": ">=10 year ~",
        "un’ora e 30 minuti": "-",
    },
    "DATE": {"2 anni": "-"},
}


@pytest.mark.parametrize(
    ("label", "surface", "expected"),
    [(label, s, e) for label, cases in TABLE.items() for s, e in cases.items()],
)
def test_a_surface_says_its_value(label: str, surface: str, expected: str) -> None:
    assert shown(parse(surface, label)) == expected


def test_every_unit_of_the_lexicon_is_in_the_schema() -> None:
    known = set(schema.labels("value", "$defs/unit"))
    named = {noun.unit for noun in [*NOUNS.values(), *SYMBOLS.values()] if noun.unit}
    also = {unit for noun in NOUNS.values() for unit in noun.also}
    assert named | also | TIMES <= known
    assert {unit for unit in known if len(unit) == 3 and unit.isupper()} == CURRENCIES
    # And the other way round: no unit of the schema lacks a word.
    assert known == named


NAMES = """
zero uno due tre quattro cinque sei sette otto nove dieci undici dodici tredici quattordici quindici sedici
diciassette diciotto diciannove
"""

ONES = NAMES.split()

TENS = ["", "", "venti", "trenta", "quaranta", "cinquanta", "sessanta", "settanta", "ottanta", "novanta"]


def spelled(n: int) -> str:
    """Italian for 0 <= n <= 10^9, written from the grammar and not from the parser's tables."""
    if n == 10**9:
        return "un miliardo"
    if n >= 10**6:
        millions, rest = divmod(n, 10**6)
        head = "un milione" if millions == 1 else f"{spelled(millions)} milioni"
        return f"{head} e {spelled(rest)}" if rest else head
    if n >= 1000:
        thousands, rest = divmod(n, 1000)
        return ("mille" if thousands == 1 else spelled(thousands) + "mila") + (spelled(rest) if rest else "")
    if n >= 100:
        hundreds, rest = divmod(n, 100)
        return ("cento" if hundreds == 1 else ONES[hundreds] + "cento") + (spelled(rest) if rest else "")
    if n < 20:
        return ONES[n]
    ten, one = TENS[n // 10], n % 10
    if one in (1, 8):
        ten = ten[:-1]
    return ten + ("" if not one else "tré" if one == 3 else ONES[one])


@given(st.integers(0, 10**9))
def test_whole_numbers_survive_figures_and_words(n: int) -> None:
    for surface in (str(n), f"{n:,}".replace(",", "."), f"{n:,}".replace(",", "\u00a0"), spelled(n)):
        assert parse(surface, "QUANTITY") == value(str(n), unit=None), surface


@given(st.integers(0, 10**9), st.integers(1, 999))
def test_decimal_commas_are_scaled_out_in_full(whole: int, thousandths: int) -> None:
    found = parse(f"{whole:,}".replace(",", ".") + f",{thousandths:03} miliardi di euro", "MONEY")
    assert found is not None and found.low is not None
    assert Decimal(found.low) == whole * 10**9 + thousandths * 10**6


PIECES = st.tuples(
    st.sampled_from(["", "circa", "quasi", "oltre", "fino a", "non meno di", "tra 2 e", "da 1 a", "una decina o"]),
    st.sampled_from(["3", "6,6", "2.048", "ventuno", "un", "mezzo", "un terzo", "10-12", "diversi", "il doppio"]),
    st.sampled_from(["", "mila", "milioni", "miliardi", "decine di", "milioni e mezzo", "mila miliardi"]),
    st.sampled_from(["", "%", "di euro", "chip", "anni", "volte", "di cose", "$", "unità", "su dieci"]),
    st.sampled_from(["", "circa", "o più", "e mezzo"]),
)


@given(PIECES, st.sampled_from(LABELS))
def test_what_is_read_is_valid_and_agrees_with_its_surface(pieces: tuple[str, ...], label: str) -> None:
    surface = " ".join(filter(None, pieces))
    found = parse(surface, label)
    if found is not None:
        assert schema.violations("value", msgspec.to_builtins(found)) == []
        assert agrees(found, surface, label) is None


@given(st.text(alphabet="0123456789.,/-–%$€ eunodtrmila'’", max_size=30) | st.text(), st.sampled_from(LABELS))
def test_any_text_gives_a_valid_value_or_none(surface: str, label: str) -> None:
    found = parse(surface, label)
    assert found is None or schema.violations("value", msgspec.to_builtins(found)) == []


@pytest.mark.parametrize("surface", ["9" * 70, "1," + "9" * 70, "9 " + "miliardi di " * 9 + "miliardi"])
def test_a_number_too_long_for_the_schema_is_not_read(surface: str) -> None:
    assert parse(surface, "MONEY") is None
