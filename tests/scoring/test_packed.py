"""Gold in packed form: the same result as for the same corpus as a folder, and no more than a document in memory."""

from __future__ import annotations

import gc
import weakref

import msgspec
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.folders import as_parquet
from tests.scoring.drawn import annotations, blank, entry, texts, write_corpus
from tests.scoring.plain import HEAD, TEXT, ada, claim, person
from tests.scoring.plain import write_lines as write
from virgolette import corpus
from virgolette.cli import main
from virgolette.corpus import shards
from virgolette.errors import InputError, TextError
from virgolette.model import Document, Manifest
from virgolette.scoring import convert, result
from virgolette.scoring import packed as scoring_packed
from virgolette.scoring.gold import GoldDocument
from virgolette.scoring.run import score


def packed(target, documents, source=None, size=2):
    """Documents as a corpus in packed form, so many a shard, with the files beside them of another corpus."""
    folder = target / shards.FOLDER
    folder.mkdir(parents=True)
    manifest = Manifest(schema_version="1.0", dataset_version="0.1.0", documents=())
    corpus.write(target / "seeds" / "manifest.json", manifest)
    for start in range(0, len(documents), size):
        lines = map(shards.encode, documents[start : start + size])
        (folder / f"{start:05}.jsonl").write_bytes(b"".join(lines))
    clusters = source and source / "annotations" / "clusters.json"
    if clusters and clusters.is_file():
        (target / "annotations").mkdir()
        (target / "annotations" / "clusters.json").write_bytes(clusters.read_bytes())
    return target


def repacked(root, target, **options):
    return packed(target, list(corpus.load(root).documents), root, **options)


def gold(doc_id):
    return blank(TEXT, doc_id, entities=(person(1, "Bruno"),), claims=(claim(1, "Bruno resta a casa"),))


NAMES = tuple(f"s-{k}" for k in range(9))
SPLITS = {name.replace("-", "_"): {"story": f"s{k // 2}", "split": "train"} for k, name in enumerate(NAMES[:5])}
CLUSTERS = [
    {
        "id": "uscite", "question": "Chi?", "question_en": "Who?", "subject": "ada", "metric": "event",
        "members": ["s-0#C1", "s-1#C1", "s-8#C1"],
        "relations": [{"a": "s-0#C1", "b": "s-1#C1", "relation": "contradictory", "basis": "time"}],
    }
]  # fmt: skip


@pytest.fixture
def root(tmp_path):
    return write_corpus(tmp_path / "root", [(TEXT, gold(name)) for name in NAMES], CLUSTERS, **SPLITS)


@pytest.fixture
def shelf(root, tmp_path):
    return repacked(root, tmp_path / "packed")


@pytest.fixture
def predictions(tmp_path):
    """Right and wrong ones, one that can't be read, one that failed; some documents have none."""
    groups = [{"members": ["s-0#C1", "s-8#C1", "s-7#C9"]}]
    whole = [msgspec.to_builtins(convert.from_gold(gold(name))) for name in ("s-8", "s-0")]
    others = [ada("s-3"), ada("s-2", entities=[7]), {**HEAD, "doc_id": "s-5", "error": "timeout"}]
    return write(tmp_path / "p.jsonl", *whole, b"{", *others, {**HEAD, "doc_id": None, "clusters": groups})


@pytest.mark.parametrize("split", ["all", "train", "test"])
def test_packed_gold_gives_the_same_result_file_as_a_folder(root, shelf, tmp_path, predictions, split):
    paths = [tmp_path / f"{k}.json" for k in range(4)]
    result.write(paths[0], score(predictions, root=root, split=split))
    result.write(paths[1], score(predictions, gold=shelf, split=split))
    result.write(paths[2], score(predictions, root=shelf, split=split, on_disk=True))
    result.write(paths[3], score(predictions, gold=as_parquet(shelf, tmp_path / "parquet"), split=split))
    one, *others = (path.read_bytes() for path in paths)
    assert others == [one, one, one]
    found = result.read(paths[0])
    assert found.problems_total >= 2 and found.score("entities.strict").correct > 0
    assert found.score("clusters.b3").value or split == "test"


@given(texts.flatmap(lambda t: st.tuples(st.just(t), annotations(t), annotations(t))), st.integers(1, 3))
@settings(max_examples=10, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_packed_gold_of_any_kind_gives_the_same(tmp_path_factory, case, size):
    text, one, other = case
    folder = tmp_path_factory.mktemp("any")
    names = [f"d-{k}" for k in range(7)]
    golds = [msgspec.structs.replace(one if k % 2 else other, doc_id=name) for k, name in enumerate(names)]
    fields = {name.replace("-", "_"): {"story": name} for name in names}
    root = write_corpus(folder / "root", [(text, x) for x in golds], **fields)
    documents = [Document(entry(text, x.doc_id, story=x.doc_id), text, x) for x in golds]
    shelf = packed(folder / "packed", documents, size=size)
    convert.write(folder / "p.jsonl", [convert.from_gold(msgspec.structs.replace(one, doc_id=n)) for n in names[:5]])
    assert score(folder / "p.jsonl", gold=shelf) == score(folder / "p.jsonl", root=root)


def test_predictions_of_packed_gold_may_come_in_any_order(shelf, tmp_path, predictions):
    lines = predictions.read_bytes().splitlines()
    turned = score(write(tmp_path / "turned.jsonl", *reversed(lines)), gold=shelf)
    straight = score(predictions, gold=shelf)
    assert turned.documents == straight.documents and turned.scores == straight.scores
    key = lambda p: (p.doc_id, p.path, p.kind)  # noqa: E731
    assert sorted(map(key, turned.problems)) == sorted(map(key, straight.problems))


def test_one_document_is_in_memory_at_a_time(shelf, predictions, monkeypatch):
    made, alive = [], []

    class Watched(GoldDocument, frozen=True, weakref=True):
        def __post_init__(self):
            made.append(weakref.ref(self))

    def each(document, counted):
        assert not gc.isenabled()
        alive.append(sum(document() is not None for document in made))

    monkeypatch.setattr(scoring_packed, "GoldDocument", Watched)
    score(predictions, gold=shelf, each=each, on_disk=True)
    assert len(alive) == len(NAMES) and 1 <= min(alive) <= max(alive) <= 2


def test_documents_without_gold_or_text_are_left_out(tmp_path, monkeypatch):
    monkeypatch.delenv("VIRGOLETTE_TEXTS", raising=False)
    outside = entry(TEXT, "r-1", text="external", split="reference")
    documents = [
        Document(entry(TEXT, "a-1"), TEXT, gold("a-1")),
        Document(entry(TEXT, "a-2"), TEXT, None),
        Document(outside, None, gold("r-1")),
    ]
    shelf = packed(tmp_path / "packed", documents)
    path = write(tmp_path / "p.jsonl", ada("a-1"), ada("a-2"))
    found = score(path, gold=shelf)
    assert ([d.doc_id for d in found.documents], found.left_out, found.elsewhere) == (["a-1"], ("a-2", "r-1"), 1)
    assert found.reason == "1 unit, fewer than 6"
    (tmp_path / "texts").mkdir()
    (tmp_path / "texts" / "any").write_text(TEXT)
    found = score(path, gold=shelf, texts=tmp_path / "texts")
    assert [d.doc_id for d in found.documents] == ["a-1", "r-1"]
    assert found.reason == "the reference articles are about one event"
    words = {**HEAD, "doc_id": "r-1", "entities": [{"label": "PER", "segments": [{"text": "Bruno resta 9 ore"}]}]}
    found = score(write(path, words), gold=shelf, texts=tmp_path / "texts", split="reference")
    assert found.problems_total == 1 and "Bruno" not in corpus.canonical(found).decode()
    with pytest.raises(InputError, match="no document can be scored"):
        score(path, gold=shelf, split="reference")
    with pytest.raises(InputError, match="split nowhere"):
        score(path, gold=shelf, split="nowhere")


def test_unknown_and_repeated_predictions_are_errors(shelf, tmp_path):
    for second, why in (
        (ada("z-9"), "no document 'z-9'"),
        (ada("s-1"), "second line for s-1, after line 1"),
        (ada(""), "no document ''"),
    ):
        with pytest.raises(InputError, match=why) as error:
            score(write(tmp_path / "p.jsonl", ada("s-1"), second), gold=shelf)
        assert error.value.where.endswith(":2")


def changed(shelf, old, new):
    path = shelf / shards.FOLDER / "00002.jsonl"
    raw = path.read_bytes()
    assert raw.count(old) >= 1
    path.write_bytes(raw.replace(old, new, 1))


@pytest.mark.parametrize(
    ("old", "new", "kind", "why"),
    [
        (b"Ada esce", b"Ada entra", TextError, "sha256 differs"),
        (b'"label":"PER"', b'"label":"PERSON"', InputError, "PERSON"),
        (b'"split":"train"', b'"split":7', InputError, "7"),
        (b'{"entry":', b'{"entry"', InputError, "not JSON"),
        (b'"doc_id":"s-2"', b'"doc_id":"s-3"', InputError, "s-3 is there twice: documents 3 and 4"),
        (b'"end":15', b'"end":999', InputError, "a mention ends after the text"),
    ],
)
def test_lines_that_cannot_be_used_are_errors(shelf, tmp_path, old, new, kind, why):
    changed(shelf, old, new)
    with pytest.raises(kind, match=why) as error:
        score(write(tmp_path / "p.jsonl", ada("s-1")), gold=shelf)
    assert str(shelf) in error.value.where


def test_gold_of_another_text_is_an_error(tmp_path):
    other = msgspec.structs.replace(gold("a-1"), text_sha256="0" * 64)
    shelf = packed(tmp_path / "packed", [Document(entry(TEXT, "a-1"), TEXT, other)])
    with pytest.raises(InputError, match="another text"):
        score(write(tmp_path / "p.jsonl", ada("a-1")), gold=shelf)


def test_what_is_not_scored_need_not_be_right(shelf, tmp_path):
    changed(shelf, b"Ada esce", b"Ada entra")
    assert score(write(tmp_path / "p.jsonl", ada("s-8")), gold=shelf, split="test").documents[-1].status == "scored"


def test_two_corpora_at_once_are_refused(root, shelf, predictions):
    with pytest.raises(InputError, match="corpus of its own"):
        score(predictions, root=root, gold=shelf)
    with pytest.raises(InputError, match="gold in its shards"):
        score(predictions, root=shelf, gold=root / "annotations" / "gold")
    assert score(predictions, root=shelf, gold=shelf).units > 0


def test_command_takes_packed_gold_and_leaves_the_collector_as_it_was(root, shelf, tmp_path, predictions, capsys):
    shown = []
    for source in (["--gold", shelf], ["--corpus", root]):
        report = tmp_path / "report.html"
        assert main([*map(str, ["score", predictions, *source, "--report", report]), "--json"]) == 0
        shown.append((capsys.readouterr().out, report.read_text()))
    assert shown[0] == shown[1]
    assert gc.isenabled()
