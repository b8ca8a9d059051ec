"""Laws of an adjudicator's lines, over generated pairs of passes."""

from __future__ import annotations

import json
import re

import msgspec
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.workflow.pairs import passes
from tests.workflow.test_decide import compiled
from virgolette.errors import InputError
from virgolette.workflow import decide
from virgolette.workflow.adjudicate import gold, open_items
from virgolette.workflow.merge import compare

FEW = settings(max_examples=50)


def worded(found):
    """Annotations without the free wording, in which agreed records follow the first pass."""
    claims = tuple(msgspec.structs.replace(c, statement="", statement_en="") for c in found.claims)
    return msgspec.structs.replace(found, claims=claims)


@FEW
@given(passes())
def test_the_rest_of_a_pass_is_the_pass(made):
    text, first, second = made
    for take, wanted in (("a", first), ("b", second)):
        decisions = compiled(f"rest {take}", first, second, text)
        assert open_items(compare(first, second), decisions) == []
        assert worded(gold(first, second, decisions)) == worded(wanted)


@FEW
@given(passes(), st.data())
def test_any_choice_is_compiled_and_makes_gold_or_is_refused_for_its_references(made, data):
    text, first, second = made
    differences = decide.numbered(compare(first, second))
    lines = []
    for number, item in differences:
        possible = ["none", "?", *(["a", "b", "both"] if item.a and item.b else ["a"] if item.a else ["b"])]
        take = data.draw(st.sampled_from(possible))
        lines += [f"{number} {take}"] if take != "?" else []
    decisions = compiled("\n".join(lines), first, second, text)
    assert len(decisions.decisions) == len(lines)
    assert len(open_items(compare(first, second), decisions)) == len(differences) - len(lines)
    try:
        gold(first, second, decisions)
    except InputError as error:
        assert "undecided" in error.what or "refers to" in error.what


@FEW
@given(passes(), st.data())
def test_changed_records_stand_in_gold_as_changed(made, data):
    text, first, second = made
    differences = [
        (n, item) for n, item in decide.numbered(compare(first, second)) if item.layer == "entities" and item.a
    ]
    if not differences:
        return
    number, item = data.draw(st.sampled_from(differences))
    raw = f'{number} a; surface="truncated"; entity=null; why=so; be it\nrest a'
    decisions = compiled(raw, first, second, text)
    found = gold(first, second, decisions)
    old = next(e for e in first.entities if e.id == item.a["id"])
    new = next(e for e in found.entities if e.id == old.id)
    assert new == msgspec.structs.replace(old, surface="truncated", entity=None)
    others = [
        msgspec.structs.replace(x, entities=tuple(e for e in x.entities if e.id != old.id)) for x in (found, first)
    ]
    assert others[0] == others[1]


junk = st.recursive(
    st.none() | st.integers(-1, 2) | st.sampled_from(["molo", "a:T1", "T1", "b:T9", "m1..m2"]),
    lambda inner: (
        st.lists(inner, max_size=2)
        | st.dictionaries(st.sampled_from(["s", "p", "start", "mention"]), inner, max_size=2)
    ),
    max_leaves=3,
).map(json.dumps)
NAMES = "label|segments|speaker|speaker.mention|frame|frame.values|marks|cue|content|start|id|why|parent|via.mention|x"
fields = st.sampled_from(re.split(r"\|", NAMES))
parts = st.one_of(
    fields.map("+{}".format),
    st.builds("{}={}".format, fields, junk),
    st.sampled_from(["", ";", "why=", "=", "+", "why=x;y", "1"]),
)
numbers = st.sampled_from(
    ["1", "2", "1-2", "2-1", "1,2", "rest", "T1|T1", "T1|", "|", "-", "add", "add {}", "0", "99999999999"]
)
bad_lines = st.builds(
    "{} {}; {}; {}".format, numbers, st.sampled_from(["a", "b", "none", "both", "", "c"]), parts, parts
)


@FEW
@given(passes(), st.lists(bad_lines | st.text(max_size=9) | junk.map("add {}".format), max_size=3))
def test_whatever_the_lines_say_they_are_compiled_or_refused_by_line(made, lines):
    text, first, second = made
    try:
        decisions = compiled("\n".join(lines), first, second, text)
    except InputError as error:
        assert re.match("line [0-9]+: ", error.what) and error.remedy and error.where == "prova-1"
        return
    try:
        gold(first, second, decisions)
    except InputError as error:
        assert error.what
