"""Where a release is published."""

from __future__ import annotations

import datetime

from msgspec import Struct

HUB = "https://huggingface.co"


class Target(Struct, frozen=True):
    """A repository of data sets on a hub.

    Attributes:
        repo: Its id, `owner/name`.
        tag: The tag of this version.
        date: The day of publishing.
        endpoint: The hub, without a slash at the end.
        revision: The branch that is committed to.
    """

    repo: str
    tag: str
    date: datetime.date
    endpoint: str = HUB
    revision: str = "main"

    @property
    def page(self) -> str:
        """The repository's page."""
        return f"{self.endpoint}/datasets/{self.repo}"

    def file(self, path: str) -> str:
        """Where one file of this version can be had."""
        return f"{self.page}/resolve/{self.tag}/{path}"
