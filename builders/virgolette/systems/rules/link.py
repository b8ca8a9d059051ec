"""Linking by a list of known entities, where one is given: exact names only, since short ones resemble each other."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Sequence

from virgolette.model import KnownEntity
from virgolette.systems.rules.found import Mention


class Linker:
    """Names and aliases → entity ids; a name that several things have is told by the mention's label."""

    def __init__(self, known: Sequence[KnownEntity]) -> None:
        self._named: dict[str, list[KnownEntity]] = defaultdict(list)
        for entity in known:
            for name in dict.fromkeys(_key(n) for n in (entity.name, *entity.aliases)):
                self._named[name].append(entity)

    def entity(self, surface: str, mention: Mention) -> str | None:
        """The id of the thing that a named mention names; None where the list doesn't say, or says it of several."""
        if mention.kind != "named":
            return None
        found = self._named.get(_key(surface), [])
        fitting = [e for e in found if e.type == mention.label] or found
        return fitting[0].id if len(fitting) == 1 else None


def _key(name: str) -> str:
    """Case, hyphens and spaces tell no names apart (Zhuldar-2, ZHULDAR 2)."""
    return re.sub(r"[\s\-‐‑–]+", " ", name).casefold().strip()
