"""The networks: the same documents give the same model, and what they say is valid."""

from __future__ import annotations

import builtins
import json
import random
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from virgolette import corpus, schema
from virgolette.cli import main
from virgolette.errors import EnvironmentFault, InputError
from virgolette.systems import tagging
from virgolette.systems.base import Source, lines
from virgolette.systems.neural import docs, folder, library, system, training
from virgolette.systems.rules.page import Page

spacy = pytest.importorskip("spacy")


def documents() -> list[tagging.Document]:
    found = [d for d in corpus.load().documents if d.entry.doc_id in ("velasca-1", "velasca-2", "velasca-3")]
    return [(d.text, d.annotations) for d in found if d.text and d.annotations]


def rounds(patch: pytest.MonkeyPatch, number: int) -> None:
    patch.setattr(training, "FEWEST", number)
    patch.setattr(training, "MOST", number)


@pytest.fixture(scope="module")
def folder_of_a_model(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    path = tmp_path_factory.mktemp("spacy") / "model"
    with pytest.MonkeyPatch.context() as patch:
        rounds(patch, 45)
        folder.write(path, training.trained(documents()))
    yield path


@pytest.fixture(scope="module")
def model(folder_of_a_model: Path) -> system.Spacy:
    return system.opened(folder_of_a_model)


def files(path: Path) -> dict[str, bytes]:
    return {str(p.relative_to(path)): p.read_bytes() for p in sorted(path.rglob("*")) if p.is_file()}


def test_training_is_deterministic_and_draws_nothing_from_others(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    rounds(monkeypatch, 2)
    random.seed(7)
    wanted = random.random()
    random.seed(7)
    folder.write(tmp_path / "a", training.trained(documents()[:1]))
    assert random.random() == wanted
    folder.write(tmp_path / "b", training.trained(documents()[:1]))
    assert files(tmp_path / "a") == files(tmp_path / "b")


def test_it_finds_on_its_training_documents_what_it_learnt(model: system.Spacy) -> None:
    right = said = 0
    for text, gold in documents():
        found = model.predict(Source("velasca-1", text)).entities or ()
        known = {(e.segments[0].start, e.segments[-1].end, e.label) for e in gold.entities}
        right += sum((e.segments[0].start, e.segments[0].end, e.label) in known for e in found)
        said += len(found)
    assert right > 0.8 * said > 0


def test_figures_have_values(model: system.Spacy) -> None:
    found = [e for text, _ in documents() for e in model.predict(Source("velasca-1", text)).entities or ()]
    assert any(e.value is not None for e in found)


@settings(max_examples=30)
@given(text=st.text(max_size=80))
def test_any_text_gives_a_valid_prediction(model: system.Spacy, text: str) -> None:
    found = model.predict(Source("any-1", text))
    (line,) = lines([found]).decode("utf-8").splitlines()
    assert schema.violations("prediction", json.loads(line)) == []
    for place in [*(e.segments[0] for e in found.entities or ()), *(q.content[0] for q in found.quotes or ())]:
        assert 0 <= (place.start or 0) < (place.end or 0) <= len(text)


def test_gold_goes_into_documents_and_comes_back() -> None:
    vocab = spacy.blank("it").vocab
    for example in tagging.examples(documents()):
        for layer in tagging.LAYERS:
            made = docs.example(vocab, example.page, example.tokens, example.tags[layer])
            assert docs.tags(made.reference) == example.tags[layer]
            assert [t.text for t in made.x] == [example.page.at(i).text for i in example.tokens]


def test_the_best_round_on_validation_documents_is_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    one, *others = documents()
    rounds(monkeypatch, 12)
    seen: list[float] = []
    held = list(tagging.examples(others))

    def judge(networks: dict[str, Any], layer: str) -> float:
        found = [docs.example(networks[layer].vocab, e.page, e.tokens, e.tags[layer]) for e in held]
        return networks[layer].evaluate(found)["ents_f"] or 0.0

    whole = spacy.language.Language.evaluate

    def watched(self: Any, examples: Any, **rest: Any) -> Any:
        score = whole(self, examples, **rest)
        seen.append(score["ents_f"] or 0.0)
        return score

    monkeypatch.setattr(spacy.language.Language, "evaluate", watched)
    networks = training.trained([one], others)
    monkeypatch.undo()
    first = seen[: len(seen) // 2]
    assert len(first) > 2
    assert judge(networks, "entities") == max(first)


def test_rounds_are_bounded() -> None:
    assert len(training._epochs(0)) == training.MOST
    assert len(training._epochs(10**9)) == training.FEWEST
    assert training.FEWEST < len(training._epochs(10_000)) < training.MOST


def test_a_model_replaces_a_model_and_nothing_else(tmp_path: Path, folder_of_a_model: Path) -> None:
    networks = folder.read(folder_of_a_model)
    target = tmp_path / "mine"
    target.mkdir()
    folder.write(target, networks)
    (target / "entities" / "stray").write_text("x")
    folder.write(target, networks)
    assert files(target) == files(folder_of_a_model)
    assert [p.name for p in tmp_path.iterdir()] == ["mine"]
    other = tmp_path / "photos"
    other.mkdir()
    (other / "one.jpg").write_text("x")
    with pytest.raises(InputError, match="is no model"):
        folder.write(other, networks)
    assert [p.name for p in other.iterdir()] == ["one.jpg"]


def test_a_model_that_can_t_be_written_leaves_what_was_there(
    tmp_path: Path, folder_of_a_model: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    networks = folder.read(folder_of_a_model)
    target = tmp_path / "mine"
    folder.write(target, networks)
    before = files(target)
    whole = Path.rename

    def fail(self: Path, to: Path) -> Path:
        if self.name == "new":
            raise OSError(28, "No space left on device")
        return whole(self, to)

    monkeypatch.setattr(Path, "rename", fail)
    with pytest.raises(EnvironmentFault, match="No space left"):
        folder.write(target, networks)
    assert files(target) == before
    assert [p.name for p in tmp_path.iterdir()] == ["mine"]


def test_what_is_no_model_is_refused(tmp_path: Path, folder_of_a_model: Path) -> None:
    with pytest.raises(InputError, match="needs a model"):
        system.opened(None)
    with pytest.raises(InputError, match="isn't a model"):
        system.opened(tmp_path)
    (tmp_path / "model.json").write_text('{"system": "spacy", "version": "0"}')
    with pytest.raises(InputError, match="isn't a model of this version"):
        system.opened(tmp_path)
    (tmp_path / "model.json").write_bytes((folder_of_a_model / "model.json").read_bytes())
    with pytest.raises(InputError, match="can't be read as a model"):
        system.opened(tmp_path)


def test_nothing_to_learn_from() -> None:
    with pytest.raises(InputError, match="nothing to learn from"):
        training.trained([])


def test_without_the_extra_it_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    whole = builtins.__import__

    def missing(name: str, *rest: Any, **more: Any) -> Any:
        if name == "spacy":
            raise ImportError(name)
        return whole(name, *rest, **more)

    monkeypatch.setattr(builtins, "__import__", missing)
    with pytest.raises(EnvironmentFault, match=r"virgolette\[spacy\]"):
        library.spacy()


def test_train_then_predict_then_score(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    rounds(monkeypatch, 2)
    model, out = tmp_path / "model", tmp_path / "predictions.jsonl"
    assert main(["train", "spacy", "--out", str(model)]) == 0
    assert main(["predict", "spacy", "--model", str(model), "--docs", "velasca-1", "--out", str(out)]) == 0
    assert main(["score", str(out), "--split", "train"]) == 0
    assert "spacy 1.0 on 1 documents" in capsys.readouterr().out


def test_a_split_can_t_judge_itself(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["train", "spacy", "--validation", "train", "--out", str(tmp_path / "m")]) == 2
    assert "both learnt from and judged by" in capsys.readouterr().err


def test_tags_tell_what_a_window_can_t() -> None:
    page = Page("Disse: «uno due». E tre")
    found = docs.doc(spacy.blank("it").vocab, page, range(len(page.tokens)))
    inside = {t.text: t.tag_[0] for t in found}
    assert (inside["uno"], inside["due"], inside["tre"]) == ("1", "1", "0")
