"""A command that is told to stop ends as after an interrupt: what it has begun is taken back, workers are let go."""

from __future__ import annotations

import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType

# What a scheduler, a container or a closed terminal sends.
_NAMES = ("SIGTERM", "SIGHUP")


class Stopped(KeyboardInterrupt):
    """A signal to stop.

    Attributes:
        number: The signal's.
    """

    def __init__(self, number: int) -> None:
        super().__init__(signal.Signals(number).name)
        self.number = number


@contextmanager
def heeded() -> Iterator[None]:
    """Raises Stopped at the first signal to stop; a second one ends the program at once.

    Where somebody minds these signals already (nohup ignores one), or in another thread than the main one, that is
    left as it is.
    """
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    numbers = [getattr(signal, name) for name in _NAMES if hasattr(signal, name)]
    minded = [number for number in numbers if signal.getsignal(number) is signal.SIG_DFL]

    def stop(number: int, _: FrameType | None) -> None:
        signal.signal(number, signal.SIG_DFL)
        raise Stopped(number)

    for number in minded:
        signal.signal(number, stop)
    try:
        yield
    finally:
        for number in minded:
            signal.signal(number, signal.SIG_DFL)
