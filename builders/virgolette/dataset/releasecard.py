"""The card of a published data set: everything that the Hub reads, and a page for people."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from virgolette.dataset import facts, standoff, statistics, tables, versions
from virgolette.dataset.card import NAME, typed
from virgolette.dataset.columns import CONFIGS
from virgolette.dataset.context import Context
from virgolette.dataset.croissant import citation
from virgolette.dataset.parts import Part, by_config
from virgolette.dataset.target import Target

__all__ = ["NAME", "card"]

Json = Any
LAYERS = ("entities", "quotes", "claims", "notes")
LABELS = (("entities", "label"), ("quotes", "type"), ("claims", "type"), ("relations", "relation"))
# The Hub's names of sizes, by the number of rows of the largest configuration.
SIZES = ((1_000, "n<1K"), (10_000, "1K<n<10K"), (100_000, "10K<n<100K"), (1_000_000, "100K<n<1M"))
SHOWN = ("quotes", "claims")


def card(context: Context, parts: tuple[Part, ...], target: Target) -> str:
    """The card.

    Args:
        context: The corpus without the texts of its external documents.
        parts: The Parquet files.
        target: Where they are published.
    """
    import yaml

    head = yaml.safe_dump(_metadata(context, parts), sort_keys=False, allow_unicode=True, width=1000)
    return f"---\n{head}---\n\n" + "\n\n".join(_body(context, parts, target)) + "\n"


def _metadata(context: Context, parts: tuple[Part, ...]) -> dict[str, Json]:
    manifest, held = context.corpus.manifest, by_config(parts)
    most = max(sum(p.rows for p in own) for own in held.values())
    return {
        "pretty_name": facts.TITLE,
        "language": sorted({d.language for d in manifest.documents}),
        "license": facts.LICENCE.lower(),
        "annotations_creators": ["machine-generated"],
        "language_creators": ["found", "machine-generated"],
        "multilinguality": ["monolingual"],
        "source_datasets": ["original"],
        "task_categories": list(facts.TASKS),
        "task_ids": list(facts.TASK_IDS),
        "tags": list(facts.TAGS),
        "size_categories": [next((name for limit, name in SIZES if most < limit), "n>1M")],
        **versions.of(manifest),
        "configs": [
            {
                "config_name": config,
                **({"default": True} if config == next(iter(held)) else {}),
                "data_files": [{"split": p.split, "path": p.path} for p in own],
            }
            for config, own in held.items()
        ],
        "dataset_info": [_info(config, own) for config, own in held.items()],
    }


def _info(config: str, own: Sequence[Part]) -> dict[str, Json]:
    return {
        "config_name": config,
        "features": typed(own[0].schema),
        "splits": [{"name": p.split, "num_bytes": p.memory, "num_examples": p.rows} for p in own],
        "download_size": sum(p.size for p in own),
        "dataset_size": sum(p.memory for p in own),
    }


def _body(context: Context, parts: tuple[Part, ...], target: Target) -> Iterator[str]:
    manifest, held = context.corpus.manifest, by_config(parts)
    yield f"# {facts.TITLE} {manifest.dataset_version}"
    yield facts.ABOUT
    yield f"Data {manifest.dataset_version}, schema {manifest.schema_version}. Fields and labels: `schema/README.md`."
    yield "## Configurations\n\n" + _configurations(held)
    yield _code("python", _loading(held, target))
    if standoff.NAME in held:
        yield "## External texts\n\n" + facts.STANDOFF
        split = held[standoff.NAME][0].split
        yield _code(
            "python",
            "import virgolette\n\n"
            f'rows = load_dataset("{target.repo}", "{standoff.NAME}", split="{split}", revision="{target.tag}")\n'
            'quotes = virgolette.hydrate(rows, "folder/with/the/texts", "quotes")',
        )
    yield "## What is in it\n\n" + "\n\n".join(_counts(context))
    yield "## Rows\n\n" + "\n\n".join(_examples(context))
    yield "## Made how, and not for what\n\n" + "\n".join(_made())
    yield f"## Licence\n\nAnnotations and our own texts: {facts.LICENCE}. {_documents_by_licence(context)}"
    yield "## Citation\n\n" + _code("bibtex", citation(manifest.dataset_version, target))


def _code(language: str, text: str) -> str:
    return f"```{language}\n{text}\n```"


def markdown(head: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    """A Markdown table; numbers go to the right, bars in cells are escaped."""
    cells = [[f"{c:,}" if isinstance(c, int) else str(c).replace("|", "\\|") for c in row] for row in rows]
    lines = [head, ["---"] * len(head), *cells]
    return "\n".join("| " + " | ".join(line) + " |" for line in lines)


def _configurations(held: dict[str, list[Part]]) -> str:
    about = {**CONFIGS, standoff.NAME: standoff.ABOUT}
    splits = list(dict.fromkeys(p.split for own in held.values() for p in own))
    rows = []
    for config, own in held.items():
        sizes = {p.split: p.rows for p in own}
        rows.append([f"`{config}`", *(sizes.get(s, 0) for s in splits), about[config].removeprefix("a row ")])
    return markdown(["configuration", *splits, "what a row is"], rows)


def _loading(held: dict[str, list[Part]], target: Target) -> str:
    part = held.get("quotes", next(iter(held.values())))[0]
    return (
        "from datasets import load_dataset\n\n"
        f'rows = load_dataset("{target.repo}", "{part.config}", split="{part.split}", revision="{target.tag}")\n'
        "print(rows[0])"
    )


def _counts(context: Context) -> Iterator[str]:
    counts = statistics.count(context.corpus)
    splits = [s for s in counts.splits if s != "total"]
    yield markdown(
        ["split", "documents", "characters", *LAYERS],
        [[name, s.documents, s.chars, *(s.layers[layer] for layer in LAYERS)] for name, s in counts.splits.items()],
    )
    yield f"{counts.clusters} clusters of claims, {counts.relations} judged pairs."
    for layer, field in LABELS:
        found = [x for x in counts.labels if (x.layer, x.field) == (layer, field) and x.total]
        if found:
            rows = [[x.label, *(x.splits.get(s, 0) for s in splits), x.total] for x in found]
            yield markdown([f"{layer}: {field}", *splits, "total"], rows)


def _examples(context: Context) -> Iterator[str]:
    """The first row of some configurations, of a document whose text may be shown."""
    for config in SHOWN:
        rows = (
            row
            for article in context.articles.values()
            if article.entry.text == "included"
            for row in tables.of_document(config, article, context)
        )
        if (row := next(rows, None)) is not None:
            shown = {key: value for key, value in row.items() if value is not None}
            yield f"`{config}` (fields that are null left out):\n\n" + _code(
                "json", json.dumps(shown, ensure_ascii=False, indent=1)
            )


def _made() -> Iterator[str]:
    for key in ("dataCollection", "dataAnnotationProtocol", "annotatorDemographics", "dataBiases", "dataLimitations"):
        value = facts.RAI[f"rai:{key}"]
        yield f"- {value if isinstance(value, str) else ' '.join(value)}"


def _documents_by_licence(context: Context) -> str:
    outside = [d.entry.doc_id for d in context.corpus.documents if d.entry.text == "external"]
    own = sorted({d.entry.licence for d in context.corpus.documents if d.entry.text == "included"} - {facts.LICENCE})
    said = [f"Some of the texts are under {', '.join(own)}: see the column `licence`."] if own else []
    if outside:
        said.append(
            f"The texts of {', '.join(outside)} belong to their owners, are not distributed, and nothing here "
            "licenses them."
        )
    return " ".join(said)
