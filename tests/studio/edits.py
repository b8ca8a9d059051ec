"""One edit of every control, as a change of the result and as a change of the record."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

from virgolette.studio.controls import by_name
from virgolette.studio.regions import CONTROL_KINDS, LAYERS

Json = Any


class Edit(NamedTuple):
    """A control of a region set to values; and what the record has then, where that isn't simply the value."""

    control: str
    region: str
    values: tuple[str, ...]
    # Other controls that the schema wants changed along with it.
    along: Mapping[str, tuple[str, ...]] = {}
    record: Mapping[str, Json] = {}


EDITS = (
    Edit("entity_mention", "T5", ("nominal",)),
    Edit("entity_surface", "T5", ("mistranslated",)),
    Edit("entity_entity", "T8", ("foglio-lodigiano",)),
    Edit("entity_function", "T3", ("agent",)),
    Edit("entity_ambiguous", "T6", ("yes",), record={"ambiguous": True}),
    Edit("entity_value_low", "T4", ("7",)),
    Edit("entity_value_high", "T4", ("8",)),
    Edit("entity_value_comparator", "T4", (">",), {"entity_value_high": ()}),
    Edit("entity_value_unit", "T4", ("percentage_point",)),
    Edit("entity_value_change", "T4", ("up",)),
    Edit("entity_value_approximate", "T4", ("yes",), record={"value.approximate": True}),
    Edit("entity_date_iso", "T1", ("2024-03",)),
    Edit("entity_date_reason", "T1", ("vague",), {"entity_date_iso": ()}),
    Edit("quote_type", "Q1", ("mixed",)),
    Edit("quote_speaker_form", "Q1", ("nominal",)),
    Edit("quote_speaker_referent", "Q1", ("group",)),
    Edit("quote_speaker_entity", "Q2", ("lodi",)),
    Edit("quote_via_entity", "Q1", ("foglio-lodigiano",)),
    Edit("quote_addressee_entity", "Q1", ("foglio-lodigiano",), {"quote_party": ()}),
    Edit("quote_medium", "Q2", ("post",)),
    Edit("quote_party", "Q2", ("via",), record={"via": {"mention": None, "entity": None}}),
    Edit("claim_type", "C2", ("comparison",)),
    Edit("claim_check_worthy", "C2", ("no",), record={"check_worthy": False}),
    Edit("claim_certainty", "C2", ("conditional",)),
    Edit("claim_polarity", "C2", ("negative",)),
    Edit("claim_time", "C2", ("future",)),
    Edit("claim_frame_subject", "C2", ("ida-corti",)),
    Edit("claim_frame_metric", "C2", ("count",)),
    Edit("claim_frame_valid_time", "C2", ("2023",)),
    Edit("claim_frame_scope", "C2", ("close",)),
    Edit("claim_statement", "C2", ("Un’altra frase: «così» & <più> 🙂.",)),
    Edit("claim_statement_en", "C2", ("Another sentence.",)),
    Edit("note_kind", "N1", ("title",)),
    Edit("skip_kind", "S1", ("advert",)),
    Edit("mark_defects", "Q2.m1", ("wrong_glyph", "doubled"), record={"marks.0.defects": ["wrong_glyph", "doubled"]}),
    Edit("mark_place", "Q1.m4", ("before",), record={"marks.3.start": -1, "marks.3.end": -1}),
)


def apply_edit(result: list[Json], edit: Edit) -> list[Json]:
    """The result after the edit."""
    for name, values in {edit.control: edit.values, **edit.along}.items():
        result = [i for i in result if (i.get("id"), i.get("from_name")) != (edit.region, name)]
        kind = CONTROL_KINDS[by_name()[name].kind]
        value = {"text" if kind == "textarea" else kind: list(values)}
        if values:
            result.append({"id": edit.region, "from_name": name, "to_name": "text", "type": kind, "value": value})
    return result


def expected(tree: Json, edit: Edit) -> Json:
    """The annotations after the edit."""
    head = edit.region.partition(".")[0]
    records = [r for key in LAYERS for i, r in enumerate(tree[key], 1) if r.get("id", f"S{i}") == head]
    (record,) = records
    changes = dict(edit.record) or {".".join(by_name()[edit.control].path): edit.values[0]}
    for name, values in edit.along.items():
        control = by_name()[name]
        if control.path != ("party",):
            changes[".".join(control.path)] = values[0] if values else None
    for path, value in changes.items():
        *outer, key = path.split(".")
        target = record
        for step in outer:
            target = target[int(step)] if isinstance(target, list) else target[step]
        # A missing mark drawn over the character before its place: before that one is one to the left.
        target[key] = target[key] - 1 if value == -1 else value
    return tree
