"""One function over many items, whatever does the work: in order, with its errors, and past workers that are killed."""

from __future__ import annotations

import os
import signal

import pytest

from virgolette.engine import NAMES, Engine, each
from virgolette.errors import EnvironmentFault, InputError


def killed(item: int) -> int:
    if item == 2:
        os.kill(os.getpid(), signal.SIGKILL)
    return item


@pytest.mark.parametrize("name", ["processes", "dask"])
def test_what_kills_every_worker_is_told(name: str) -> None:
    with pytest.raises(EnvironmentFault, match="killed, again and again"):
        list(each(killed, [1, 2, 3], Engine(name, 1)))


def refused(item: int) -> int:
    if item == 2:
        raise InputError("is two", where="here", remedy="Give another.")
    return -item


@pytest.mark.parametrize("name", NAMES)
def test_results_come_in_order_and_errors_come_whole(name: str) -> None:
    engine = Engine(name, None if name == "sequential" else 2)
    assert list(each(refused, [3, 1, 4, 1, 5], engine)) == [-3, -1, -4, -1, -5]
    results = each(refused, [3, 2, 1], engine)
    assert next(results) == -3
    with pytest.raises(InputError) as caught:
        next(results)
    assert (caught.value.what, caught.value.where, caught.value.remedy) == ("is two", "here", "Give another.")


def test_no_scheduler_answers() -> None:
    with pytest.raises(InputError, match="no Dask scheduler answers"):
        list(each(refused, [1], Engine("dask", scheduler="tcp://127.0.0.1:1")))
