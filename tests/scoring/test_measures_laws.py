"""Laws that hold of every measure, on generated documents."""

from __future__ import annotations

import msgspec
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.scoring.drawn import annotations, counted, texts
from virgolette.scoring.convert import from_gold
from virgolette.scoring.measures import MEASURES, NAMES, WIDTH
from virgolette.scoring.scores import document_scores

LAWS = settings(max_examples=120)


def by_name(counts):
    return {name: counts[WIDTH * k : WIDTH * (k + 1)] for k, name in enumerate(NAMES)}


def test_names_are_unique_and_defined():
    assert len(set(NAMES)) == len(NAMES)
    assert all(m.about and m.kind in ("f1", "accuracy", "recall") for m in MEASURES)
    assert all((m.given is not None) == (m.kind == "accuracy") for m in MEASURES)


@given(texts.flatmap(lambda t: st.tuples(st.just(t), annotations(t))))
@LAWS
def test_gold_against_itself_is_right_everywhere(case):
    text, gold = case
    found = counted(text, gold, gold)
    assert not found.predicted.problems
    for score in document_scores([found.document], inference=False):
        assert score.value in (None, 1), score
        assert (score.value is None) == (score.gold == 0), score


@given(texts.flatmap(lambda t: st.tuples(st.just(t), annotations(t), annotations(t))), st.randoms())
@LAWS
def test_order_changes_nothing(case, rng):
    text, gold, system = case

    def mixed(found):
        layers = {
            layer: tuple(rng.sample(x := getattr(found, layer), len(x))) for layer in ("entities", "quotes", "claims")
        }
        return msgspec.structs.replace(found, **layers)

    assert counted(text, gold, system).document == counted(text, mixed(gold), mixed(system)).document


@given(texts.flatmap(lambda t: st.tuples(st.just(t), annotations(t), annotations(t))), st.data())
@LAWS
def test_dropping_a_prediction_never_raises_a_recall(case, data):
    text, gold, system = case
    whole = from_gold(system)
    layers = [x for x in ("entities", "quotes", "claims") if getattr(whole, x)]
    if not layers:
        return
    layer = data.draw(st.sampled_from(layers))
    records = getattr(whole, layer)
    k = data.draw(st.integers(0, len(records) - 1))
    less = msgspec.structs.replace(whole, **{layer: records[:k] + records[k + 1 :]})
    before, after = (by_name(counted(text, gold, x).document.counts) for x in (whole, less))
    for measure in MEASURES:
        if measure.name.startswith(layer) and measure.kind != "accuracy":
            assert after[measure.name][2] <= before[measure.name][2], measure.name
            assert after[measure.name][0] == before[measure.name][0], measure.name


@given(texts.flatmap(lambda t: st.tuples(st.just(t), annotations(t), annotations(t))))
@LAWS
def test_counts_are_possible(case):
    text, gold, system = case
    for name, (g, p, correct, lost) in by_name(counted(text, gold, system).document.counts).items():
        assert 0 <= correct <= min(g, p) and lost == 0, name


@given(texts.flatmap(lambda t: st.tuples(st.just(t), annotations(t))))
@LAWS
def test_nothing_predicted_scores_nothing(case):
    text, gold = case
    empty = b'{"schema_version": "1.0", "doc_id": "prova-1"}'
    for prediction in (None, empty):
        found = counted(text, gold, prediction)
        assert found.document.status == ("missing" if prediction is None else "scored")
        for score in document_scores([found.document], inference=False):
            # Nothing matched, so that there is nothing to be accurate about.
            assert score.value == (0 if score.gold and score.kind != "accuracy" else None), score


@given(texts.flatmap(lambda t: st.tuples(st.just(t), annotations(t), annotations(t))))
@LAWS
def test_looser_measures_find_at_least_as_much(case):
    text, gold, system = case
    c = {name: correct for name, (_, _, correct, _) in by_name(counted(text, gold, system).document.counts).items()}
    assert c["entities.strict"] <= c["entities.exact"] and 2 * c["entities.exact"] <= c["entities.partial"]
    assert c["entities.strict"] <= c["entities.type"]
    assert c["entities.value"] <= c["entities.value.1pct"] <= c["entities.value.5pct"]
    assert (
        c["quotes.exact"] <= c["quotes.overlap"] and c["quotes.joint.exact"] <= c["quotes.joint"] <= c["quotes.overlap"]
    )
    assert c["claims.exact"] <= c["claims.iou50"] and c["claims.chain"] <= c["claims.value.joint"] <= c["claims.iou50"]
    labels = [name for name in c if name.rpartition(".")[2].isupper()]
    assert sum(c[name] for name in labels) == c["entities.strict"]
    assert c["entities.strict.nested"] + c["entities.strict.outermost"] == c["entities.strict"]
