"""An adjudicator's lines: every documented form, every wrong line, and what they make of two passes."""

from __future__ import annotations

import json
import re

import msgspec
import pytest

from tests import folders
from tests.workflow.test_adjudicate import figure, mention
from tests.workflow.test_merge import TEXT, a_pass, claim
from virgolette import corpus, schema
from virgolette.errors import InputError
from virgolette.model import Annotations
from virgolette.workflow import decide
from virgolette.workflow.adjudicate import gold, open_items
from virgolette.workflow.merge import compare

NAMES = ("ada", "bea")


def compiled(raw, first, second, text=TEXT, kind="included"):
    made = decide.compile_decisions(raw, NAMES, first, second, folders.entry(text, kind=kind), text)
    assert schema.violations("decisions", corpus.parse(corpus.canonical(made))[0]) == []
    return made


FIRST = a_pass(
    claim("C1", 0, 42, frame={"values": ["T2"], "metric": "cost"}, statement="a"),
    claim("C2", 8, 25, polarity="negative"),
    entities=[mention(1, 11, 19), figure(2, 26, 42)],
)
SECOND = a_pass(
    claim("C1", 0, 34, frame={"scope": "close"}, certainty="hedged", statement="b"),
    entities=[mention(1, 11, 19, "ORG"), mention(2, 3, 7, "ORG")],
)
# 1 entities |T2 (molo), 2 entities T1|T1 (label), 3 entities T2| (figure), 4 claims C1|C1, 5 claims C2|


def made_of(raw, layer, number=0):
    found = gold(FIRST, SECOND, compiled(raw, FIRST, SECOND))
    records = getattr(found, layer)
    return records[number] if number is not None else records


def test_the_differences_are_numbered_in_text_order():
    shown = [(n, i.layer, i.key) for n, i in decide.numbered(compare(FIRST, SECOND))]
    assert shown == [
        (1, "entities", "|T2"),
        (2, "entities", "T1|T1"),
        (3, "entities", "T2|"),
        (4, "claims", "C1|C1"),
        (5, "claims", "C2|"),
    ]


@pytest.mark.parametrize(
    ("raw", "labels"),
    [
        ("rest a", ["LOC", "QUANTITY"]),
        ("rest b", ["ORG", "ORG"]),
        ("1 b\n2 both\nrest a", ["ORG", "LOC", "ORG", "QUANTITY"]),
        ("1,3 none\n# a comment\n\n2 b\n4 b\nrest b", ["ORG"]),
        ("1-3 none\nrest b", []),
        ("T1|T1 b\nrest a", ["ORG", "QUANTITY"]),
        ("rest a\n2 b", ["ORG", "QUANTITY"]),
        ("  2   b  ;why=so\r\nrest a", ["ORG", "QUANTITY"]),
    ],
)
def test_what_is_taken(raw, labels):
    assert sorted(e.label for e in made_of(raw, "entities", None)) == sorted(labels)


def test_fields_of_the_other_and_values():
    record = made_of(
        '4 a; +segments,certainty, frame.scope; frame.metric="cost"; statement="c; d=1"; why=x=1; y\nrest a', "claims"
    )
    assert (record.segments[0].end, record.certainty, record.frame.scope) == (34, "hedged", "close")
    assert (record.frame.metric, record.statement, record.frame.values) == ("cost", "c; d=1", ("T2",))
    decisions = compiled("4 a; +certainty; why=x=1; y", FIRST, SECOND)
    assert decisions.decisions[0].why == "x=1; y" and decisions.decisions[0].take == "record"
    same = compiled('4 a; frame.metric="cost"', FIRST, SECOND).decisions[0]
    assert (same.take, same.claim) == ("a", None)


def test_spans_and_marks_are_located_as_in_a_draft():
    record = made_of('4 b; segments=[{"p":1,"s":"Brindora costa"}]; frame.values=["a:T2"]\n3 a\nrest b', "claims")
    assert [s.text for s in record.segments] == ["Brindora costa"] and record.frame.values == ("T3",)
    text = "Ha detto «il molo»."
    bare = {"id": "N1", "kind": "scare", "segments": [{"start": 10, "end": 17, "text": "-"}]}
    notes = [{**bare, "marks": [{"start": 9, "end": 10, "role": role, "defects": []}]} for role in ("open", "close")]
    passes = [corpus.cover(msgspec.convert({**folders.empty(text), "notes": [n]}, Annotations), text) for n in notes]
    decided = compiled('1 a; segments={"p":1,"s":"molo"}; marks=[1,{"missing":"close"}]', *passes, text).decisions[0]
    assert decided.note.segments[0].text == "molo" and [m.start for m in decided.note.marks] == [9, 17]


def test_references_are_written_by_pass_and_come_out_in_gold_s_numbering():
    raw = '1 b\n2 b\n3 a\n4 b; frame.values=["a:T2"]; frame.subject="ditta"\n5 none'
    assert made_of(raw, "claims").frame.values == ("T3",)


def test_records_are_added_with_references_among_them():
    fields = {
        "type": "event",
        "worthy": True,
        "certainty": "certain",
        "polarity": "positive",
        "time": "past",
        "it": "x # y",
        "en": "z",
    }
    new = json.dumps({"C": 1, "p": 1, "s": "costa", "claimer": "n:Q1", "values": ["a:T2"], **fields})
    said = {
        "Q": 1,
        "p": 1,
        "type": "indirect",
        "content": "costa quaranta",
        "cue": [],
        "speaker": "n:T1",
        "form": "named",
    }
    said = json.dumps({**said, "referent": "individual", "entity": None, "medium": "speech"})
    person = '{"T": 1, "p": 1, "s": "Il", "label": "PER"}'
    raw = f'rest a\nadd {new} # heard # twice\nadd {said}\nadd {person}\nadd {{"skip": "advert", "p": 1}}'
    decisions = compiled(raw, FIRST, SECOND)
    assert [d.why for d in decisions.decisions[-4:]] == ["heard # twice", *["missed in both passes"] * 3]
    found = gold(FIRST, SECOND, decisions)
    claim = found.claims[-1]
    assert (claim.claimer, claim.frame.values, claim.statement) == ("Q1", ("T3",), "x # y")
    assert found.quotes[0].speaker.mention == "T1" and found.entities[0].segments[0].text == "Il"
    assert [(s.start, s.end) for s in found.skip] == [(0, len(TEXT))]


def test_external_texts_give_digests():
    passes = [corpus.strip(x, TEXT) for x in (FIRST, SECOND)]
    made = compiled(
        'rest a\n4 a; +certainty\nadd {"T": 1, "p": 1, "s": "Il", "label": "PER"}', *passes, kind="external"
    )
    assert b'"text":' not in corpus.canonical(made) and b"digest" in corpus.canonical(made)


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ("99 a", "there is no difference 99: they are numbered from 1 to 5"),
        ("2-9 a", "there is no difference 2-9"),
        ("3-2 a", "there is no difference 3-2"),
        ("x a", "'x' is no number of a difference"),
        ("1-x a", "'1-x' is no number"),
        ("-1 a", "'-1' is no number"),
        ("1, 2 a", "'2' can't be taken"),
        (",2 a", "'' is no number of a difference, range, pair of ids, `rest` or `add`"),
        ("T9|T9 a", "the passes have no pair T9|T9"),
        ("2", "'' can't be taken: a, b, both or none"),
        ("2 c", "'c' can't be taken"),
        ("2 a,b", "should stand where it says ',b'"),
        ("3 b", "T2| isn't in both passes: b can't be taken"),
        ("1 both", "|T2 isn't in both passes: both can't be taken"),
        ("2 none; +label", "none can't be changed: take a or b"),
        ("2 both; +label", "both can't be changed"),
        ("3 a; +label", "T2| isn't in both passes: no field can come from the other"),
        ('2 a; labl="ORG"', "entities have no field 'labl' to change"),
        ("2 a; +frame.scope", "entities have no field 'frame.scope'"),
        ('2 a; id="T7"', "entities have no field 'id'"),
        ('2 a; value.low="1"', "the record has no value, so no value.low: set value as a whole"),
        ('2 a; label.x="1"', "the record has no label"),
        ('4 a; frame.scop="x"', "('scop' was unexpected) (at /frame)"),
        ("2 a; label=ORG", "no JSON value stands where it says 'ORG'"),
        ('2 a; label="ORGAN"', '"ORGAN" is none of PER, ORG'),
        ("2 a; label=null", "'label' is a required property"),
        ('2 a; label={"x":1,"x":2}', "key given twice: x"),
        ('2 a; label="ORG" label2', "should stand where it says 'label2'"),
        ("2 a; segments=[]", "an empty list of spans"),
        ('2 a; segments="molo"', "p must name a paragraph"),
        ('2 a; segments={"p":1,"s":"assente"}', "'assente': absent"),
        ('4 a; frame.values=["T2"]', "refers to T2, which isn't there: write a:, b: or n: before it"),
        ('4 a; frame.values=["b:T9"]', "refers to b:T9, which isn't there or not taken"),
        ('4 a; frame.values=["n:T9"]', "refers to n:T9, which isn't there or not taken"),
        ('4 a; frame.values=[["T1"]]', "/frame/values/0"),
        ('3 none\n4 a; certainty="hedged"', "C1|C1 refers to T2|, which isn't there or not taken"),
        ("2 a; why=" + "x" * 301, "/decisions/0/why"),
        ("add", "no JSON value stands where it says ''"),
        ("add {", "no JSON value stands where it says '{'"),
        ("add []", "a line is one JSON object"),
        ('add {"T": 1}', "field 'label' is missing"),
        ('add {"T": 1, "p": 1, "s": "Il", "label": "PER"} why', "a record, then # why, and not 'why'"),
        ('add {"T": 1, "p": 1, "s": "Il", "label": "X"}', 'n:T1: "X" is none of'),
        ('add {"T": 1, "p": 1, "s": "Il", "label": "PER", "x": 1}', "a line with T has no field"),
    ],
)
def test_a_line_that_can_not_be_used_is_told(line, message):
    with pytest.raises(InputError) as raised:
        compiled(f"# first\n{line}", FIRST, SECOND)
    assert message in raised.value.what
    assert re.match(f"line {1 + len(line.splitlines())}: ", raised.value.what) or "\n" in line
    assert "KeyError" not in raised.value.what and raised.value.where == "prova-1"


def test_all_wrong_lines_are_told_and_a_record_added_twice_is_one():
    person = 'add {"T": 1, "p": 1, "s": "Il", "label": "PER"}'
    with pytest.raises(InputError) as raised:
        compiled(f"x a\n{person}\n2 c\n{person}\nrest a", FIRST, SECOND)
    assert (
        re.findall("line ([0-9]+): ", raised.value.what) == ["1", "3", "4"]
        and "n:T1 is added twice" in raised.value.what
    )


def test_undecided_differences_of_the_second_pass_wait():
    assert [d.take for d in compiled("2 a", FIRST, SECOND).decisions] == ["a"]
    decided = compiled("2 b\n4 a; +certainty", FIRST, SECOND)
    assert len(open_items(compare(FIRST, SECOND), decided)) == 3


def test_reasons_are_given_where_the_adjudicator_gives_none():
    whys = [d.why for d in compiled("1 b\n2 a\n3 none\n4 a\n5 a", FIRST, SECOND).decisions]
    assert whys[0] == whys[4] == "missed in the other pass" and "label" in whys[1] and "manual" in whys[2]
