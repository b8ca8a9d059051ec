"""The instruction that Label Studio shows to annotators: how records are drawn, and what relations mean."""

from __future__ import annotations

from html import escape

RELATIONS = {
    "continues": ("segmento → primo segmento", "a further segment → the first one of its span"),
    "cue-of": ("introduttore → contenuto", "cue → content"),
    "mark-of": ("virgoletta → contenuto o nota", "mark → content or note"),
    "speaker-of": ("menzione → contenuto: chi parla", "mention → content: who speaks"),
    "via": ("menzione → contenuto: chi riferisce", "mention → content: who passed it on"),
    "addressee": ("menzione → contenuto: a chi", "mention → content: to whom"),
    "nested-in": ("contenuto → contenuto che lo racchiude", "content → the enclosing content"),
    "claimer": ("affermazione → contenuto; senza: l’autore", "claim → content; without it the author claims"),
    "value-of": ("figura → affermazione", "figure → claim"),
}


def about() -> str:
    """The instruction, as HTML."""
    rows = "".join(
        f"<li><b>{escape(name)}</b>: {escape(it)} <i>({escape(en)})</i></li>" for name, (it, en) in RELATIONS.items()
    )
    return (
        "<p>Il manuale è annotations/GUIDELINES.md. <i>(It is the manual; this is only how to draw.)</i></p>"
        "<p>Si sceglie un’etichetta, si segna il testo, si compilano i campi a destra. Un segno mancante: si segna il "
        "carattere accanto al suo posto, difetto «mancante». <i>(Pick a label, mark the text, fill in the fields on "
        "the right. A missing mark: mark the character beside its place, defect “missing”.)</i></p>"
        f"<p>Relazioni (Alt+R, poi l’altra regione, poi il nome) · relations:</p><ul>{rows}</ul>"
    )
