"""Scaffold a golden corpus for a code, or accept what the checks now find in one.

python tests/golden/new.py CODE            a sound corpus, to make wrong in one way
python tests/golden/new.py --update CODE   write expected.json as found now: read the difference first
"""

from __future__ import annotations

import argparse
import hashlib
import json
from pathlib import Path
from typing import Any

from virgolette import checks, corpus, formats
from virgolette.checks import foreign

FINDINGS = Path(__file__).resolve().parent / "findings"
# Examples of other people's corpora: an example's files lie in a folder named after their format.
FOREIGN = FINDINGS.parent / "foreign"
TEXT = "Il porto di Savona ha un nuovo molo. Anna Ferri lo dirige da marzo.\n"
FIELDS = ("code", "doc_id", "path", "start", "end")


def found(folder: Path) -> list[dict[str, Any]]:
    """What a golden corpus gives, as expected.json has it. External texts lie in its folder external/."""
    if folder.parent == FOREIGN:
        documents = (d for f in formats.FORMATS if (folder / f.name).is_dir() for d in f.read(folder / f.name))
        return [{f: getattr(finding, f) for f in FIELDS} for d in documents for finding in foreign.run(d)]
    external = folder / "external"
    read, findings = corpus.scan(folder, external if external.is_dir() else None)
    return [{f: getattr(finding, f) for f in FIELDS} for finding in (*findings, *checks.run(read))]


def update(folder: Path) -> None:
    lines = ",\n".join(" " + json.dumps(f, ensure_ascii=False) for f in found(folder))
    (folder / "expected.json").write_text(f"[\n{lines}\n]\n", encoding="utf-8")


def entry(doc_id: str, raw: bytes, **fields: Any) -> dict[str, Any]:
    """A manifest entry for a text."""
    return {
        "doc_id": doc_id,
        "title": None,
        "published": "2025-03-10",
        "sha256": hashlib.sha256(raw).hexdigest(),
        "chars": len(raw.decode("utf-8", "replace")),
        "language": "it",
        "licence": "CC-BY-4.0",
        "origin": "invented for a test",
        "genre": "wire",
        "story": "porto",
        "split": "train",
        "text": "included",
        **fields,
    }


def mention(text: str, words: str, number: int, label: str, **fields: Any) -> dict[str, Any]:
    """A mention on the first occurrence of some words."""
    start = text.index(words)
    segment = {"start": start, "end": start + len(words), "text": words}
    return {"id": f"T{number}", "label": label, "segments": [segment], "surface": "ok", **fields}


def annotations(doc_id: str, raw: bytes, **layers: Any) -> dict[str, Any]:
    """Annotations of a text, empty but for the layers given."""
    empty: dict[str, Any] = {layer: [] for layer in ("entities", "quotes", "claims", "notes", "skip")}
    return {
        "schema_version": "1.0",
        "doc_id": doc_id,
        "text_sha256": hashlib.sha256(raw).hexdigest(),
        **empty,
        **layers,
    }


def write(folder: Path, name: str, record: dict[str, Any]) -> None:
    corpus.write_bytes(folder / name, corpus.canonical(record))


def scaffold(folder: Path) -> None:
    raw = TEXT.encode()
    corpus.write_bytes(folder / "seeds" / "texts" / "porto-1.txt", raw)
    manifest = {"schema_version": "1.0", "dataset_version": "0.1.0", "documents": [entry("porto-1", raw)]}
    write(folder, "seeds/manifest.json", manifest)
    savona = mention(TEXT, "Savona", 1, "GPE", mention="named", entity="savona", function="place")
    ferri = mention(TEXT, "Anna Ferri", 2, "PER", mention="named", entity="anna-ferri")
    write(folder, "annotations/gold/porto-1.json", annotations("porto-1", raw, entities=[savona, ferri]))
    known = [
        {"id": "anna-ferri", "name": "Anna Ferri", "type": "PER", "aliases": []},
        {"id": "savona", "name": "Savona", "type": "GPE", "aliases": []},
    ]
    write(folder, "annotations/entities.json", {"schema_version": "1.0", "entities": known})
    update(folder)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("code", nargs="+", metavar="CODE")
    parser.add_argument("--update", action="store_true")
    options = parser.parse_args()
    for code in options.code:
        folder = (FOREIGN if code.startswith("foreign-") else FINDINGS) / code
        if options.update:
            update(folder)
        elif folder.exists():
            parser.error(f"{folder} exists; --update {code} writes its expected.json anew")
        else:
            scaffold(folder)
        print((folder / "expected.json").read_text(encoding="utf-8"), end="")


if __name__ == "__main__":
    main()
