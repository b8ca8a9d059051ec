"""The texts of a corpus: each verified against its manifest entry, or a finding that says what differs."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from pathlib import Path

import msgspec

from virgolette.corpus import hydrate, jsonio, texts
from virgolette.errors import InputError, TextError
from virgolette.finding import Finding
from virgolette.model import Annotations, ManifestEntry, Segment

PathLike = str | os.PathLike[str]


def inside(path: Path, root: Path) -> Path:
    """The path, where following links doesn't lead out of the corpus."""
    remedy = "Put the file itself there, not a link."
    try:
        led = path.resolve()
    except (OSError, RuntimeError):
        raise InputError("is a link that leads nowhere", where=str(path), remedy=remedy) from None
    if not led.is_relative_to(root.resolve()):
        raise InputError("leads out of the corpus folder", where=str(path), remedy=remedy)
    return path


def unusable(
    code: str, doc_id: str, message: str, remedy: str, path: Path | str, pointer: str = "", at: int | None = None
) -> Finding:
    """A finding on a file that can't be used; `at` is an offset in code points."""
    return Finding(code, "error", doc_id, pointer, message, at, at, remedy, doc_id, str(path))


def verified(
    base: Path, entries: Sequence[ManifestEntry], read: Mapping[str, Annotations], folder: Path | None
) -> tuple[dict[str, str], list[Finding]]:
    """doc_id → verified text, and findings on texts that can't be used."""
    bodies: dict[str, str] = {}
    findings: list[Finding] = []
    outside = [e for e in entries if e.text == "external"]
    raws, others = texts.find_texts(folder, {e.sha256 for e in outside}) if folder else ({}, {})
    for entry in entries:
        path = base / "seeds" / "texts" / f"{entry.doc_id}.txt"
        if entry.text == "external":
            raw = raws.get(entry.sha256)
            if raw is None:
                findings += _changed(entry, read.get(entry.doc_id), others)
                continue
            where = f"{folder} ({entry.doc_id})"
        else:
            if not path.is_file():
                findings.append(
                    unusable(
                        "text-missing",
                        entry.doc_id,
                        "the text file is missing",
                        f"Restore seeds/texts/{entry.doc_id}.txt.",
                        path,
                    )
                )
                continue
            raw, where = jsonio.read_bytes(inside(path, base)), str(path)
        try:
            text = texts.decode(raw, where)
        except TextError as error:
            findings.append(unusable("text-not-utf8", entry.doc_id, error.what, error.remedy, where))
            continue
        if texts.sha256(raw) != entry.sha256:
            message, at = _difference(entry, text, read.get(entry.doc_id))
            remedy = f"Restore the text, or carry the annotations over with: virgolette remap {entry.doc_id} {path}"
            findings.append(unusable("text-changed", entry.doc_id, message, remedy, where, at=at))
        elif len(text) != entry.chars:
            message = f"the text has {len(text)} code points, the manifest says {entry.chars}"
            findings.append(unusable("text-length", entry.doc_id, message, "Mend `chars` in the manifest.", where))
        else:
            bodies[entry.doc_id] = text
    return bodies, findings


def _difference(entry: ManifestEntry, text: str, found: Annotations | None) -> tuple[str, int | None]:
    """What differs between the text at hand and the one annotated, as far as the annotations tell."""
    message = (
        f"the text isn't the one in the manifest (sha256 differs; {len(text)} code points, {entry.chars} expected)"
    )
    if found is not None:
        bad = [s.start for _, _, s in hydrate.segments(found) if not hydrate.verify(s, text, found.text_sha256)]
        total = sum(1 for _ in hydrate.segments(found))
        if bad:
            return f"{message}; {len(bad)} of {total} segments no longer match, the first at {min(bad)}", min(bad)
    return message, None


def _alike(segments: Sequence[Segment], text: str, entry: ManifestEntry) -> bool:
    """Whether a tenth of the segments (at least two) match, before one edit or, shifted, behind it."""
    shift = len(text) - entry.chars
    hits = 0
    for segment in segments:
        moved = msgspec.structs.replace(segment, start=segment.start + shift, end=segment.end + shift)
        behind = moved.start >= 0 and hydrate.verify(moved, text, entry.sha256)
        hits += behind or hydrate.verify(segment, text, entry.sha256)
    return hits >= max(min(2, len(segments)), len(segments) // 10) > 0


def _changed(entry: ManifestEntry, found: Annotations | None, others: Mapping[Path, bytes]) -> list[Finding]:
    """Findings on files that are nearly this external document: the digests tell."""
    if found is None:
        return []
    segments = [s for _, _, s in hydrate.segments(found)]
    for path, raw in others.items():
        text = raw.decode("utf-8", "replace")
        if abs(len(text) - entry.chars) <= max(2, entry.chars // 20) and _alike(segments, text, entry):
            message, at = _difference(entry, text, found)
            command = f"virgolette remap {entry.doc_id} {path}"
            remedy = f"Supply the text as annotated, or carry the annotations over with: {command}"
            return [unusable("text-changed", entry.doc_id, message, remedy, path, at=at)]
    return []


def text_of(base: Path, entry: ManifestEntry, folder: PathLike | None = None) -> str:
    """The verified text of one document.

    Raises:
        TextError: Where it isn't the one in the manifest, or isn't at hand.
    """
    bodies, findings = verified(base, [entry], {}, texts.texts_dir(folder))
    if findings:
        raise TextError(findings[0].message, where=findings[0].file, remedy=findings[0].remedy)
    if entry.doc_id not in bodies:
        raise TextError(
            "the text is not at hand", where=entry.doc_id, remedy="Give its folder by --texts DIR or VIRGOLETTE_TEXTS."
        )
    return bodies[entry.doc_id]
