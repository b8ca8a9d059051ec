"""Each generated block as Markdown: pure functions of the corpus, the schemas and the checks."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from msgspec import Struct

from virgolette import schema
from virgolette.checks import CATALOGUE
from virgolette.dataset import hardcases, statistics
from virgolette.docs import passes, transfer
from virgolette.docs.markdown import markdown, share
from virgolette.model import Corpus
from virgolette.report.board import standing
from virgolette.studio import codes
from virgolette.workflow import agree, progress

Json = Any
LAYERS = ("entities", "quotes", "claims", "notes")


class Source(Struct, frozen=True):
    """What blocks are made from: a corpus (texts at hand or not) and its folder."""

    corpus: Corpus
    root: Path

    @property
    def complete(self) -> bool:
        """Whether every text is at hand."""
        return all(d.text is not None for d in self.corpus.documents)


def sizes(source: Source) -> str:
    """How much each split holds."""
    counts = statistics.count(source.corpus)
    rows = [
        (name, size.documents, f"{size.chars:,}", *(f"{size.layers[layer]:,}" for layer in LAYERS))
        for name, size in counts.splits.items()
    ]
    table = markdown(["split", "documents", "characters", *LAYERS], rows)
    return f"{table}\n\n{counts.clusters} clusters of claims, {counts.relations} judged pairs."


def documents(source: Source) -> str:
    """Every document of the manifest."""
    rows = [
        (f"`{e.doc_id}`", e.split, e.story, e.genre, e.published or "unknown", f"{e.chars:,}", e.licence, e.text)
        for e in source.corpus.manifest.documents
    ]
    return markdown(["document", "split", "story", "genre", "published", "characters", "licence", "text"], rows)


def labels(source: Source) -> str:
    """How often the labels of the main fields occur, by split."""
    counts = statistics.count(source.corpus)
    splits = [s for s in counts.splits if s != "total"]
    wanted = (("entities", "label"), ("quotes", "type"), ("quotes", "speaker.form"), ("claims", "type"))
    parts = []
    for layer, field in (*wanted, ("relations", "relation")):
        found = [x for x in counts.labels if (x.layer, x.field) == (layer, field)]
        rows = [(x.label, *(x.splits.get(s, 0) for s in splits), x.total) for x in found]
        parts.append(markdown([f"{layer}: {field}", *splits, "total"], rows))
    return "\n\n".join(parts)


def hard_cases(source: Source) -> str:
    """How often each hard phenomenon occurs, by split, and the test split's rate over the reference articles'."""
    rows = hardcases.report(source.corpus)
    splits = list(rows[0].splits)
    cells = [
        (r.name, r.about, *(hardcases.shown(r.splits[s]) for s in splits), hardcases.compared(r, "test"), r.of)
        for r in rows
    ]
    return markdown(["phenomenon", "counted", *splits, "test / reference", "of"], cells)


def agreement(source: Source) -> str:
    """Agreement of the two passes before adjudication: spans, then attributes of matched spans."""
    left, right = (agree.read_pass(name, source.root) for name in passes.PASSES)
    found = agree.agree(left, right, source.root)
    spans = [
        (layer, f.spans.exact.left, f.spans.exact.right, *map(share, _rates(f)), share(f.gamma.gamma))
        for layer, f in found.layers.items()
    ]
    head = ["layer", "first", "second", "F1 exact", "F1 exact, same label", "F1 overlap", "gamma"]
    rows = [
        (layer, name, a.n, share(a.observed), share(a.kappa))
        for layer, f in found.layers.items()
        for name, a in f.attributes.items()
        if a.n
    ]
    attributes = markdown(["layer", "field", "matched spans", "observed", "kappa"], rows)
    listed = ", ".join(f"`{d}`" for d in found.documents)
    parts = [f"{len(found.documents)} documents: {listed}.", markdown(head, spans), attributes]
    if (judged := found.clusters) is not None:
        parts.append(
            f"Clusters: B³ F1 {share(judged.b_cubed)} over {judged.claims} claims that either pass put into one; "
            f"judged pairs {judged.left_pairs} and {judged.right_pairs}, {judged.relations.n} of them shared: relation "
            f"observed {share(judged.relations.observed)}, kappa {share(judged.relations.kappa)}; "
            f"basis observed {share(judged.basis.observed)}, kappa {share(judged.basis.kappa)}."
        )
    return "\n\n".join(parts)


def _rates(figures: Any) -> tuple[float | None, ...]:
    return figures.spans.exact.f1, figures.labelled.exact.f1, figures.spans.overlap.f1


def waivers(source: Source) -> str:
    """Findings that were looked at and left."""
    rows = [(f"`{w.code}`", f"`{w.id}`", w.reason) for w in source.corpus.knowledge.waivers]
    return markdown(["code", "about", "reason"], rows) if rows else "None."


def clusters(source: Source) -> str:
    """Every cluster with its question and how its pairs were judged."""
    rows = []
    for c in source.corpus.knowledge.clusters:
        kinds = [r.relation for r in c.relations]
        judged = ", ".join(f"{kinds.count(k)} {k.replace('_', ' ')}" for k in sorted(set(kinds)))
        rows.append((f"`{c.id}`", c.question_en, len(c.members), judged))
    return markdown(["cluster", "question", "claims", "pairs"], rows)


def checks(source: Source) -> str:
    """Every code that can be emitted."""
    rows = [(f"`{e.code}`", e.family, e.severity, e.about) for e in CATALOGUE]
    return markdown(["code", "family", "severity", "what"], rows)


def studio_codes(source: Source) -> str:
    """Every code of what comes from Label Studio."""
    return markdown(["code", "severity", "what"], [(f"`{c.code}`", c.severity, c.about) for c in codes.ALL_CODES])


def status_codes(source: Source) -> str:
    """Every code that only the status gives."""
    return markdown(["code", "severity", "what"], [(f"`{code}`", *more) for code, *more in progress.CODES])


def fields(source: Source) -> str:
    """The fields and labels of every schema."""
    parts = []
    for name, document in schema.documents().items():
        parts.append(f"## {document['title']} (`{name}.schema.json`)\n{document['description']}")
        required = document["required"]
        rows = [
            (f"`{key}`", _kind(node), "yes" if key in required else "", node.get("description", ""))
            for key, node in schema.fields(name).items()
        ]
        parts.append(markdown(["field", "type", "always", "meaning"], rows))
        parts += _label_tables(name, document)
    return "\n\n".join(parts)


def _kind(node: Mapping[str, Json]) -> str:
    if "anyOf" in node or "enum" in node:
        return "label"
    if "const" in node:
        return f"`{node['const']}`".lower() if isinstance(node["const"], bool) else f'"{node["const"]}"'
    kind = node.get("type", "")
    return " or ".join(kind) if isinstance(kind, list) else str(kind)


def _label_tables(name: str, node: Json, path: str = "") -> list[str]:
    """A table for each enumeration inside a schema, in order."""
    found: list[str] = []
    if isinstance(node, dict):
        if "x-labels" in node:
            rows = [(f"`{k}`", v["it"], v["en"], v.get("hint", "")) for k, v in node["x-labels"].items()]
            found.append(f"`{path}`\n\n" + markdown(["label", "Italian", "English", "when"], rows))
        for key, child in node.items():
            if key in ("properties", "$defs", "items"):
                inner = child.items() if key != "items" else [("[]", child)]
                for step, grandchild in inner:
                    found += _label_tables(name, grandchild, f"{path}.{step}".lstrip(".").replace(".[]", "[]"))
    return found


def leaderboard(source: Source) -> str:
    """Where systems stand: of each only results that still hold."""
    return "\n\n".join(standing.markdown(standing.board(source.root)))


BLOCKS: Mapping[str, Callable[[Source], str]] = {
    "sizes": sizes,
    "documents": documents,
    "labels": labels,
    "hard-cases": hard_cases,
    "agreement": agreement,
    "agreement-labels": lambda source: passes.by_label(source.root),
    "disagreements": lambda source: passes.disagreements(source.root),
    "transfer": lambda source: transfer.transfer(source.root),
    "readers": lambda source: passes.readers(source.root),
    "waivers": waivers,
    "clusters": clusters,
    "checks": checks,
    "studio-codes": studio_codes,
    "status-codes": status_codes,
    "fields": fields,
    "leaderboard": leaderboard,
}
NEEDS_TEXTS = frozenset({"hard-cases"})
"""Blocks that count words: left as they are where a text isn't at hand."""
