"""What it takes until something is there: Python by itself, the command's help, the package, its data.

Each is a process of its own, started in turn. `import virgolette` must not pull in datasets, pandas or pyarrow: that
is asserted here too.
"""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Mapping, Sequence
from functools import partial

from measure import Row, interleaved, main, shown

HEAVY = ("datasets", "pandas", "pyarrow")
LOAD = 'virgolette.load("quotes", split="train")'
BARE, DATASETS = "bare Python", "import datasets"
HELP = ("virgolette", "--help")


def rows() -> list[Row]:
    """Start-up against bare Python; `load` against the import of datasets, which it can't do without."""
    _light()
    # Whatever runs right after a large process finds cold caches: small ones are measured among themselves.
    small = _times({BARE: "pass", "import virgolette": "import virgolette"}, {"virgolette --help": HELP}, 15)
    calls = ("virgolette.documents()", 'virgolette.rows("quotes")', LOAD)
    large = _times({DATASETS: DATASETS, **{call: f"import virgolette; {call}" for call in calls}}, {}, 5)
    bare, goals = small.pop(BARE), {"virgolette --help": "≤ 3"}
    found = [
        Row(f"{name}: time / bare Python", shown(seconds), shown(bare), seconds / bare, goals.get(name, ""))
        for name, seconds in (small | large).items()
    ]
    ours, theirs = large[LOAD], large[DATASETS]
    note = "What remains is reading and verifying all documents, the rows of one split, and the data set of them."
    name = "virgolette.load: time / import datasets"
    return [*found, Row(name, shown(ours), shown(theirs), ours / theirs, "≤ 1.5", note)]


def _times(codes: Mapping[str, str], modules: Mapping[str, Sequence[str]], rounds: int) -> dict[str, float]:
    """Seconds of a process for each piece of code and each module called with arguments."""
    calls = {name: ["-c", code] for name, code in codes.items()}
    calls |= {name: ["-m", *arguments] for name, arguments in modules.items()}
    return dict(zip(calls, interleaved([partial(_python, *call) for call in calls.values()], rounds), strict=True))


def _python(*arguments: str) -> None:
    subprocess.run([sys.executable, "-W", "ignore", *arguments], check=True, stdout=subprocess.DEVNULL)


def _light() -> None:
    """Nothing where importing the package imports none of the heavy libraries.

    Raises:
        subprocess.CalledProcessError: Where it does.
    """
    _python("-c", f"import sys, virgolette\nassert not {set(HEAVY)!r} & set(sys.modules)")


if __name__ == "__main__":
    main(rows, __doc__)
