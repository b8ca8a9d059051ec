"""Direct speech: which marked stretches a cue introduces, and what becomes of those that none does."""

from __future__ import annotations

from collections.abc import Collection, Sequence

import msgspec

from virgolette.systems.rules import cues as cueing
from virgolette.systems.rules import speakers
from virgolette.systems.rules.cues import Cue
from virgolette.systems.rules.found import Mention, Said
from virgolette.systems.rules.scene import Scene
from virgolette.systems.rules.stretches import Stretch

_FAR = 12
_NEAR = 5
# What a stretch without a cue needs to be speech and no scare quote, title or nickname.
_WORDS = 6
_JOINING = frozenset({"che", ";", ":", "."})


def pieces(scene: Scene, cue: Cue, used: Collection[int], *, clause: bool) -> list[int]:
    """The stretches that a verb introduces, in text order; `clause`: whether a clause with che or di follows it."""
    siblings = [n for n in scene.siblings(cue) if n not in used]
    ahead = [n for n in siblings if scene.stretches[n].outer.end <= scene.page.at(cue.first).start]
    behind = [n for n in siblings if scene.stretches[n].outer.start >= scene.page.at(cue.last).end]
    found = []
    if ahead and _before(scene, scene.stretches[ahead[-1]], cue, clause=clause):
        found.append(ahead[-1])
    if behind and not clause and _after(scene, scene.stretches[behind[0]], cue, interrupted=bool(found)):
        found.append(behind[0])
    return found


def _between(scene: Scene, first: int, stop: int) -> list[str] | None:
    """The words between stretch and cue; None where another cue or another sentence stands there."""
    if any(i in scene.cue_at for i in range(first, stop)):
        return None
    return [scene.page.at(i).low for i in range(first, stop)]


def _before(scene: Scene, stretch: Stretch, cue: Cue, *, clause: bool) -> bool:
    """`“…”, ha detto X`, `“…”, X ha detto`, `“…”, come X ha detto`."""
    first = scene.page.within(stretch.outer).stop
    words = _between(scene, first, cue.first)
    if words is None or len(words) > _FAR or cue.gerund:
        return False
    begins = _begins(scene, stretch)
    if not words or words in ([","], ["."]) or words[0] == ",":
        tight = len(words) <= 1
        if words[:1] == ["."] and not _lower(scene, cue):
            return False
        return (tight or (not clause and not _JOINING & set(words))) and (begins or bool(words))
    return begins and not clause and not _JOINING & set(words) and len(words) <= _NEAR


def _lower(scene: Scene, cue: Cue) -> bool:
    return scene.page.at(cue.first).text[:1].islower()


def _begins(scene: Scene, stretch: Stretch) -> bool:
    """Whether a stretch begins its sentence."""
    tokens = scene.page.within(stretch.outer)
    return bool(tokens) and scene.page.sentence(tokens[0]).start >= tokens[0]


def _after(scene: Scene, stretch: Stretch, cue: Cue, *, interrupted: bool) -> bool:
    """`X ha detto: “…”`, `ha detto che “…”` is another matter; `“…”, ha detto X, “…”` goes on."""
    page = scene.page
    opening = page.within(stretch.outer).start
    words = _between(scene, cue.last + 1, opening)
    if words is None or len(words) > _FAR + 4 or "." in words or ";" in words:
        return False
    if words and words[-1] == ":":
        return True
    if interrupted:
        return page.at(opening).sentence == page.at(cue.last).sentence and words[-1:] == [","]
    return len(words) <= _NEAR and page.at(opening).sentence == page.at(cue.last).sentence and not cue.gerund


def words(scene: Scene, cue: Cue, used: Collection[int]) -> tuple[Said, list[int]] | None:
    """`Sono le parole di X`: the speech before it, in its own paragraph or the one before."""
    page = scene.page
    start = page.at(cue.first).start
    paragraph = page.paragraph(start)
    free = [
        n
        for n, s in enumerate(scene.stretches)
        if s.parent is None and n not in used and s.outer.end <= start and paragraph - s.paragraph in (0, 1)
    ]
    free = [n for n in free if speech(scene, scene.stretches[n])]
    if not free:
        return None
    last = scene.stretches[free[-1]].paragraph
    chosen = [n for n in free if scene.stretches[n].paragraph == last]
    speaker, _ = speakers.after(scene, cue.last + 1, page.sentence(cue.first).stop, source=True)
    content = tuple(scene.stretches[n].span for n in chosen)
    return Said(content, (cueing.span(page, cue),), "direct", speaker), chosen


def speech(scene: Scene, stretch: Stretch) -> bool:
    """Whether marked words are speech by themselves: long enough, or a whole sentence at the head of a paragraph."""
    page = scene.page
    tokens = page.within(stretch.span)
    if not tokens or any(m.label == "WORK" and m.span == stretch.span for m in scene.mentions):
        return False
    number = sum(1 for i in tokens if page.at(i).text[0].isalnum())
    head = page.at(tokens[0]).text[:1].isupper()
    whole = page.at(tokens[-1]).text[-1] in ".!?…" and number >= 3
    return head and (number >= _WORDS or whole or (number >= 3 and _sentence(scene, stretch)))


def _sentence(scene: Scene, stretch: Stretch) -> bool:
    """Whether a stretch is its sentence's all: what narrators say stands outside."""
    tokens = scene.page.within(stretch.outer)
    sentence = scene.page.sentence(tokens[0])
    rest = scene.page.words(tokens.stop, sentence.stop - 1) if tokens.stop < sentence.stop else ""
    return _begins(scene, stretch) and not any(c.isalnum() for c in rest)


def leftovers(scene: Scene, said: list[Said], used: dict[int, int]) -> None:
    """Gives each marked stretch without a cue its place: it goes on with the quote before it, or stands alone.

    Speech that no cue introduces is continued speech where a quote in marks ended in this paragraph or the one
    before; else it belongs to the quote in the next paragraph, whose cue names its speaker; else to nobody.
    """
    page = scene.page
    for number, stretch in enumerate(scene.stretches):
        if number in used or stretch.parent is not None or not speech(scene, stretch):
            continue
        inside = any(c.start <= stretch.outer.start and stretch.outer.end <= c.end for s in said for c in s.content)
        if inside:
            continue
        before = _neighbour(scene, said, stretch, before=True)
        target = before if before is not None else _neighbour(scene, said, stretch, before=False)
        if target is not None:
            quote = said[target]
            said[target] = msgspec.structs.replace(quote, content=(*quote.content, stretch.span))
            used[number] = target
            continue
        used[number] = len(said)
        said.append(Said((stretch.span,), (), "direct", _announced(scene, page.within(stretch.outer).start)))


def _neighbour(scene: Scene, said: Sequence[Said], stretch: Stretch, *, before: bool) -> int | None:
    """The direct quote that reaches nearest to a stretch, in its paragraph or the next one on that side."""
    page, best, place = scene.page, None, -1
    for i, quote in enumerate(said):
        if quote.type != "direct" or scene.level(page.index(quote.content[0].start)) is None:
            continue
        if not any(s.parent is None and s.span in quote.content for s in scene.stretches):
            continue
        reach = [*quote.content, *quote.cue]
        end, start = max(s.end for s in reach), min(s.start for s in reach)
        far = stretch.paragraph - page.paragraph(end - 1) if before else page.paragraph(start) - stretch.paragraph
        near = end <= stretch.outer.start if before else start >= stretch.outer.end
        mark = end if before else -start
        if near and far in (0, 1) and (best is None or mark > place):
            best, place = i, mark
    return best


def _announced(scene: Scene, opening: int) -> Mention | None:
    """`X: “…”`: the name before the colon."""
    page = scene.page
    if page.at(opening - 1).low != ":":
        return None
    floor = page.sentence(opening - 1).start
    for i in range(opening - 2, floor - 1, -1):
        found = scene.ends.get(i)
        if found is not None and not speakers.governed(scene, found):
            return found
    return None
