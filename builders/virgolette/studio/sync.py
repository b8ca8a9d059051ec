"""A project brought up to date: pushing twice changes nothing, and a push can be interrupted anywhere.

A request whose answer got lost is in doubt. Then we look whether it arrived, and at most once in a push what didn't
is sent again; a second doubt ends the push, which can be run again.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import partial
from typing import Any, Protocol, TypeVar

from virgolette.errors import EnvironmentFault, InputError
from virgolette.studio.client import InDoubt
from virgolette.studio.decisionconfig import is_decision_config
from virgolette.studio.tasks import Plan, plan

Json = Any
T = TypeVar("T")
BATCH = 20
LOOKS, PAUSE = 3, 2.0


class Server(Protocol):
    """What a push needs of a connection (client.Studio has it)."""

    url: str

    def sent(self, call: Callable[[], T]) -> T:
        """Send a request; InDoubt where it may have arrived all the same."""
        ...

    def asked(self, call: Callable[[], T]) -> T:
        """Send a request that may be lost without harm."""
        ...

    def project(self, named: str) -> Json | None:
        """The project of this id or title."""
        ...

    def make(self, title: str, config: str, about: str) -> Json:
        """A new project."""
        ...

    def configure(self, number: int, **fields: Json) -> None:
        """Set a project's fields."""
        ...

    def held(self, number: int) -> Iterable[tuple[int, Json]]:
        """(task id, data) of every task."""
        ...

    def add(self, number: int, tasks: Sequence[Json]) -> None:
        """Import tasks."""
        ...

    def prefill(self, task: int, prediction: Json) -> bool:
        """Set a task's prediction; whether anything changed."""
        ...


def push(studio: Server, number: int, wanted: Sequence[Json]) -> tuple[Plan, int]:
    """Bring tasks and predictions into a project; the plan that was carried out, and predictions renewed.

    Raises:
        EnvironmentFault: Where the server refuses, or is in doubt for a second time.
    """
    found = plan(wanted, studio.held(number))
    batches = [found.new[i : i + BATCH] for i in range(0, len(found.new), BATCH)]
    doubted = False
    for batch in tracked(batches, unit="batch"):
        left = list(batch)
        while left:
            try:
                studio.sent(partial(studio.add, number, left))
                break
            except InDoubt as doubt:
                left = list(_missing(studio, number, left))
                if not left:
                    break
                if doubted:
                    raise EnvironmentFault(
                        f"requests get lost ({doubt})",
                        where=studio.url,
                        remedy="Run the command again when the server is well: what arrived isn't sent again.",
                    ) from None
                doubted = True
    renewed = 0
    for task, content in tracked(list(found.there.items()), unit="task"):
        renewed += sum(studio.prefill(task, p) for p in content["predictions"])
    return found, renewed


def _missing(studio: Server, number: int, batch: Sequence[Json]) -> Sequence[Json]:
    """Those of a batch that didn't arrive, after some patience: the server may still be at it."""
    left = batch
    for i in range(LOOKS):
        if i:
            time.sleep(PAUSE)
        left = plan(batch, studio.held(number)).new
        if not left:
            break
    return left


def ready(studio: Server, named: str, config: str, about: str) -> tuple[int, str]:
    """The project of this name with this configuration, and what was done: created, updated or unchanged.

    Raises:
        InputError: Where the name is an id that no project has, or the project is of the other kind: one of
            annotation, and this is for adjudication, or the reverse.
        EnvironmentFault: Where it is in doubt whether a new project was made.
    """
    found, done = studio.project(named), "unchanged"
    if found is None:
        if named.isdecimal():
            raise InputError("there is no project with this id", where=named, remedy="Give a title to make a new one.")
        try:
            found = studio.sent(lambda: studio.make(named, config, about))
        except InDoubt as doubt:
            found = studio.project(named)
            if found is None:
                raise EnvironmentFault(
                    f"the project may not have been made ({doubt})", where=named, remedy="Run the command again."
                ) from None
        return int(found.id), "created"
    if is_decision_config(found.label_config or "") != is_decision_config(config) and studio.held(int(found.id)):
        kind = "annotation" if is_decision_config(config) else "adjudication"
        # Its configuration would be overwritten, and its work with it.
        raise InputError(f"this is a project of {kind}", where=named, remedy="Name another --project.")
    if found.label_config != config or found.expert_instruction != about:
        studio.configure(int(found.id), label_config=config, expert_instruction=about)
        done = "updated"
    return int(found.id), done


def tracked(items: Sequence[T], unit: str) -> Iterator[T]:
    """A progress bar on a terminal, nothing elsewhere."""
    if not sys.stderr.isatty():
        yield from items
        return
    from tqdm import tqdm

    yield from tqdm(items, unit=unit, leave=False)
