"""Measures of clusters and of relations between claims.

Claims stand for themselves where gold and predictions match (IoU of at least .5, one-to-one); a predicted
claim that matches none is one that gold doesn't know. A claim in several clusters counts in the first of them,
in an order that no file decides. All measures compare two partitions, `key` and `response`, of which either may
lack what the other has; each returns (part, whole) of recall, and precision is the same with sides changed.
Definitions: Pradhan et al. (2014), Scoring coreference partitions of predicted mentions.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence

from virgolette import schema
from virgolette.scoring.match import heaviest
from virgolette.scoring.result import Sums

Group = frozenset[str]
Ratio = tuple[float, float]
RELATIONS = tuple(schema.labels("clusters", "properties/clusters/items/properties/relations/items/properties/relation"))


def partition(groups: Iterable[Collection[str]]) -> list[Group]:
    """Disjoint groups: what is in several stays in the first, by members; empty ones are left out."""
    seen: set[str] = set()
    found = []
    for members in sorted(sorted(set(g)) for g in groups):
        own = frozenset(m for m in members if m not in seen)
        seen |= own
        if own:
            found.append(own)
    return found


def _where(groups: Sequence[Group]) -> dict[str, int]:
    return {member: i for i, group in enumerate(groups) for member in group}


def _shared(group: Group, where: Mapping[str, int]) -> Counter[int]:
    """Other group → members in common."""
    return Counter(where[m] for m in group if m in where)


def muc(key: Sequence[Group], response: Sequence[Group]) -> Ratio:
    """Links of the key that the response keeps, of the fewest that hold its groups together.

    Singletons have no links: a key of nothing else has whole 0. Source: Vilain et al. (1995).
    """
    where = _where(response)
    kept = 0
    for group in key:
        shared = _shared(group, where)
        kept += len(group) - (len(shared) + len(group) - shared.total())
    return float(kept), float(sum(len(group) - 1 for group in key))


def b_cubed(key: Sequence[Group], response: Sequence[Group]) -> Ratio:
    """For each member of the key, the share of its group that its response group holds.

    Source: Bagga & Baldwin (1998).
    """
    where = _where(response)
    part = sum(n * n / len(group) for group in key for n in _shared(group, where).values())
    return float(part), float(sum(map(len, key)))


def ceaf_e(key: Sequence[Group], response: Sequence[Group]) -> Ratio:
    """Similarity (φ4, the Dice coefficient) of groups under the best one-to-one alignment. Source: Luo (2005)."""
    where = _where(response)
    weights = {
        (i, j): 2 * n / (len(group) + len(response[j]))
        for i, group in enumerate(key)
        for j, n in _shared(group, where).items()
    }
    return float(heaviest(weights)), float(len(key))


def lea(key: Sequence[Group], response: Sequence[Group]) -> Ratio:
    """Links (all pairs) of a group that the response resolves, weighted by the group's size.

    A singleton has one link, to itself, which only the same singleton resolves. Source: Moosavi & Strube (2016).
    """
    where = _where(response)
    part = 0.0
    for group in key:
        shared = _shared(group, where)
        if len(group) == 1:
            part += sum(len(response[j]) == 1 for j in shared)
            continue
        links = len(group) * (len(group) - 1) / 2
        part += len(group) * sum(n * (n - 1) / 2 for n in shared.values()) / links
    return part, float(sum(map(len, key)))


COREFERENCE: tuple[tuple[str, Callable[[Sequence[Group], Sequence[Group]], Ratio]], ...] = (
    ("clusters.muc", muc),
    ("clusters.b3", b_cubed),
    ("clusters.ceafe", ceaf_e),
    ("clusters.lea", lea),
)


def cluster_sums(gold: Iterable[Collection[str]], predicted: Iterable[Collection[str]]) -> list[Sums]:
    """What the measures of clusters are made from; claims that match have the same name on both sides."""
    key, response = partition(gold), partition(predicted)
    found = []
    for name, measure in COREFERENCE:
        (r_part, r_whole), (p_part, p_whole) = measure(key, response), measure(response, key)
        found.append(
            Sums(measure=name, precision_part=p_part, precision_whole=p_whole, recall_part=r_part, recall_whole=r_whole)
        )
    return found


def relation_sums(gold: Mapping[Group, str], predicted: Mapping[Group, str]) -> list[Sums]:
    """Each relation against all others and none, over the pairs that either side judged.

    Args:
        gold, predicted: Pair of claims → relation. A pair that one side didn't judge is `none` there; none
            itself isn't scored, because there is no pair that both sides left alone.
    """
    found = []
    for name in RELATIONS:
        ours = {pair for pair, relation in gold.items() if relation == name}
        theirs = {pair for pair, relation in predicted.items() if relation == name}
        right = float(len(ours & theirs))
        found.append(
            Sums(
                measure=f"relations.{name}",
                precision_part=right,
                precision_whole=float(len(theirs)),
                recall_part=right,
                recall_whole=float(len(ours)),
            )
        )
    return found
