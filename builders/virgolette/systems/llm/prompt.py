"""What a model is told: the manual's digest, the fields and labels as the schemas have them, and one passage."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from typing import Any

from virgolette.model import KnownEntity, Metric
from virgolette.systems.llm import digest
from virgolette.systems.llm.form import Asked, described, form

Json = Any
Message = dict[str, str]


def system(asked: Asked, known: Sequence[KnownEntity] = (), metrics: Sequence[Metric] = ()) -> str:
    """The instructions: the same for all passages, so that servers can keep them at hand."""
    parts = [digest.COMMON]
    for layer, node in described(asked)["properties"].items():
        parts.append(f"# {layer}\n{digest.LAYERS[layer]}\nFields:\n" + "\n".join(_fields(node["items"], "")))
    if asked.entities and known:
        parts.append("# Known entities: use an id only where it is this one\n" + "\n".join(map(_entity, known)))
    if asked.metrics and metrics:
        parts.append("# Metrics and their scopes\n" + "\n".join(map(_metric, metrics)))
    lists = ", ".join(f"`{layer}`" for layer in asked.layers)
    parts.append(f"Answer with one JSON object with the lists {lists} and nothing else. A list may be empty.")
    return "\n\n".join(parts)


def passage(text: str, published: str | None) -> str:
    """One passage as it is sent."""
    day = f"Published on {published}." if published else "The day of publishing isn't known."
    return f"{day}\n<passage>\n{text}\n</passage>"


def messages(instructions: str, text: str, published: str | None) -> list[Message]:
    """The conversation up to the answer."""
    return [{"role": "system", "content": instructions}, {"role": "user", "content": passage(text, published)}]


def spelt_out(told: Sequence[Message], asked: Asked) -> list[Message]:
    """The conversation for a server that doesn't enforce a schema: the model reads it instead."""
    first, *rest = told
    written = json.dumps(form(asked), ensure_ascii=False, separators=(",", ":"))
    more = f"{first['content']}\n\nThe object follows this JSON schema:\n{written}"
    return [{**first, "content": more}, *rest]


def _fields(node: Json, indent: str) -> Iterator[str]:
    for key, child in node["properties"].items():
        inner = next((o for o in child.get("anyOf", ()) if o != {"type": "null"}), child)
        about = child.get("description", inner.get("description", "")).rstrip(".")
        yield f"{indent}- `{key}`: {about}{'; may be null' if 'anyOf' in child else ''}."
        yield from _labels(inner.get("x-labels", {}), indent + "  ")
        if inner["type"] == "object":
            yield from _fields(inner, indent + "  ")


def _labels(named: dict[str, dict[str, str]], indent: str) -> Iterator[str]:
    """The labels of a field: a line each where they have hints, else all in one."""
    if any("hint" in names for names in named.values()):
        for label, names in named.items():
            yield f"{indent}- {label} ({names['it']}){': ' if 'hint' in names else ''}{names.get('hint', '')}"
    elif named:
        yield indent + ", ".join(f"{label} ({names['it']})" for label, names in named.items())


def _entity(known: KnownEntity) -> str:
    names = "; ".join([known.name, *known.aliases])
    return f"- {known.id}: {names} ({known.type})"


def _metric(metric: Metric) -> str:
    scopes = "".join(f"\n  - {s.id}: {s.definition}" for s in metric.scopes)
    return f"- {metric.id}: {metric.definition}{scopes}"
