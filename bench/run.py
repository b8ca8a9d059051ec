"""Every bench, each in a process of its own; the results with versions into bench/RESULTS.md. Run by make bench.

python bench/run.py [NAME …]      some of them, printed only
"""

from __future__ import annotations

import json
import os
import platform
import subprocess
import sys
from collections.abc import Sequence
from datetime import date
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

import estimate
from measure import Row, printed

HERE = Path(__file__).resolve().parent
BENCHES = ("startup", "check", "build", "engines", "score", "agree", "align", "exchange", "estimate")
VERSIONS = (
    *("virgolette", "msgspec", "jsonschema-rs", "pyarrow", "numpy", "scipy", "datasets", "distributed"),
    *("orjson", "nervaluate", "jsonschema", "pygamma-agreement"),
)
HEAD = """# Results
Made by `make bench`, on corpora that `bench/corpora.py` makes of the project's own documents. Both sides of a
comparison run in turn on one machine; times are medians. Ratios are the result: times are of this machine only.
"""


def measured(name: str) -> list[Row]:
    """The rows of one bench.

    Raises:
        subprocess.CalledProcessError: Where it fails.
    """
    code = f"import json, {name}\nprint('\\n' + json.dumps([list(row) for row in {name}.rows()]))"
    done = subprocess.run([sys.executable, "-c", code], cwd=HERE, check=True, stdout=subprocess.PIPE, text=True)
    return [Row(*row) for row in json.loads(done.stdout.rstrip().rpartition("\n")[2])]


def page(results: dict[str, Sequence[Row]]) -> str:
    """The page with all results."""
    lines = [HEAD, *_machine()]
    for name, rows in results.items():
        lines += [
            f"\n## {name}",
            "| what | ours | other | ratio | goal | |",
            "| --- | ---: | ---: | ---: | --- | --- |",
        ]
        for row in rows:
            verdict = {True: "reached", False: "**not reached**", None: ""}[row.reached]
            lines.append(f"| {row.name} | {row.ours} | {row.peer} | {row.ratio:.3g} | {row.goal} | {verdict} |")
        lines += ["", *(f"- {row.name.partition(':')[0]}: {row.note}" for row in rows if row.note)]
    if "estimate" in results:
        lines += ["", estimate.paragraph(list(results["estimate"]))]
    return "\n".join(lines) + "\n"


def _machine() -> list[str]:
    named = [f"Python {platform.python_version()}", f"{os.cpu_count()} cores", platform.system()]
    for package in VERSIONS:
        try:
            named.append(f"{package} {version(package)}")
        except PackageNotFoundError:
            continue
    return [f"{date.today().isoformat()}; " + ", ".join(named) + "."]


def main() -> None:
    """Run the named ones, or all."""
    named = sys.argv[1:]
    results = {}
    for name in named or BENCHES:
        print(f"# {name}", flush=True)
        results[name] = measured(name)
        printed(results[name])
    if not named:
        (HERE / "RESULTS.md").write_text(page(results), encoding="utf-8", newline="\n")


if __name__ == "__main__":
    main()
