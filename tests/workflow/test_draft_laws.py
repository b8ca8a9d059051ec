"""Any annotations can be written as a draft, and any draft is compiled or reported."""

from __future__ import annotations

import json

import msgspec
from hypothesis import given, settings
from hypothesis import strategies as st

from tests import folders, typed
from tests.workflow.test_draft import compiled
from virgolette import corpus
from virgolette.spans import Span, covered
from virgolette.workflow import draft
from virgolette.workflow.locate import Locator, Unlocated

FEW = settings(max_examples=50)


def decompiled(found, text):
    """A draft of annotations: each span in the shortest form that leads back to it."""
    at = Locator(text)

    def paragraph(span):
        return next(i for i, line in enumerate(at.lines, 1) if line.start <= span.start <= line.end)

    def spot(s):
        span, p = Span(s.start, s.end), paragraph(s)
        whole = covered(text, span)
        pieces = whole.split(" ")
        forms = [{"p": p, "s": whole, **({"n": n} if n else {})} for n in range(12)]
        if len(pieces) > 3:
            forms = [
                {"p": p, "s": f"{pieces[0]} [...] {pieces[-1]}", "n": n, "n_end": m} for n in (1, 2) for m in (1, 2)
            ] + forms
        forms += [{"s": f"m{i}..m{j}"} for i in range(1, len(at.glyphs) + 1) for j in range(i + 1, len(at.glyphs) + 1)]
        for form in forms:
            try:
                if at.span(form, None) == span:
                    return form
            except Unlocated:
                continue
        raise AssertionError(f"no form leads to {whole!r}")

    def spots(segments):
        return [spot(s) for s in segments]

    def marks(given, content):
        for m in given:
            if "missing" in m.defects:
                yield {"missing": m.role, "defects": [d for d in m.defects if d != "missing"]}
            else:
                yield {"m": at.glyphs.index(Span(m.start, m.end)) + 1, "role": m.role, "defects": list(m.defects)}

    tree = msgspec.json.decode(msgspec.json.encode(found))
    for e, r in zip(found.entities, tree["entities"], strict=True):
        line = {"T": int(e.id[1:]), "s": spots(e.segments), "label": e.label, "surface": e.surface}
        line |= {key: r[key] for key in ("mention", "entity", "function", "ambiguous") if key in r}
        line |= {"value": list(r["value"].values())} if e.value else {}
        yield line | ({"date": e.date.iso, **({"reason": e.date.reason} if e.date.reason else {})} if e.date else {})
    for q, r in zip(found.quotes, tree["quotes"], strict=True):
        speaker = {"speaker" if key == "mention" else key: value for key, value in r["speaker"].items()}
        line = {
            "Q": int(q.id[1:]),
            "type": q.type,
            "content": spots(q.content),
            "cue": spots(q.cue),
            "medium": q.medium,
            **speaker,
        }
        line |= {key: [r[key]["mention"], r[key]["entity"]] for key in ("via", "addressee") if key in r}
        yield line | {"marks": list(marks(q.marks, q.content))} | ({"parent": q.parent} if q.parent else {})
    for c, r in zip(found.claims, tree["claims"], strict=True):
        line = {
            "C": int(c.id[1:]),
            "s": spots(c.segments),
            "worthy": c.check_worthy,
            "it": c.statement,
            "en": c.statement_en,
        }
        yield line | {key: r[key] for key in ("type", "claimer", "certainty", "polarity", "time")} | r["frame"]
    for n in found.notes:
        yield {"N": int(n.id[1:]), "kind": n.kind, "s": spots(n.segments), "marks": list(marks(n.marks, n.segments))}
    for s in found.skip:
        yield {"skip": s.kind, "s": spot(s)}


@FEW
@given(typed.annotated(), st.randoms(use_true_random=False))
def test_a_draft_of_any_annotations_gives_them_back(made, random):
    text, found = made
    lines = list(decompiled(found, text))
    random.shuffle(lines)
    raw = "\n".join(json.dumps(line, ensure_ascii=random.random() < 0.5) for line in lines)
    assert draft.compile_draft(raw, folders.entry(text), text) == (found, [])
    stripped = corpus.strip(found, text)
    assert draft.compile_draft(raw, folders.entry(text, kind="external"), text) == (stripped, [])


junk = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-2, 3)
    | st.text(max_size=3)
    | st.sampled_from(["T1", "Q1", "m1..m2", "molo"]),
    lambda inner: (
        st.lists(inner, max_size=2) | st.dictionaries(st.sampled_from(["s", "p", "m", "n", "missing"]), inner)
    ),
    max_leaves=3,
)


@FEW
@given(typed.annotated(), st.data())
def test_whatever_a_line_says_it_is_compiled_or_reported(made, data):
    text, found = made
    lines = list(decompiled(found, text)) or [{"skip": "byline", "p": 1}]
    i = data.draw(st.integers(0, len(lines) - 1))
    key = data.draw(st.sampled_from(sorted(lines[i])))
    lines[i] = {**lines[i], key: data.draw(junk)}
    raw = "\n".join(json.dumps(line) for line in lines)
    got, findings = draft.compile_draft(raw, folders.entry(text), text)
    assert (got is None) == bool(findings)
    assert all(f.path in {f"/{n}" for n in range(1, len(lines) + 1)} for f in findings)
    if got is not None:
        assert corpus.parse(corpus.canonical(got))[1] == []
    elif not any("refers to" in f.message or "given twice" in f.message for f in findings):
        assert {f.path for f in findings} == {f"/{i + 1}"}


@given(st.text(max_size=30) | st.lists(junk).map(json.dumps))
def test_any_line_at_all(line):
    got, findings = compiled(line.replace("\n", " "))
    assert (got is None) == bool(findings)
