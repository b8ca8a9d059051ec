"""Replacing a folder whole: whoever looks sees the old data set or the new one, each complete.

The new folder is made beside the target and exchanged with it in one step (renameat2 with RENAME_EXCHANGE,
Linux). Where the system or the file system has no such step, the old folder is renamed aside and the new one
renamed in. Between these two renames nothing stands at the target; if the program is killed there, the next
build puts the old one back before anything else (`recover`). A symbolic link could be swapped in one step
everywhere, but then the data set wouldn't be a plain folder that can be copied and uploaded.

A folder that a killed build left behind is recognised by its lock, which ends with the process that held it.
"""

from __future__ import annotations

import contextlib
import ctypes
import os
import shutil
import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

from virgolette.errors import EnvironmentFault

_AT_FDCWD, _RENAME_EXCHANGE = -100, 2
_SUFFIX = ".building"


def _aside(target: Path) -> Path:
    return target.parent / f".{target.name}.replaced"


def ready(out: Path, replaceable: Callable[[Path], None]) -> Path:
    """The folder that will be replaced (`out` with symbolic links followed), rid of a killed run's leavings.

    Args:
        out: Where the new folder will stand.
        replaceable: Raises where something else than a folder of ours stands there.

    Raises:
        EnvironmentFault: Where the leavings can't be dealt with.
    """
    target = out.resolve()
    try:
        recover(target)
        replaceable(target)
    except OSError as error:
        raise fault(error, target) from None
    return target


def recover(target: Path) -> None:
    """Put back, or remove, what a killed build left beside the target."""
    aside = _aside(target)
    if aside.is_dir():
        if target.exists():
            shutil.rmtree(aside, ignore_errors=True)
        else:
            aside.rename(target)
    for left in target.parent.glob(f".{_escaped(target.name)}.*{_SUFFIX}"):
        # Another build may be clearing the same folder away.
        with contextlib.suppress(FileNotFoundError), _locked(left) as free:
            if free:
                shutil.rmtree(left, ignore_errors=True)


def _escaped(name: str) -> str:
    return "".join(f"[{c}]" if c in "*?[" else c for c in name)


@contextlib.contextmanager
def building(target: Path) -> Iterator[Path]:
    """A new folder that takes the target's place when the block ends, and is removed when it fails.

    Args:
        target: Where the folder belongs; what is there already must be the caller's to replace.

    Raises:
        EnvironmentFault: Where a folder or file can't be written; what was at the target stays.
    """
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        folder = Path(tempfile.mkdtemp(prefix=f".{target.name}.", suffix=_SUFFIX, dir=target.parent))
        try:
            with _locked(folder):
                # mkdtemp makes folders private; what the project writes has the user's ordinary permissions.
                umask = os.umask(0)
                os.umask(umask)
                folder.chmod(0o777 & ~umask)
                yield folder
                _sync(folder)
                replace(folder, target)
        finally:
            # The new folder where something failed, and after an exchange the old one.
            shutil.rmtree(folder, ignore_errors=True)
    except EnvironmentFault as told:
        # Of a file in the new folder; nobody but us knows that one.
        remedy = "Name a folder that you may write to, on a disk with room."
        raise EnvironmentFault(told.what, where=_told(told.where, target), remedy=remedy) from None
    except OSError as error:
        raise fault(error, target) from None


def _told(where: str, target: Path) -> str:
    """A place as the user knows it: the target, where it is ours beside or below it."""
    ours = (f".{target.name}.", _aside(target).name)
    beside = where.removeprefix(f"{target.parent}{os.sep}")
    return str(target) if where != beside and beside.startswith(ours) else where


def fault(error: OSError, target: Path) -> EnvironmentFault:
    """What to tell the user of a file or folder that can't be written."""
    where = _told(str(error.filename or target), target)
    remedy = "Name a folder that you may write to, on a disk with room."
    return EnvironmentFault(f"can't be written ({error.strerror})", where=where, remedy=remedy)


def replace(folder: Path, target: Path) -> None:
    """Put `folder` in the place of `target`; the old target is then at `folder`, or gone."""
    if not target.exists() or not any(target.iterdir()):
        # rename takes the place of an empty folder in one step.
        folder.rename(target)
    elif not _exchange(folder, target):
        aside = _aside(target)
        target.rename(aside)
        try:
            folder.rename(target)
        except OSError:
            aside.rename(target)
            raise
        shutil.rmtree(aside, ignore_errors=True)
    _sync(target.parent)


def _exchange(a: Path, b: Path) -> bool:
    """Exchange two folders in one step; False where that isn't to be had here."""
    if not sys.platform.startswith("linux"):
        return False
    call = getattr(ctypes.CDLL(None, use_errno=True), "renameat2", None)
    if call is None:
        return False
    done: int = call(_AT_FDCWD, os.fsencode(a), _AT_FDCWD, os.fsencode(b), _RENAME_EXCHANGE)
    return done == 0


def _sync(folder: Path) -> None:
    """Flush a folder's entries to the disk, where the system can."""
    with contextlib.suppress(OSError):
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


@contextlib.contextmanager
def _locked(folder: Path) -> Iterator[bool]:
    """Hold a folder's lock; False where a living process holds it, or the system has no such locks."""
    try:
        import fcntl
    except ImportError:
        yield False
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            yield False
        else:
            yield True
    finally:
        os.close(handle)
