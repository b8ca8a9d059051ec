"""Claims and their statements: what must not be reported, and what the golden examples leave open."""

from __future__ import annotations

import pytest

from tests.checks.building import at, claim, codes, day, document, figure, mark, quote
from virgolette.checks import claim as claims
from virgolette.checks.leak import RUN, copied
from virgolette.model import Metric

TEXT = "La ditta incassa 3 milioni e assume. «Il pane manca», dice Ilda."


def found(text, *records, entities=(), quotes=(), **knowledge):
    layers = {"claims": records, "entities": entities, "quotes": quotes}
    return codes(claims.CHECKS, document(text, layers=layers), **knowledge)


def test_claims_may_share_their_subject():
    whole = claim("C1", [at(TEXT, "La ditta incassa 3 milioni")])
    rest = claim("C2", [at(TEXT, "La ditta"), at(TEXT, "assume")])
    assert found(TEXT, whole, rest) == []
    assert found(TEXT, whole, claim("C2", [at(TEXT, "3 milioni e assume")])) == ["claim-crossing"]


def test_claims_on_one_span_may_differ_in_frame():
    one, two = (claim("C1", [at(TEXT, "La ditta")]), claim("C2", [at(TEXT, "La ditta")], metric="costi"))
    assert found(TEXT, one, two) == []
    assert found(TEXT, one, claim("C2", [at(TEXT, "La ditta")])) == ["claim-repeated"]


def test_dangling_ids_are_left_to_the_reference_checks():
    c = claim("C1", [at(TEXT, "La ditta")], claimer="Q9", values=("T9",), metric="nessuna", subject="nessuno")
    assert found(TEXT, c) == []


def test_direct_words_are_never_the_authors():
    q = quote("Q1", "direct", [at(TEXT, "Il pane manca")], [mark(TEXT, "«", "open"), mark(TEXT, "»", "close")])
    inside = claim("C1", [at(TEXT, "Il pane manca")])
    assert found(TEXT, inside, quotes=[q]) == ["claim-author-in-direct-quote"]
    assert found(TEXT, claim("C1", [at(TEXT, "Il pane manca")], claimer="Q1"), quotes=[q]) == []
    # A claim that reaches beyond the quote is the author's.
    assert found(TEXT, claim("C1", [at(TEXT, "assume. «Il pane manca")]), quotes=[q]) == []


def test_two_quotes_of_one_content_are_equally_narrow():
    one, two = (quote(id_, "indirect", [at(TEXT, "Il pane manca")]) for id_ in ("Q1", "Q2"))
    assert found(TEXT, claim("C1", [at(TEXT, "Il pane manca")], claimer="Q1"), quotes=[one, two]) == []


@pytest.mark.parametrize(
    ("unit", "units", "wrong"),
    [("EUR", ("EUR", "USD"), False), ("EUR", ("USD",), True), ("EUR", (), True), (None, ("USD",), False)],
)
def test_a_value_has_a_unit_of_the_metric(unit, units, wrong):
    t = figure("T1", at(TEXT, "3 milioni"), "3000000", "3000000", unit=unit)
    c = claim("C1", [at(TEXT, "La ditta incassa 3 milioni")], values=("T1",))
    metric = Metric(id="ricavi", definition="Ricavi.", units=units, scopes=())
    assert found(TEXT, c, entities=[t], metrics=[metric]) == (["claim-value-unit"] if wrong else [])


def test_dates_may_be_values_and_need_no_claim():
    text = "Nel 2024 la ditta apre, nel 2025 chiude."
    one, two = day("T1", at(text, "2024"), "2024"), day("T2", at(text, "2025"), "2025")
    c = claim("C1", [at(text, "Nel 2024 la ditta apre")], values=("T1",))
    assert found(text, c, entities=[one, two]) == []


@pytest.mark.parametrize(
    "iso", ["2024", "2024-02", "2024-02-29", "2024/2025", "2024-12/2024", "2024-01-31/2024-02", None]
)
def test_good_times(iso):
    assert found(TEXT, claim("C1", [at(TEXT, "La ditta")], valid_time=iso)) == []


@pytest.mark.parametrize(
    "iso", ["2023-02-29", "2025-04-31", "0000", "2025/2024", "2025-03/2025-01-31", "2024-01-01/2024-02-30"]
)
def test_bad_times(iso):
    assert found(TEXT, claim("C1", [at(TEXT, "La ditta")], valid_time=iso)) == ["claim-valid-time"]


@pytest.mark.parametrize(
    ("statement", "code"),
    [
        ("La ditta apre nel 2024.", None),
        ("La ditta ha detto: «Apriamo.»", None),
        ("La Borvella S.p.A. apre nel 2024.", None),
        ("   Apre.   ", "statement-short"),
        ("La ditta apre nel 2024", "statement-unpunctuated"),
        ("La ditta apre. Poi chiude.", "statement-sentences"),
    ],
)
def test_statements(statement, code):
    c = claim("C1", [at(TEXT, "La ditta")], statement=statement)
    assert found(TEXT, c) == ([code] if code else [])


def test_a_copy_is_found_whatever_its_case_and_spacing():
    text = "Dopo mesi di trattative la ditta ha aperto una sede nuova a nord del fiume."
    run = text[5 : 5 + RUN]
    assert copied(f"Ecco: {run.upper()}", text) >= RUN
    assert copied(run.replace(" ", "\n\u00a0 "), text) == RUN
    assert copied(run[:-1], text) == 0
    assert copied("", text) == copied(run, "") == 0


def test_only_external_texts_must_not_be_copied():
    statement = "La ditta incassa 3 milioni e assume. «Il pane manca», dice Ilda."
    layers = {"claims": [claim("C1", [at(TEXT, "La ditta")], statement=statement)]}
    assert "statement-leaks-text" not in codes(claims.CHECKS, document(TEXT, layers=layers))
    assert "statement-leaks-text" in codes(claims.CHECKS, document(TEXT, layers=layers, kind="external"))


def test_no_message_repeats_what_may_not_be_redistributed():
    statement = "La ditta incassa 3 milioni e assume tutti quanti."
    text = f"Si sa. {statement}"
    layers = {"claims": [claim("C1", [at(text, "La ditta")], statement=statement)]}
    subject = document(text, layers=layers, kind="external")
    from tests.checks.building import corpus
    from virgolette.checks.run import of_document

    messages = [f.message for c in claims.CHECKS for f in of_document(c, subject, corpus(subject))]
    assert len(messages) == 1
    assert not copied(messages[0], text)
