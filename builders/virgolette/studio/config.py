"""The labeling configuration: everything in `controls` as Label Studio's XML.

Results hold the scheme's own labels (as aliases); what annotators see is Italian and English. Labels form one
group, because Label Studio lets a region take one label of each group. `granularity="symbol"`: by words, a
selection of «Università» would snap to «dell’Università».
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from xml.etree import ElementTree as ET

from virgolette import schema
from virgolette.studio.controls import (
    CONTINUES,
    CUE,
    LINKS,
    Control,
    Words,
    controls,
    entity_labels,
    layer_of,
    mark_roles,
)

# Our words for what the schemas have no label for: parts of a record, and fields.
PARTS: Mapping[str, str] = {
    "content": "contenuto",
    CUE: "introduttore",
    "claim": "affermazione",
    "note": "nota",
    "skip": "da saltare",
    CONTINUES: "continua",
}
FIELDS: Mapping[str, str] = {
    "mention": "menzione",
    "surface": "grafia",
    "entity": "entità",
    "function": "funzione",
    "ambiguous": "ambigua",
    "low": "minimo",
    "high": "massimo",
    "comparator": "confronto",
    "unit": "unità",
    "change": "variazione",
    "approximate": "approssimato",
    "iso": "data ISO",
    "reason": "motivo",
    "type": "tipo",
    "form": "forma",
    "referent": "referente",
    "medium": "mezzo",
    "party": "altra parte",
    "check_worthy": "da verificare",
    "certainty": "certezza",
    "polarity": "polarità",
    "time": "tempo",
    "subject": "soggetto",
    "metric": "grandezza",
    "valid_time": "vale per",
    "scope": "ambito",
    "statement": "enunciato italiano",
    "statement_en": "enunciato inglese",
    "kind": "tipo",
    "defects": "difetti",
    "place": "posto del segno mancante",
}
# Single keys that Label Studio leaves free; digits and r t y d for the labels of entities, in their order.
ENTITY_KEYS = "1234567890rtyd"
KEYS: Mapping[str, str] = {
    "content": "q",
    CUE: "w",
    "open": "o",
    "close": "p",
    "claim": "c",
    "note": "n",
    "skip": "k",
    CONTINUES: "g",
}
# Dark enough for white letters on a button, and light enough behind black text once Label Studio thins them.
ENTITY_COLOURS = (
    "#b5303c", "#1f6fb2", "#2e7d32", "#5d7a1f", "#8e44ad", "#a0522d", "#c2410c",
    "#6d4c41", "#00796b", "#0b7285", "#3f51b5", "#7b5ea7", "#ad1457", "#546e7a",
)  # fmt: skip
COLOURS: Mapping[str, str] = {
    "content": "#0f52ba",
    CUE: "#00838f",
    "open": "#4a4a4a",
    "close": "#4a4a4a",
    "claim": "#b45309",
    "note": "#9c27b0",
    "skip": "#757575",
    CONTINUES: "#37474f",
}
LINK_COLOUR = "#455a64"
SIDE_BY_SIDE = "display:grid;grid-template-columns:minmax(0,3fr) minmax(18rem,1fr);gap:1rem;align-items:start"
ABOVE = "position:sticky;top:0;z-index:5;background:var(--color-neutral-background,#fff);padding-bottom:.3rem"
BESIDE = "position:sticky;top:0;max-height:90vh;overflow:auto"
PROSE = "line-height:1.9;font-size:1rem"


def config() -> str:
    """The configuration, as indented XML; without a final newline, which the server would cut off."""
    root = ET.Element("View")
    root.append(ET.Comment(" Generated from schema/ by `virgolette studio config`: change it there. "))
    relations = ET.SubElement(root, "Relations", choice="multiple")
    for link in LINKS:
        ET.SubElement(relations, "Relation", value=link.name, background=LINK_COLOUR)
    columns = ET.SubElement(root, "View", style=SIDE_BY_SIDE)
    left = ET.SubElement(columns, "View")
    _labels(ET.SubElement(left, "View", style=ABOVE))
    prose = ET.SubElement(left, "View", style=PROSE)
    ET.SubElement(prose, "Text", name="text", value="$text", granularity="symbol", saveTextResult="no")
    right = ET.SubElement(columns, "View", style=BESIDE)
    for control in controls():
        _control(right, control)
    ET.indent(root)
    return ET.tostring(root, encoding="unicode")


def _labels(parent: ET.Element) -> None:
    group = ET.SubElement(parent, "Labels", name="label", toName="text", choice="single")
    for label, title, hint, key, colour in _shown():
        shown = {"value": title, "alias": label, "hint": hint, "background": colour}
        ET.SubElement(group, "Label", shown | ({"hotkey": key} if key else {}))


def _shown() -> Iterator[tuple[str, str, str, str, str]]:
    """Label, title, hint, key and colour of every region label, in the order of work."""
    for i, (label, words) in enumerate(entity_labels().items()):
        key = ENTITY_KEYS[i] if i < len(ENTITY_KEYS) else ""
        yield label, f"{label} {words['it']}", _hint(words), key, ENTITY_COLOURS[i % len(ENTITY_COLOURS)]
    hints = {
        "content": schema.fields("quote")["content"]["description"],
        CUE: schema.fields("quote")["cue"]["description"],
        "claim": schema.documents()["claim"]["description"],
        "note": schema.documents()["note"]["description"],
        "skip": schema.documents()["skip"]["description"],
        CONTINUES: "A further segment of a span: join it to the first one by `continues`.",
    }
    for label in ("content", CUE, *mark_roles(), "claim", "note", "skip", CONTINUES):
        if label in mark_roles():
            words = mark_roles()[label]
            yield label, f"{words['it']} · {label}", _mark_hint(words), KEYS[label], COLOURS[label]
        else:
            yield label, f"{PARTS[label]} · {label}", hints[label], KEYS[label], COLOURS[label]


def _mark_hint(words: Words) -> str:
    about = schema.documents()["mark"]["description"]
    return f"{words['it']} / {words['en']}: {about} Of a missing one, mark the character beside its place."


def _hint(words: Words) -> str:
    names = words["it"] if words["it"] == words["en"] else f"{words['it']} / {words['en']}"
    return f"{names}: {words['hint']}" if words.get("hint") else names


def _control(parent: ET.Element, control: Control) -> None:
    applies = {"visibleWhen": "region-selected", "whenTagName": "label", "whenLabelValue": ",".join(control.on)}
    box = ET.SubElement(parent, "View", applies)
    ET.SubElement(box, "Header", value=header(control), size="6")
    shared = {"name": control.name, "toName": "text", "perRegion": "true", **applies}
    if control.required:
        shared |= {"required": "true", "requiredMessage": f"Manca · missing: {_title(control)}"}
    if control.kind == "text":
        rows = "1" if control.identifier else "3"
        more = {"maxSubmissions": "1", "editable": "true", "rows": rows, "placeholder": control.about}
        ET.SubElement(box, "TextArea", shared | more)
        return
    single = "single-radio" if control.required else "single"
    shared["choice"] = "multiple" if control.kind == "many" else single
    # A long list is a menu, a short one buttons.
    shared["layout"] = "select" if len(control.choices) > 12 else "inline"
    group = ET.SubElement(box, "Choices", shared)
    for label, words in control.choices.items():
        ET.SubElement(group, "Choice", value=choice_title(words), alias=label, hint=_hint(words))


def choice_title(words: Words) -> str:
    """What a choice is called on the screen."""
    return words["it"] if words["it"] == words["en"] else f"{words['it']} · {words['en']}"


def header(control: Control) -> str:
    """What stands above a control on the screen."""
    usual = control.choices.get(control.default or "", {}).get("it")
    return _title(control) + (f" (se vuoto: {usual})" if usual else "")


def _title(control: Control) -> str:
    name = control.path[-1]
    owner = {"speaker": "chi parla: ", "via": "tramite: ", "addressee": "destinatario: "}.get(control.path[0], "")
    return f"{owner}{FIELDS.get(name, name)} · {' '.join(control.path).replace('_', ' ')}"


def layers() -> tuple[str, ...]:
    """Layers of all region labels shown, for tests of completeness."""
    return tuple(layer_of(label) for label, *_ in _shown())
