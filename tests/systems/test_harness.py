"""inspect-ai and lm-eval give the figures that virgolette score gives for the same answers of a model."""

from __future__ import annotations

import json
import math
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import msgspec
import pytest
import yaml

from tests import folders
from tests.conftest import lacking
from tests.scoring.drawn import write_corpus
from tests.systems.endpoint import Call, Endpoint, Told, endpoint, from_gold
from virgolette import corpus
from virgolette.cli import main
from virgolette.errors import InputError
from virgolette.scoring.run import score
from virgolette.spans import Span
from virgolette.systems.harness import LM_EVAL
from virgolette.systems.harness.benchmark import ASKED, Answer, Benchmark, measures

pytest.importorskip("httpx")

# Both have requirements that contradict ours, so that they may live in an environment of their own (.ci/run makes it).
PYTHONS = (sys.executable, str(Path(__file__).parents[2] / ".venv-eval" / "bin" / "python"))


def python_with(module: str, how: str) -> str:
    """A Python that has the module, and this package."""
    for python in PYTHONS:
        probe = f"import importlib.util as u; raise SystemExit(u.find_spec({module!r}) is None)"
        if Path(python).exists() and subprocess.run([python, "-c", probe], check=False).returncode == 0:
            return python
    return lacking(f"{module} isn't installed ({how})")


@pytest.fixture(scope="module")
def inspect_python() -> str:
    return python_with("inspect_ai", "pip install 'virgolette[inspect]'")


@pytest.fixture(scope="module")
def lm_eval_python() -> str:
    return python_with("lm_eval", "pip install 'lm-eval[api]'")


CHUNK = 900
DOCS = ("velasca-1", "velasca-2", "velasca-3")


@pytest.fixture(scope="module")
def documents() -> list[tuple[str, Any]]:
    found = {d.entry.doc_id: d for d in corpus.load().documents}
    return [(found[d].text, found[d].annotations) for d in DOCS]


@pytest.fixture
def own(tmp_path: Path, documents: list[tuple[str, Any]]) -> Path:
    """A corpus of three documents in the split test."""
    return write_corpus(tmp_path / "corpus", documents)


def answers(documents: list[tuple[str, Any]], last: Told) -> Callable[[Call], Told]:
    """The first document right, the second half wrong, in the third `last` for one passage."""
    good = from_gold(documents)

    def answer(call: Call) -> Told:
        found = good(call)
        if call.passage in documents[1][0]:
            said = json.loads(found.content)
            for n, record in enumerate(r for layer in said.values() for r in layer):
                place = record.get("content") or record["segments"]
                if n % 3 == 0:
                    place[0]["text"] = "parole che nessuno ha mai scritto qui"
                if n % 3 == 1 and "label" in record:
                    record["label"] = "WORK"
            return Told(json.dumps(said))
        return last if call.passage in documents[2][0][:CHUNK] else found

    return answer


def wanted(server: Endpoint, root: Path, layer: str) -> dict[str, float]:
    out = root.parent / f"{layer}.jsonl"
    arguments = ["predict", "llm", "--endpoint", server.url, "--model-name", "m", "--corpus", str(root)]
    arguments += ["--out", str(out), "--layers", *ASKED[layer], "--chunk", str(CHUNK)]
    assert main(arguments) == 1
    found = score(out, root=root, split="test")
    return {name: found.score(name).value or 0.0 for name in measures(layer)}


def run(python: str, *command: str, **environment: str) -> str:
    """A harness, with nothing to find on the network but the endpoint."""
    kept = {k: v for k, v in os.environ.items() if not k.startswith(("OPENAI", "HF_", "INSPECT"))}
    offline = {"HF_HUB_OFFLINE": "1", "HF_DATASETS_OFFLINE": "1", "NO_PROXY": "127.0.0.1", "INSPECT_DISPLAY": "plain"}
    done = subprocess.run(
        [python, "-m", *command],
        env={**kept, **offline, **environment},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout[-3000:] + done.stderr[-3000:]
    return done.stdout


def inspected(
    python: str, server: Endpoint, root: Path, layer: str, *more: str
) -> tuple[dict[str, float], dict[str, Any]]:
    logs = root.parent / f"logs-{layer}-{len(more)}"
    arguments = ["eval", f"virgolette/{layer}", "--model", "openai-api/loopback/m", "--log-format", "json"]
    arguments += ["--log-dir", str(logs), "-T", f"corpus={root}", "-T", f"chunk={CHUNK}", "--max-retries", "0"]
    run(python, "inspect_ai", *arguments, *more, LOOPBACK_BASE_URL=server.url, LOOPBACK_API_KEY="x")
    (log,) = logs.glob("*.json")
    found = json.loads(log.read_text(encoding="utf-8"))
    assert found["status"] == "success", found.get("error")
    (scored,) = found["results"]["scores"]
    return {name: m["value"] for name, m in scored["metrics"].items()}, found


@pytest.mark.parametrize("layer", list(ASKED))
def test_inspect_ai_gives_the_same_figures(
    inspect_python: str, own: Path, layer: str, documents: list[tuple[str, Any]]
) -> None:
    with endpoint(answers(documents, Told('{"entities": [', finish="length"))) as server:
        figures = wanted(server, own, layer)
        found, log = inspected(inspect_python, server, own, layer)
    assert found == pytest.approx(figures, abs=1e-12)
    assert 0 < figures[measures(layer)[0]] < 1
    assert len(log["samples"]) == 3
    values = [s["scores"]["against_gold"]["value"] for s in log["samples"]]
    assert values[0] > values[1] > values[2] == 0


def test_what_inspect_ai_gives_up_on_counts_as_empty(
    inspect_python: str, own: Path, documents: list[tuple[str, Any]]
) -> None:
    with endpoint(answers(documents, Told("too long", status=400))) as server:
        figures = wanted(server, own, "quotes")
        found, _ = inspected(inspect_python, server, own, "quotes")
        assert found == pytest.approx(figures, abs=1e-12)
        server.answer = lambda _: Told("no", status=400)
        nothing, _ = inspected(inspect_python, server, own, "quotes", "-T", "split=test")
    assert set(nothing.values()) == {0.0}


def test_inspect_ai_can_ask_by_a_schema_and_for_some_documents_only(
    inspect_python: str, own: Path, documents: list[tuple[str, Any]]
) -> None:
    with endpoint(from_gold(documents)) as server:
        found, _ = inspected(inspect_python, server, own, "quotes", "-T", "strict=true", "--limit", "1")
        form = server.calls[0].body["response_format"]
    assert (form["type"], form["json_schema"]["strict"]) == ("json_schema", True)
    assert 0 < found["quotes.exact"] < 0.9


@pytest.mark.parametrize("layer", list(ASKED))
def test_lm_eval_gives_the_same_figures(
    lm_eval_python: str, own: Path, layer: str, documents: list[tuple[str, Any]]
) -> None:
    out = own.parent / "out"
    with endpoint(answers(documents, Told("Non posso."))) as server:
        figures = wanted(server, own, layer)
        model = (
            f"model=m,base_url={server.url}/chat/completions,num_concurrent=1,max_retries=1,tokenized_requests=False"
        )
        arguments = ["run", "--model", "local-chat-completions", "--model_args", model, "--apply_chat_template"]
        arguments += ["--include_path", str(LM_EVAL), "--tasks", f"virgolette_{layer}", "--output_path", str(out)]
        arguments += ["--metadata", json.dumps({"corpus": str(own), "chunk": CHUNK})]
        run(lm_eval_python, "lm_eval", *arguments, OPENAI_API_KEY="x", HF_HOME=str(own.parent / "hf"))
    (result,) = out.rglob("results_*.json")
    found = json.loads(result.read_text(encoding="utf-8"))["results"][f"virgolette_{layer}"]
    assert {name: found[f"{name},none"] for name in figures} == pytest.approx(figures, abs=1e-12)


def test_the_lm_eval_folder_names_all_measures_and_functions() -> None:
    class Loader(yaml.SafeLoader):
        pass

    Loader.add_constructor("!function", lambda loader, node: str(loader.construct_scalar(node)))
    source = (LM_EVAL / "utils.py").read_text(encoding="utf-8")
    for layer in ASKED:
        task = yaml.load((LM_EVAL / f"virgolette_{layer}.yaml").read_text(encoding="utf-8"), Loader)
        assert task["dataset_kwargs"] == {"layer": layer}
        assert tuple(m["metric"] for m in task["metric_list"]) == measures(layer)
        for m in task["metric_list"]:
            name = m["aggregation"].removeprefix("utils.")
            assert f'{name} = _measure("{m["metric"]}")' in source


def test_figures_are_the_scorer_s_own(own: Path, documents: list[tuple[str, Any]]) -> None:
    found = Benchmark("quotes", corpus=str(own), chunk=CHUNK)
    good = from_gold(documents)
    predictions = []
    for doc_id in DOCS:
        said = []
        for passage in found.passages(doc_id):
            told = good(Call({"messages": found.messages(doc_id, passage, spelt=True)}, {}, 1))
            said.append((passage, Answer(told.content)))
        predictions.append(found.line(doc_id, said))
    assert found.own(DOCS[0], predictions[0]) > 0.5
    whole = found.figures(predictions)
    assert whole["quotes.exact"] > 0.5
    # A document without a line is an empty one.
    failed = found.line(DOCS[2], [(Span(0, 1), Answer("", error="no"))])
    assert found.figures(predictions[:2]) == found.figures([*predictions[:2], failed])
    assert found.figures(predictions[:2])["quotes.exact"] < whole["quotes.exact"]
    assert found.own(DOCS[2], failed) == 0


def test_measures_that_aren_t_defined_are_no_numbers(tmp_path: Path) -> None:
    root = folders.write_corpus(tmp_path / "corpus", {"uno-1": "Ada tace."})
    found = Benchmark("claims", "train", str(root))
    assert all(map(math.isnan, found.figures([]).values()))
    assert found.own("uno-1", found.line("uno-1", [])) == 0


def test_texts_that_may_not_be_redistributed_are_not_logged(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    root = folders.write_corpus(tmp_path / "corpus", {"fuori-1": "Ada tace."}, external=frozenset({"fuori-1"}))
    (tmp_path / "texts").mkdir()
    (tmp_path / "texts" / "any.txt").write_bytes(b"Ada tace.")
    monkeypatch.setenv("VIRGOLETTE_TEXTS", str(tmp_path / "texts"))
    with pytest.raises(InputError, match="may not be redistributed"):
        Benchmark("quotes", "train", str(root))


def test_the_line_of_a_document_is_a_prediction(own: Path) -> None:
    from virgolette.scoring.predictions import Prediction

    found = Benchmark("entities", corpus=str(own))
    (passage,) = found.passages(DOCS[0])
    line = msgspec.json.decode(found.line(DOCS[0], [(passage, Answer('{"entities": []}'))]), type=Prediction)
    assert (line.doc_id, line.entities, line.quotes, line.error) == (DOCS[0], (), None, None)
