"""Claims: the clause that holds a figure."""

from __future__ import annotations

import pytest

from tests.systems.building import predicted
from virgolette.scoring.predictions import PredictedClaim


def claims(text: str) -> list[tuple[str, PredictedClaim]]:
    return [(text[c.segments[0].start : c.segments[0].end], c) for c in predicted(text).claims or ()]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("La diga costa 30 milioni di euro.", ["La diga costa 30 milioni di euro"]),
        ("Corvex, che vale 2 miliardi di euro, tace.", ["che vale 2 miliardi di euro"]),
        ("Il muro il cui rifacimento è costato 5 milioni di euro regge.", None),
        (
            "Il titolo ha perso il 4%, bruciando 3 milioni di euro.",
            ["Il titolo ha perso il 4%", "bruciando 3 milioni di euro"],
        ),
        ("La diga vale 3 milioni di euro; il muro ne vale 2.", ["La diga vale 3 milioni di euro"]),
        ("Mentre il muro perde il 4%, la diga regge.", None),
        ("La diga è chiusa.", []),
    ],
)
def test_clauses(text: str, expected: list[str] | None) -> None:
    found = [surface for surface, _ in claims(text)]
    assert found == expected if expected is not None else len(found) == 1


def test_the_speaker_of_the_quote_around_claims_it() -> None:
    text = "Ada Li ha detto che la diga costa 30 milioni di euro. Il muro costa 2 milioni di euro."
    (_, quoted), (_, own) = claims(text)
    assert (quoted.claimer, own.claimer) == ("Q1", "author")


def test_values_refer_to_mentions() -> None:
    found = predicted("La diga costa 30 milioni di euro.")
    (claim,) = found.claims or ()
    assert claim.frame is not None
    assert [e.label for e in found.entities or () if e.id in (claim.frame.values or ())] == ["MONEY"]


@pytest.mark.parametrize(
    ("text", "field", "value"),
    [
        ("La diga costerà 3 milioni di euro.", "time", "future"),
        ("La diga è costata 3 milioni di euro.", "time", "past"),
        ("La diga costa 3 milioni di euro.", "time", "present"),
        ("La diga sarebbe costata 3 milioni di euro.", "certainty", "hedged"),
        ("Se piove la diga costa 3 milioni di euro.", "certainty", "conditional"),
        ("La diga non costa 3 milioni di euro.", "polarity", "negative"),
        ("La diga costa non più di 3 milioni di euro.", "polarity", "positive"),
        ("La diga costerà 3 milioni di euro.", "type", "prediction"),
        ("La diga è venti volte più grande.", "type", "comparison"),
    ],
)
def test_attributes(text: str, field: str, value: str) -> None:
    ((_, claim),) = claims(text)
    assert getattr(claim, field) == value
