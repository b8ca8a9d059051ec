"""Decisions joined to earlier ones are those that would have been compiled together."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests import folders
from tests.conftest import ROOT
from tests.workflow.pairs import passes
from tests.workflow.test_decide import FIRST, NAMES, SECOND, compiled
from tests.workflow.test_merge import TEXT
from virgolette import corpus
from virgolette.errors import InputError
from virgolette.model import Decisions
from virgolette.workflow import decide
from virgolette.workflow.join import Chosen, earlier, join
from virgolette.workflow.merge import compare

ADD = 'add {"T": 1, "p": 1, "s": "Il", "label": "PER"} # seen\nadd {"skip": "advert", "p": 1}'


def joined(made, chosen, first=FIRST, second=SECOND, text=TEXT):
    return join(made, chosen, NAMES, first, second, folders.entry(text), text)


@settings(max_examples=60)
@given(passes(), st.data())
def test_it_makes_no_difference_when_a_difference_is_decided(made, data):
    text, first, second = made
    before, after, more = [], [], []
    for number, item in decide.numbered(compare(first, second)):
        possible = ["none", *(["a", "b", "both"] if item.a and item.b else ["a"] if item.a else ["b"])]
        take = data.draw(st.sampled_from(possible))
        fields = ()
        if item.fields and take in ("a", "b"):
            fields = tuple(data.draw(st.lists(st.sampled_from(item.fields), unique=True, max_size=2)))
        line = f"{number} {take}" + (f"; +{','.join(fields)}" if fields else "")
        when = data.draw(st.sampled_from(["before", "after", "never"]))
        if when == "before":
            before.append(line)
        elif when == "after":
            after.append(line)
            more.append(Chosen(item.key, take, fields))
    try:
        whole = compiled("\n".join([*before, *after]), first, second, text)
        start = compiled("\n".join(before), first, second, text)
    except InputError:
        # What fits no schema together is refused; that it is refused here as well is another law.
        return
    assert corpus.canonical(joined(start, more, first, second, text)) == corpus.canonical(whole)


def test_references_of_earlier_records_follow_the_new_numbering():
    # The claim's record names the figure T2|, which is T3 of gold once the name before it is taken too.
    lines = f'2 a\n3 a\n4 a; frame.metric="cost"; frame.scope="close"\n{ADD}'
    start = compiled(lines, FIRST, SECOND)
    assert start.decisions[2].claim.frame.values == ("T3",)
    done = joined(start, [Chosen("|T2", "b"), Chosen("C2|", "none", (), "so")])
    assert corpus.canonical(done) == corpus.canonical(compiled(f"{lines}\n1 b\n5 none; why=so", FIRST, SECOND))
    claim = next(d.claim for d in done.decisions if d.claim)
    assert claim.frame.values == ("T4",)


def test_a_later_decision_takes_the_place_of_an_earlier_one():
    start = compiled("rest a", FIRST, SECOND)
    done = joined(start, [Chosen("T1|T1", "b", (), "after all")])
    assert corpus.canonical(done) == corpus.canonical(compiled("2 b; why=after all\nrest a", FIRST, SECOND))


def test_without_earlier_decisions_it_compiles():
    done = joined(None, [Chosen("T1|T1", "a", ("label",)), Chosen("T2|", "a")])
    assert corpus.canonical(done) == corpus.canonical(compiled("2 a; +label\n3 a", FIRST, SECOND))


@pytest.mark.parametrize(
    ("chosen", "told"),
    [
        (Chosen("T9|T9", "a"), "the passes have no pair T9|T9"),
        (Chosen("|T2", "a"), "isn't in both passes: a can't be taken"),
        (Chosen("T1|T1", "both", ("label",)), "both can't be changed"),
    ],
)
def test_what_can_not_be_chosen_is_refused(chosen, told):
    with pytest.raises(InputError, match="prova-1") as raised:
        joined(None, [chosen])
    assert told in raised.value.what


def test_a_record_that_loses_what_it_refers_to_is_refused():
    start = compiled('3 a\n4 a; frame.scope="close"', FIRST, SECOND)
    with pytest.raises(InputError, match=r"refers to T2\|, which isn't there"):
        joined(start, [Chosen("T2|", "none")])


@pytest.mark.parametrize("path", sorted((ROOT / "annotations/decisions").glob("velasca-*.json")), ids=lambda p: p.stem)
def test_joining_nothing_to_our_own_decisions_changes_nothing(path: Path):
    made = corpus.typed(path, "decisions", Decisions)
    entry = next(e for e in corpus.manifest(ROOT).documents if e.doc_id == path.stem)
    text = (ROOT / f"seeds/texts/{path.stem}.txt").read_bytes().decode()
    sides = [corpus.read_annotations(ROOT / f"annotations/passes/{n}/{path.name}")[0] for n in (made.a, made.b)]
    # In the order of the differences, which --decide writes too; ours may have been sorted by hand.
    again = join(made, [], (made.a, made.b), *sides, entry, text)
    assert sorted(map(repr, again.decisions)) == sorted(map(repr, made.decisions))


def test_decisions_on_other_passes_are_refused(tmp_path):
    assert earlier(tmp_path, "prova-1", NAMES) is None
    corpus.write(tmp_path / "annotations/decisions/prova-1.json", compiled("rest a", FIRST, SECOND))
    assert earlier(tmp_path, "prova-1", NAMES) == compiled("rest a", FIRST, SECOND)
    with pytest.raises(InputError, match="in this order"):
        earlier(tmp_path, "prova-1", NAMES[::-1])
