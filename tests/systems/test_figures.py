"""Figures: borders by the manual, values by numerals, direction by the words around."""

from __future__ import annotations

import pytest

from tests.systems.building import labelled, predicted

NUMERIC = ("MONEY", "PERCENT", "QUANTITY", "RATIO", "DURATION")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("La diga costa circa 30 milioni di euro.", ["circa 30 milioni di euro"]),
        ("La diga costa $ 6 milioni.", ["$ 6 milioni"]),
        ("Il canone sale fino al 14%.", ["fino al 14%"]),
        ("Vale oltre il 10 per cento del totale.", ["oltre il 10 per cento"]),
        ("Servono quattro grandi turbine nuove.", ["quattro grandi turbine"]),
        ("Ne ha viste almeno il doppio.", ["almeno il doppio"]),
        ("Ne resta la metà.", ["metà"]),
        ("È un ventesimo del canone.", ["un ventesimo"]),
        ("Costa 40–50 milioni di franchi.", ["40–50 milioni di franchi"]),
        ("Hanno ordinato centinaia di milioni di viti.", ["centinaia di milioni di viti"]),
        ("Nei prossimi cinque anni cambierà tutto.", ["prossimi cinque anni"]),
        ("Aspettano da anni una risposta.", ["anni"]),
        ("Il sindaco, 61 anni, tace.", ["61 anni"]),
        ("Sono arrivati 8.000 VK90 nuovi.", ["8.000 VK90"]),
        ("Costa tra 40 e 50 euro.", ["tra 40 e 50 euro"]),
        ("Ne hanno “qualche centinaio” di chip.", ["qualche centinaio” di chip"]),
    ],
)
def test_borders(text: str, expected: list[str]) -> None:
    assert labelled(text, *NUMERIC) == expected


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("Le due aziende tacciono.", "a pair with an article points back"),
        ("Nel 2021 pioveva.", "a year is a date"),
        ("Il terzo giorno e il secondo turno.", "ordinals"),
        ("Un uomo e una donna.", "articles"),
        ("Il modello VK40 è lento.", "figures inside names"),
        ("Siamo a metà strada, per cento ragioni.", "no figure is meant"),
    ],
)
def test_no_figures(text: str, why: str) -> None:
    assert labelled(text, *NUMERIC) == []


@pytest.mark.parametrize(
    ("text", "change"),
    [
        ("La diga ha perso il 4 per cento.", "down"),
        ("Il titolo è in calo del 4%.", "down"),
        ("I canoni sono cresciuti del 4%.", "up"),
        ("Il fondo è salito a 40 milioni di euro.", "none"),
        ("La diga costa 40 milioni di euro.", "none"),
    ],
)
def test_direction(text: str, change: str) -> None:
    (value,) = [e.value for e in predicted(text).entities or () if e.value is not None]
    assert value.change == change


def test_values_are_scaled_out_and_bounded() -> None:
    (value,) = [e.value for e in predicted("Costa meno di 1,5 miliardi di euro.").entities or () if e.value]
    assert (value.low, value.high, value.comparator, value.unit) == (None, "1500000000", "<", "EUR")


def test_a_counted_product_is_a_chip_where_the_text_calls_it_one() -> None:
    text = "I VK90, processori lenti, mancano. Ne servono 300: 300 VK90."
    units = {e.value.unit for e in predicted(text).entities or () if e.value is not None}
    assert units == {"chip"}
