"""Agreement on clusters: B-cubed on who belongs together, kappa on how the pairs inside were judged."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Sequence

from msgspec import Struct

from virgolette.model import Cluster
from virgolette.scoring import kappa


def b_cubed(system: Sequence[frozenset[Hashable]], other: Sequence[frozenset[Hashable]]) -> float:
    """Mean over items of the share of their system neighbours, themselves included, that `other` confirms."""
    means = []
    for i, mine in enumerate(system):
        near = [(len(mine & x), len(other[i] & other[j])) for j, x in enumerate(system) if mine & x]
        means.append(sum(min(n, m) / n for n, m in near) / len(near))
    return sum(means) / len(means) if means else 0.0


class ClusterAgreement(Struct, frozen=True):
    """Agreement on clusters of matched claims.

    Attributes:
        claims: Matched claims that stand in a cluster of either pass; the others would only add agreement.
        b_cubed: F1 in [0, 1] (Bagga & Baldwin 1998; a claim in several clusters as by Amigó et al. 2009);
            None where claims is 0.
        relations, basis: Labels of the pairs that both passes judged.
        left_pairs, right_pairs: Judged pairs of either pass, matched or not.
    """

    claims: int
    b_cubed: float | None
    relations: kappa.Attribute
    basis: kappa.Attribute
    left_pairs: int
    right_pairs: int


def clusters(left: Sequence[Cluster], right: Sequence[Cluster], matched: Iterable[tuple[str, str]]) -> ClusterAgreement:
    """Agreement on clusters and relations over pairs of matched claims, as global ids (doc_id#C3)."""
    sides = _memberships(left), _memberships(right)
    claims = [(a, b) for a, b in matched if a in sides[0] or b in sides[1]]
    # A claim that one pass left out of all clusters is a cluster of its own there.
    own = [tuple(sides[k].get(pair[k], frozenset([("alone", pair[k])])) for k in (0, 1)) for pair in claims]
    judged = _judged(left), _judged(right)
    shared = [
        (judged[0][frozenset((a, c))], judged[1][frozenset((b, d))])
        for i, (a, b) in enumerate(claims)
        for c, d in claims[:i]
        if frozenset((a, c)) in judged[0] and frozenset((b, d)) in judged[1]
    ]
    forward, backward = (b_cubed([x[k] for x in own], [x[1 - k] for x in own]) for k in (0, 1))
    f1 = 2 * forward * backward / (forward + backward) if claims else None
    relations, basis = (kappa.nominal([(x[k], y[k]) for x, y in shared]) for k in (0, 1))
    return ClusterAgreement(len(claims), f1, relations, basis, len(judged[0]), len(judged[1]))


def _memberships(found: Sequence[Cluster]) -> dict[str, frozenset[Hashable]]:
    ids: dict[str, set[Hashable]] = {}
    for cluster in found:
        for member in cluster.members:
            ids.setdefault(member, set()).add(cluster.id)
    return {member: frozenset(names) for member, names in ids.items()}


def _judged(found: Sequence[Cluster]) -> dict[frozenset[str], tuple[str, str]]:
    return {frozenset((r.a, r.b)): (r.relation, r.basis) for cluster in found for r in cluster.relations}
