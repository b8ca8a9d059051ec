"""Predicted clusters and relations, with the claims that match gold's under gold's names."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from virgolette.model import Cluster
from virgolette.scoring.clusters import Group, cluster_sums, relation_sums
from virgolette.scoring.document import Counted, claim_pairs
from virgolette.scoring.gold import GoldDocument
from virgolette.scoring.predictions import PredictedCluster
from virgolette.scoring.result import Problem, Sums


class Named:
    """The claims that predicted clusters name, as far as documents have them.

    Attributes:
        claims: Predicted claim → the gold claim that it matches, both as doc_id#id.
        known: Those that the predictions have.
        clusters: As predicted.
        line: Where these stand in the file.
    """

    def __init__(self, clusters: Sequence[PredictedCluster], line: int) -> None:
        self.claims: dict[str, str] = {}
        self.known: set[str] = set()
        self.clusters, self.line = clusters, line
        # Others needn't be kept, nor matched.
        self._named = {m for c in clusters for m in c.members}
        self._named |= {claim for c in clusters for r in c.relations or () for claim in (r.a, r.b)}
        self._documents = {claim.partition("#")[0] for claim in self._named}

    def add(self, document: GoldDocument, found: Counted) -> None:
        """Keep what clusters name of one document."""
        doc_id = document.entry.doc_id
        if doc_id not in self._documents:
            return
        names = {f"{doc_id}#{name}" for name in found.predicted.claim_ids if name is not None}
        self.known |= names & self._named
        self.claims.update({theirs: ours for ours, theirs in claim_pairs(document, found) if theirs in self._named})

    def name(self, claim: str) -> str:
        """The name under which a predicted claim is compared; that of no gold claim where it matches none."""
        return self.claims.get(claim, f"predicted {claim}")


def collected(found: Named, gold: Sequence[Cluster], scored: Callable[[str], bool]) -> tuple[list[Sums], list[Problem]]:
    """The sums behind the measures, and what is wrong with the predicted clusters.

    Claims of documents that aren't scored are left out. A claim that its document's line doesn't have counts as
    one that gold doesn't know; so does one that is related to itself.
    """

    def here(claim: str) -> bool:
        return scored(claim.partition("#")[0])

    problems = list(_problems(found, here))
    groups = [[found.name(m) for m in c.members if here(m)] for c in found.clusters]
    ours = {frozenset((r.a, r.b)): r.relation for c in gold for r in c.relations}
    theirs: dict[Group, str] = {}
    judged = [
        (sorted((found.name(r.a), found.name(r.b))), r.relation)
        for c in found.clusters
        for r in c.relations or ()
        if here(r.a) and here(r.b)
    ]
    for pair, relation in sorted(judged):
        theirs.setdefault(frozenset(pair), relation)
    return [*cluster_sums([c.members for c in gold], groups), *relation_sums(ours, theirs)], problems


def _problems(found: Named, here: Callable[[str], bool]) -> Iterator[Problem]:
    def problem(path: str, kind: str, message: str) -> Problem:
        return Problem(line=found.line, doc_id="", path=path, kind=kind, message=message)

    placed: dict[str, int] = {}
    pairs: set[frozenset[str]] = set()
    for i, cluster in enumerate(found.clusters):
        for j, member in enumerate(cluster.members):
            path = f"/clusters/{i}/members/{j}"
            if member not in found.known and here(member):
                yield problem(path, "reference", f"{member} is no claim of these predictions")
            if placed.setdefault(member, i) != i:
                yield problem(path, "repeated", f"{member} is in two clusters and counts in one")
        for j, r in enumerate(cluster.relations or ()):
            pair = frozenset((r.a, r.b))
            if pair in pairs:
                yield problem(f"/clusters/{i}/relations/{j}", "repeated", f"{r.a} and {r.b} are judged twice")
            pairs.add(pair)
