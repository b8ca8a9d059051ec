"""The last look at what is about to leave: every file decoded, and searched for the words of external texts."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

from virgolette.checks.leak import RUN, folded
from virgolette.errors import InputError

if TYPE_CHECKING:
    import pyarrow as pa

# A name is a fact, however long; longer than this it is none.
LONGEST_NAME = 80
# Articles, prepositions and signs beside a name are no more of a text than the name is.
BESIDE = 8


class Words:
    """The runs of `RUN` code points of external texts, in two readings.

    Args:
        texts: The external texts.
        names: Canonical names and aliases that may stand anywhere.

    The second reading has letters and digits only: words that were cut into tokens and put together again
    have other white space than the text.
    """

    def __init__(self, texts: Iterable[str], names: Iterable[str] = ()) -> None:
        held, short = list(texts), [n for n in names if len(n) <= LONGEST_NAME]
        self._plain = _without(_runs(map(folded, held)), map(folded, short))
        self._bare = _without(_runs(map(_bare, held)), map(_bare, short))

    def __bool__(self) -> bool:
        return bool(self._plain)

    def within(self, passage: str) -> bool:
        """Whether a passage repeats a run."""
        plain, bare = folded(passage), _bare(passage)
        return not self._plain.isdisjoint(_each(plain)) or not self._bare.isdisjoint(_each(bare))


def _bare(text: str) -> str:
    return "".join(c for c in text.casefold() if c.isalnum())


def _each(text: str) -> Iterator[str]:
    return (text[i : i + RUN] for i in range(len(text) - RUN + 1))


def _runs(texts: Iterable[str]) -> set[str]:
    return {run for text in texts for run in _each(text)}


def _without(runs: set[str], names: Iterable[str]) -> set[str]:
    """The runs that are more than a name with an article or a sign beside it."""
    core = RUN - BESIDE
    parts = {name[i : i + core] for name in names for i in range(len(name) - core + 1)}
    return {run for run in runs if parts.isdisjoint(run[i : i + core] for i in range(BESIDE + 1))}


def refuse_leaks(folder: Path, external: Iterable[str], words: Words) -> None:
    """Nothing where no file of the folder shows an external document.

    Args:
        folder: What is about to be published.
        external: Ids of the external documents: they have rows nowhere but in `reference_standoff`.
        words: The words of the external texts that are at hand.

    Raises:
        InputError: Naming the file, never the words.
    """
    remedy = "Nothing was published. Find how they came there before trying again."
    ids = frozenset(external)
    for path in sorted(p for p in folder.rglob("*") if p.is_file()):
        name = path.relative_to(folder).as_posix()
        if path.suffix == ".parquet" and (rows := _rows_of(path, ids)):
            raise InputError(f"has rows of {', '.join(rows)}, whose text is external", where=name, remedy=remedy)
        if words and any(words.within(passage) for passage in readings(path)):
            raise InputError(f"repeats a run of {RUN} characters of an external text", where=name, remedy=remedy)


def _rows_of(path: Path, external: frozenset[str]) -> list[str]:
    """External documents with rows in a file, where the file has columns for words."""
    import pyarrow.parquet as pq

    data = pq.read_table(path)
    if not {"text", "content", "text_a"} & set(data.column_names):
        return []
    keys = [key for key in ("doc_id", "doc_id_a", "doc_id_b") if key in data.column_names]
    return sorted(external & {value for key in keys for value in data.column(key).to_pylist()})


def readings(path: Path) -> Iterator[str]:
    """Every reading of a file under which words could hide."""
    if path.suffix == ".parquet":
        yield from _columns(path)
        return
    text = path.read_text(encoding="utf-8", errors="replace")
    yield text
    if path.suffix == ".json":
        yield " ".join(_strings(json.loads(text)))


def _columns(path: Path) -> Iterator[str]:
    """Each leaf of each column as one passage, so that what was cut into pieces reads on; and the schema."""
    import pyarrow.parquet as pq

    data: pa.Table = pq.read_table(path)
    yield f"{data.schema}"
    for column in data.columns:
        for chunk in column.chunks:
            yield from _leaves(chunk)


def _leaves(array: pa.Array) -> Iterator[str]:
    import pyarrow.types as is_

    if is_.is_struct(array.type):
        for child in array.flatten():
            yield from _leaves(child)
    elif is_.is_list(array.type):
        yield from _leaves(array.flatten())
    elif is_.is_string(array.type):
        yield " ".join(filter(None, array.to_pylist()))


def _strings(node: Any) -> Iterator[str]:
    if isinstance(node, str):
        yield node
    elif isinstance(node, dict):
        for key, value in node.items():
            yield from _strings(key)
            yield from _strings(value)
    elif isinstance(node, list):
        for item in node:
            yield from _strings(item)
