"""The inspect-ai tasks virgolette/entities, virgolette/quotes and virgolette/claims.

inspect-ai finds tasks, solvers, scorers and metrics by its own decorators, and this module by the entry point in
pyproject.toml: nothing of ours imports it.

A document that a model fails on stays in: it counts as empty, as everywhere. So do those that --limit leaves out.
"""

from __future__ import annotations

from typing import Any

from inspect_ai import Task, task
from inspect_ai.dataset import MemoryDataset, Sample
from inspect_ai.model import ChatMessageAssistant, ChatMessageSystem, ChatMessageUser, GenerateConfig, get_model
from inspect_ai.scorer import Metric, SampleScore, Score, Scorer, Target, metric, scorer
from inspect_ai.solver import Generate, Solver, TaskState, solver

from virgolette.systems.harness.benchmark import Answer, Benchmark, benchmark
from virgolette.systems.llm.answer import CUT
from virgolette.systems.llm.client import response_schema

_PREDICTION = "prediction"
# Their names of why an answer ended → the usual ones.
_FINISH = {"max_tokens": "length", "model_length": "length", "content_filter": "content_filter"}


@task  # type: ignore[misc, untyped-decorator, unused-ignore]
def entities(split: str = "test", corpus: str | None = None, chunk: int = 8000, strict: bool = False) -> Task:
    """Mentions of people, bodies, places, products, sums, dates …"""
    return _task("entities", split, corpus, chunk, strict)


@task  # type: ignore[misc, untyped-decorator, unused-ignore]
def quotes(split: str = "test", corpus: str | None = None, chunk: int = 8000, strict: bool = False) -> Task:
    """Who said what, by which words."""
    return _task("quotes", split, corpus, chunk, strict)


@task  # type: ignore[misc, untyped-decorator, unused-ignore]
def claims(split: str = "test", corpus: str | None = None, chunk: int = 8000, strict: bool = False) -> Task:
    """What is stated, by whom, with which figures."""
    return _task("claims", split, corpus, chunk, strict)


def _task(layer: str, split: str, corpus: str | None, chunk: int, strict: bool) -> Task:
    found = benchmark(layer, split, corpus, chunk)
    return Task(
        dataset=MemoryDataset(
            [Sample(id=doc_id, input=document.text) for doc_id, document in found.documents.items()],
            name=f"virgolette {split}",
        ),
        solver=annotate(layer, split, corpus, chunk, strict),
        scorer=against_gold(layer, split, corpus, chunk),
        config=GenerateConfig(temperature=0, max_tokens=16384),
        # A sample with an error would leave the metric silently.
        fail_on_error=False,
        score_on_error=True,
    )


@solver  # type: ignore[misc, untyped-decorator, unused-ignore]
def annotate(layer: str, split: str, corpus: str | None, chunk: int, strict: bool) -> Solver:
    """Asks for a document piece by piece; with `strict` by a JSON schema that the server enforces."""
    found = benchmark(layer, split, corpus, chunk)
    form = {"type": "json_schema", "json_schema": response_schema(found.asking.asked)}
    config = GenerateConfig(extra_body={"response_format": form}) if strict else GenerateConfig()

    async def solve(state: TaskState, generate: Generate) -> TaskState:
        doc_id = str(state.sample_id)
        answers, state.messages = [], []
        for passage in found.passages(doc_id):
            first, second = found.messages(doc_id, passage, spelt=not strict)
            told = [ChatMessageSystem(content=first["content"]), ChatMessageUser(content=second["content"])]
            answer = await _answer(told, config)
            answers.append((passage, answer))
            state.messages += [*told, ChatMessageAssistant(content=answer.content or answer.error)]
        state.store.set(_PREDICTION, found.line(doc_id, answers))
        return state

    return solve  # type: ignore[no-any-return, unused-ignore]


async def _answer(told: list[Any], config: GenerateConfig) -> Answer:
    try:
        output = await get_model().generate(told, config=config)
    except Exception as error:
        # What inspect-ai doesn't try again: the document counts as failed, and the others go on.
        return Answer("", error=f"the model didn't answer ({type(error).__name__})")
    if output.error:
        return Answer("", error="the model didn't answer")
    return Answer(output.completion, _FINISH.get(str(output.stop_reason), "stop"))


@metric  # type: ignore[misc, untyped-decorator, unused-ignore]
def figures(layer: str, split: str, corpus: str | None, chunk: int) -> Metric:
    """The figures that virgolette score gives for all documents together."""
    found = benchmark(layer, split, corpus, chunk)

    def compute(scores: list[SampleScore]) -> dict[str, float]:
        return found.figures([str((s.score.metadata or {})[_PREDICTION]) for s in scores])

    return compute  # type: ignore[no-any-return, unused-ignore]


def _scorer(layer: str, split: str, corpus: str | None, chunk: int) -> Scorer:
    found = benchmark(layer, split, corpus, chunk)

    async def score(state: TaskState, target: Target) -> Score:
        doc_id = str(state.sample_id)
        given = state.store.get(_PREDICTION) or _nothing(found, doc_id)
        return Score(value=found.own(doc_id, given), metadata={_PREDICTION: given})

    return score  # type: ignore[no-any-return, unused-ignore]


def _nothing(found: Benchmark, doc_id: str) -> str:
    """The line of a document that was given up on before there was any."""
    passages = found.passages(doc_id)[:1]
    return found.line(doc_id, [(p, Answer("", error=CUT)) for p in passages])


def against_gold(layer: str, split: str, corpus: str | None, chunk: int) -> Scorer:
    """The scorer of a layer, with the metric made for the same documents."""
    made = scorer(metrics=[figures(layer, split, corpus, chunk)], name="against_gold")(_scorer)
    return made(layer, split, corpus, chunk)  # type: ignore[no-any-return, unused-ignore]
