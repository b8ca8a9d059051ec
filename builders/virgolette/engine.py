"""Running one function over many shards: here in turn, in threads, in processes, or on a Dask cluster.

All of them are executors of concurrent.futures, so that there is one way through, whatever does the work: results
come in the order of what was given, and the function can't tell who called it.
"""

from __future__ import annotations

import gc
import os
import signal
import threading
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Executor, Future, ProcessPoolExecutor, ThreadPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import ExitStack, contextmanager
from typing import TypeVar

from msgspec import Struct

from virgolette.errors import EnvironmentFault, InputError

T = TypeVar("T")
R = TypeVar("R")

NAMES = ("sequential", "threads", "processes", "dask")
# How often work is begun again after the worker that did it was killed. What kills three has a fault of its own.
RETRIES = 2
# Of a cluster that is started here: its workers look at themselves up to a hundred times a second, and each time take
# Python's lock from the work. When they do so rarely, two workers need a twelfth less time.
_QUIET = {"distributed.admin.tick.interval": "1s", "distributed.worker.profile.enabled": False}


class Engine(Struct, frozen=True):
    """What does the work.

    Attributes:
        name: One of NAMES.
        workers: How many at once; None for as many as there are processors. Sequential has one.
        scheduler: Address of a running Dask scheduler; None to start a cluster on this machine.
    """

    name: str = "sequential"
    workers: int | None = None
    scheduler: str | None = None


@contextmanager
def uncollected() -> Iterator[None]:
    """Python's search for reference cycles put off until the end: records make none.

    It took half of the time of a shard, and a quarter of that of scoring one large document.
    """
    running = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if running:
            gc.enable()


def each(job: Callable[[T], R], items: Sequence[T], engine: Engine) -> Iterator[R]:
    """The job's result for each item, in the order of the items.

    Args:
        job: A function that other processes can import; of no effect when it is run again after it was killed.
        items: What it is given, one by one.
        engine: What does the work.

    Raises:
        EnvironmentFault: Where the engine isn't installed or reached, or workers keep being killed.
        VirgoletteError: Whatever the job raises, in the order of the items.
    """
    if engine.name == "sequential":
        yield from map(job, items)
    elif engine.name == "processes":
        yield from _processes(job, items, engine.workers)
    else:
        opened = _dask(engine) if engine.name == "dask" else ThreadPoolExecutor(engine.workers)
        with opened as executor:
            yield from _ordered(executor, job, items)


def _ordered(executor: Executor, job: Callable[[T], R], items: Sequence[T]) -> Iterator[R]:
    futures: list[Future[R]] = [executor.submit(job, item) for item in items]
    try:
        for future in futures:
            yield future.result()
    finally:
        # Whoever stops listening, or a job that failed, ends the rest.
        for future in futures:
            future.cancel()


def _processes(job: Callable[[T], R], items: Sequence[T], workers: int | None) -> Iterator[R]:
    """As `each`; what a killed worker leaves undone is done by a new set of workers."""
    from multiprocessing import get_context

    done, tries = 0, 0
    while done < len(items):
        before = done
        try:
            # Forked workers would share the locks of threads that they don't have.
            with ProcessPoolExecutor(workers, mp_context=get_context("spawn"), initializer=_attached) as executor:
                futures = [executor.submit(job, item) for item in items[done:]]
                try:
                    for future in futures:
                        result = future.result()
                        done += 1
                        yield result
                finally:
                    # The pool itself must cancel: of a killed worker it tells futures that we had cancelled, and fails.
                    executor.shutdown(cancel_futures=True)
        except BrokenProcessPool:
            tries = 1 if done > before else tries + 1
            if tries > RETRIES:
                raise _killed(items[done]) from None


def _attached() -> None:
    """Of a worker: ends with whoever started it. Killed, that one says nothing, and the worker would wait for ever."""
    from multiprocessing import parent_process

    started_by = parent_process()

    def watch() -> None:
        if started_by is not None:
            started_by.join()
            os._exit(1)

    threading.Thread(target=watch, daemon=True).start()


def _killed(item: object) -> EnvironmentFault:
    return EnvironmentFault(
        "workers were killed, again and again",
        where=str(item),
        remedy="Is there memory enough? Give fewer --workers, or smaller shards.",
    )


@contextmanager
def _uninterrupted() -> Iterator[None]:
    """Processes that are started meanwhile never take Ctrl-C for themselves: whoever started them ends them."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    before = signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)


@contextmanager
def _dask(engine: Engine) -> Iterator[Executor]:
    try:
        import dask
        import distributed
    except ImportError:
        raise EnvironmentFault(
            "distributed isn't installed",
            where="--engine dask",
            remedy="Install it with: pip install 'virgolette[dask]'",
        ) from None
    with ExitStack() as stack:
        try:
            if engine.scheduler is None:
                with dask.config.set(_QUIET), _uninterrupted():
                    cluster = distributed.LocalCluster(
                        n_workers=engine.workers, threads_per_worker=1, dashboard_address="127.0.0.1:0", silence_logs=40
                    )
                address = stack.enter_context(cluster)
            else:
                address = engine.scheduler
            client = stack.enter_context(distributed.Client(address, timeout="20s"))
        # Such as a TypeError for tls without certificates.
        except (OSError, ValueError, TypeError) as error:
            raise InputError(
                f"no Dask scheduler answers ({type(error).__name__})",
                where=engine.scheduler or "--engine dask",
                remedy="Give its address, such as tcp://host:8786, and see that it runs.",
            ) from None
        try:
            yield stack.enter_context(client.get_executor(retries=RETRIES, pure=False))
        except distributed.KilledWorker as error:
            raise _killed(error.task) from None
