"""What a document's page says of the site around it. A page that stands alone has nothing around it."""

from __future__ import annotations

from collections.abc import Mapping

from markupsafe import Markup
from msgspec import Struct


class Around(Struct, frozen=True):
    """Links from a document's page to the pages beside it.

    Attributes:
        head: What stands at the top of the page, before its own head.
        meta: Further elements of the HTML head.
        style: The style sheet of `head`.
        withheld: Whether a third-party text is left out on purpose, not for want of the file.
        entities: Entity id → address of its page.
        clusters: Claim id → (address, question) of each cluster that the claim is in.
    """

    head: Markup = Markup("")
    meta: Markup = Markup("")
    style: str = ""
    withheld: bool = False
    entities: Mapping[str, str] = {}
    clusters: Mapping[str, tuple[tuple[str, str], ...]] = {}
