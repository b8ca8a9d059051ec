"""W3C Web Annotation JSON-LD: each annotation an object with bodies and targets.

Offsets of a TextPositionSelector are code points of the text, as the recommendation has it; JavaScript tools that
count UTF-16 units are recognised by `virgolette check --from webanno`. A span with gaps has several targets: the
selectors of one target are, in the recommendation, different ways to select the same words.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any
from urllib.parse import unquote

from virgolette.foreign import Attribute, Flaw, Foreign, Link, Mention, Remark
from virgolette.formats import files, jsonstream
from virgolette.formats.webanno_target import Place, place, source_of

Json = Any
EXTENSIONS = (".jsonld", ".json", ".jsonl")
# Our own properties, in a context of their own, for what the vocabulary has no word for.
NAME, ROLE, KIND, LAYER, DOCUMENT = (f"virgolette:{n}" for n in ("name", "role", "kind", "layer", "document"))
_TAGGING = ("tagging", "classifying", "identifying")


def read(source: Path) -> Iterator[Foreign]:
    """One document a source that annotations target; those of one source have to stand together in a file.

    The text is a .txt of the source's name beside the file, or of the file's own name.
    """
    for path in files.find(source, EXTENSIONS):
        reader: _Reader | None = None
        number = 0
        for number, item in _annotations(path):
            about = "" if isinstance(item, Flaw) else source_of(item)
            if reader is None or (about and about != reader.source):
                if reader is not None and reader.source:
                    yield reader.document()
                    reader = None
                flaws = reader.flaws if reader is not None else []
                reader = _Reader(files.name_of(path, source), path, about)
                reader.flaws += flaws
            reader.take(item, number)
        if reader is not None:
            yield reader.document()


def _annotations(path: Path) -> Iterator[tuple[int, dict[str, Json] | Flaw]]:
    """Every annotation of a file: a list, a line each, or the items of a collection or page, which are numbered."""
    items = 0
    for number, record in jsonstream.records(path):
        if isinstance(record, Flaw):
            yield number, record
            continue
        stack: list[Json] = [record]
        while stack:
            one = stack.pop()
            if not isinstance(one, dict):
                yield number, Flaw("foreign-line-malformed", "an annotation is an object", "Mend the record.", number)
            elif "target" in one:
                items += 1
                yield (number if one is record else items), one
            else:
                inner = [one.get("first"), one.get("items"), one.get("@graph")]
                nested = [x for part in inner if part for x in (part if isinstance(part, list) else [part])]
                stack += reversed([x for x in nested if not isinstance(x, str)])
                if not nested and "items" not in one:
                    message = "an object without target and items"
                    yield number, Flaw("foreign-line-malformed", message, "Mend the record.", number)


class _Reader:
    """Collects the annotations of one source."""

    def __init__(self, name: str, path: Path, source: str) -> None:
        self.path, self.source, self.file_name = path, source, name
        self.mentions: list[Mention] = []
        self.attributes: list[Attribute] = []
        self.links: list[Link] = []
        self.remarks: list[Remark] = []
        self.flaws: list[Flaw] = []
        self.left: Counter[str] = Counter()
        self.own = ""

    def document(self) -> Foreign:
        """What was collected, with the text if it is beside the file."""
        stem = Path(unquote(self.source.split("?")[0].split("#")[0])).name
        names = [self.path.with_name(n) for n in (stem, f"{stem}.txt", f"{self.path.stem}.txt") if n.endswith(".txt")]
        text_file = next((p for p in names if p.is_file()), None)
        text = None
        if text_file is not None:
            text, flaw = files.text_in(text_file)
            self.flaws += [flaw] if flaw is not None else []
        elif self.own != "textless":
            self.flaws.append(Flaw("foreign-text-missing", "no text beside the file", f"Put {names[-1].name} there."))
        return Foreign(
            name=stem.removesuffix(".txt") or self.file_name,
            text=text,
            mentions=tuple(self.mentions),
            attributes=tuple(self.attributes),
            links=tuple(self.links),
            remarks=tuple(self.remarks),
            file=str(self.path),
            text_file=str(text_file or ""),
            flaws=tuple(self.flaws),
            unrepresented=dict(self.left),
        )

    def take(self, item: dict[str, Json] | Flaw, number: int) -> None:
        """Take an annotation, or note why not."""
        if isinstance(item, Flaw):
            self.flaws.append(item)
            return
        try:
            self._annotation(item, number)
        except (KeyError, TypeError, ValueError, AttributeError) as error:
            message = f"{str(item.get('id', 'an annotation'))[:60]} isn't of the model's form ({error})"
            self.flaws.append(Flaw("foreign-line-malformed", message[:200], "Mend the annotation.", number))

    def _annotation(self, item: dict[str, Json], number: int) -> None:
        id_ = _own_id(item, number)
        bodies, targets = _list(item.get("body", [])), _list(item["target"])
        motives = _list(item.get("motivation", []))
        if any(_get(t, ROLE) is not None for t in targets) or ("linking" in motives and len(targets) > 1):
            arguments = tuple((_role(t), _id(t)) for t in targets)
            self.links.append(Link(id_, _label(bodies), arguments, str(item.get(KIND, "relation")), number))
            return
        found = [place(t) for t in targets]
        spans = [p for p in found if p is not None]
        if not spans:
            self._about(id_, bodies, targets, number)
            return
        self._mention(id_, bodies, spans, str(item.get(LAYER, "")), number)

    def _about(self, id_: str, bodies: Sequence[Json], targets: Sequence[Json], number: int) -> None:
        """An annotation of another annotation, or of the whole document."""
        target = _id(targets[0]).partition("#")[2] if targets else ""
        if not target and any(isinstance(t, dict) and "selector" in t for t in targets):
            self.left["targets without a text position"] += 1
            return
        for body in bodies:
            name, own = _get(body, NAME), str(_get(body, "id") or "")
            if name is not None and _get(body, "purpose") in _TAGGING:
                self.attributes.append(Attribute(target, str(name), _value(body), own, number))
            else:
                self.remarks.append(Remark(target, _value(body), str(name or "note"), id_, number))

    def _mention(self, id_: str, bodies: Sequence[Json], spans: list[Place], layer: str, number: int) -> None:
        said = tuple(p.said for p in spans if p.said is not None)
        segments = tuple(p.span for p in spans)
        label = _label(bodies)
        kept = said if len(said) == len(segments) else ()
        self.mentions.append(Mention(id_, label, segments, kept, layer, number))
        rest = [b for b in bodies if b is not _labelled(bodies)]
        for i, body in enumerate(rest, 1):
            name, purpose = _get(body, NAME), str(_get(body, "purpose") or "note")
            own = _get(body, "id")
            if name is not None or purpose in _TAGGING:
                self.attributes.append(Attribute(id_, str(name or purpose), _value(body), str(own or ""), number))
            else:
                self.remarks.append(Remark(id_, _value(body), purpose, str(own or f"{id_}/{i}"), number))


def _own_id(item: dict[str, Json], number: int) -> str:
    """What stands after # in an annotation's id; all of it where there is no #; its number where it has none."""
    whole = str(item.get("id", item.get("@id", number)))
    return whole.partition("#")[2] or whole


def _list(value: Json) -> list[Json]:
    return value if isinstance(value, list) else [value]


def _get(node: Json, key: str) -> Json:
    return node.get(key) if isinstance(node, dict) else None


def _id(target: Json) -> str:
    """The annotation that a target is, without the file's own name before #."""
    if isinstance(target, str):
        return target.removeprefix("#")
    return str(_get(target, "source") or _get(target, "id") or "").removeprefix("#")


def _role(target: Json) -> str:
    return str(_get(target, ROLE) or "")


def _labelled(bodies: Sequence[Json]) -> Json:
    """The body that holds the label: the first that tags or classifies and is no attribute, else the first."""
    tagging = (b for b in bodies if _get(b, "purpose") in _TAGGING and _get(b, NAME) is None)
    plain = (b for b in bodies if _get(b, NAME) is None)
    return next(tagging, None) or next(plain, None)


def _label(bodies: Sequence[Json]) -> str:
    body = _labelled(bodies)
    return "" if body is None else _value(body)


def _value(body: Json) -> str:
    if isinstance(body, str):
        return body
    value = _get(body, "value")
    if value is None:
        value = _get(body, "source") or _get(body, "id") or ""
    # A label may itself be a resource with a name.
    return str(_get(value, "label") or _get(value, "id") or value) if isinstance(value, dict) else str(value)
