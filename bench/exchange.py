"""Import and export: megabytes a second and core, and memory that doesn't grow with the number of documents.

What is imported is what `virgolette export` made of a packed corpus: CoNLL holds the entities alone, the others more.
Time is that of the processor, start-up counted: a core's share, however long the disk takes.

    python bench/exchange.py [--documents 500] [--few 5000] [--many 50000]
"""

from __future__ import annotations

import resource
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from functools import partial
from pathlib import Path

import corpora
from measure import COMMAND, Row, main, medians, peak, shown

from virgolette import formats

FORMATS = tuple(one.name for one in formats.FORMATS)
# Those that have a goal of speed.
TIMED = ("brat", "conll")
ROUNDS = 3


def rows(documents: int = 500, few: int = 5000, many: int = 50_000) -> list[Row]:
    """Speed of import; peak memory at the many documents against the few."""
    with tempfile.TemporaryDirectory() as folder:
        roots = {count: _corpus(Path(folder) / f"{count}", count) for count in (documents, few, many)}
        found = list(_speed(roots[documents], Path(folder)))
        return found + list(_memory({count: roots[count] for count in (few, many)}, Path(folder)))


def _corpus(root: Path, documents: int) -> Path:
    return corpora.packed(root, corpora.documents(documents))


def _speed(root: Path, folder: Path) -> Iterator[Row]:
    sources = {name: folder / f"speed-{name}" for name in TIMED}
    for name, source in sources.items():
        _core_seconds("export", name, "--corpus", root, "--out", source)
    times = medians([partial(_imported, name, source) for name, source in sources.items()], ROUNDS)
    for (name, source), seconds in zip(sources.items(), times, strict=True):
        size = sum(path.stat().st_size for path in source.iterdir()) / 1e6
        what = f"import {name}: MB a second and core"
        yield Row(
            what, f"{size:.1f} MB", shown(seconds), size / seconds, "≥ 1", "Texts and annotations, start-up counted."
        )


def _imported(name: str, source: Path) -> float:
    """Seconds of the processor that an import takes."""
    with tempfile.TemporaryDirectory() as folder:
        return _core_seconds("import", name, source, "--out", Path(folder) / "out")


def _core_seconds(*arguments: str | Path) -> float:
    """Seconds of the processor that a command takes."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run([COMMAND, *arguments], check=True, stdout=subprocess.DEVNULL)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def _memory(roots: dict[int, Path], folder: Path) -> Iterator[Row]:
    (few, _), (many, _) = roots.items()
    for name in FORMATS:
        peaks: dict[str, list[float]] = {"export": [], "import": []}
        for count, root in roots.items():
            out, back = folder / f"{name}-{count}", folder / f"{name}-{count}-back"
            peaks["export"].append(peak([COMMAND, "export", name, "--corpus", root, "--out", out])[1])
            peaks["import"].append(peak([COMMAND, "import", name, out, "--out", back])[1])
            # All formats of so many documents would fill a small disk.
            shutil.rmtree(out)
            shutil.rmtree(back)
        for command, (little, much) in peaks.items():
            what = f"{command} {name}: peak memory, {many:,} documents / {few:,}"
            yield Row(what, f"{much:.1f} MB", f"{little:.1f} MB", much / little, "≤ 1.1")


if __name__ == "__main__":
    main(rows, __doc__)
