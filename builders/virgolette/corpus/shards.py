"""The packed form of a corpus: seeds/shards/, a document a line, for corpora too large for files of their own.

Beside the shards stand the files that documents share, as ever: seeds/manifest.json (which then lists no documents:
each line holds its own entry) and annotations/entities.json, metrics.json, clusters.json, waivers.json. A shard is
*.jsonl, or *.parquet with the same lines, and read a line at a time, so that memory doesn't grow with their number.
"""

from __future__ import annotations

import hashlib
import os
import re
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from itertools import pairwise
from pathlib import Path

import msgspec

from virgolette import schema
from virgolette.corpus import jsonio, stored, texts
from virgolette.corpus.bodies import unusable
from virgolette.errors import InputError
from virgolette.finding import Finding
from virgolette.model import Document, ManifestEntry, Packed

FOLDER = Path("seeds") / "shards"
SUFFIXES = (stored.LINES, stored.PARQUET)


class Line(msgspec.Struct, frozen=True):
    """A line of a shard.

    Attributes:
        number: Counted from 1.
        place: What `read_at` finds it by.
        document: None where the line can't be used; without text where its text can't.
        findings: What keeps the line, or its text, from being used: all of it.
    """

    number: int
    place: int
    document: Document | None
    findings: tuple[Finding, ...] = ()


@cache
def _codec() -> tuple[msgspec.json.Decoder[Packed], msgspec.json.Encoder]:
    return msgspec.json.Decoder(Packed), msgspec.json.Encoder()


def packed(root: Path) -> bool:
    """Whether a corpus folder is in packed form."""
    return (root / FOLDER).is_dir()


def shards(root: Path) -> list[Path]:
    """The shards of a corpus in packed form, sorted by name without suffix.

    Raises:
        InputError: Where there is none, or one of them is no file: its documents would be missed silently; or two have
            one name, by which what is made of them is called.
    """
    every = (path for suffix in SUFFIXES for path in (root / FOLDER).glob(f"*{suffix}"))
    found = sorted(every, key=lambda path: path.stem)
    for path, following in pairwise(found):
        if path.stem == following.stem:
            remedy = "Rename one, or take away the one that was packed again."
            raise InputError(f"{path.name} stands beside it", where=str(following), remedy=remedy)
    for path in found:
        if not path.is_file():
            raise InputError("is no file, nor a link to one", where=str(path), remedy="Restore it, or take it away.")
    if not found:
        what = f"there is no {FOLDER}/*{' or *'.join(SUFFIXES)}"
        raise InputError(what, where=str(root), remedy="Make the packed form with: virgolette pack")
    return found


def encode(document: Document) -> bytes:
    """The line of a document, with its line end. The text of an external document stays out."""
    text = document.text if document.entry.text == "included" else None
    line = Packed(entry=document.entry, text=text, annotations=document.annotations)
    return _codec()[1].encode(line) + b"\n"


def read(path: Path, external: Mapping[str, bytes] | None = None) -> Iterator[Line]:
    """The documents of a shard, one by one, each verified (strict JSON, schema, length and sha256 of the text).

    Args:
        path: The shard.
        external: sha256 → bytes of the external texts at hand.

    Raises:
        InputError: Where the file can't be read.
    """
    for number, (place, raw) in enumerate(stored.lines(path), 1):
        yield _line(number, place, raw, str(path), external or {})


def read_at(
    path: Path, places: Sequence[tuple[int, int]], external: Mapping[str, bytes] | None = None
) -> Iterator[Line]:
    """Single lines of a shard, each given by its number and its place; as `read` gives them."""
    raws = stored.at(path, [place for _, place in places])
    for (number, place), raw in zip(places, raws, strict=True):
        yield _line(number, place, raw, str(path), external or {})


def pointer(number: int, inner: str = "") -> str:
    """Where in a shard something is: L, the line's number, and the JSON pointer into that line."""
    return f"L{number}{inner}"


def _line(number: int, place: int, raw: bytes, file: str, external: Mapping[str, bytes]) -> Line:
    line = _proven(raw)
    if line is None:
        line, flaws = _parsed(number, raw, file)
        if line is None:
            return Line(number, place, None, tuple(flaws))
    entry, found, flaw = line.entry, line.annotations, None
    if found is not None and found.doc_id != entry.doc_id:
        message = f"the entry is {entry.doc_id}, the annotations' doc_id is {found.doc_id}"
        where = pointer(number, "/annotations/doc_id")
        flaw = unusable("document-misnamed", entry.doc_id, message, "Mend one of the two.", file, where)
        return Line(number, place, Document(entry, None, None, file), (flaw,))
    text, raw_text = line.text, None if line.text is None else line.text.encode()
    if entry.text == "external":
        raw_text = external.get(entry.sha256)
        text = None if raw_text is None else raw_text.decode("utf-8", "replace")
    if raw_text is not None and text is not None:
        flaw = _changed(number, entry, text, raw_text, file)
    # A document that nobody annotated comes from no file of annotations: that is how checks know.
    source = file if found is not None else ""
    return Line(number, place, Document(entry, None if flaw else text, found, source), (flaw,) if flaw else ())


def _proven(raw: bytes) -> Packed | None:
    """The line, where it is proven at little cost to be strict JSON that follows the schema; else None.

    What our own writer makes of the decoded record is the line itself: then no key is given twice, and nothing is
    lost or read differently. Against the strict parser this takes a tenth of the time.
    """
    decoder, encoder = _codec()
    try:
        line = decoder.decode(raw)
        if encoder.encode(line) != raw:
            return None
        # The record as a tree is the line as a tree, and made in half the time.
        return line if schema.validator("packed").is_valid(msgspec.to_builtins(line)) else None
    except (msgspec.MsgspecError, RecursionError, UnicodeError):
        return None


def _parsed(number: int, raw: bytes, file: str) -> tuple[Packed | None, list[Finding]]:
    """The line by the strict parser, or what is wrong with it."""
    instance, flaws = jsonio.parse(raw)
    if flaws:
        found = [("json-malformed", f.pointer, f.message, f.remedy) for f in flaws]
        return None, [unusable(c, "", message, remedy, file, pointer(number, p)) for c, p, message, remedy in found]
    wrong = schema.violations("packed", instance)
    if wrong:
        remedy, doc_id = "See schema/ for what may stand here.", _named(instance)
        return None, [unusable("schema-violation", doc_id, m, remedy, file, pointer(number, p)) for p, m in wrong]
    return msgspec.convert(instance, Packed), []


def _named(instance: jsonio.Json) -> str:
    """The doc_id of a line that breaks the schema, as far as it says one."""
    entry = instance.get("entry") if isinstance(instance, dict) else None
    named = entry.get("doc_id") if isinstance(entry, dict) else None
    return named[:64] if isinstance(named, str) else ""


def _changed(number: int, entry: ManifestEntry, text: str, raw: bytes, file: str) -> Finding | None:
    """A finding where a text isn't the one that its entry names."""
    where = pointer(number, "/text")
    if hashlib.sha256(raw).hexdigest() != entry.sha256:
        message = (
            f"the text isn't the one in the entry (sha256 differs; {len(text)} code points, {entry.chars} expected)"
        )
        return unusable("text-changed", entry.doc_id, message, "Restore the text.", file, where)
    if len(text) != entry.chars:
        message = f"the text has {len(text)} code points, the entry says {entry.chars}"
        return unusable("text-length", entry.doc_id, message, "Mend `chars` in the entry.", file, where)
    return None


def of_split(path: Path, split: str) -> list[str]:
    """doc_ids of the documents of one split in a shard, where there are few: the lines of others aren't decoded."""
    named = re.compile(rb'"split"\s*:\s*"' + re.escape(split.encode()) + b'"')
    lines = [_proven(raw) for _, raw in stored.lines(path) if named.search(raw)]
    return [line.entry.doc_id for line in lines if line is not None and line.entry.split == split]


def externals(path: Path, folder: str | os.PathLike[str] | None = None) -> Mapping[str, bytes]:
    """sha256 → bytes of the external texts of a shard that are at hand.

    Args:
        path: The shard.
        folder: Folder of external texts; None for VIRGOLETTE_TEXTS, else without them.

    Raises:
        InputError: Where the folder isn't one.
    """
    held = texts.texts_dir(folder)
    if held is None:
        return {}
    # Few lines are of external documents: the others needn't be decoded to see that.
    lines = [_proven(raw) for _, raw in stored.lines(path) if b'"external"' in raw]
    wanted = {line.entry.sha256 for line in lines if line is not None and line.entry.text == "external"}
    return texts.find_texts(held, wanted)[0]
