"""People and organisations: a page for each known entity, and the list of them."""

from __future__ import annotations

from collections.abc import Iterator

from virgolette.site import page
from virgolette.site.profile import FIRST, profiles
from virgolette.site.source import Site, claim_href, entity_href
from virgolette.view.palette import Palette


def pages(site: Site) -> Iterator[tuple[str, str]]:
    """(path, content) of the list and of each entity's page."""
    found = profiles(site)
    for profile in found:
        content = page.render(
            "entity.html", "entities", up="../", styles=("entity.css",), p=profile, claim_href=claim_href
        )
        yield entity_href(profile.entity.id), content
    kinds = Palette().entities
    groups = [(k, told, [p for p in found if p.entity.type == k]) for k, told in _ordered(kinds).items()]
    yield (
        "entities.html",
        page.render(
            "entities.html", "entities", styles=("entity.css",), script="filter.js", groups=[g for g in groups if g[2]]
        ),
    )


def _ordered(kinds: dict[str, dict[str, str]]) -> dict[str, dict[str, str]]:
    return {k: kinds[k] for k in [*FIRST, *(x for x in kinds if x not in FIRST)]}
