"""Results of any number of documents: kept on disk and read in blocks, which changes no figure and no byte."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from virgolette import corpus
from virgolette.errors import EnvironmentFault
from virgolette.scoring import kept, result, scores, statistics
from virgolette.scoring.measures import MEASURES, WIDTH
from virgolette.scoring.result import DocumentCounts

SOME = MEASURES[:3]
cells = st.tuples(st.integers(0, 9), st.integers(0, 9), st.integers(0, 9)).map(lambda c: (*c[:2], min(c), 0))


@st.composite
def documents(draw, most=30):
    found = []
    for k in range(draw(st.integers(0, most))):
        counts = sum((draw(cells) for _ in SOME), ())
        unit, status = (
            draw(st.sampled_from(["a", "b", "è", "ab", f"d{k}"])),
            draw(st.sampled_from(["scored", "missing"])),
        )
        found.append(DocumentCounts(doc_id=f"d{k}", unit=unit, status=status, counts=counts))
    return found


@given(documents(), st.integers(1, 7), st.sampled_from([10, 10**6]))
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_blocks_change_nothing(monkeypatch, found, size, spooled):
    table, whole = statistics.by_unit(found, len(SOME))[1], scores.document_scores(found, SOME, inference=True)
    ends = statistics.jackknife(table)
    with monkeypatch.context() as patch:
        patch.setattr(kept, "BLOCK", size)
        patch.setattr(statistics, "BLOCK", size)
        patch.setattr(kept, "SPOOLED", spooled)
        same = kept.Kept(found)
        assert (len(same), list(same)) == (len(found), found)
        assert same[:] == tuple(found) and [same[k] for k in range(len(found))] == found
        assert statistics.intervals(same, len(SOME)) == ends
        assert scores.document_scores(same, SOME, inference=True) == whole
        order, begins = same.by_unit
    assert [found[k].unit for k in order] == sorted(d.unit for d in found)
    assert begins.sum() == len({d.unit for d in found})


@given(documents(), st.integers(1, 7))
def test_macro_is_the_mean_of_rounded_values(found, size):
    for measure, score in zip(SOME, scores.document_scores(found, SOME, inference=False), strict=True):
        k = WIDTH * SOME.index(measure)
        own = [scores.f1(*d.counts[k : k + 3]) for d in found]
        own = [value for value in own if value is not None]
        assert score.macro == (round(sum(own) / len(own), scores.DIGITS) if own else None)


@given(st.lists(st.tuples(st.integers(0, 10**7), st.integers(1, 10**7)), min_size=1, max_size=50))
def test_values_are_rounded_as_python_does_it(fractions):
    counts = np.array([[(whole, whole, min(part, whole), 0)] for part, whole in fractions])
    values, defined = scores._own(counts)
    assert defined.all()
    assert values[:, 0].tolist() == [scores.f1(*row[0][:3]) for row in counts.tolist()]


def test_values_in_the_middle_are_rounded_as_python_does_it():
    wholes = [10**7, 2 * 10**6, 4 * 10**6, 8 * 10**6]
    rows = [(whole, whole, part, 0) for whole in wholes for part in range(5, 10**6, 9973)]
    values, _ = scores._own(np.array(rows)[:, None])
    assert values[:, 0].tolist() == [scores.f1(*row[:3]) for row in rows]


def made(found):
    blank = dict.fromkeys(("left_out", "clusters", "scores", "alignment", "problems"), ())
    words = dict.fromkeys(("gold_digest", "predictions_digest", "scorer_version", "dataset_version"), "x")
    numbers = dict.fromkeys(("units", "elsewhere", "problems_total"), 0)
    named = {"split": "all", "unit": "story", "inference": "descriptive", "reason": 'no "documents": []'}
    measures = tuple(m.name for m in SOME)
    return result.Result(schema_version="1.0", measures=measures, documents=found, **blank, **words, **numbers, **named)


@given(documents())
def test_a_result_is_written_in_parts_as_it_is_as_a_whole(found):
    assert b"".join(result.parts(made(kept.Kept(found)))) == corpus.canonical(made(tuple(found)))


def test_a_result_is_written_whole_or_not_at_all(tmp_path):
    class Broken(kept.Kept):
        def __iter__(self):
            raise KeyboardInterrupt

    path = tmp_path / "folder" / "result.json"
    result.write(path, made(()))
    before = path.read_bytes()
    with pytest.raises(KeyboardInterrupt):
        result.write(path, made(Broken([DocumentCounts(doc_id="d", unit="d", status="scored", counts=(0,))])))
    assert path.read_bytes() == before and list(path.parent.iterdir()) == [path]
    with pytest.raises(EnvironmentFault, match="can't be written"):
        result.write(path / "below", made(()))


def test_a_full_disk_is_told():
    class Full:
        def seek(self, *_):
            raise OSError(28, "No space left on device")

    found = kept.Kept()
    found._rows = Full()
    with pytest.raises(EnvironmentFault, match="No space left"):
        found.append(DocumentCounts(doc_id="d", unit="d", status="scored", counts=(0,)))
