"""Every check, by family, and every code that can be emitted, with its documentation."""

from __future__ import annotations

from difflib import get_close_matches

from msgspec import Struct

from virgolette.checks import claim, cluster, collection, entity, foreign, mark, quote, reference, span, text
from virgolette.checks.base import Check, CorpusCheck
from virgolette.errors import InputError


class Entry(Struct, frozen=True):
    """What is documented of a code.

    Attributes:
        code: Stable kebab-case code.
        family: The room of the check (`text`, `span` …); `loading` for what keeps a file from being read.
        severity: `error` or `warning`.
        about: One line.
        fixable: Whether `virgolette check --fix` mends it.
    """

    code: str
    family: str
    severity: str
    about: str
    fixable: bool = False


FAMILIES: tuple[tuple[str, tuple[Check | CorpusCheck, ...]], ...] = (
    ("text", text.CHECKS),
    ("span", span.CHECKS),
    ("reference", reference.CHECKS),
    ("entity", entity.CHECKS),
    ("mark", mark.CHECKS),
    ("quote", quote.CHECKS),
    ("claim", claim.CHECKS),
    ("cluster", cluster.CHECKS),
    ("collection", collection.CHECKS),
)

CHECKS: tuple[Check | CorpusCheck, ...] = tuple(check for _, checks in FAMILIES for check in checks)

# What can be mended without a change of meaning; fix.py does it.
FIXABLE = frozenset({"span-edge-space", "span-unsorted", "annotations-unsorted"})

_LOADING = (
    (
        "json-malformed",
        "A file isn't strict JSON: UTF-8 without BOM, no key twice, whole numbers only, no lone surrogate.",
    ),
    ("schema-violation", "A file breaks its JSON Schema."),
    ("document-misnamed", "An annotation file isn't named after its doc_id."),
    ("document-unknown", "Annotations of a document that isn't in the manifest."),
    ("document-repeated", "Two files annotate one document."),
    ("text-missing", "The text of an included document isn't there."),
    ("text-not-utf8", "A text isn't UTF-8."),
    ("text-changed", "A text isn't the one that the manifest names and the annotations were made on."),
    ("text-length", "The manifest's `chars` isn't the text's length in code points."),
)

CATALOGUE: tuple[Entry, ...] = (
    *(Entry(code, "loading", "error", about) for code, about in _LOADING),
    *(Entry(c.code, family, c.severity, c.about, c.code in FIXABLE) for family, checks in FAMILIES for c in checks),
    *(Entry(code, "foreign", severity, about) for code, severity, about in foreign.ABOUT),
    Entry(
        "waiver-unused",
        "waiver",
        "warning",
        "A waiver that covers no finding: of a finding since mended, or misspelt.",
    ),
)


def chosen(named: str) -> frozenset[str]:
    """The codes that a comma-separated list of codes and families names.

    Raises:
        InputError: Where one is neither, with the nearest code.
    """
    found: set[str] = set()
    families = {entry.family for entry in CATALOGUE}
    codes = [entry.code for entry in CATALOGUE]
    for name in filter(None, (part.strip() for part in named.split(","))):
        if name in families:
            found |= {entry.code for entry in CATALOGUE if entry.family == name}
        elif name in codes:
            found.add(name)
        else:
            near = get_close_matches(name, [*codes, *families], n=1, cutoff=0)
            raise InputError(
                "is no code of a check", where=name[:80], remedy=f"Did you mean {near[0]}? --codes lists all."
            )
    return frozenset(found)
