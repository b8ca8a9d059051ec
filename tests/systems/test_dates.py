"""Dates against a Thursday, 12 March 2026."""

from __future__ import annotations

import pytest

from tests.systems.building import predicted


def dates(text: str, published: str | None = "2026-03-12") -> list[tuple[str, str | None]]:
    found = predicted(text, published).entities or ()
    return [(text[e.segments[0].start : e.segments[0].end], e.date) for e in found if e.label == "DATE"]


@pytest.mark.parametrize(
    ("text", "surface", "iso"),
    [
        ("La diga aprì il 3 maggio 2024.", "3 maggio 2024", "2024-05-03"),
        ("La diga aprì il primo marzo.", "primo marzo", "2026-03-01"),
        ("La diga aprì il 3 maggio.", "3 maggio", "2025-05-03"),
        ("La diga aprì nel 2019.", "2019", "2019"),
        ("La diga aprì a fine ottobre.", "fine ottobre", "2025-10"),
        ("La diga aprirà a ottobre.", "ottobre", "2026-10"),
        ("La diga aprirà entro fine anno.", "fine anno", "2026"),
        ("La diga ha aperto lunedì.", "lunedì", "2026-03-09"),
        ("La diga ha aperto giovedì.", "giovedì", "2026-03-12"),
        ("La diga aprirà lunedì.", "lunedì", "2026-03-16"),
        ("La diga ha aperto lunedì scorso.", "lunedì scorso", "2026-03-09"),
        ("La diga ha aperto ieri.", "ieri", "2026-03-11"),
        ("La diga ha aperto la scorsa settimana.", "scorsa settimana", "2026-03-02/2026-03-08"),
        ("La diga ha aperto l’anno scorso.", "anno scorso", "2025"),
        ("La diga ha aperto due settimane fa.", "due settimane fa", "2026-02-26"),
        ("La diga ha aperto tre mesi fa.", "tre mesi fa", "2025-12"),
        ("La diga aprirà in primavera.", "primavera", "2027-03/2027-05"),
        ("La diga ha chiuso d’inverno, nell’inverno 2024.", "inverno 2024", "2024-12/2025-02"),
    ],
)
def test_resolved(text: str, surface: str, iso: str) -> None:
    assert (surface, iso) in dates(text)


def test_days_count_from_the_day_named_before() -> None:
    text = "La diga ha aperto lunedì. Tre giorni prima era chiusa."
    assert dates(text) == [("lunedì", "2026-03-09"), ("Tre giorni prima", "2026-03-06")]


def test_days_after_an_event_lead_to_the_day_of_the_sentence() -> None:
    text = "Lunedì la diga ha chiuso, quattro giorni dopo la piena."
    assert dates(text)[1] == ("quattro giorni dopo", "2026-03-09")


def test_without_a_publishing_day_only_full_dates_resolve() -> None:
    assert dates("Ieri e nel 2019, lunedì e il 3 maggio.", None) == [
        ("Ieri", None), ("2019", "2019"), ("lunedì", None), ("3 maggio", None),
    ]  # fmt: skip


@pytest.mark.parametrize("text", ["Servono 2000 viti.", "Il signor Agosto tace.", "Il 31 aprile non c’è 1999."])
def test_no_year_or_month_is_meant(text: str) -> None:
    assert all(iso is None for _, iso in dates(text))
