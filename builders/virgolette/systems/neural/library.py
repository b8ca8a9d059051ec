"""spaCy, imported where it is used: the only module of the system that asks for it."""

from __future__ import annotations

import random
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from virgolette.errors import EnvironmentFault


def spacy() -> Any:
    """The library.

    Raises:
        EnvironmentFault: Where the extra isn't installed.
    """
    try:
        import spacy as found
    except ImportError:
        raise EnvironmentFault(
            "the system spacy needs spaCy", remedy="Install it with: pip install 'virgolette[spacy]'"
        ) from None
    return found


@contextmanager
def seeded(seed: int) -> Iterator[None]:
    """Chance as the seed has it inside, and as if nothing had been drawn afterwards."""
    import numpy

    # thinc draws from numpy's shared state.
    before, others = random.getstate(), numpy.random.get_state()
    try:
        spacy().util.fix_random_seed(seed)
        yield
    finally:
        random.setstate(before)
        numpy.random.set_state(others)
