"""How far what is learnt on our own texts carries over to the reference articles."""

from __future__ import annotations

from pathlib import Path

from virgolette.docs.markdown import markdown, share
from virgolette.scoring import result

MEASURES = ("entities.strict", "quotes.overlap")
LEARNT = ("crf", "spacy")


def transfer(root: Path) -> str:
    """F1 of each system that learns, on the test split and on the reference articles, and the difference."""
    rows = []
    for name in LEARNT:
        paths = [root / "results" / name / f"{split}.json" for split in ("test", "reference")]
        if not all(path.exists() for path in paths):
            continue
        ours, theirs = (result.read(path) for path in paths)
        for measure in MEASURES:
            here, there = ours.score(measure).value or 0.0, theirs.score(measure).value or 0.0
            rows.append((f"`{name}`", f"`{measure}`", share(here), share(there), share(here - there)))
    return markdown(["system", "measure", "test", "reference", "gap"], rows) if rows else "No result yet."
