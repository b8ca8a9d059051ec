"""The front page: what the data set is, how much it holds, how hard it is, how far annotators agree."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from markupsafe import Markup, escape
from msgspec import Struct

from virgolette import corpus, schema
from virgolette.dataset import hardcases, statistics
from virgolette.scoring import agreement
from virgolette.site import benchmark, page, specimen, stories
from virgolette.site.judged import Judged
from virgolette.site.source import Site, story_href
from virgolette.workflow import agree

# What is drawn of the labels: layer, field, and where the schema names it.
FIELDS = (
    ("entities", "label", "entity", "properties/label", "Entities by label"),
    ("quotes", "type", "quote", "properties/type", "Quotes by type"),
    ("quotes", "speaker.form", "quote", "properties/speaker/properties/form", "Speakers by form"),
    ("claims", "type", "claim", "properties/type", "Claims by type"),
)
_QUESTION = re.compile(r"\*\*How far do the passes agree, before adjudication\?\*\*\s+(.*?)\n\n", re.DOTALL)
_MARKED = re.compile(r"`([^`]+)`|\*\*([^*]+)\*\*")
CAVEAT = (
    "Agreement says how far the manual decides for such readers. It is no evidence that what two of them say is right."
)


class Bar(Struct, frozen=True):
    """One label's bar: a part for each split, in percent of the longest bar."""

    name: str
    hint: str
    total: int
    parts: list[tuple[int, float, float]]


class Chart(Struct, frozen=True):
    """A distribution of labels."""

    title: str
    bars: list[Bar]


class Hard(Struct, frozen=True):
    """One phenomenon: its share in each split in percent (None where it can't be counted)."""

    about: str
    of: str
    shares: list[tuple[str, float | None, str]]


class Agreed(Struct, frozen=True):
    """How far two passes agree on one layer."""

    layer: str
    counts: tuple[int, int]
    rates: list[tuple[str, float | None]]


def pages(site: Site, judged: Judged) -> Iterator[tuple[str, str]]:
    """(path, content) of the front page."""
    counts = statistics.count(site.full)
    splits = [s for s in counts.splits if s != "total"]
    found = _passes(site)
    yield (
        "index.html",
        page.render(
            "index.html",
            "index",
            styles=("picture.css", "index.css", "whisker.css", "bench.css"),
            script="picture.js",
            site=site,
            standings=benchmark.standings(judged)[:1],
            counts=counts,
            splits=splits,
            external=[d for d in site.documents if d.entry.text == "external"],
            specimen=specimen.find(site),
            examples=[(story_href(site.stories_of(x.cluster)[0], x.cluster.id), x) for x in stories.examples(site)],
            bases=stories.bases(),
            charts=[_chart(counts, splits, *field) for field in FIELDS],
            relations=stories.relations(),
            tally=[x for x in counts.labels if (x.layer, x.field) == ("relations", "relation")],
            hard=list(_hard(site, splits)),
            agreed=None if found is None else list(_agreed(found)),
            attributes=[] if found is None else list(_attributes(found)),
            passes=found,
            caveat=_caveat(Path(site.corpus.root)),
            languages=sorted({d.entry.language for d in site.documents}),
            licences=sorted({d.entry.licence for d in site.documents}),
        ),
    )


def _chart(
    counts: statistics.Counts, splits: Sequence[str], layer: str, field: str, name: str, pointer: str, title: str
) -> Chart:
    named = schema.labels(name, pointer)
    found = [x for x in counts.labels if (x.layer, x.field) == (layer, field)]
    most = max([x.total for x in found], default=0) or 1
    bars = []
    for label in found:
        parts, before = [], 0.0
        for i, split in enumerate(splits):
            width = round(label.splits.get(split, 0) / most * 100, 2)
            parts.append((i, round(before, 2), width))
            before += width
        told = named[label.label]
        bars.append(Bar(told["en"], told.get("hint", ""), label.total, parts))
    return Chart(title, bars)


def _hard(site: Site, splits: Sequence[str]) -> Iterator[Hard]:
    """Shares only: means of lengths have another scale, and relations a chart of their own."""
    for row in site.hard:
        known = [row.splits.get(s) for s in splits]
        if any(k is not None and k[0] > k[1] for k in known) or row.name.startswith("relation-"):
            continue
        shares = [
            (s, None if k is None or not k[1] else round(k[0] / k[1] * 100, 2), hardcases.shown(k).split(" ")[0])
            for s, k in zip(splits, known, strict=True)
        ]
        if any(k is not None and k[0] for k in known):
            yield Hard(row.about, row.of, shares)


def _passes(site: Site) -> agree.Agreement | None:
    """The agreement of the first two passes; None where there are no two over the same documents."""
    root = Path(site.corpus.root)
    names = corpus.pass_names(root)[:2]
    if len(names) < 2:
        return None
    left, right = (agree.read_pass(name, root) for name in names)
    return agree.agree(left, right, root) if left.documents.keys() & right.documents.keys() else None


def _agreed(found: agree.Agreement) -> Iterator[Agreed]:
    for layer, figures in found.layers.items():
        exact = figures.spans.exact
        rates = [
            ("F1 span", exact.f1),
            ("F1 span, label", figures.labelled.exact.f1),
            ("F1 overlap", figures.spans.overlap.f1),
            ("gamma", figures.gamma.gamma),
        ]
        yield Agreed(layer, (exact.left, exact.right), rates)


def _attributes(found: agree.Agreement) -> Iterator[tuple[str, str, int, float | None, float | None]]:
    """(layer, field, matched spans, observed agreement, kappa)."""
    layers: Mapping[str, agreement.Layer] = found.layers
    for layer, figures in layers.items():
        for name, a in figures.attributes.items():
            if a.n:
                yield layer, name.replace("_", " "), a.n, a.observed, a.kappa


def _caveat(root: Path) -> Markup:
    """What the datasheet says of the passes, where the corpus has one; else what is always true."""
    path = root / "DATASHEET.md"
    told = _QUESTION.search(corpus.read_text(path)) if path.is_file() else None
    return _inline(" ".join(told[1].split()) if told is not None else CAVEAT)


def _inline(text: str) -> Markup:
    """Markdown's code and strong, nothing else."""
    out, done = [], 0
    for found in _MARKED.finditer(text):
        tag = "code" if found[1] else "strong"
        out += [escape(text[done : found.start()]), Markup(f"<{tag}>{escape(found[1] or found[2])}</{tag}>")]
        done = found.end()
    return Markup("").join([*out, escape(text[done:])])
