"""How often each hard phenomenon of the scheme occurs, by document and split, with what it is a share of.

Every phenomenon is a pure function of one document: (how often, out of how many). Text phenomena are left
out (None) where the text isn't at hand.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import groupby

from msgspec import Struct

from virgolette import marks, segment
from virgolette.model import Annotations, Corpus, Document, Entity, Mark, Quote, Segment
from virgolette.spans import Span, hull, within
from virgolette.tabular import table

Share = tuple[int, int] | None
# A rate is compared where the reference articles have at least so many cases, and should lie within this factor.
FEWEST, FACTOR = 5, 2.0


class Case(Struct, frozen=True):
    """One phenomenon: a stable name, what it counts, what it is a share of, and the function."""

    name: str
    about: str
    of: str
    count: Callable[[Document, Annotations], Share]


class Row(Struct, frozen=True):
    """A phenomenon's counts.

    Attributes:
        name, about, of: As in Case.
        splits, documents: Name → (how often, out of how many), None where the text isn't at hand.
    """

    name: str
    about: str
    of: str
    splits: Mapping[str, Share]
    documents: Mapping[str, Share]


def _marks(found: Annotations) -> list[tuple[Mark, ...]]:
    """The marks of each quote and note."""
    return [q.marks for q in found.quotes] + [n.marks for n in found.notes]


def _bounded(figure: Entity) -> bool:
    value = figure.value
    return value is not None and (value.approximate or value.comparator != "=")


def _interval(figure: Entity) -> bool:
    value = figure.value
    return value is not None and None not in (value.low, value.high) and value.low != value.high


def _defective(quote: Quote) -> bool:
    return any(m.defects for m in quote.marks)


def _quotes(test: Callable[[Quote], bool]) -> Callable[[Document, Annotations], Share]:
    return lambda _, found: (sum(map(test, found.quotes)), len(found.quotes))


def _defect(*names: str) -> Callable[[Document, Annotations], Share]:
    def count(_: Document, found: Annotations) -> Share:
        all_marks = [m for group in _marks(found) for m in group]
        return sum(any(d in names for d in m.defects) for m in all_marks), len(all_marks)

    return count


def _named(test: Callable[[Entity], bool]) -> Callable[[Document, Annotations], Share]:
    def count(_: Document, found: Annotations) -> Share:
        named = [e for e in found.entities if e.mention == "named"]
        return sum(map(test, named)), len(named)

    return count


def _figures(test: Callable[[Entity], bool]) -> Callable[[Document, Annotations], Share]:
    def count(_: Document, found: Annotations) -> Share:
        figures = [e for e in found.entities if e.value is not None]
        return sum(map(test, figures)), len(figures)

    return count


def _unbalanced(document: Document, _: Annotations) -> Share:
    if document.text is None:
        return None
    found = uneven = 0
    for paragraph in segment.paragraphs(document.text):
        glyphs = [g for g in marks.scan(document.text) if paragraph.start <= g.start < paragraph.end]
        looks = [marks.GLYPHS[document.text[g.start]][1] for g in glyphs]
        found += bool(glyphs)
        uneven += looks.count("opening") != looks.count("closing") or len(glyphs) % 2 == 1
    return uneven, found


def _elsewhere(document: Document, found: Annotations) -> Share:
    """Quotes whose speaker's mention stands in another paragraph than the content's first words."""
    if document.text is None:
        return None
    spots = {e.id: hull(e.segments).start for e in found.entities}
    edges = [p.end for p in segment.paragraphs(document.text)]

    def paragraph(offset: int) -> int:
        return sum(edge <= offset for edge in edges)

    named = [q for q in found.quotes if q.speaker.mention in spots]
    far = [q for q in named if paragraph(spots[q.speaker.mention or ""]) != paragraph(hull(q.content).start)]
    return len(far), len(named)


def _one_word(document: Document, found: Annotations) -> Share:
    """Pairs of marks around a single word, in quotes and notes."""
    if document.text is None:
        return None
    pairs = single = 0
    for group in _marks(found):
        opened = [m for m in group if m.role == "open"]
        closed = [m for m in group if m.role == "close"]
        for a, b in zip(opened, closed, strict=False):
            pairs += 1
            single += len(document.text[a.end : b.start].split()) == 1
    return single, pairs


def _words(document: Document, found: Annotations) -> Share:
    if document.text is None:
        return None
    spans = segment.sentences(document.text)
    kept = [s for s in spans if not any(x.start <= s.start < x.end for x in found.skip)]
    words = sum(document.text[t.start : t.end].isalnum() for s in kept for t in segment.tokens(document.text, s))
    return words, len(kept)


def _mangled_by_words(document: Document, found: Annotations) -> Share:
    words = _words(document, found)
    return (
        None if words is None else (sum(e.mention == "named" and e.surface != "ok" for e in found.entities), words[0])
    )


def _claims_with_figures(_: Document, found: Annotations) -> Share:
    return sum(bool(c.frame.values) for c in found.claims), len(found.claims)


def _claims_in_quotes(_: Document, found: Annotations) -> Share:
    return sum(c.claimer != "author" for c in found.claims), len(found.claims)


def _nested(_: Document, found: Annotations) -> Share:
    """A sweep over hulls: what holds a mention begins no later, and isn't over yet."""
    spans = sorted(((hull(e.segments), e.segments) for e in found.entities), key=lambda x: (x[0].start, -x[0].end))
    begun: list[tuple[Span, Sequence[Segment]]] = []
    inner = 0
    for place, same in groupby(spans, key=lambda x: x[0]):
        group = list(same)
        begun = [*(other for other in begun if other[0].end > place.start), *group]
        inner += sum(any(a != b and within(a, b) for _, b in begun) for _, a in group)
    return inner, len(spans)


CASES = (
    Case(
        "unbalanced-paragraph",
        "paragraphs whose opening and closing glyphs don't pair",
        "paragraphs with marks",
        _unbalanced,
    ),
    Case("mark-missing", "marks that are missing", "marks", _defect("missing")),
    Case("mark-inverted", "marks of the wrong direction", "marks", _defect("wrong_direction")),
    Case("mark-mixed", "marks of another family than their partner's", "marks", _defect("wrong_glyph")),
    Case("mark-doubled", "doubled marks", "marks", _defect("doubled")),
    Case("mark-spaced", "marks with white space on the wrong side", "marks", _defect("spaced")),
    Case("mark-one-word", "marks around a single word", "pairs of marks", _one_word),
    Case("quote-defective", "quotes with a defective mark", "quotes", _quotes(_defective)),
    Case("quote-indirect", "indirect quotes", "quotes", _quotes(lambda q: q.type == "indirect")),
    Case("quote-mixed", "mixed quotes", "quotes", _quotes(lambda q: q.type == "mixed")),
    Case("quote-reported", "reported speech acts", "quotes", _quotes(lambda q: q.type == "reported")),
    Case("quote-discontinuous", "quotes of several segments", "quotes", _quotes(lambda q: len(q.content) > 1)),
    Case("quote-nested", "quotes inside quotes", "quotes", _quotes(lambda q: q.parent is not None)),
    Case("quote-passed-on", "quotes passed on by somebody else", "quotes", _quotes(lambda q: q.via is not None)),
    Case("speaker-elsewhere", "speakers named in another paragraph", "quotes with a speaker's mention", _elsewhere),
    Case("speaker-pronoun", "speakers as pronouns", "quotes", _quotes(lambda q: q.speaker.form == "pronoun")),
    Case("speaker-null", "dropped subjects", "quotes", _quotes(lambda q: q.speaker.form == "null_subject")),
    Case(
        "note-scare",
        "marks that are no quote",
        "quotes and notes",
        lambda _, a: (len(a.notes), len(a.notes) + len(a.quotes)),
    ),
    Case(
        "name-mangled",
        "names misspelt, mistranslated or truncated",
        "named mentions",
        _named(lambda e: e.surface != "ok"),
    ),
    Case("name-mangled-by-words", "the same, by length of text", "words", _mangled_by_words),
    Case("mention-nested", "mentions inside mentions", "mentions", _nested),
    Case("figure-bounded", "figures with a bound or an approximator", "figures", _figures(_bounded)),
    Case(
        "figure-approximate",
        "figures marked as rounded or vague",
        "figures",
        _figures(lambda e: e.value is not None and e.value.approximate),
    ),
    Case("figure-interval", "figures that are intervals", "figures", _figures(_interval)),
    Case("figure-mistranslated", "figures put into wrong words", "figures", _figures(lambda e: e.surface != "ok")),
    Case("claim-figure", "claims with figures", "claims", _claims_with_figures),
    Case("claim-attributed", "claims made by a source", "claims", _claims_in_quotes),
    Case("sentence-length", "words", "sentences", _words),
    Case("skipped", "skipped passages", "documents", lambda _, a: (len(a.skip), 1)),
)


def report(corpus: Corpus) -> list[Row]:
    """Every phenomenon, then the relations of claims by kind, in annotated documents."""
    annotated = [d for d in corpus.documents if d.annotations is not None]
    splits = list(dict.fromkeys(d.entry.split for d in annotated))
    rows = []
    for case in CASES:
        found = {d.entry.doc_id: case.count(d, d.annotations) for d in annotated if d.annotations is not None}
        by_split = {s: _sum(found[d.entry.doc_id] for d in annotated if d.entry.split == s) for s in splits}
        rows.append(Row(case.name, case.about, case.of, by_split, found))
    return [*rows, *_relations(corpus, splits)]


def _sum(shares: Iterator[Share]) -> Share:
    held = list(shares)
    known = [s for s in held if s is not None]
    return (sum(a for a, _ in known), sum(b for _, b in known)) if len(known) == len(held) else None


def _relations(corpus: Corpus, splits: list[str]) -> Iterator[Row]:
    held = {d.entry.doc_id: d.entry.split for d in corpus.documents}
    pairs = [(held.get(r.a.partition("#")[0], ""), r.relation) for c in corpus.knowledge.clusters for r in c.relations]
    for kind in dict.fromkeys(relation for _, relation in sorted(pairs)):
        totals = {s: sum(split == s for split, _ in pairs) for s in splits}
        counts = {s: (sum(pair == (s, kind) for pair in pairs), totals[s]) for s in splits}
        yield Row(f"relation-{kind.replace('_', '-')}", f"pairs of claims judged {kind}", "judged pairs", counts, {})


def ratio(row: Row, split: str, against: str = "reference") -> float | None:
    """The rate of a split over that of another; None where the other has fewer than FEWEST cases, or no text."""
    ours, theirs = row.splits.get(split), row.splits.get(against)
    if not ours or not theirs or not ours[1] or theirs[0] < FEWEST:
        return None
    return ours[0] / ours[1] / (theirs[0] / theirs[1])


def compared(row: Row, split: str) -> str:
    """The ratio to the reference articles as `×1.20`, with ` !` beyond FACTOR; empty where it isn't compared."""
    found = ratio(row, split)
    if found is None:
        return ""
    return f"×{found:.2f}" + ("" if 1 / FACTOR <= found <= FACTOR else " !")


def render(rows: list[Row]) -> str:
    """A table of shares by split, then a line a document with what occurs in it."""
    splits = list(rows[0].splits) if rows else []
    beside = [s for s in splits if s == "test" and "reference" in splits]
    head = ["phenomenon", *splits, *(f"{s}/reference" for s in beside), "of"]
    cells = [
        [row.name, *(shown(row.splits[s]) for s in splits), *(compared(row, s) for s in beside), row.of] for row in rows
    ]
    lines = [table(head, cells), ""]
    if beside:
        lines[1:1] = [f"! beyond a factor of {FACTOR:g}; compared where the reference has {FEWEST} cases or more"]
    for doc_id in rows[0].documents if rows else ():
        found = [(row.name, row.documents.get(doc_id)) for row in rows]
        held = [f"{name} {share[0]}/{share[1]}" for name, share in found if share and share[0]]
        lines.append(f"{doc_id}: {', '.join(held)}")
    return "\n".join(lines) + "\n"


def shown(share: Share) -> str:
    """A share as `3/40 .08`, a mean above one as a decimal; `no text` where the text isn't at hand."""
    if share is None:
        return "no text"
    often, total = share
    if not total:
        return f"{often}/{total}"
    rate = often / total
    if rate >= 1:
        return f"{often}/{total} {rate:.1f}"
    return f"{often}/{total} {f'{rate:.2f}' if rate >= 0.005 or not often else f'{rate:.4f}'}".replace(" 0.", " .")
