"""The picture of a cluster: all claims, moments apart, contradictions linked."""

from __future__ import annotations

import pytest

from tests.site.building import RELATIONS, VALUES, site
from virgolette import corpus
from virgolette.site.parts import Heading, Row
from virgolette.site.picture import letter, picture
from virgolette.site.source import Site


@pytest.fixture(scope="module")
def own(root):
    return Site(corpus.load(root))


def drawn(own, id_):
    return picture(own, next(c for c in own.corpus.knowledge.clusters if c.id == id_))


def bands(pic):
    """Scope → labels of its claims."""
    found, scope = {}, ""
    for item in pic.items:
        if isinstance(item, Heading) and item.kind == "scope":
            scope = item.title
        elif isinstance(item, Row):
            found.setdefault(scope, []).append(item.marks[0].label if item.marks else "")
    return found


def test_falls_of_17_14_and_13_percent_are_different_moments(own):
    found = bands(drawn(own, "nvidia-fall"))
    assert found == {"pre-market": ["↓\u00a013\u00a0%", "↓\u00a0≤\u00a014\u00a0%"], "session": ["↓\u00a017\u00a0%"]}


def test_sums_that_contradict_each_other_are_linked(own):
    pic = drawn(own, "stargate-sum")
    linked = {
        frozenset((pic.rows[x.a].claimed.id, pic.rows[x.b].claimed.id)) for x in pic.links if "contra" in x.relation
    }
    judged = {frozenset((r.a, r.b)) for r in pic.cluster.relations if r.relation == "contradictory"}
    assert linked == judged and judged
    assert {r.claimed.id for r in pic.rows if r.contested} == set().union(*judged)


def test_every_claim_of_every_cluster_has_a_row_inside_its_picture(own):
    for cluster in own.corpus.knowledge.clusters:
        pic = picture(own, cluster)
        assert sorted(r.claimed.id for r in pic.rows) == sorted(cluster.members)
        assert [r.y for r in pic.rows] == sorted({r.y for r in pic.rows}) and all(0 < r.y < 100 for r in pic.rows)
        judged = {frozenset((r.a, r.b)): r.relation for r in cluster.relations}
        told = {
            frozenset((pic.rows[i].claimed.id, row.claimed.id)): kind
            for row in pic.rows
            for i, (kind, _) in row.relations.items()
        }
        assert told == judged


def test_a_claim_without_a_figure_stands_among_those_of_its_scope(own):
    found = bands(drawn(own, "zhuldar-tw90"))
    assert sorted(map(bool, found["owned"])) == [False, False, True]


def test_signs_of_links_stand_on_no_row():
    pic = picture(site(50), site(50).corpus.knowledge.clusters[0])
    slot = 100 / pic.slots
    for link in pic.links:
        assert all(abs(link.sign[1] - row.y) > slot * 0.9 for row in pic.rows)


def test_all_kinds_of_values_are_drawn():
    made = site(50)
    pic = picture(made, made.corpus.knowledge.clusters[0])
    assert len(pic.rows) == len(VALUES) and sum(bool(r.marks) for r in pic.rows) == len(VALUES) - 1
    assert {kind for row in pic.rows for kind, _ in row.relations.values()} == set(RELATIONS)
    assert any(r.marks and r.marks[0].arrow is not None for r in pic.rows)


def test_letters_go_on_beyond_z():
    assert [letter(i) for i in (0, 25, 26, 701, 702)] == ["a", "z", "aa", "zz", "aaa"]


def test_members_that_are_missing_are_left_out(own):
    import msgspec

    cluster = own.corpus.knowledge.clusters[0]
    more = msgspec.structs.replace(cluster, members=(*cluster.members, "nowhere-1#C1"))
    assert len(picture(own, more).rows) == len(cluster.members)
