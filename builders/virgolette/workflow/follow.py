"""Clusters and waivers follow their annotations when gold is written anew: ids are numbers in text order."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import msgspec
from msgspec import Struct

from virgolette import corpus
from virgolette.model import Annotations, Cluster, Clusters, Waiver, Waivers
from virgolette.scoring.match import match
from virgolette.spans import Spanned

Ids = Mapping[str, str | None]
# Less than this shared (IoU), and it is another annotation.
_LEAST = 0.5


class Followed(Struct, frozen=True):
    """Both files with their references moved, and what was dropped from them because it is gone."""

    clusters: tuple[Cluster, ...]
    waivers: tuple[Waiver, ...]
    dropped: tuple[str, ...]


def moved(old: Annotations, new: Annotations) -> dict[str, str | None]:
    """Old id → new id of the same annotation, by place; None where it is gone.

    Among annotations at equal places the one of equal fields, then of equal id, is the same.
    """
    found: dict[str, str | None] = {}
    for layer in ("entities", "quotes", "claims", "notes"):
        left, right = getattr(old, layer), getattr(new, layer)

        def likeness(i: int, j: int, left: tuple[Struct, ...] = left, right: tuple[Struct, ...] = right) -> float:
            a, b = left[i], right[j]
            names: tuple[str, ...] = a.__struct_fields__
            share: float = sum(getattr(a, name) == getattr(b, name) for name in names) / len(names)
            return share + (2.0 if _place(a) == _place(b) else 0.0)

        pairs = match([_place(r) for r in left], [_place(r) for r in right], likeness)
        found |= {record.id: None for record in left}
        found |= {left[p.left].id: right[p.right].id for p in pairs if p.iou >= _LEAST}
    return found


def follow(ids: Mapping[str, Ids], clusters: tuple[Cluster, ...], waivers: tuple[Waiver, ...]) -> Followed:
    """Both with the references into these documents renamed.

    Args:
        ids: Document → what `moved` said of it. References into other documents stay as they are.
    """
    dropped: list[str] = []

    def now(name: str) -> str | None:
        doc, _, local = name.partition("#")
        there = ids.get(doc, {}).get(local, local)
        return None if there is None else f"{doc}#{there}" if local else name

    kept = []
    for cluster in clusters:
        gone = {m for m in cluster.members if now(m) is None}
        dropped += (f"{cluster.id}: {m}" for m in cluster.members if m in gone)
        relations = tuple(
            msgspec.structs.replace(r, a=now(r.a), b=now(r.b))
            for r in cluster.relations
            if r.a not in gone and r.b not in gone
        )
        members = tuple(m for m in map(now, cluster.members) if m is not None)
        kept.append(msgspec.structs.replace(cluster, members=members, relations=relations))
    left = []
    for waiver in waivers:
        name = now(waiver.id)
        if name is None:
            dropped.append(f"waiver of {waiver.code}: {waiver.id}")
        else:
            left.append(msgspec.structs.replace(waiver, id=name))
    return Followed(tuple(kept), tuple(left), tuple(dropped))


def rewrite(root: Path, ids: Mapping[str, Ids]) -> tuple[str, ...]:
    """Rename the references in a corpus's clusters.json and waivers.json; says what had to be dropped.

    A file that nothing changes in isn't written; one that isn't there isn't made. The clusters of a pass are of
    the pass's own claims, and stay.
    """
    folder = root / "annotations"
    paths = folder / "clusters.json", folder / "waivers.json"
    clusters = corpus.typed(paths[0], "clusters", Clusters) if paths[0].exists() else Clusters("1.0", ())
    waivers = corpus.typed(paths[1], "waivers", Waivers) if paths[1].exists() else Waivers("1.0", ())
    found = follow(ids, clusters.clusters, waivers.waivers)
    if found.clusters != clusters.clusters:
        corpus.write(paths[0], msgspec.structs.replace(clusters, clusters=found.clusters))
    if found.waivers != waivers.waivers:
        corpus.write(paths[1], msgspec.structs.replace(waivers, waivers=found.waivers))
    return found.dropped


def _place(record: Struct) -> tuple[Spanned, ...]:
    pieces: tuple[Spanned, ...] = getattr(record, "content", ()) or getattr(record, "segments", ())
    return pieces
