"""Checks of clusters: members, and which pairs of them are judged."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations

from virgolette.checks import relation
from virgolette.checks.leak import copied
from virgolette.checks.relation import Stated, compare, stated
from virgolette.checks.rule import SharedHit, shared_rule
from virgolette.model import Cluster, Corpus


def _clusters(corpus: Corpus) -> Iterator[tuple[str, Cluster]]:
    for i, cluster in enumerate(corpus.knowledge.clusters):
        yield f"/{i}", cluster


def _members(corpus: Corpus) -> Iterator[tuple[str, Cluster, str, Stated]]:
    """(JSON pointer, cluster, claim id, claim) of every member that is there."""
    claims = stated(corpus)
    for path, cluster in _clusters(corpus):
        for j, member in enumerate(cluster.members):
            if member in claims:
                yield f"{path}/members/{j}", cluster, member, claims[member]


def _metric(corpus: Corpus) -> Iterator[SharedHit]:
    for path, cluster, member, found in _members(corpus):
        metric = found.claim.frame.metric
        if metric != cluster.metric:
            message = f"{member} has the metric {metric}, the cluster {cluster.metric}"
            yield SharedHit("clusters", path, cluster.id, message)


def _subject(corpus: Corpus) -> Iterator[SharedHit]:
    links = {e.id: [t for t in (e.part_of, e.version_of) if t is not None] for e in corpus.knowledge.entities}
    for path, cluster, member, found in _members(corpus):
        subject = found.claim.frame.subject
        linked = subject is not None and (
            cluster.subject in _above(subject, links) or subject in _above(cluster.subject, links)
        )
        if not linked:
            message = f"{member} is about {subject}, the cluster about {cluster.subject}"
            yield SharedHit("clusters", path, cluster.id, message)


def _above(entity: str, links: dict[str, list[str]]) -> set[str]:
    """An entity and all that it is a part or a version of, at any distance."""
    found, ahead = {entity}, [entity]
    while ahead:
        new = [target for target in links.get(ahead.pop(), ()) if target not in found]
        found.update(new)
        ahead += new
    return found


def _natural(member: str) -> tuple[str, int]:
    """Document, then claim by number: C10 after C2."""
    doc_id, _, claim = member.partition("#C")
    return doc_id, int(claim or 0)


def _unsorted(corpus: Corpus) -> Iterator[SharedHit]:
    for path, cluster in _clusters(corpus):
        if list(cluster.members) != sorted(set(cluster.members), key=_natural):
            message = f"the members of {cluster.id} aren't sorted, each once"
            yield SharedHit("clusters", f"{path}/members", cluster.id, message)


def _single(corpus: Corpus) -> Iterator[SharedHit]:
    for path, cluster in _clusters(corpus):
        if len(set(cluster.members)) < 2:
            yield SharedHit("clusters", f"{path}/members", cluster.id, f"{cluster.id} has a single member")


def _claim_repeated(corpus: Corpus) -> Iterator[SharedHit]:
    first: dict[tuple[str, str], str] = {}
    for path, cluster in _clusters(corpus):
        for j, member in enumerate(cluster.members):
            before = first.setdefault((cluster.metric, member), cluster.id)
            if before != cluster.id:
                message = f"{member} is a member of {before} too, which has the same metric"
                yield SharedHit("clusters", f"{path}/members/{j}", cluster.id, message)


def _question_leaks(corpus: Corpus) -> Iterator[SharedHit]:
    texts = [(d.entry.doc_id, d.text) for d in corpus.documents if d.entry.text == "external" and d.text]
    for path, cluster in _clusters(corpus):
        for name, question in (("question", cluster.question), ("question_en", cluster.question_en)):
            for doc_id, text in texts:
                length = copied(question, text)
                if length:
                    message = f"{name} of {cluster.id} copies {length} characters of {doc_id}"
                    yield SharedHit("clusters", f"{path}/{name}", cluster.id, message)


def _endpoint(corpus: Corpus) -> Iterator[SharedHit]:
    for path, cluster in _clusters(corpus):
        for j, judged in enumerate(cluster.relations):
            for name, claim in (("a", judged.a), ("b", judged.b)):
                if claim not in cluster.members:
                    message = f"{claim} is no member of {cluster.id}"
                    yield SharedHit("clusters", f"{path}/relations/{j}/{name}", cluster.id, message)


def _pair_order(corpus: Corpus) -> Iterator[SharedHit]:
    for path, cluster in _clusters(corpus):
        places = {member: k for k, member in enumerate(cluster.members)}
        for j, judged in enumerate(cluster.relations):
            known = judged.a in places and judged.b in places
            if judged.a == judged.b or (known and places[judged.a] > places[judged.b]):
                message = f"{judged.a} and {judged.b} aren't two members in order"
                yield SharedHit("clusters", f"{path}/relations/{j}", cluster.id, message)


def _pair_repeated(corpus: Corpus) -> Iterator[SharedHit]:
    for path, cluster in _clusters(corpus):
        seen: set[frozenset[str]] = set()
        for j, judged in enumerate(cluster.relations):
            pair = frozenset((judged.a, judged.b))
            if pair in seen:
                message = f"{judged.a} and {judged.b} are judged already"
                yield SharedHit("clusters", f"{path}/relations/{j}", cluster.id, message)
            seen.add(pair)


def _unjudged(corpus: Corpus) -> Iterator[tuple[str, Cluster, tuple[str, Stated], tuple[str, Stated]]]:
    """Pairs of members that are there and have no relation."""
    claims = stated(corpus)
    for path, cluster in _clusters(corpus):
        judged = {frozenset((r.a, r.b)) for r in cluster.relations}
        there = [m for m in dict.fromkeys(cluster.members) if m in claims]
        for a, b in combinations(there, 2):
            if frozenset((a, b)) not in judged:
                yield f"{path}/relations", cluster, (a, claims[a]), (b, claims[b])


def _missing(corpus: Corpus) -> Iterator[SharedHit]:
    for path, cluster, (a, _), (b, _) in _unjudged(corpus):
        if a.partition("#")[0] != b.partition("#")[0]:
            message = f"{a} and {b} are of different documents and have no relation"
            yield SharedHit("clusters", path, cluster.id, message)


def _missing_within(corpus: Corpus) -> Iterator[SharedHit]:
    for path, cluster, (a, one), (b, two) in _unjudged(corpus):
        if a.partition("#")[0] == b.partition("#")[0] and compare(one, two) not in ("equal", "none"):
            message = f"{a} and {b} have different values and no relation"
            yield SharedHit("clusters", path, cluster.id, message)


CHECKS = (
    shared_rule(
        "cluster-metric",
        "error",
        "A member's metric isn't the cluster's.",
        "Take the claim out, or mend a metric.",
        hits=_metric,
    ),
    shared_rule(
        "cluster-subject",
        "error",
        "A member's subject isn't the cluster's, nor linked to it.",
        "Take the claim out, mend a subject, or link the entities by part_of or version_of.",
        hits=_subject,
    ),
    shared_rule(
        "cluster-members-unsorted",
        "warning",
        "The members of a cluster aren't sorted, or one is given twice.",
        "Sort by document and claim number; keep each once.",
        hits=_unsorted,
    ),
    shared_rule(
        "cluster-single",
        "warning",
        "A cluster has a single member.",
        "Find the other claims that answer the question, or remove the cluster.",
        hits=_single,
    ),
    shared_rule(
        "cluster-claim-repeated",
        "warning",
        "A claim is a member of two clusters on one metric.",
        "See whether the clusters ask one question.",
        hits=_claim_repeated,
    ),
    shared_rule(
        "cluster-question-leaks-text",
        "error",
        "A question copies a run of a text that may not be redistributed.",
        "Ask in words of our own.",
        hits=_question_leaks,
    ),
    shared_rule(
        "relation-endpoint",
        "error",
        "A relation names a claim that is no member.",
        "Add the claim to the members, or remove the relation.",
        hits=_endpoint,
    ),
    shared_rule(
        "relation-pair-order",
        "error",
        "A relation's claims are the same, or not in the order of members.",
        "Swap a and b, or remove the relation.",
        hits=_pair_order,
    ),
    shared_rule(
        "relation-pair-repeated",
        "error",
        "A pair of claims is judged twice.",
        "Keep one of the relations.",
        hits=_pair_repeated,
    ),
    shared_rule(
        "relation-missing",
        "error",
        "Two members of different documents have no relation.",
        "Judge the pair.",
        hits=_missing,
    ),
    shared_rule(
        "relation-missing-within",
        "error",
        "Two members of one document have other values and no relation.",
        "Judge the pair.",
        hits=_missing_within,
    ),
    *relation.CHECKS,
)
