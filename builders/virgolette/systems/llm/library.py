"""The HTTP library, imported where it is used, and the key, read where it is sent."""

from __future__ import annotations

import os
from types import ModuleType

from virgolette.errors import EnvironmentFault
from virgolette.systems.llm.settings import DEFAULT_KEY


def httpx() -> ModuleType:
    """The library.

    Raises:
        EnvironmentFault: Where the extra isn't installed.
    """
    try:
        import httpx as found
    except ImportError:
        raise EnvironmentFault(
            "the system llm needs httpx", remedy="Install it with: pip install 'virgolette[llm]'"
        ) from None
    return found  # type: ignore[no-any-return]


def key(name: str) -> str:
    """The key in an environment variable; "" for none, which local servers are content with.

    Raises:
        EnvironmentFault: Where a variable is named and holds nothing, or something that can't be sent.
    """
    found = os.environ.get(name or DEFAULT_KEY, "").strip()
    if name and not found:
        raise EnvironmentFault("isn't set", where=name, remedy="Put the key into this environment variable.")
    if any(not "!" <= char <= "~" for char in found):
        # Never with the value: an error is shown.
        raise EnvironmentFault(
            "holds something that is no key", where=name or DEFAULT_KEY, remedy="Keys are plain ASCII without spaces."
        )
    return found
