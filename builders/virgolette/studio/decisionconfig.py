"""The labeling configuration of an adjudication project: one choice, and why."""

from __future__ import annotations

from xml.etree import ElementTree as ET

from virgolette.studio.differences import BY_HAND, TAKES

SIDES, TAKE, FIELDS, WHY = "sides", "take", "fields", "why"
ABOVE = "position:sticky;top:0;z-index:5;background:var(--color-neutral-background,#fff);padding-bottom:.3rem"


def decision_config() -> str:
    """The configuration, as indented XML; without a final newline, which the server would cut off."""
    root = ET.Element("View")
    root.append(
        ET.Comment(" Generated from schema/ by `virgolette studio config`, for adjudication: change it there. ")
    )
    ET.SubElement(root, "Header", value="$title", size="5")
    shared = {"toName": SIDES, "showInline": "true"}
    box = ET.SubElement(root, "View", style=ABOVE)
    needed = {"required": "true", "requiredMessage": "Manca · missing: decisione · decision"}
    # What can be taken depends on the difference: choices come with the task.
    ET.SubElement(box, "Choices", {"name": TAKE, "value": "$takes", "choice": "single", **shared, **needed})
    ET.SubElement(root, "HyperText", name=SIDES, value="$html", valueType="text", inline="true", saveTextResult="no")
    ET.SubElement(root, "Header", value="campi presi dall’altra · fields taken from the other", size="6")
    ET.SubElement(root, "Choices", {"name": FIELDS, "value": "$fields", "choice": "multiple", **shared})
    ET.SubElement(root, "Header", value="perché · why", size="6")
    place = {"maxSubmissions": "1", "editable": "true", "rows": "2", "placeholder": "in poche parole · in a few words"}
    ET.SubElement(root, "TextArea", {"name": WHY, "toName": SIDES, **place})
    ET.indent(root)
    return ET.tostring(root, encoding="unicode")


def is_decision_config(config: str) -> bool:
    """Whether a project's configuration is one of adjudication; one of annotation isn't."""
    return f'name="{SIDES}"' in config and f'name="{TAKE}"' in config


def decision_about() -> str:
    """The instruction that Label Studio shows to adjudicators, as HTML."""
    rows = "".join(f"<li><b>{t}</b>: {w['it']} <i>({w['en']})</i></li>" for t, w in TAKES.items() if t != BY_HAND)
    return (
        "<p>Due versioni della stessa annotazione: se ne sceglie una, entrambe o nessuna, secondo il manuale "
        "annotations/GUIDELINES.md. <i>(Two versions of one annotation: take one, both or none, by the manual.)</i></p>"
        f"<ul>{rows}</ul>"
        "<p>Con a o b si possono prendere singoli campi dall’altra. Il motivo in poche parole, senza parole di testi "
        "altrui. Quel che nessuno decide resta aperto. <i>(With a or b, single fields may come from the other. The "
        "reason in a few words, none of an external text’s. What nobody decides stays open.)</i></p>"
    )
