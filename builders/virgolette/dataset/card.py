"""The data set's card: YAML that the Hub and `load_dataset` read, and a page for people."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING

from msgspec import Struct

from virgolette.dataset import versions
from virgolette.dataset.columns import CONFIGS, arrow_schema
from virgolette.dataset.context import Context
from virgolette.model import Manifest

if TYPE_CHECKING:
    import pyarrow as pa

NAME = "README.md"
# Says that a folder is ours to replace. A comment, so that the rendered page doesn't show it.
MARKER = "<!-- Made by `virgolette build`, which replaces this folder whole: don't edit it. -->"

# Licences (SPDX) that the Hub knows by their name in lower case; any other, or several, are "other" there.
HUB_LICENCES = frozenset({"CC-BY-4.0", "CC-BY-SA-4.0", "CC0-1.0"})

Counts = Mapping[str, Mapping[str, int]]


class Held(Struct, frozen=True):
    """What the card says of the documents that have rows.

    Attributes:
        splits: The splits that have documents, in the schema's order.
        languages: BCP 47 tags.
        licences: Licence → the documents under it, in words.
        external: The external documents whose words are here, in words; "" for none.
        files: Where in a configuration's folder the rows of a split lie: a pattern with {split}.
    """

    splits: Sequence[str]
    languages: Sequence[str]
    licences: Mapping[str, str]
    external: str = ""
    files: str = "{split}.parquet"


def held(context: Context) -> Held:
    """What a corpus in memory holds, document by document."""
    licences: dict[str, list[str]] = {}
    for article in context.articles.values():
        licences.setdefault(article.entry.licence, []).append(article.entry.doc_id)
    external = [
        a.entry.doc_id for a in context.articles.values() if a.entry.text == "external" and a.document.text is not None
    ]
    return Held(
        splits=context.splits,
        languages=sorted({a.entry.language for a in context.articles.values()}),
        licences={licence: ", ".join(ids) for licence, ids in licences.items()},
        external=", ".join(external),
    )


def card(manifest: Manifest, held: Held, counts: Counts, left_out: Sequence[str]) -> str:
    """The card of a built data set.

    Args:
        manifest: Of the corpus that was built: its versions are said.
        held: What its documents are.
        counts: Configuration → split → rows; configurations and splits without rows are absent.
        left_out: Lines on what was left out.
    """
    import yaml

    head = yaml.safe_dump(_metadata(manifest, held, counts), sort_keys=False, allow_unicode=True, width=1000)
    return f"---\n{head}---\n{MARKER}\n\n{_body(manifest, held, counts, left_out)}"


def _metadata(manifest: Manifest, held: Held, counts: Counts) -> dict[str, object]:
    languages, licences = list(held.languages), set(held.licences)
    return {
        "pretty_name": "virgolette",
        "language": languages,
        "license": licences.pop().lower() if len(licences) == 1 and licences <= HUB_LICENCES else "other",
        "tags": ["news", "quotations", "attribution", "claims", "named-entity-recognition"],
        **versions.of(manifest),
        "configs": [
            {
                "config_name": config,
                **({"default": True} if config == next(iter(counts)) else {}),
                "data_files": [
                    {"split": split, "path": f"{config}/{held.files.format(split=split)}"} for split in splits
                ],
            }
            for config, splits in counts.items()
        ],
        "dataset_info": [{"config_name": config, "features": typed(arrow_schema(config))} for config in counts],
    }


def typed(fields: Iterable[pa.Field]) -> list[dict[str, object]]:
    """Columns as the datasets library writes features in a card; its own writer is private."""
    return [{"name": field.name, **_kind(field.type)} for field in fields]


def _kind(kind: pa.DataType) -> dict[str, object]:
    import pyarrow.types as is_

    if is_.is_struct(kind):
        return {"struct": typed(kind)}
    if is_.is_list(kind):
        inner = kind.value_type
        return {"list": typed(inner) if is_.is_struct(inner) else str(inner)}
    return {"dtype": str(kind)}


def _body(manifest: Manifest, held: Held, counts: Counts, left_out: Sequence[str]) -> str:
    splits = list(held.splits)
    head = [
        "| configuration | " + " | ".join(splits) + " | what a row is |",
        "|---|" + "---:|" * len(splits) + "---|",
    ]
    rows = [
        f"| {config} | "
        + " | ".join(str(counts[config].get(s, 0)) for s in splits)
        + f" | {CONFIGS[config].removeprefix('a row ')} |"
        for config in counts
    ]
    parts = [
        f"# virgolette {manifest.dataset_version}",
        f"Italian news annotated with entities, quotes and claims (schema {manifest.schema_version}). Labels, offsets "
        "and rules: schema/ and annotations/GUIDELINES.md of the project.",
        "\n".join(head + rows),
        _example(counts),
    ]
    if left_out:
        parts.append("## What isn't here\n\n" + "\n".join(f"- {line}" for line in left_out))
    return "\n\n".join([*parts, "## Licences", _licences(held)]) + "\n"


def _example(counts: Counts) -> str:
    config = next(iter(counts))
    split = next(iter(counts[config]))
    return "\n".join(
        [
            "```python",
            "from datasets import load_dataset",
            "",
            f'rows = load_dataset("path/to/this/folder", "{config}", split="{split}")',
            "print(rows[0])",
            "```",
        ]
    )


def _licences(held: Held) -> str:
    lines = [f"- {licence}: {which}" for licence, which in held.licences.items()]
    if held.external:
        lines.append(
            f"\n**The texts of {held.external} belong to third parties and may not be redistributed.** "
            "This folder was built from somebody's own copies and holds their words: keep it to yourself, "
            "and publish nothing of it that shows them."
        )
    return "\n".join(lines)
