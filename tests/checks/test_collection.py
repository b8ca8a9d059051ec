"""The collection, and what holds for all checks: they never raise, and always find the same."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.checks.building import at, claim, cluster, codes, corpus, document
from virgolette import checks
from virgolette.checks import collection
from virgolette.model import (
    Claim,
    Entity,
    Frame,
    KnownEntity,
    Mark,
    Note,
    Party,
    Quote,
    Segment,
    Skip,
    Speaker,
    Value,
)

LONG = "Dopo mesi di trattative la ditta ha aperto una sede nuova a nord del fiume e assume."


def found(*documents, **knowledge):
    return codes(collection.CHECKS, corpus(*documents, **knowledge))


def test_likeness_counts_between_splits_only():
    assert found(document(LONG), document(LONG + " Poi.", "prova-2")) == []
    apart = document(LONG + " Poi.", "prova-2", split="test", story="altra")
    assert found(document(LONG), apart) == ["document-near-duplicate"]
    other = document("Un testo del tutto diverso, di altre e nuove parole.", "prova-2", split="test", story="altra")
    assert found(document(LONG), other) == []


def test_a_repeated_title_is_no_likeness():
    skip = {"skip": [Skip(start=0, end=len(LONG), kind="repeated_title")]}
    one = document(LONG + "\nTutt’altro testo, di poche parole.", layers=skip)
    two = document(LONG + "\nUna frase che non somiglia a niente.", "prova-2", layers=skip, split="test", story="altra")
    assert found(one, two) == []


def test_a_text_that_is_not_at_hand_is_like_nothing():
    from msgspec.structs import replace

    one, two = document(LONG), document(LONG, "prova-2", split="test", story="altra")
    assert found(one, replace(two, text=None)) == []


@pytest.mark.parametrize(
    ("kind", "licence", "expected"),
    [
        ("included", "CC-BY-4.0", []),
        ("included", "LicenseRef-gazzetta", []),
        ("included", "cc-by-4.0", ["licence-unknown"]),
        ("included", " ", ["licence-unknown"]),
        ("included", "LicenseRef-", ["licence-unknown"]),
        ("included", "LicenseRef-third-party", ["licence-forbids-text"]),
        ("external", "LicenseRef-third-party", []),
        ("external", "CC-BY-4.0", ["licence-external"]),
    ],
)
def test_licences(kind, licence, expected):
    split = "reference" if kind == "external" else "train"
    assert found(document(LONG, kind=kind, licence=licence, split=split)) == expected


def test_a_name_may_belong_to_things_of_two_types():
    ditta = KnownEntity(id="ditta", name="Tarn", type="ORG", aliases=())
    chip = KnownEntity(id="tarn-chip", name="Tarn", type="PRODUCT", aliases=("TARN",))
    used = [
        claim(f"C{k}", [at(LONG, "la ditta")], subject=s, metric=None) for k, s in enumerate(("ditta", "tarn-chip"), 1)
    ]
    assert found(document(LONG, layers={"claims": used}), entities=[ditta, chip]) == []


def test_links_and_clusters_are_uses():
    known = [
        KnownEntity(id="azione", name="Azione", type="ASSET", aliases=(), part_of="ditta"),
        KnownEntity(id="ditta", name="Ditta", type="ORG", aliases=()),
    ]
    assert found(document(LONG), entities=known, clusters=[cluster([], subject="azione")]) == []
    assert found(document(LONG), entities=known) == ["knowledge-entity-unused"]


TEXT = "«Va “bene”» disse l’altra: 3 milioni. Poi «no'.\n"
_OFFSETS = st.integers(0, len(TEXT) + 3)
_ENTITY = st.sampled_from([None, "ditta", "ilda", "nessuno"])
_T, _Q = st.sampled_from(["T1", "T2", "T9"]), st.sampled_from(["Q1", "Q2", "Q3", "Q9"])


def _several(kind, least=0):
    return st.lists(kind, min_size=least, max_size=3).map(tuple)


_SEGMENT = st.builds(Segment, start=_OFFSETS, end=_OFFSETS, text=st.just("x"))
_MARK = st.builds(
    Mark,
    start=_OFFSETS,
    end=_OFFSETS,
    role=st.sampled_from(["open", "close"]),
    defects=_several(st.sampled_from(["missing", "wrong_direction", "wrong_glyph", "spaced", "doubled"])),
)
_PARTY = st.none() | st.builds(Party, mention=st.none() | _T, entity=_ENTITY)
_SPEAKER = st.builds(
    Speaker,
    mention=st.none() | _T,
    form=st.sampled_from(["named", "nominal", "pronoun", "null_subject", "none"]),
    referent=st.sampled_from(["individual", "organisation", "group", "document", "anonymous"]),
    entity=_ENTITY,
)
_QUOTE = st.builds(
    Quote,
    id=_Q,
    type=st.sampled_from(["direct", "indirect", "mixed", "reported"]),
    content=_several(_SEGMENT, 1),
    marks=_several(_MARK),
    cue=_several(_SEGMENT),
    speaker=_SPEAKER,
    medium=st.just("speech"),
    via=_PARTY,
    parent=st.none() | _Q,
    addressee=_PARTY,
)
_VALUE = st.builds(
    Value,
    low=st.sampled_from([None, "3", "5"]),
    high=st.sampled_from([None, "3", "5"]),
    comparator=st.just("="),
    unit=st.sampled_from([None, "EUR"]),
    change=st.just("none"),
    approximate=st.booleans(),
)
_MENTION = st.builds(
    Entity, id=_T, label=st.just("MONEY"), segments=_several(_SEGMENT, 1), surface=st.just("ok"), value=_VALUE
) | st.builds(
    Entity,
    id=_T,
    label=st.just("PER"),
    segments=_several(_SEGMENT, 1),
    surface=st.just("ok"),
    mention=st.just("named"),
    entity=_ENTITY,
)
_CLAIM = st.builds(
    Claim,
    id=st.sampled_from(["C1", "C2"]),
    type=st.sampled_from(["quantity", "evaluation", "prediction"]),
    segments=_several(_SEGMENT, 1),
    check_worthy=st.just(True),
    claimer=st.just("author") | _Q,
    certainty=st.just("certain"),
    polarity=st.sampled_from(["positive", "negative"]),
    time=st.sampled_from(["past", "future"]),
    frame=st.builds(
        Frame,
        subject=_ENTITY,
        metric=st.sampled_from([None, "ricavi", "nessuna"]),
        values=_several(_T),
        valid_time=st.sampled_from([None, "2024", "2024-02-30", "2025/2024"]),
        scope=st.none(),
    ),
    statement=st.text(max_size=60),
    statement_en=st.text(max_size=60),
)
_NOTE = st.builds(
    Note,
    id=st.just("N1"),
    kind=st.sampled_from(["scare", "apostrophe"]),
    segments=_several(_SEGMENT, 1),
    marks=_several(_MARK, 1),
)
_LAYERS = st.fixed_dictionaries(
    {"entities": _several(_MENTION), "quotes": _several(_QUOTE), "claims": _several(_CLAIM), "notes": _several(_NOTE)}
)
_MEMBER = st.sampled_from(["prova-1#C1", "prova-1#C2", "prova-2#C1", "prova-9#C1"])
_RELATION = st.tuples(
    _MEMBER,
    _MEMBER,
    st.sampled_from(["equivalent", "compatible", "scope_difference", "contradictory", "undetermined"]),
    st.sampled_from(["numeric", "negation", "scope"]),
)


@given(
    _LAYERS,
    _LAYERS,
    st.lists(_MEMBER, max_size=4),
    st.lists(_RELATION, max_size=4),
    st.sampled_from(["included", "external"]),
)
def test_no_check_raises_and_all_find_the_same_again(one, two, members, relations, kind):
    documents = document(TEXT, layers=one, kind=kind), document(TEXT, "prova-2", layers=two, kind=kind, split="test")
    known = [KnownEntity(id="ilda", name="Ilda", type="PER", aliases=(), part_of="ilda")]
    whole = corpus(*documents, clusters=[cluster(members, relations)], entities=known)
    first, again = list(checks.run(whole)), list(checks.run(whole))
    assert first == again
    assert all(f.message and f.remedy and f.severity for f in first)
    assert all(f.start is None or f.end is not None for f in first)
