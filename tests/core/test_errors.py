"""Errors survive the way back from a worker process, and say what, where and what to do."""

from __future__ import annotations

import copy
import pickle
from concurrent.futures import ProcessPoolExecutor

import pytest

from virgolette import errors
from virgolette.errors import EnvironmentFault, InputError, TextError, VirgoletteError

KINDS = [k for k in vars(errors).values() if isinstance(k, type) and issubclass(k, VirgoletteError)]


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("protocol", range(pickle.HIGHEST_PROTOCOL + 1))
def test_pickling_keeps_kind_and_fields(kind, protocol):
    error = kind("è rotto", where="a/b.json#/x", remedy="Mend it.")
    for back in (pickle.loads(pickle.dumps(error, protocol)), copy.copy(error), copy.deepcopy(error)):
        assert type(back) is kind
        assert (back.what, back.where, back.remedy) == (error.what, error.where, error.remedy)
        assert str(back) == str(error) and back.args == error.args


def fail(where):
    raise TextError("changed", where=where, remedy="Restore it.")


def test_a_worker_s_error_arrives_whole():
    with ProcessPoolExecutor(1) as pool, pytest.raises(TextError) as raised:
        pool.submit(fail, "x.txt").result()
    assert str(raised.value) == "x.txt: changed\n  Restore it."


@pytest.mark.parametrize(
    ("fields", "shown"),
    [
        ({}, "wrong"),
        ({"where": "x"}, "x: wrong"),
        ({"remedy": "Mend."}, "wrong\n  Mend."),
        ({"where": "x", "remedy": "Mend."}, "x: wrong\n  Mend."),
    ],
)
def test_what_is_not_known_is_not_shown(fields, shown):
    assert str(InputError("wrong", **fields)) == shown


def test_kinds():
    assert issubclass(TextError, InputError) and not issubclass(EnvironmentFault, InputError)
