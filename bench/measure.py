"""What the benches share: medians of interleaved runs, peak memory of a command, rows of results, a main function.

Ratios are the result: both sides of a comparison run in turn, so that a busy machine slows both: in one process, or
each in its own (`apart`).
"""

from __future__ import annotations

import argparse
import inspect
import json
import resource
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from functools import partial
from multiprocessing import get_context
from pathlib import Path
from typing import NamedTuple

COMMAND = Path(sys.executable).parent / "virgolette"
ROUNDS = 5


class Row(NamedTuple):
    """One measured comparison.

    Attributes:
        name: What was compared with what.
        ours: Ours, with its unit.
        peer: The other side, with its unit.
        ratio: The ratio, as the name says it.
        goal: What was aimed for, e.g. `≤ 3`; "" where there is no goal.
        note: What a reader has to know.
    """

    name: str
    ours: str
    peer: str
    ratio: float
    goal: str = ""
    note: str = ""

    @property
    def reached(self) -> bool | None:
        """Whether the goal is reached; None where there is none."""
        if not self.goal:
            return None
        sign, bound = self.goal.split()[:2]
        return self.ratio <= float(bound) if sign == "≤" else self.ratio >= float(bound)


def interleaved(jobs: Sequence[Callable[[], object]], rounds: int = ROUNDS) -> list[float]:
    """Median seconds of each job: each is run once to warm up, then all in turn, `rounds` times."""
    for job in jobs:
        job()
    return medians([partial(_seconds, job) for job in jobs], rounds)


def turns(measures: Sequence[Callable[[], float]], rounds: int) -> list[tuple[float, ...]]:
    """For each measure what it gives in each round: all are taken in turn, `rounds` times."""
    return list(zip(*([measure() for measure in measures] for _ in range(rounds)), strict=True))


def medians(measures: Sequence[Callable[[], float]], rounds: int) -> list[float]:
    """The median of what each measure gives, as `turns`."""
    return [statistics.median(found) for found in turns(measures, rounds)]


@contextmanager
def apart(job: Callable[[], float]) -> Iterator[Callable[[], float]]:
    """The same job, done by a new process, which goes on until the block ends.

    Args:
        job: A function that other processes can import.
    """
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as process:
        yield lambda: process.submit(job).result()


def _seconds(job: Callable[[], object]) -> float:
    start = time.perf_counter()
    job()
    return time.perf_counter() - start


def by_round(above: Sequence[float], below: Sequence[float]) -> tuple[float, str]:
    """The median of the ratios round by round, and what they were: a machine's speed drifts over the minutes."""
    ratios = sorted(a / b for a, b in zip(above, below, strict=True))
    listed = ", ".join(f"{ratio:.2f}" for ratio in ratios)
    return statistics.median(ratios), f"Median of the ratios of {len(ratios)} rounds, which were {listed}."


def shown(seconds: float) -> str:
    """Seconds in the unit that reads best."""
    if seconds < 1e-3:
        return f"{seconds * 1e6:.0f} µs"
    return f"{seconds * 1e3:.1f} ms" if seconds < 1 else f"{seconds:.1f} s"


def peak(command: Sequence[str | Path]) -> tuple[float, float]:
    """(seconds, peak resident megabytes) of a command of its own, its largest child process counted.

    Raises:
        subprocess.CalledProcessError: Where it fails.
    """
    code = (
        "import json,resource,subprocess,sys,time\n"
        "s=time.perf_counter();r=subprocess.run(sys.argv[1:],stdout=subprocess.DEVNULL,stderr=subprocess.PIPE)\n"
        "t=time.perf_counter()-s;m=resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss\n"
        "sys.stderr.buffer.write(r.stderr) if r.returncode else None\n"
        "print(json.dumps([t,m]));sys.exit(r.returncode)"
    )
    done = subprocess.run([sys.executable, "-c", code, *map(str, command)], check=True, stdout=subprocess.PIPE)
    seconds, kilobytes = json.loads(done.stdout)
    return seconds, kilobytes / (1024 if sys.platform != "darwin" else 1024 * 1024)


def own_peak() -> float:
    """Peak resident megabytes of this process."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def printed(rows: Sequence[Row]) -> None:
    """The rows, one a line, for who runs a bench by itself."""
    for row in rows:
        verdict = {True: "reached", False: "NOT reached", None: ""}[row.reached]
        print(f"{row.name}: {row.ours} / {row.peer} = {row.ratio:.2f} {row.goal and f'(goal {row.goal})'} {verdict}")
        if row.note:
            print(f"  {row.note}")


def main(rows: Callable[..., list[Row]], doc: str | None) -> list[Row]:
    """A bench by itself: its rows, printed. Its options are the numbers that `rows` takes, with their defaults.

    Args:
        rows: The bench.
        doc: What its help says.
    """
    parser = argparse.ArgumentParser(description=doc, formatter_class=argparse.RawDescriptionHelpFormatter)
    for name, number in inspect.signature(rows).parameters.items():
        parser.add_argument(f"--{name}", type=int, default=number.default)
    found = rows(**vars(parser.parse_args()))
    printed(found)
    return found
