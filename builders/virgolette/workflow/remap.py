"""Carrying annotations over an edited text: what is unchanged moves, the rest is listed, nothing is lost.

A span is carried where its words are unchanged. Carried and still listed for review: `ambiguous`, `alone` and
`joined` (see virgolette.align.doubts). Any other span is `changed`, and its new place a guess, or `vanished`.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import msgspec
from msgspec import Struct

from virgolette import schema
from virgolette.align.moves import Moves
from virgolette.model import Annotations, Cluster
from virgolette.workflow.carry import FIELDS, Carrier
from virgolette.workflow.review import Item

Json = Any


class Remapped(Struct, frozen=True):
    """The outcome.

    Attributes:
        annotations: On the new text, valid against the schema.
        items: Everything to review.
        removed: Layer → annotations that have no place any more, as they were.
        carried, total: Spans and marks that moved with nothing to review, and all there were.
    """

    annotations: Annotations
    items: tuple[Item, ...]
    removed: dict[str, list[Json]]
    carried: int
    total: int


def remap(
    annotations: Annotations, old: str, new: str, *, sha256: str, included: bool, clusters: Sequence[Cluster] = ()
) -> Remapped:
    """Carry annotations from the old text over to the new one.

    Args:
        annotations: On the old text; every segment must fit it.
        old, new: The texts.
        sha256: Of the new text's raw bytes.
        included: Whether the text may be shown: segments then keep theirs, else they carry digests.
        clusters: Told to the reviewer where they name a claim that has no place any more.
    """
    carrier = Carrier(Moves(old, new), sha256, included)
    before = msgspec.json.decode(msgspec.json.encode(annotations))
    after = {**before, "text_sha256": sha256, "skip": carrier.skips(before["skip"])}
    for layer, fields in FIELDS.items():
        after[layer] = [r for record in before[layer] if (r := carrier.record(layer, record, fields)) is not None]
    while carrier.references(after, before):
        # What goes for want of its target may be a target itself.
        pass
    gone = {f"{annotations.doc_id}#{r['id']}" for layer in FIELDS for r in carrier.removed.get(layer, ())}
    for cluster in clusters:
        for member in gone.intersection(cluster.members):
            carrier.items.append(Item(cluster.id, "/members", "reference", f"{member} has no place any more"))
    schema.expect("annotations", after, annotations.doc_id)
    found = msgspec.convert(after, Annotations)
    return Remapped(found, tuple(carrier.items), carrier.removed, carrier.carried, carrier.total)
