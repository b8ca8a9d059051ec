"""Names without a gazetteer: what a capital says, and what the words around say of the label."""

from __future__ import annotations

import pytest

from tests.systems.building import entities, labelled

NAMED = ("PER", "ORG", "GPE", "LOC", "PRODUCT", "ASSET", "EVENT", "WORK")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Ieri il presidente Anna Brè ha taciuto.", [("Anna Brè", "PER")]),
        ("Ne parla Karl Oster, economista.", [("Karl Oster", "PER")]),
        ("Ne parla Karl Oster, 51 anni.", [("Karl Oster", "PER")]),
        ("Il ministro della Difesa Carlo Doni tace.", [("Carlo Doni", "PER")]),
        ("Lo sa la ceo di Corvex, Ada Li.", [("Corvex", "ORG"), ("Ada Li", "PER")]),
        ("Il fondo Ostmar Capital compra.", [("Ostmar Capital", "ORG")]),
        ("La sede dell’Istituto Solari di Pavia.", [("Istituto Solari", "ORG"), ("Pavia", "GPE")]),
        ("L’Università di Bologna compra.", [("Università di Bologna", "ORG"), ("Bologna", "GPE")]),
        ("La Commissione per le acque alte (Caa) tace.", [("Commissione per le acque alte", "ORG"), ("Caa", "ORG")]),
        ("Hanno scelto il processore VK40.", [("VK40", "PRODUCT")]),
        ("L’indice Pell Tech 50 cala.", [("Pell Tech 50", "ASSET")]),
        ("La cripto Quorva (QRV) cala.", [("Quorva", "ASSET"), ("QRV", "ASSET")]),
        ("Il produttore di chip Corvex cala.", [("Corvex", "ORG")]),
        ("Vive in Svezia, lontano dall’Europa.", [("Svezia", "GPE"), ("Europa", "LOC")]),
        ("L’amministrazione Brè tace.", [("amministrazione Brè", "ORG"), ("Brè", "PER")]),
        ("TORINO, 3 maggio – La diga ha aperto.", [("TORINO", "GPE")]),
        ("Lo dice “Il conto dell’acqua”, lo studio di ieri.", [("Il conto dell’acqua", "WORK")]),
    ],
)
def test_labels(text: str, expected: list[tuple[str, str]]) -> None:
    assert [e for e in entities(text) if e[1] in NAMED] == expected


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("La diga è chiusa. Restano i dubbi. Quando aprirà?", "heads of sentences"),
        ("L’IA usa la GPU e il CEO tace.", "common terms in capitals"),
        ("Lunedì e a Marzo la diga è chiusa.", "days and months"),
        ("I dipendenti lo chiamano «il Geometra» da tempo.", "a nickname is a note"),
        ("Nei Paesi del Governo.", "institutions in general"),
    ],
)
def test_no_names(text: str, why: str) -> None:
    assert labelled(text, *NAMED) == []


def test_one_clear_context_decides_for_all_occurrences() -> None:
    text = "La città di Vessalo tace. Da Vessalo si parte. Vessalo è lontana."
    assert {label for surface, label in entities(text) if surface == "Vessalo"} == {"GPE"}


def test_a_surname_alone_is_the_person() -> None:
    text = "Lo sa Karl Oster, economista. Ma Oster tace."
    assert ("Oster", "PER") in entities(text)


def test_a_maker_inside_its_product() -> None:
    text = "L’azienda Corvex ha presentato Corvex 4 ieri."
    found = entities(text)
    assert ("Corvex 4", "PRODUCT") in found
    assert found.count(("Corvex", "ORG")) == 2


def test_a_word_that_stands_alone_elsewhere_needs_no_verb_before_it() -> None:
    assert labelled("Resta Gullmar da finire. Oggi Gullmar è chiusa.", "ORG") == ["Gullmar", "Gullmar"]
