"""What it takes until something is there: Python by itself, the command's help, the package, its data.

Each is a process of its own, started in turn. `import virgolette` must not pull in datasets, pandas or pyarrow: that
is asserted here too.
"""

from __future__ import annotations

import subprocess
import sys
from functools import partial

from measure import Row, interleaved, printed, shown

HEAVY = ("datasets", "pandas", "pyarrow")
LOAD = 'virgolette.load("quotes", split="train")'
ROUNDS = 9


def rows() -> list[Row]:
    """Start-up against bare Python; `load` also against the import of datasets that it can't do without."""
    _light()
    calls = ("virgolette.documents()", 'virgolette.rows("quotes")', LOAD)
    jobs = {
        "bare Python": ("-c", "pass"),
        "virgolette --help": ("-m", "virgolette", "--help"),
        "import virgolette": ("-c", "import virgolette"),
        "import datasets": ("-c", "import datasets"),
        **{call: ("-c", f"import virgolette; {call}") for call in calls},
    }
    times = dict(zip(jobs, interleaved([partial(_python, *code) for code in jobs.values()], ROUNDS), strict=True))
    bare, datasets, load = times.pop("bare Python"), times["import datasets"], times[LOAD]
    goals = {"virgolette --help": "≤ 3"}
    found = [
        Row(f"{name}: time / bare Python", shown(seconds), shown(bare), seconds / bare, goals.get(name, ""))
        for name, seconds in times.items()
    ]
    note = "What remains is reading and checking all documents, the rows of one split, and the data set of them."
    name = "virgolette.load: seconds beyond the import of datasets"
    return [*found, Row(name, shown(load), shown(datasets), load - datasets, "≤ 0.5", note)]


def _python(*arguments: str) -> None:
    subprocess.run([sys.executable, "-W", "ignore", *arguments], check=True, stdout=subprocess.DEVNULL)


def _light() -> None:
    """Nothing where importing the package imports none of the heavy libraries.

    Raises:
        subprocess.CalledProcessError: Where it does.
    """
    _python("-c", f"import sys, virgolette\nassert not {set(HEAVY)!r} & set(sys.modules)")


def main() -> None:
    """Measure and print."""
    printed(rows())


if __name__ == "__main__":
    main()
