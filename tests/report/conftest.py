"""Small corpora with a test split of own texts and one external text at hand."""

from __future__ import annotations

import msgspec
import pytest

from tests.scoring.drawn import blank, seg, write_corpus
from virgolette.model import Claim, Entity, Frame, Quote, Speaker

TEXT = (
    "«Il porto chiude» ha detto Ada Terzi. Bruno Lodi tace. La banca di Arvena perde 12 milioni di euro.\nCarla parte."
)
OUTSIDE = "Ezio Corvani è partito ieri da Sarmede per un lungo viaggio. Nadia Bassi resta a casa con i suoi fratelli."


def person(text, k, words, **fields):
    start = text.index(words)
    given = {"label": "PER", "surface": "ok", "mention": "named", **fields}
    return Entity(id=f"T{k}", segments=(seg(start, start + len(words)),), **given)


def claim(text, k, words, claimer="Q1"):
    start = text.index(words)
    frame = Frame(subject=None, metric=None, values=(), valid_time=None, scope=None)
    same = {"certainty": "certain", "polarity": "positive", "time": "present"}
    told = {"statement": "Il porto chiude.", "statement_en": "The port closes."}
    place = (seg(start, start + len(words)),)
    return Claim(
        id=f"C{k}", type="event", segments=place, check_worthy=True, claimer=claimer, frame=frame, **same, **told
    )


def gold(doc_id="porto-1", text=TEXT):
    spoken = Speaker(mention="T1", form="named", referent="individual", entity=None)
    quote = Quote(
        id="Q1", type="direct", content=(seg(1, 16),), marks=(), cue=(seg(18, 26),), speaker=spoken, medium="speech"
    )
    people = tuple(person(text, k, words) for k, words in enumerate(("Ada Terzi", "Bruno Lodi", "Carla"), 1))
    return blank(text, doc_id, entities=people, quotes=(quote,), claims=(claim(text, 1, "Il porto chiude"),))


def outside(doc_id="fuori-1"):
    people = (person(OUTSIDE, 1, "Ezio Corvani", entity="ezio"), person(OUTSIDE, 2, "Nadia Bassi"))
    return blank(OUTSIDE, doc_id, entities=people, claims=(claim(OUTSIDE, 1, "Ezio Corvani è partito ieri", "author"),))


@pytest.fixture(autouse=True)
def no_texts(monkeypatch):
    monkeypatch.delenv("VIRGOLETTE_TEXTS", raising=False)


@pytest.fixture
def texts(tmp_path):
    folder = tmp_path / "texts"
    folder.mkdir()
    (folder / "whatever").write_text(OUTSIDE, encoding="utf-8")
    return folder


@pytest.fixture
def small(tmp_path):
    """Eight own stories in test, two in train, one external article in reference."""
    names = [*(f"porto-{k}" for k in range(8)), "molo-1", "molo-2"]
    documents = [(TEXT, gold(n)) for n in names] + [(OUTSIDE, outside())]
    fields = {n.replace("-", "_"): {"story": f"s-{n}", "split": "test" if n[0] == "p" else "train"} for n in names}
    fields["fuori_1"] = {"text": "external", "split": "reference", "licence": "LicenseRef-third-party"}
    return write_corpus(tmp_path / "corpus", documents, **fields)


def rewritten(folder, doc_id, **changes):
    from virgolette import corpus

    path = folder / "annotations" / "gold" / f"{doc_id}.json"
    found, _ = corpus.read_annotations(path)
    corpus.write(path, msgspec.structs.replace(found, **changes))
