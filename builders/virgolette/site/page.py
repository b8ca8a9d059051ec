"""One page of the site: its template with the shared head, style sheet, script and policy."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from markupsafe import Markup

from virgolette.report import page as report
from virgolette.view import html
from virgolette.view.palette import Palette

if TYPE_CHECKING:
    from jinja2 import Environment

TEMPLATES = Path(__file__).parent / "templates"
MARKER = "Made by `virgolette site`, which replaces this folder whole."
SECTIONS = (
    ("index", "Overview"),
    ("documents", "Documents"),
    ("stories", "Stories"),
    ("entities", "People & organisations"),
    ("benchmark", "Benchmark"),
)


@cache
def environment() -> Environment:
    """The site's templates, then a report's, then the viewer's."""
    return html.environment(TEMPLATES, report.TEMPLATES)


@cache
def asset(name: str) -> str:
    """A style sheet or script of the site, or of a report."""
    return html.asset(name, TEMPLATES if (TEMPLATES / name).is_file() else report.TEMPLATES)


@cache
def style(*extra: str, report_too: bool = False) -> str:
    """The style sheet of a page: what all pages share, the labels' colours, and what this one needs."""
    parts = [html.asset("base.css"), asset("nav.css"), asset("site.css")]
    parts += [asset("whisker.css"), asset("report.css"), report.filters()] if report_too else [Palette().css()]
    return "\n".join([*parts, *map(asset, extra)])


def head(section: str, up: str) -> Markup:
    """The bar at the top of every page, with the section that the page belongs to marked."""
    return Markup(environment().get_template("nav.html").render(section=section, sections=SECTIONS, up=up).strip())


def meta() -> Markup:
    """What every page's head holds besides its policy."""
    return Markup(environment().get_template("meta.html").render(marker=MARKER).strip())


def render(
    template: str,
    section: str,
    *,
    up: str = "",
    styles: tuple[str, ...] = (),
    script: str | tuple[str, ...] = (),
    report: bool = False,
    **values: Any,
) -> str:
    """A page.

    Args:
        template: Its template.
        section: The part of the site that it belongs to.
        up: The way to the site's root: "" or "../".
        styles: Style sheets beside the common one.
        script: Names of its scripts.
        report: Whether it has parts of a report, and needs their style.
        values: What its template shows.
    """
    names = (script,) if isinstance(script, str) else script
    sheet, code = style(*styles, report_too=report), "\n".join(map(asset, names))
    shared = {"csp": html.policy(sheet, code, images=True), "style": Markup(sheet), "script": Markup(code)}
    return environment().get_template(template).render(**shared, head=head(section, up), meta=meta(), up=up, **values)
