"""Which spans of two lists overlap, and how many of them go together: as `match` and `pairing` have it, in arrays.

For many spans that have nothing but a place, in code points and half-open, and a label. A pair is a position in either
list.
"""

from __future__ import annotations

from typing import Any, NamedTuple

Array = Any


class Pairs(NamedTuple):
    """Positions in the left and in the right list."""

    left: Array
    right: Array

    def where(self, chosen: Array) -> Pairs:
        """Those that are chosen, by an array of whether."""
        import numpy as np

        places = np.flatnonzero(chosen)
        return Pairs(self.left[places], self.right[places])


class Reach(NamedTuple):
    """For each right span the stretch [first, last) of the left list that holds all those it overlaps."""

    first: Array
    last: Array

    @property
    def pairs(self) -> int:
        """How many pairs have to be looked at."""
        return int((self.last - self.first).sum())


def reach(starts: Array, ends: Array, others: Array, other_ends: Array) -> Reach:
    """The left spans (sorted by start) that come near each right one."""
    import numpy as np

    first = np.searchsorted(np.maximum.accumulate(ends), others, "right") if len(ends) else np.zeros(len(others), int)
    return Reach(first, np.searchsorted(starts, other_ends))


def overlapping(found: Reach, ends: Array, others: Array) -> Pairs:
    """The pairs that share at least one code point."""
    import numpy as np

    lengths = found.last - found.first
    right = np.repeat(np.arange(len(others)), lengths)
    left = np.arange(len(right)) + np.repeat(found.first - (np.cumsum(lengths) - lengths), lengths)
    return Pairs(left, right).where(ends[left] > others[right])


def most(pairs: Pairs) -> Pairs:
    """A greatest one-to-one matching among these pairs.

    Source: Hopcroft & Karp (1973), An n^5/2 algorithm for maximum matchings in bipartite graphs, as scipy has it.
    """
    import numpy as np

    ours, theirs = np.bincount(pairs.left), np.bincount(pairs.right)
    if ours.max(initial=0) <= 1 and theirs.max(initial=0) <= 1:
        return pairs
    from scipy.sparse import csr_array
    from scipy.sparse.csgraph import maximum_bipartite_matching

    alone = (ours[pairs.left] == 1) & (theirs[pairs.right] == 1)
    sure, rest = pairs.where(alone), pairs.where(~alone)
    (left, rows), (right, columns) = (np.unique(side, return_inverse=True) for side in rest)
    graph = csr_array((np.ones(len(rows), bool), (rows, columns)), shape=(len(left), len(right)))
    partner = maximum_bipartite_matching(graph, perm_type="column")
    found = partner >= 0
    return Pairs(np.concatenate([sure.left, left[found]]), np.concatenate([sure.right, right[partner[found]]]))
