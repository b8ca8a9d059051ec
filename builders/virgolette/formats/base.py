"""What a format is, and what it can't carry of a document."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path

import msgspec
from msgspec import Struct

from virgolette.foreign import Foreign

# What a document may hold beyond plain, flat, continuous spans. A format names those that it carries.
FEATURES = {
    "nested": "spans that overlap another one",
    "discontinuous": "spans of more than one segment",
    "empty": "spans that cover nothing",
    "ids": "ids of annotations",
    "attributes": "attributes",
    "links": "relations, events and equivalences",
    "remarks": "notes",
    "lines": "notes of more than one line",
    "spaced": "labels, attributes or ids with white space",
    "layers": "spans of other layers than the first",
    "textless": "documents whose text is not at hand",
}

Read = Callable[[Path], Iterator[Foreign]]
Write = Callable[[Foreign, Path], list[Path]]


class Format(Struct, frozen=True):
    """A file format of annotated text.

    Attributes:
        name: As users name it.
        about: One line.
        extensions: Of the files that hold annotations, in lower case, with the dot.
        carries: Names out of FEATURES.
        read: Yields the documents of a file or folder, one at a time: broken lines are flaws of a document.
        write: Writes one document below a folder and returns its files; what isn't carried is left out.
    """

    name: str
    about: str
    extensions: tuple[str, ...]
    carries: frozenset[str]
    read: Read
    write: Write

    def lost(self, document: Foreign) -> Counter[str]:
        """What of a document the format can't carry: feature → how many annotations (or documents) have it."""
        others = Counter({"layers": held(document)["layers"]} if "layers" not in self.carries else {})
        kept = first_layer(document) if others else document
        return others + Counter({name: n for name, n in held(kept).items() if name not in self.carries})


def first_layer(document: Foreign) -> Foreign:
    """The document with the mentions of its first mention's layer only."""
    mentions = tuple(m for m in document.mentions if m.layer == document.mentions[0].layer)
    return msgspec.structs.replace(document, mentions=mentions)


def held(document: Foreign) -> Counter[str]:
    """Features of a document, with the number of annotations that need them."""
    found: Counter[str] = Counter()
    if document.text is None:
        found["textless"] = 1
    found["discontinuous"] = sum(len(m.segments) > 1 for m in document.mentions)
    found["empty"] = sum(any(s.start >= s.end for s in m.segments) for m in document.mentions)
    found["nested"] = len(document.mentions) - len(flat(document))
    # A format that can't name an annotation numbers them anew; only what is referred to must keep its name.
    found["ids"] = sum(bool(m.id) for m in document.mentions)
    found["attributes"] = len(document.attributes)
    found["links"] = len(document.links)
    found["remarks"] = len(document.remarks)
    found["layers"] = sum(m.layer != document.mentions[0].layer for m in document.mentions)
    found["lines"] = sum("\n" in r.text or "\r" in r.text for r in document.remarks)
    found["spaced"] = sum(any(w.split() not in ([], [w]) for w in words) for words in _words(document))
    return +found


def _words(document: Foreign) -> Iterator[tuple[str, ...]]:
    """Of each annotation what a line-based format parts by white space."""
    for m in document.mentions:
        yield m.id, m.label
    for a in document.attributes:
        yield a.target, a.name, a.value
    for x in document.links:
        yield x.id, x.label, *(word for pair in x.arguments for word in pair)
    for r in document.remarks:
        yield r.target, r.label


def flat(document: Foreign) -> list[int]:
    """Indices of mentions that can stand side by side, in order of place.

    Of two that overlap the one that starts first has its place, the longer one of two that start together,
    the earlier in the file of two on one span. A span with gaps takes all of its hull; an empty one is none.
    """
    places = [
        (min(s.start for s in m.segments), -max(s.end for s in m.segments), i)
        for i, m in enumerate(document.mentions)
        if m.segments and all(s.start < s.end for s in m.segments)
    ]
    found, reached = [], 0
    for start, minus_end, i in sorted(places):
        if start >= reached:
            found.append(i)
            reached = -minus_end
    return found
