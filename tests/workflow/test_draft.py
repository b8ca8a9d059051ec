"""Drafts: every documented form, every wrong line, and the way back from annotations."""

from __future__ import annotations

import json

import pytest

from tests import folders
from virgolette import corpus
from virgolette.workflow import draft, locate
from virgolette.workflow.locate import Locator, Unlocated

TEXT = """\
Porto, lunedì.

Livia Tresoldi ha detto: «Il molo costa» e poi «il molo tace».
Il molo di Brindora, il molo nuovo, costa 40 milioni.
"Un altro" disse. «Senza fine
"""
LIVIA = {"T": 1, "p": 3, "s": "Livia Tresoldi", "label": "PER", "entity": "livia"}
QUOTE = {"Q": 1, "p": 3, "type": "direct", "content": "m1..m2", "marks": [1, 2], "cue": "ha detto", "speaker": "T1"}
QUOTE |= {"form": "named", "referent": "individual", "entity": "livia", "medium": "speech"}
CLAIM = {"C": 1, "p": 4, "s": "Il molo di Brindora", "type": "quantity", "worthy": True, "claimer": "author"}
CLAIM |= {"certainty": "certain", "polarity": "positive", "time": "present", "it": "Il molo costa.", "en": "It costs."}


def compiled(*lines, text=TEXT, kind="included"):
    raw = "\n".join(line if isinstance(line, str) else json.dumps(line) for line in lines)
    return draft.compile_draft(raw, folders.entry(text, kind=kind), text)


def made(*lines, **fields):
    found, findings = compiled(*lines, **fields)
    assert findings == [] and found is not None
    return found


def flaws(*lines, **fields):
    found, findings = compiled(*lines, **fields)
    assert found is None and findings
    assert all(f.code == "draft-line" and f.doc_id == "prova-1" and f.severity == "error" for f in findings)
    return [(int(f.path[1:]), f.message) for f in findings]


def words(segments):
    return [s.text for s in segments]


def note(s, marks=(1,), p=None):
    return {"N": 1, "kind": "scare", "s": s, "marks": list(marks), **({"p": p} if p else {})}


def test_the_text_is_numbered():
    shown = locate.numbered(TEXT)
    assert shown.splitlines() == [
        "[p1] Porto, lunedì.",
        "[p3] Livia Tresoldi ha detto: «{1}Il molo costa»{2} e poi «{3}il molo tace»{4}.",
        "[p4] Il molo di Brindora, il molo nuovo, costa 40 milioni.",
        '[p5] "{5}Un altro"{6} disse. «{7}Senza fine',
    ]
    assert locate.numbered("a\x1b\r\n\tb\u2028c\n") == "[p1] a\\x1b\\r\n[p2] \tb\u2028c\n"


@pytest.mark.parametrize(
    ("s", "p", "expected"),
    [
        ("Livia Tresoldi", 3, ["Livia Tresoldi"]),
        ({"s": "il molo", "n": 1}, 4, ["il molo"]),
        ({"s": "Il molo", "p": 4}, 3, ["Il molo"]),
        ("Il molo [...] molo nuovo", 4, ["Il molo di Brindora, il molo nuovo"]),
        ({"s": "molo [...] costa", "n": 2}, 4, ["molo nuovo, costa"]),
        ({"s": "Il [...] molo", "n_end": 2}, 4, ["Il molo di Brindora, il molo"]),
        ("m1..m2", None, ["Il molo costa"]),
        ("m1..4", None, ["Il molo costa» e poi «il molo tace"]),
        ("m4..m5", None, [".\nIl molo di Brindora, il molo nuovo, costa 40 milioni."]),
        ([{"s": "Brindora"}, "40 milioni"], 4, ["Brindora", "40 milioni"]),
        ([{"p": 4, "s": "Brindora"}, {"p": 3, "s": "m1..m2"}], None, ["Il molo costa", "Brindora"]),
    ],
)
def test_every_form_of_words(s, p, expected):
    assert words(made(note(s, p=p)).notes[0].segments) == expected


@pytest.mark.parametrize(
    ("s", "p", "message"),
    [
        ("assente", 3, "'assente': absent"),
        ("molo", 4, "molo"),
        ({"s": "molo", "n": 3}, 4, "molo"),
        ({"s": "molo", "n": 0}, 4, "n is 0: it should be a whole number from 1"),
        ({"s": "molo", "n": "2"}, 4, 'n is "2": it should be'),
        ({"s": "molo", "n": True}, 4, "n is true"),
        ("Livia", None, "p must name a paragraph from 1 to 6"),
        ("Livia", 7, "p must name a paragraph"),
        ("Livia", "3", "p must name a paragraph"),
        ("Livia", -1, "p must name a paragraph"),
        ({"s": "Livia", "p": True}, None, "p must name a paragraph"),
        ("m1..m9", None, "there is no quotation mark 9: the text has 7"),
        ("m0..m1", None, "there is no quotation mark 0"),
        ("m2..m1", None, "m2..m1: the first mark should stand before the second"),
        ("m1..m1", None, "the first mark should stand before"),
        ("nuovo [...] Brindora", 4, "Brindora"),
        (5, 3, "5 should be words of the text"),
        (None, 3, "null should be words of the text"),
        ([], 3, "an empty list of spans"),
        ([["Livia"]], 3, '["Livia"] should be words'),
        ({"p": 3}, None, "null should be words"),
        ({"s": "Livia", "words": 2}, 3, 'a span has no field "words"'),
        ("", 3, "empty"),
        ("  ", 3, "white space only"),
    ],
)
def test_words_that_can_not_be_located(s, p, message):
    [(line, said)] = flaws("", note(s, p=p))
    assert line == 2 and message in said


def test_nothing_between_two_marks():
    [(_, said)] = flaws(note("m1..m2", [1, 2]), text="Un vuoto: « ».")
    assert "nothing but white space" in said


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ({**LIVIA, "surfce": "misspelt"}, 'a line with T has no field "surfce"'),
        ({**LIVIA, "skip": "byline"}, "one of skip, T, Q, C, N"),
        ({"p": 3}, "one of skip, T, Q, C, N"),
        ("[]", "a line is one JSON object"),
        ("null", "a line is one JSON object"),
        ("{", "not JSON at column 2"),
        ('{"T": 1, "T": 2}', "key given twice: T"),
        ('{"T": NaN}', "NaN isn't a whole number in plain digits (at /T)"),
        ('{"T": 1, "p": 3.0}', "3.0 isn't a whole number"),
        ('{"C": 1, "it": "\\ud800"}', "lone surrogate"),
        ("\ufeff{}", "byte order mark"),
        ("[" * 5000, "nested too deeply"),
        ({"T": 1, "p": 3, "s": "Livia Tresoldi"}, "field 'label' is missing"),
        ({"T": 1, "p": 3, "label": "PER"}, "field 's' is missing"),
        ({**LIVIA, "T": "T1"}, '/id: "TT1" isn\'t of the form'),
        ({**LIVIA, "label": "PERSON"}, '/label: "PERSON" is none of PER, ORG'),
        ({**LIVIA, "label": []}, "/label"),
        (
            {**LIVIA, "value": [1, 2]},
            "value is [1, 2]: it should be [low, high, comparator, unit, change, approximate]",
        ),
        ({**LIVIA, "value": "17%"}, 'value is "17%": it should be'),
        ({**LIVIA, "date": "2025"}, "doesn't belong here"),
        ({**LIVIA, "label": "DATE", "entity": "x", "date": "2025"}, "doesn't belong here"),
        ({**LIVIA, "label": "DATE", "reason": "vague"}, "field 'date' is missing"),
        ({"T": 1, "p": 3, "s": "Livia", "label": "MONEY", "mention": "nominal"}, "doesn't belong here"),
        ({**QUOTE, "via": "T9"}, 'via is "T9": it should be [mention, entity]'),
        ({**QUOTE, "addressee": [None]}, "addressee is [null]: it should be"),
        ({**QUOTE, "speaker": {"mention": "T1"}}, "/speaker/mention"),
        ({**QUOTE, "speaker": None}, "/speaker/mention"),
        ({**QUOTE, "parent": ["Q1"]}, "/parent"),
        ({**QUOTE, "marks": 1}, "marks is 1: it should be a list"),
        ({**QUOTE, "marks": ["1"]}, '"1" should be the number of a quotation mark'),
        ({**QUOTE, "marks": [99]}, "there is no quotation mark 99"),
        ({**QUOTE, "marks": [1, 1]}, "mark 1 is given twice"),
        ({**QUOTE, "marks": [{"role": "open"}]}, "field 'm' is missing"),
        ({**QUOTE, "marks": [{"m": 1, "defect": []}]}, 'a mark has no field "defect"'),
        ({**QUOTE, "marks": [{"m": 1, "defects": "doubled"}]}, 'defects is "doubled": it should be a list'),
        ({**QUOTE, "marks": [{"m": 1, "defects": ["dubled"]}]}, "/marks/0/defects/0"),
        ({**QUOTE, "marks": [{"missing": "end"}]}, '"end" is none of open, close'),
        ({**QUOTE, "marks": [{"missing": "close", "after": "assente"}]}, "assente"),
        ({**CLAIM, "claimer": []}, "/claimer"),
        ({**CLAIM, "values": 5}, "/frame/values"),
        ({**CLAIM, "values": [["T1"]]}, "/frame/values/0"),
        ({**CLAIM, "worthy": "yes"}, "/check_worthy"),
        ({"skip": "byline", "p": 2}, "in paragraph 2 stands nothing but white space"),
        ({"skip": "by-line", "p": 1}, '"by-line" is none of byline'),
        ({"skip": "advert", "s": ["Porto"], "p": 1}, '["Porto"] should be words'),
    ],
)
def test_a_wrong_line_is_reported_and_the_others_are_read(line, message):
    found = flaws("# a comment", LIVIA | {"T": 7}, line, "", {"N": 1})
    assert {number for number, _ in found} == {3, 5}
    assert any(message in said for number, said in found if number == 3)
    assert "field 's' is missing" in found[-1][1]


def test_all_flaws_of_a_line_and_an_id_given_twice():
    found = flaws(LIVIA | {"surface": "x", "entity": "No!"}, LIVIA, QUOTE, LIVIA | {"T": 2})
    assert [n for n, _ in found] == [1, 1, 2]
    assert "id T1 is given twice, first in line 1" in found[2][1]


def test_a_reference_that_leads_nowhere_is_told_with_its_line_once():
    found = flaws("", QUOTE | {"parent": "Q7"}, LIVIA | {"label": "?"}, CLAIM | {"claimer": "Q3", "values": ["T9"]})
    assert [(n, said.split(":")[0]) for n, said in found if "refers" in said] == [
        (2, "Q1 refers to Q7, which isn't there"),
        (4, "C1 refers to Q3, which isn't there"),
        (4, "C1 refers to T9, which isn't there"),
    ]
    assert len(found) == 4


def test_marks_get_their_roles_by_their_edge_else_in_turn():
    given = QUOTE | {"type": "mixed", "content": "ha detto [...] tace", "marks": [1, 2, 3, 4]}
    # Marks 1 to 3 stand inside the content; 4 closes at its edge.
    assert [m.role for m in made(LIVIA, given).quotes[0].marks] == ["open", "close", "open", "close"]
    given["marks"] = [1, {"m": 2, "role": "open", "defects": ["wrong_direction"]}, 3, {"m": 4, "role": "open"}]
    found = made(LIVIA, given).quotes[0].marks
    assert [m.role for m in found] == ["open", "open", "close", "open"] and found[1].defects == ("wrong_direction",)
    assert [m.role for m in made(LIVIA, QUOTE | {"marks": [2, 1]}).quotes[0].marks] == ["open", "close"]


def test_missing_marks_stand_at_the_edge_or_after_words_of_the_line_s_paragraph():
    given = QUOTE | {"p": 5, "content": "Senza fine", "marks": [7, {"missing": "close"}], "cue": "disse"}
    quote = made(LIVIA, given).quotes[0]
    assert quote.marks[1].start == quote.marks[1].end == quote.content[0].end and quote.marks[1].defects == ("missing",)
    for after, place in (({"after": "disse"}, "disse"), ({"after": "Porto", "p": 1}, "Porto")):
        given["marks"] = [{"missing": "open", "defects": ["spaced"], **after}]
        mark = made(LIVIA, given).quotes[0].marks[0]
        assert TEXT[: mark.start].endswith(place) and mark.defects == ("missing", "spaced")


def test_what_is_left_out_has_its_default():
    found = made(
        LIVIA, {"skip": "byline", "p": 1}, {"skip": "advert", "p": 4, "s": "costa"}, CLAIM, QUOTE | {"cue": []}
    )
    assert (found.entities[0].surface, found.entities[0].mention) == ("ok", "named")
    assert [TEXT[s.start : s.end] for s in found.skip] == ["Porto, lunedì.", "costa"]
    assert found.claims[0].frame.values == () and found.claims[0].frame.metric is None and found.quotes[0].cue == ()
    assert made().entities == ()


def test_values_dates_and_parties():
    money = {"T": 2, "p": 4, "s": "40 milioni", "label": "MONEY", "value": ["40000000", None, ">", None, "none", False]}
    day = {"T": 3, "p": 1, "s": "lunedì", "label": "DATE", "date": None, "reason": "unpublished"}
    via = QUOTE | {"via": ["T1", None], "addressee": [None, "ditta"]}
    found = made(LIVIA, money, day, via, CLAIM | {"values": ["T2"], "claimer": "Q1", "scope": "close"})
    assert found.entities[2].value.low == "40000000" and found.entities[0].date.reason == "unpublished"
    assert found.quotes[0].via.mention == "T2" and found.quotes[0].addressee.entity == "ditta"
    assert (found.claims[0].frame.values, found.claims[0].claimer, found.claims[0].frame.scope) == (
        ("T3",),
        "Q1",
        "close",
    )


def test_ids_are_renumbered_in_text_order_and_references_follow():
    later = QUOTE | {"Q": 9, "content": "m3..m4", "marks": [3, 4], "cue": [], "parent": "Q4", "speaker": "T8"}
    found = made(
        later, QUOTE | {"Q": 4, "speaker": "T8"}, {**LIVIA, "T": 8}, {"T": 3, "p": 4, "s": "Brindora", "label": "LOC"}
    )
    assert [(q.id, words(q.content)[0], q.speaker.mention, q.parent) for q in found.quotes] == [
        ("Q1", "Il molo costa", "T1", None),
        ("Q2", "il molo tace", "T1", "Q1"),
    ]
    assert [e.id for e in found.entities] == ["T1", "T2"]


def test_an_external_text_gives_digests_and_windows_line_ends_are_read():
    raw = json.dumps(LIVIA) + "\r\n" + json.dumps(QUOTE) + "\r\n"
    found, findings = draft.compile_draft(raw, folders.entry(TEXT, kind="external"), TEXT)
    assert findings == [] and found == corpus.strip(made(LIVIA, QUOTE), TEXT)


def test_the_manual_s_own_lines_have_only_known_fields(root):
    manual = (root / "annotations" / "GUIDELINES.md").read_text(encoding="utf-8")
    lines = manual.split("```jsonl\n")[1].split("```")[0].splitlines()
    assert len(lines) > 10
    for line in lines:
        try:
            draft.record_of(draft.parsed(line), Locator(TEXT))
        except Unlocated as error:
            said = str(error)
            assert "no field" not in said and "missing" not in said and "should be" not in said, said
