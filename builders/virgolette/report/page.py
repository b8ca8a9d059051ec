"""A score report: one HTML file that needs nothing else, and that may be passed on."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from functools import cache
from pathlib import Path

from markupsafe import Markup

from virgolette.model import Knowledge
from virgolette.report.columns import CODES
from virgolette.report.examined import Examined, hardest, summed
from virgolette.report.kinds import KINDS, LAYERS
from virgolette.report.shown import shown
from virgolette.report.summary import ABOUT, summary
from virgolette.scoring.result import Result
from virgolette.view import html

TEMPLATES = Path(__file__).parent / "templates"
MOST = 60
"""Documents that are shown whole: a file that is passed on should open on a phone."""


def page(result: Result, documents: Sequence[Examined], knowledge: Knowledge, name: str, *, most: int = MOST) -> str:
    """The report.

    Args:
        result: The scores.
        documents: What was scored.
        knowledge: Names of entities, metrics and scopes.
        name: What was scored: the name of a system or of a file, without its folder.
        most: How many documents are shown whole, the hardest first.
    """
    sheet = style("alone.css")
    script = html.asset("report.js", TEMPLATES)
    return (
        html.environment(TEMPLATES)
        .get_template("report.html")
        .render(
            csp=html.policy(sheet, script),
            style=Markup(sheet),
            script=Markup(script),
            name=name,
            r=result,
            s=summary(result, summed(documents)),
            about={s.measure: ABOUT.get(s.measure, "") for s in result.scores},
            statuses=sorted(Counter(d.status for d in result.documents).items()),
            kinds=KINDS,
            codes=CODES,
            layers=LAYERS,
            shown=[shown(d, knowledge) for d in hardest(documents)[:most]],
        )
    )


@cache
def style(*extra: str) -> str:
    """The style sheet of a page with a report's parts."""
    parts = (html.asset(name, TEMPLATES) for name in (*extra, "whisker.css", "report.css"))
    return "\n".join([html.asset("base.css"), *parts, filters()])


def filters() -> str:
    """Rules that give a row its sign, and hide what a box that isn't ticked stands for: without any script."""
    rules = [f'.errors .k-{CODES[k.name]} th::before{{content:"{k.sign}"}}' for k in KINDS]
    for code in CODES.values():
        off = f"body:has(#k-{code}:not(:checked))"
        rules += [f"{off} .reading{{--k{code}:transparent}}", f"{off} :is(.hook.{code},tr.k-{code}){{display:none}}"]
    for layer, lane in zip(LAYERS, ("--e", "--q", "--f"), strict=True):
        off = f"body:has(#l-{layer[0]}:not(:checked))"
        rules += [
            f"{off} .reading .r{{{lane}:transparent}}",
            f"{off} :is(.hook.{layer[0].upper()},tr.l-{layer[0]}){{display:none}}",
        ]
    return "\n".join(rules)
