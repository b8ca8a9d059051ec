"""Checks of who speaks, and of who passes the words on."""

from __future__ import annotations

from collections.abc import Iterator

from virgolette.checks.base import View, once
from virgolette.checks.place import quotes
from virgolette.checks.rule import Hit, rule
from virgolette.model import Entity, Quote
from virgolette.spans import hull, overlap

# Referent → types of entity that can be it; a referent that isn't listed can be anything.
REFERENTS = {
    "individual": ("PER",),
    "organisation": ("ORG", "GPE"),
    "group": ("PER", "ORG", "GPE"),
    "document": ("WORK",),
}
_MEND = "Mend the one that is wrong."


@once
def _spoken(view: View) -> list[tuple[str, Quote, Entity]]:
    """(JSON pointer to the speaker, quote, the speaker's mention) where the mention is there."""
    mentions = ((path, quote, view.entities.get(quote.speaker.mention or "")) for path, quote in quotes(view))
    return [(f"{path}/speaker", quote, mention) for path, quote, mention in mentions if mention is not None]


def _speaker_in_content(view: View) -> Iterator[Hit]:
    for path, quote, mention in _spoken(view):
        # Where words are passed on, whoever says them may well be named by whoever passes them on.
        passed_on = quote.via is not None or quote.parent is not None
        if not passed_on and overlap(mention.segments, quote.content):
            message = f"the speaker of {quote.id}, {mention.id}, lies in its content"
            yield Hit(f"{path}/mention", quote, message, hull(mention.segments))


def _speaker_form(view: View) -> Iterator[Hit]:
    for path, quote, mention in _spoken(view):
        if quote.speaker.form != mention.mention:
            is_what = mention.mention or f"a {mention.label}, which can't speak"
            message = f"the speaker of {quote.id} is {quote.speaker.form} in form, {mention.id} is {is_what}"
            yield Hit(f"{path}/form", quote, message, hull(mention.segments))


def _speaker_entity(view: View) -> Iterator[Hit]:
    for path, quote, mention in _spoken(view):
        if quote.speaker.entity != mention.entity:
            message = f"the speaker of {quote.id} is {quote.speaker.entity}, {mention.id} is {mention.entity}"
            yield Hit(f"{path}/entity", quote, message, hull(mention.segments))


def _null_subject(view: View) -> Iterator[Hit]:
    unnamed = False
    for path, quote in quotes(view):
        speaker = quote.speaker
        # Who is kept anonymous, or many whom nobody names, or somebody who spoke before without a name:
        # the reader knows who is meant, and there is no entity to give.
        nobody = unnamed or speaker.referent in ("anonymous", "group")
        if speaker.form == "null_subject" and speaker.entity is None and not nobody:
            message = f"the subject of {quote.id} is dropped and no entity given"
            yield Hit(f"{path}/speaker/entity", quote, message, hull(quote.content))
        unnamed = unnamed or (speaker.mention is not None and speaker.entity is None)


def _referent(view: View) -> Iterator[Hit]:
    for path, quote in quotes(view):
        speaker, mention = quote.speaker, view.entities.get(quote.speaker.mention or "")
        known = view.known.get(speaker.entity or "")
        kind = known.type if known is not None else mention.label if mention is not None else None
        impossible = kind is not None and kind not in REFERENTS.get(speaker.referent, (kind,))
        if impossible or (speaker.referent == "anonymous" and speaker.form == "named"):
            who = f"{kind}, {speaker.form}" if kind else speaker.form
            message = f"the speaker of {quote.id} has the referent {speaker.referent} and is {who}"
            yield Hit(f"{path}/speaker/referent", quote, message, hull(quote.content))


def _sourceless(view: View) -> Iterator[Hit]:
    for path, quote in quotes(view):
        nobody = quote.speaker.form == "none" and quote.speaker.entity is None
        if quote.type == "direct" and not quote.cue and nobody:
            yield Hit(path, quote, f"{quote.id} has neither cue nor speaker", hull(quote.content))


def _via_speaker(view: View) -> Iterator[Hit]:
    for path, quote in quotes(view):
        via, speaker = quote.via, quote.speaker
        same = via is not None and (
            (via.mention is not None and via.mention == speaker.mention)
            or (via.entity is not None and via.entity == speaker.entity)
        )
        if same:
            yield Hit(f"{path}/via", quote, f"{quote.id} is passed on by its own speaker", hull(quote.content))


CHECKS = (
    rule(
        "quote-speaker-in-content",
        "error",
        "The mention of the speaker lies in the content.",
        "Take the mention that serves the cue, or trim the content.",
        hits=_speaker_in_content,
    ),
    rule(
        "quote-speaker-form",
        "error",
        "The form of the speaker isn't that of its mention.",
        _MEND,
        hits=_speaker_form,
    ),
    rule(
        "quote-speaker-entity",
        "error",
        "The entity of the speaker isn't that of its mention.",
        _MEND,
        hits=_speaker_entity,
    ),
    rule(
        "quote-null-subject",
        "warning",
        "A dropped subject has no entity, though it is no group, not anonymous, and nobody unnamed spoke before.",
        "Give the entity that a reader recovers; where nobody can be, it is no quote.",
        hits=_null_subject,
    ),
    rule(
        "quote-referent",
        "warning",
        "The referent doesn't go with what the speaker is.",
        _MEND,
        hits=_referent,
    ),
    rule(
        "quote-sourceless",
        "warning",
        "A direct quote has neither cue nor speaker.",
        "See whether it continues another quote, or is a title or scare quote (a note).",
        hits=_sourceless,
    ),
    rule(
        "quote-via-speaker",
        "warning",
        "The speaker of a quote also passes it on.",
        "Remove via, or name who passed the words on.",
        hits=_via_speaker,
    ),
)
