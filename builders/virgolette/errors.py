"""The one exception root: broken input or environment, never a finding about data."""

from __future__ import annotations


class VirgoletteError(Exception):
    """Something outside the program stops it: says what is wrong, where, and what to do.

    Attributes:
        what: One sentence on what is wrong.
        where: File, JSON pointer or offset (code points), as far as known.
        remedy: One sentence on what to do about it.
    """

    def __init__(self, what: str, *, where: str = "", remedy: str = "") -> None:
        super().__init__(what)
        self.what, self.where, self.remedy = what, where, remedy

    def __str__(self) -> str:
        head = f"{self.where}: {self.what}" if self.where else self.what
        return f"{head}\n  {self.remedy}" if self.remedy else head

    def __reduce__(self) -> tuple[object, ...]:
        # Keyword-only fields must survive the way back from a worker process.
        return _rebuild, (type(self), self.what, self.where, self.remedy)


def _rebuild(kind: type[VirgoletteError], what: str, where: str, remedy: str) -> VirgoletteError:
    return kind(what, where=where, remedy=remedy)


class InputError(VirgoletteError):
    """A file that was named can't be used as it is."""


class TextError(InputError):
    """A text isn't the one that the annotations were made on, or can't be decoded."""


class EnvironmentFault(VirgoletteError):
    """The machine doesn't let us: a target that can't be written, a missing program or extra."""
