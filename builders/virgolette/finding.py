"""A finding about data is a value."""

from __future__ import annotations

from msgspec import Struct


class Finding(Struct, frozen=True, omit_defaults=True):
    """One thing that a check found.

    Attributes:
        code: Stable kebab-case code of the check.
        severity: `error` (the data is wrong) or `warning` (look at it).
        doc_id: The document, or "" for a finding about the collection.
        path: JSON pointer into the file; L and a 1-based line in files of other formats.
        start, end: Code points in the document's text, half-open; None where no place applies.
        message: What is wrong, with the values that show it.
        remedy: What to do.
        id: The annotation's global id (doc_id#T3, clusters#price), for waivers; "" where none applies.
        file: The file that the pointer is into, as the user named it; "" where unknown.
        waived: The waiver's reason, where one covers it.
    """

    code: str
    severity: str
    doc_id: str
    path: str
    message: str
    start: int | None = None
    end: int | None = None
    remedy: str = ""
    id: str = ""
    file: str = ""
    waived: str | None = None
