"""Which documents of a packed corpus may be at fault together, from fixed-size records of all of them.

Keys that are equal are found by taking all keys apart, by what remains of a division, into files of which each fits
into memory: every record is read once for each of its fields, however many documents there are.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from virgolette.checks.sketch import KEPT

Array = Any
# Keys that are looked at together: some sixty bytes of memory each.
AT_ONCE = 1 << 14
# Open files are few. Of more keys than both allow, more are looked at together.
PARTS = 500
# Field of a record → whether equal keys tell something only where they are in several splits.
_FIELDS = {"doc": False, "sha": False, "story": True, "least": True}


def alike(files: Sequence[Path], work: Path) -> list[list[tuple[int, int]]]:
    """For each shard (number, place) of the documents that share an id, a text, a divided story or a run of words.

    Args:
        files: A keys.npy of each shard, with records as `shard.record` has them.
        work: Folder for files that are gone in the end.
    """
    import numpy as np

    sizes = [len(_read(file)) for file in files]
    starts = np.cumsum([0, *sizes])
    suspect = np.zeros(starts[-1], dtype=bool)
    for field, divided in _FIELDS.items():
        for keys, splits, whose in _parted(files, field, len(suspect), work):
            suspect[whose[_divided(keys, splits) if divided else _repeated(keys)]] = True
    found = []
    for file, start in zip(files, starts, strict=False):
        records = _read(file)
        rows = records[suspect[start : start + len(records)]]
        found.append(list(zip(rows["number"].tolist(), rows["place"].tolist(), strict=True)))
    return found


def _read(file: Path) -> Array:
    import numpy as np

    return np.load(file, allow_pickle=False)


def _parted(files: Sequence[Path], field: str, documents: int, work: Path) -> Iterator[tuple[Array, Array, Array]]:
    """(keys, splits, which document) of the keys of a field, those that are equal together."""
    import numpy as np

    parts = min(PARTS, 1 + documents * (KEPT if field == "least" else 1) // AT_ONCE)
    row = np.dtype([("key", "<u8"), ("split", "<u8"), ("whose", "<i8")])
    with TemporaryDirectory(prefix=".keys-", dir=work) as folder:
        paths = [Path(folder) / f"{part}" for part in range(parts)]
        with ExitStack() as stack:
            streams = [stack.enter_context(path.open("wb")) for path in paths]
            start = 0
            for file in files:
                records = _read(file)
                keys, whose = _keys(records, field)
                rows = np.empty(len(keys), row)
                rows["key"], rows["split"], rows["whose"] = keys, records["split"][whose], whose + start
                part = keys % np.uint64(parts)
                order = np.argsort(part, kind="stable")
                edges = np.searchsorted(part[order], np.arange(parts + 1))
                for stream, first, last in zip(streams, edges, edges[1:], strict=False):
                    stream.write(rows[order[first:last]].tobytes())
                start += len(records)
        for path in paths:
            rows = np.fromfile(path, row)
            yield rows["key"], rows["split"], rows["whose"]


def _keys(records: Array, field: str) -> tuple[Array, Array]:
    """The keys of a field, and which record each is of: one a record, of `least` some."""
    import numpy as np

    whose, keys = np.arange(len(records)), records[field]
    if field == "least":
        return keys[np.arange(keys.shape[1]) < records["size"][:, None]], np.repeat(whose, records["size"])
    return keys, whose


def _repeated(keys: Array) -> Array:
    """Whether each key is given more than once."""
    import numpy as np

    _, which, counts = np.unique(keys, return_inverse=True, return_counts=True)
    return counts[which] > 1


def _divided(keys: Array, splits: Array) -> Array:
    """Whether each key is given in several splits."""
    import numpy as np

    distinct, which = np.unique(keys, return_inverse=True)
    low = np.full(len(distinct), np.iinfo(np.uint64).max, dtype=np.uint64)
    high = np.zeros(len(distinct), dtype=np.uint64)
    np.minimum.at(low, which, splits)
    np.maximum.at(high, which, splits)
    return low[which] != high[which]
