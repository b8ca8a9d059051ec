"""Generated annotations: everything that the schema and the scheme allow, on texts with hard characters."""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st

from virgolette import corpus
from virgolette.checks.place import place, skip_place
from virgolette.model import (
    Annotations,
    Claim,
    Date,
    Document,
    Entity,
    Frame,
    ManifestEntry,
    Mark,
    Note,
    Party,
    Quote,
    Segment,
    Skip,
    Speaker,
    Value,
)
from virgolette.spans import inside_cluster
from virgolette.studio.controls import controls, entity_labels

PIECES = (
    "Ada",
    "perché",
    "7,5 %",
    " ",
    " ",
    "\u00a0",
    "\r\n",
    "\n",
    "\t",
    "“",
    "”",
    "«",
    "»",
    '"',
    "’",
    "<b>",
    "&amp;",
    "&",
    "🙂",
    "👩🏽\u200d🚀",
    "🇮🇹",
    "e\u0301",
    "\u200b",
    "l’università",
    "$text",
    "\\n",
)
NUMBERED = {"MONEY", "PERCENT", "QUANTITY", "RATIO", "DURATION"}


def entry_of(text: str, doc_id: str = "prova-1", kind: str = "included") -> ManifestEntry:
    raw = text.encode("utf-8")
    return ManifestEntry(
        doc_id=doc_id,
        title=None,
        published=None,
        sha256=corpus.texts.sha256(raw),
        chars=len(text),
        language="it",
        licence="CC-BY-4.0" if kind == "included" else "LicenseRef-third-party",
        origin="test",
        genre="wire",
        story="prova",
        split="train",
        text=kind,
    )


@st.composite
def documents(draw: st.DrawFn) -> Document:
    """A document with generated annotations, in canonical order."""
    pieces = draw(st.lists(st.sampled_from(PIECES), max_size=25))
    text = "".join(["Il", *pieces, "fine."])
    entry = entry_of(text, kind=draw(st.sampled_from(("included", "external"))))
    make = _Maker(draw, text)
    entities = make.numbered("T", [make.entity() for _ in range(draw(st.integers(0, 6)))])
    names = [e.id for e in entities]
    quotes = make.quotes(draw(st.integers(0, 4)), names)
    claims = make.numbered("C", [make.claim(names, [q.id for q in quotes]) for _ in range(draw(st.integers(0, 4)))])
    notes = make.numbered("N", [make.note() for _ in range(draw(st.integers(0, 3)))])
    skips = sorted((make.skip() for _ in range(draw(st.integers(0, 2)))), key=lambda s: (*skip_place(s), s.kind))
    spots = {e.id: (*place(e), int(e.id[1:])) for e in entities}
    claims = [_sorted_values(c, spots) for c in claims]
    bare = Annotations(
        schema_version="1.0",
        doc_id=entry.doc_id,
        text_sha256=entry.sha256,
        entities=tuple(entities),
        quotes=tuple(quotes),
        claims=tuple(claims),
        notes=tuple(notes),
        skip=tuple(skips),
    )
    filled = corpus.cover(bare, text) if entry.text == "included" else corpus.strip(bare, text)
    return Document(entry, text, filled)


def _sorted_values(claim: Claim, spots: dict[str, Any]) -> Claim:
    import msgspec

    frame = msgspec.structs.replace(claim.frame, values=tuple(sorted(claim.frame.values, key=spots.__getitem__)))
    return msgspec.structs.replace(claim, frame=frame)


class _Maker:
    def __init__(self, draw: st.DrawFn, text: str) -> None:
        self.draw, self.text = draw, text
        solid = [i for i, c in enumerate(text) if not c.isspace()]
        self.starts = [i for i in solid if not inside_cluster(text, i)]
        self.ends = [i + 1 for i in solid if not inside_cluster(text, i + 1)]

    def pick(self, options: Any) -> Any:
        return self.draw(st.sampled_from(list(options)))

    def label(self, name: str) -> Any:
        """A label of a control."""
        (control,) = [c for c in controls() if c.name == name]
        return self.pick(control.choices)

    def slug(self) -> str | None:
        return self.draw(st.none() | st.from_regex(r"[a-z0-9]{1,6}(-[a-z0-9]{1,4})?", fullmatch=True))

    def segment(self) -> Segment:
        start = self.pick(self.starts)
        return Segment(start=start, end=self.pick([e for e in self.ends if e > start]))

    def segments(self, least: int = 1) -> tuple[Segment, ...]:
        found: list[Segment] = []
        for s in sorted((self.segment() for _ in range(self.draw(st.integers(least, 3)))), key=lambda s: s.start):
            if not found or s.start > found[-1].end:
                found.append(s)
        return tuple(found)

    def numbered(self, letter: str, records: list[Any]) -> list[Any]:
        """Records in canonical order, with ids that have gaps."""
        import msgspec

        done, number = [], 0
        for record in sorted(records, key=place):
            number += self.draw(st.integers(1, 3))
            done.append(msgspec.structs.replace(record, id=f"{letter}{number}"))
        return done

    def entity(self) -> Entity:
        label = self.pick(entity_labels())
        fields: dict[str, Any] = {}
        if label == "DATE":
            iso = self.draw(st.none() | st.sampled_from(("2025", "2025-11-17", "2025-10-01/2025-10-07")))
            fields["date"] = Date(iso=iso, reason=None if iso else self.label("entity_date_reason"))
        elif label in NUMBERED:
            fields["value"] = self.value()
        else:
            fields |= {"mention": self.label("entity_mention"), "entity": self.slug()}
            fields["ambiguous"] = self.draw(st.none() | st.just(True))
        if label == "GPE":
            fields["function"] = self.label("entity_function")
        return Entity(id="T1", label=label, segments=self.segments(), surface=self.label("entity_surface"), **fields)

    def value(self) -> Value:
        comparator = self.label("entity_value_comparator")
        number = self.draw(st.from_regex(r"(0|[1-9][0-9]{0,14})(\.[0-9]{0,3}[1-9])?", fullmatch=True))
        return Value(
            low=None if "<" in comparator else number,
            high=None if ">" in comparator else number,
            comparator=comparator,
            unit=self.draw(st.none()) if self.draw(st.booleans()) else self.label("entity_value_unit"),
            change=self.label("entity_value_change"),
            approximate=self.draw(st.booleans()),
        )

    def mark(self) -> Mark:
        role = self.label("mark_place") and self.pick(("open", "close"))
        start = self.draw(st.integers(0, len(self.text)))
        wide = start < len(self.text) and not self.text[start].isspace() and self.draw(st.booleans())
        (control,) = [c for c in controls() if c.name == "mark_defects"]
        drawn = self.draw(st.sets(st.sampled_from(list(control.choices))))
        return Mark(
            start=start,
            end=start + 1 if wide else start,
            role=role,
            defects=tuple(d for d in control.choices if d in drawn),
        )

    def marks(self, least: int = 0) -> tuple[Mark, ...]:
        found = [self.mark() for _ in range(self.draw(st.integers(least, 4)))]
        return tuple(sorted(found, key=lambda m: (m.start, m.end)))

    def quotes(self, count: int, names: list[str]) -> list[Quote]:
        import msgspec

        made = self.numbered("Q", [self.quote(names) for _ in range(count)])
        order = self.draw(st.permutations(made))
        # Nested in an earlier one of some order: no circle.
        parents = {q.id: self.pick(order[:i]).id for i, q in enumerate(order) if i and self.draw(st.booleans())}
        return [msgspec.structs.replace(q, parent=parents.get(q.id)) for q in made]

    def quote(self, names: list[str]) -> Quote:
        form = self.label("quote_speaker_form")
        if not names or form in ("null_subject", "none"):
            form = "none" if form != "null_subject" else form
            mention = None
        else:
            mention = self.pick(names)
        referent = self.label("quote_speaker_referent")
        return Quote(
            id="Q1",
            type=self.label("quote_type"),
            content=self.segments(),
            marks=self.marks(),
            cue=self.segments() if self.draw(st.booleans()) else (),
            speaker=Speaker(mention=mention, form=form, referent=referent, entity=self.slug()),
            medium=self.label("quote_medium"),
            via=self.party(names),
            addressee=self.party(names),
        )

    def party(self, names: list[str]) -> Party | None:
        if self.draw(st.booleans()):
            return None
        return Party(mention=self.pick([None, *names]), entity=self.slug())

    def claim(self, names: list[str], quotes: list[str]) -> Claim:
        frame = Frame(
            subject=self.slug(),
            metric=self.slug(),
            values=tuple(self.draw(st.lists(st.sampled_from(names), unique=True))) if names else (),
            valid_time=self.draw(st.none() | st.just("2025-11")),
            scope=self.slug(),
        )
        words = st.text(st.characters(exclude_categories=("Cs",)), min_size=1, max_size=12)
        return Claim(
            id="C1",
            type=self.label("claim_type"),
            segments=self.segments(),
            check_worthy=self.draw(st.booleans()),
            claimer=self.pick(["author", *quotes]),
            certainty=self.label("claim_certainty"),
            polarity=self.label("claim_polarity"),
            time=self.label("claim_time"),
            frame=frame,
            statement=self.draw(words),
            statement_en=self.draw(words),
        )

    def note(self) -> Note:
        return Note(id="N1", kind=self.label("note_kind"), segments=self.segments(), marks=self.marks(1))

    def skip(self) -> Skip:
        s = self.segment()
        return Skip(start=s.start, end=s.end, kind=self.label("skip_kind"))
