"""What a document costs, and what a corpus of 200 million quotes would need by that.

python bench/estimate.py
"""

from __future__ import annotations

import tempfile
from pathlib import Path

import corpora
from measure import COMMAND, Row, main, peak

from virgolette.checks.shard import record
from virgolette.checks.sketch import KEPT
from virgolette.checks.suspects import PARTS
from virgolette.corpus import shards

FEW, MANY = 500, 2000
QUOTES = 200_000_000
CORES = 64


def rows() -> list[Row]:
    """Cost of one more document: the difference between two sizes, so that start-up doesn't count."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        roots = [corpora.packed(folder / str(n), corpora.documents(n)) for n in (FEW, MANY)]
        more = MANY - FEW
        found = [Row("quotes a document", "", "", _quotes(), "", "In the documents that the benches are made of.")]
        before: dict[str, list[str | Path]] = {"check": [], "build": ["--out", folder / "out", "--corpus"]}
        for command in before:
            few, many = (peak([COMMAND, command, *before[command], root])[0] for root in roots)
            cost = (many - few) / more * 1e3
            found.append(Row(f"{command}: ms a document", "", "", cost, "", "One worker, all checks."))
        size = sum(path.stat().st_size for path in shards.shards(roots[1])) / MANY / 1e3
        built = sum(path.stat().st_size for path in (folder / "out").rglob("*.parquet")) / MANY / 1e3
        found.append(Row("packed: kB a document", "", "", size))
        note = "Less than real documents take: copies compress well."
        found.append(Row("Parquet: kB a document", "", "", built, "", note))
    return found


def _quotes() -> float:
    originals = corpora.originals()
    return sum(len(d.annotations.quotes) for d in originals if d.annotations is not None) / len(originals)


def paragraph(found: list[Row]) -> str:
    """In words what a corpus of 200 million quotes would need."""
    quotes, check, build, packed, parquet = (row.ratio for row in found)
    documents = QUOTES / quotes
    hours = {name: documents * ms / 1e3 / 3600 for name, ms in (("check", check), ("build", build))}
    return (
        f"A corpus of {QUOTES / 1e6:.0f} million quotes has {documents / 1e6:.0f} million documents like these "
        f"({quotes:.1f} quotes each). Packed it takes {documents * packed / 1e9:.2g} TB, as Parquet "
        f"{documents * parquet / 1e9:.2g} TB or more. To check it takes {hours['check']:.0f} hours of one core, to "
        f"build it {hours['build']:.0f}: on {CORES} cores {hours['check'] / CORES:.1f} and "
        f"{hours['build'] / CORES:.1f} hours, if the file system keeps up with {CORES * packed / build:.0f} MB/s. "
        "What is looked at in the end runs on one machine and grows with the corpus: "
        f"{documents * record().itemsize / 1e9:.1f} GB of records, taken apart into files of "
        f"{documents * KEPT / PARTS / 1e6:.1f} million keys, of which one is in memory at a time; a byte a document; "
        "and all documents that clusters name, held at once. Multiplied from the costs above; no such corpus was run."
    )


if __name__ == "__main__":
    print(paragraph(main(rows, __doc__)))
