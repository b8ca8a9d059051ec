"""Formats that people already have: other people's corpora in, ours out. Labels are anybody's."""

from __future__ import annotations

from virgolette.errors import InputError
from virgolette.formats import (
    brat,
    brat_write,
    conll,
    conll_write,
    docbin,
    labelstudio,
    labelstudio_write,
    webanno,
    webanno_write,
)
from virgolette.formats.base import FEATURES, Format, held
from virgolette.formats.files import safe

_ALL = frozenset(FEATURES)

FORMATS: tuple[Format, ...] = (
    Format(
        "brat",
        "brat standoff: .txt with .ann",
        brat.EXTENSIONS,
        # A layer isn't written: our labels tell it.
        _ALL - {"textless", "lines", "spaced"},
        brat.read,
        brat_write.write,
    ),
    Format(
        "conll",
        "CoNLL columns: IOB1, IOB2, BIOES",
        conll.EXTENSIONS,
        frozenset(),
        conll.read,
        conll_write.write,
    ),
    Format(
        "docbin",
        "spaCy's DocBin: .spacy (needs the extra spacy)",
        docbin.EXTENSIONS,
        _ALL - {"textless"},
        docbin.read,
        docbin.write,
    ),
    Format(
        "labelstudio",
        "Label Studio JSON (for this project's own scheme with all its controls: virgolette studio)",
        labelstudio.EXTENSIONS,
        frozenset({"nested", "ids", "attributes", "layers", "spaced"}),
        labelstudio.read,
        labelstudio_write.write,
    ),
    Format(
        "webanno",
        "W3C Web Annotation JSON-LD",
        webanno.EXTENSIONS,
        _ALL,
        webanno.read,
        webanno_write.write,
    ),
)


def named(name: str) -> Format:
    """The format of a name.

    Raises:
        InputError: Where there is none.
    """
    for one in FORMATS:
        if one.name == name:
            return one
    known = ", ".join(f.name for f in FORMATS)
    raise InputError("is no format", where=name[:80], remedy=f"Name one of {known}.")


__all__ = ["FEATURES", "FORMATS", "Format", "held", "named", "safe"]
