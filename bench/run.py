"""Every bench, each in a process of its own; the results with versions into bench/RESULTS.md. Run by make bench.

python bench/run.py [NAME …]      some of them; what is known of the others stays
"""

from __future__ import annotations

import json
import os
import platform
import subprocess
import sys
from collections.abc import Mapping
from datetime import date
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

import estimate
from measure import Row, printed

HERE = Path(__file__).resolve().parent
KEPT = HERE / "results.json"
BENCHES = ("startup", "check", "build", "engines", "score", "agree", "align", "exchange", "estimate")
VERSIONS = (
    *("virgolette", "msgspec", "jsonschema-rs", "pyarrow", "numpy", "scipy", "datasets", "distributed"),
    *("orjson", "nervaluate", "jsonschema", "pygamma-agreement", "spacy"),
)
Measured = dict[str, Any]
"""When and with what a bench was run, and its rows."""

HEAD = """# Results
Made by `make bench`, on corpora that `bench/corpora.py` makes of the project's own documents. Both sides of a
comparison run in turn on one machine; times are medians, and ratios those of the medians where nothing else is said.
Ratios are the result: times are of this machine only.
"""


def measured(name: str) -> list[Row]:
    """The rows of one bench.

    Raises:
        subprocess.CalledProcessError: Where it fails.
    """
    code = f"import json, {name}\nprint('\\n' + json.dumps([list(row) for row in {name}.rows()]))"
    done = subprocess.run([sys.executable, "-c", code], cwd=HERE, check=True, stdout=subprocess.PIPE, text=True)
    return [Row(*row) for row in json.loads(done.stdout.rstrip().rpartition("\n")[2])]


def page(results: Mapping[str, Measured]) -> str:
    """The page with all results."""
    lines = [HEAD]
    for name, result in results.items():
        rows = [Row(*row) for row in result["rows"]]
        lines += [f"## {name}", f"{result['made']}\n"]
        lines += ["| what | ours | other | ratio | goal | |", "| --- | ---: | ---: | ---: | --- | --- |"]
        for row in rows:
            verdict = {True: "reached", False: "**not reached**", None: ""}[row.reached]
            lines.append(f"| {row.name} | {row.ours} | {row.peer} | {row.ratio:.3g} | {row.goal} | {verdict} |")
        lines += ["", *(f"- {row.name}: {row.note}" for row in rows if row.note), ""]
        if name == "estimate":
            lines.append(estimate.paragraph(rows))
    return "\n".join(lines).rstrip() + "\n"


def made() -> str:
    """When, and with what."""
    named = [f"Python {platform.python_version()}", f"{os.cpu_count()} cores", platform.system()]
    for package in VERSIONS:
        try:
            named.append(f"{package} {version(package)}")
        except PackageNotFoundError:
            continue
    return f"{date.today().isoformat()}; " + ", ".join(named) + "."


def main() -> None:
    """Run the named ones, or all; write what is known of all after each."""
    named = sys.argv[1:] or BENCHES
    if unknown := set(named) - set(BENCHES):
        sys.exit(f"no such bench: {', '.join(sorted(unknown))}; there are {', '.join(BENCHES)}")
    kept = json.loads(KEPT.read_text(encoding="utf-8")) if KEPT.exists() else {}
    for name in named:
        print(f"# {name}", flush=True)
        rows = measured(name)
        printed(rows)
        kept[name] = {"made": made(), "rows": [list(row) for row in rows]}
        ordered = {known: kept[known] for known in BENCHES if known in kept}
        KEPT.write_text(json.dumps(ordered, indent=1, ensure_ascii=False) + "\n", encoding="utf-8", newline="\n")
        (HERE / "RESULTS.md").write_text(page(ordered), encoding="utf-8", newline="\n")


if __name__ == "__main__":
    main()
