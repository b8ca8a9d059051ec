"""Which documents of a packed corpus may be at fault together, from fixed-size records of all of them.

The records are taken apart by their keys, so that memory holds `AT_ONCE` keys however many documents there are.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

Array = Any
AT_ONCE = 1 << 18


def alike(files: Sequence[Path]) -> list[list[tuple[int, int]]]:
    """For each shard (number, offset) of the documents that share an id, a text, a divided story or a run of words.

    Args:
        files: A keys.npy of each shard, with records as `shard.record` has them.
    """
    import numpy as np

    sizes = [len(_read(file)) for file in files]
    starts = np.cumsum([0, *sizes])
    suspect = np.zeros(starts[-1], dtype=bool)
    hashes = sum(int(_read(file)["size"].sum()) for file in files)
    parts = 1 + max(hashes, starts[-1]) // AT_ONCE
    for part in range(parts):
        for field, divided in (("doc", False), ("sha", False), ("story", True), ("least", True)):
            gathered = list(_gathered(files, field, part, parts))
            keys, splits, whose = (np.concatenate(column) for column in zip(*gathered, strict=True))
            suspect[whose[_divided(keys, splits) if divided else _repeated(keys)]] = True
    found = []
    for file, start in zip(files, starts, strict=False):
        records = _read(file)
        rows = records[suspect[start : start + len(records)]]
        found.append(list(zip(rows["number"].tolist(), rows["offset"].tolist(), strict=True)))
    return found


def _read(file: Path) -> Array:
    import numpy as np

    return np.load(file, allow_pickle=False)


def _gathered(files: Sequence[Path], field: str, part: int, parts: int) -> Iterator[tuple[Array, Array, Array]]:
    """(keys, splits, which document) of one part of the keys of a field, shard by shard."""
    import numpy as np

    start = 0
    for file in files:
        records = _read(file)
        whose, keys = np.arange(start, start + len(records)), records[field]
        start += len(records)
        if field == "least":
            whose = np.repeat(whose, records["size"])
            keys = keys[np.arange(keys.shape[1]) < records["size"][:, None]]
        mine = keys % np.uint64(parts) == part
        yield keys[mine], records["split"][whose[mine] - start + len(records)], whose[mine]


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
