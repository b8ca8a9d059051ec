"""The only reader and writer of the project's JSON and texts."""

from virgolette.corpus.bodies import text_of
from virgolette.corpus.hydrate import cover, strip, verify
from virgolette.corpus.jsonio import canonical, parse, read, write, write_bytes, write_parts
from virgolette.corpus.load import (
    CLUSTERS,
    annotation_files,
    knowledge,
    left_out,
    load,
    manifest,
    pass_names,
    read_annotations,
    read_clusters,
    read_text,
    scan,
    typed,
)
from virgolette.corpus.texts import decode, find_texts, texts_dir

__all__ = [
    "CLUSTERS",
    "annotation_files",
    "canonical",
    "cover",
    "decode",
    "find_texts",
    "knowledge",
    "left_out",
    "load",
    "manifest",
    "parse",
    "pass_names",
    "read",
    "read_annotations",
    "read_clusters",
    "read_text",
    "scan",
    "strip",
    "text_of",
    "texts_dir",
    "typed",
    "verify",
    "write",
    "write_bytes",
    "write_parts",
]
