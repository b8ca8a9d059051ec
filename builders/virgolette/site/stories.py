"""Stories: for each question a picture of who says what, and the judged pairs as a table."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from msgspec import Struct

from virgolette import schema
from virgolette.model import Cluster
from virgolette.site import page
from virgolette.site.parts import Picture, Row
from virgolette.site.picture import picture
from virgolette.site.source import Site, claim_href, entity_href, story_href

# A triangle of relations fits beside so many claims; beyond, the table has to do.
_TRIANGLE = 8
# What can be taken in at a glance.
_FEW = 4


class Shown(Struct, frozen=True):
    """One cluster with its picture, ready for the template."""

    cluster: Cluster
    picture: Picture
    subject: str
    subject_href: str
    metric_is: str
    tally: list[tuple[str, int]]
    pairs: list[tuple[Row, str, Row, str]]
    hrefs: dict[str, str]
    size: str


def relations() -> dict[str, dict[str, str]]:
    """Relation → its names and hint."""
    return schema.labels("clusters", "properties/clusters/items/properties/relations/items/properties/relation")


def bases() -> dict[str, dict[str, str]]:
    """Basis → its names."""
    return schema.labels("clusters", "properties/clusters/items/properties/relations/items/properties/basis")


def tally(cluster: Cluster) -> list[tuple[str, int]]:
    """(relation, how often) of a cluster, what readers look for first."""
    counted = Counter(r.relation for r in cluster.relations)
    order = ("contradictory", "undetermined", "scope_difference", "compatible", "equivalent")
    listed = [*order, *(r for r in relations() if r not in order)]
    return [(r, counted[r]) for r in listed if counted[r]]


def shown(site: Site, cluster: Cluster, up: str) -> Shown:
    """A cluster for its story's page."""
    pic = picture(site, cluster)
    rows = {row.claimed.id: row for row in pic.rows}
    known = site.known.get(cluster.subject)
    metric = site.metrics.get(cluster.metric)
    count = len(pic.rows)
    return Shown(
        cluster=cluster,
        picture=pic,
        subject=known.name if known is not None else cluster.subject,
        subject_href=entity_href(cluster.subject, up) if known is not None else "",
        metric_is=metric.definition if metric is not None else "",
        tally=tally(cluster),
        pairs=[(rows[r.a], r.relation, rows[r.b], r.basis) for r in cluster.relations if {r.a, r.b} <= rows.keys()],
        hrefs={id_: claim_href(id_, up) for id_ in rows},
        size=f"n{count}" if count <= _TRIANGLE else "many",
    )


def examples(site: Site) -> list[Shown]:
    """Two pictures that say it all: different figures of different moments, and figures that contradict each other.

    Each is the first of its kind whose claims all have figures of one unit.
    """
    found = [shown(site, c, "") for c in site.corpus.knowledge.clusters]
    plain = [s for s in found if 2 < len(s.picture.rows) <= _FEW and all(r.marks for r in s.picture.rows)]
    plain = [s for s in plain if sum(getattr(i, "kind", "") == "axis" for i in s.picture.items) == 1]
    apart = (s for s in plain if "contradictory" not in dict(s.tally) and _moved(s.picture))
    against = (s for s in plain if "contradictory" in dict(s.tally))
    return [s for s in (next(apart, None), next(against, None)) if s is not None]


def _moved(pic: Picture) -> bool:
    """Whether claims of different scopes have different figures, all of them."""
    scopes: dict[float, set[str | None]] = {}
    for row in pic.rows:
        scopes.setdefault(row.at, set()).add(row.claimed.claim.frame.scope)
    return len(set().union(*scopes.values())) > 1 and all(len(found) == 1 for found in scopes.values())


def ordered(site: Site, story: str) -> list[Cluster]:
    """A story's clusters: those with contradictions first."""
    return sorted(site.clusters(story), key=lambda c: -dict(tally(c)).get("contradictory", 0))


def pages(site: Site) -> Iterator[tuple[str, str]]:
    """(path, content) of the list of stories and of each story's page."""
    listed = []
    for story, documents in site.stories().items():
        clusters = ordered(site, story)
        listed.append((story, site.story_title(story), documents, [shown(site, c, "") for c in clusters]))
        pictures = [shown(site, c, "../") for c in clusters]
        yield (
            story_href(story),
            page.render(
                "story.html",
                "stories",
                up="../",
                styles=("picture.css", "story.css"),
                script="picture.js",
                story=story,
                title=site.story_title(story),
                documents=documents,
                pictures=pictures,
                relations=relations(),
                bases=bases(),
            ),
        )
    yield (
        "stories.html",
        page.render(
            "stories.html", "stories", styles=("picture.css", "story.css"), stories=listed, relations=relations()
        ),
    )
