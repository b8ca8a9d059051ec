"""What is said while a folder is made."""

from __future__ import annotations

import sys


class Saying:
    """Prints lines; that one can't be printed is told at the end.

    That nobody reads any more (`| head`), or that the disk under what is printed is full, is no fault of the folder
    that is being made: it is finished all the same.
    """

    def __init__(self) -> None:
        self._failed: OSError | None = None

    def say(self, line: str, *, aside: bool = False) -> None:
        """Print a line at once, to stderr where it is said aside."""
        if self._failed is None:
            try:
                print(line, file=sys.stderr if aside else sys.stdout, flush=True)
            except OSError as error:
                self._failed = error

    def end(self) -> None:
        """Nothing where all was said.

        Raises:
            OSError: Otherwise, what kept it from being said.
        """
        if self._failed is not None:
            raise self._failed
