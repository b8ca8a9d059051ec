"""Writing a corpus in packed form."""

from __future__ import annotations

import shutil
import tempfile
from pathlib import Path

import msgspec

from virgolette.corpus import jsonio, shards, stored
from virgolette.errors import EnvironmentFault, InputError
from virgolette.model import Clusters, Corpus, KnownEntities, Metrics, Waivers


def pack(corpus: Corpus, out: Path, size: int = 1000, suffix: str = stored.LINES) -> int:
    """Write the packed form of a corpus to a new folder, whole or not at all.

    The texts of external documents stay out, at hand or not.

    Args:
        corpus: As loaded.
        out: A folder that doesn't exist, or is empty.
        size: Documents a shard.
        suffix: One of `shards.SUFFIXES`: how the lines are stored.

    Returns:
        The number of shards.

    Raises:
        InputError: Where something stands at `out`, the size is less than one, or there is no such suffix.
        EnvironmentFault: Where it can't be written.
    """
    if size < 1:
        raise InputError(f"{size} documents can't fill a shard", where="--size", remedy="Give 1 or more.")
    if suffix not in shards.SUFFIXES:
        raise InputError(
            f"{suffix} isn't a way to store lines", where="--form", remedy=f"Give {' or '.join(shards.SUFFIXES)}."
        )
    try:
        if out.exists() and (not out.is_dir() or any(out.iterdir())):
            raise InputError("exists already", where=str(out), remedy="Name a new folder.")
        out.absolute().parent.mkdir(parents=True, exist_ok=True)
        made = Path(tempfile.mkdtemp(prefix=f".{out.name}-", dir=out.absolute().parent))
    except OSError as error:
        raise _fault(error, out) from None
    try:
        count = _written(corpus, made, size, suffix)
        made.chmod(0o755)
        made.replace(out)
    except EnvironmentFault as fault:
        # It names a file of the folder that nobody but us knows.
        raise EnvironmentFault(fault.what, where=str(out), remedy=fault.remedy) from None
    except OSError as error:
        raise _fault(error, out) from None
    finally:
        shutil.rmtree(made, ignore_errors=True)
    return count


def _written(corpus: Corpus, out: Path, size: int, suffix: str) -> int:
    version, known = corpus.manifest.schema_version, corpus.knowledge
    jsonio.write(out / "seeds" / "manifest.json", msgspec.structs.replace(corpus.manifest, documents=()))
    folder = out / "annotations"
    jsonio.write(folder / "entities.json", KnownEntities(schema_version=version, entities=known.entities))
    jsonio.write(folder / "metrics.json", Metrics(schema_version=version, metrics=known.metrics))
    jsonio.write(folder / "clusters.json", Clusters(schema_version=version, clusters=known.clusters))
    jsonio.write(folder / "waivers.json", Waivers(schema_version=version, waivers=known.waivers))
    (out / shards.FOLDER).mkdir()
    starts = range(0, len(corpus.documents), size)
    for number, start in enumerate(starts):
        path = out / shards.FOLDER / f"{number:05}{suffix}"
        stored.write(path, map(shards.encode, corpus.documents[start : start + size]))
    return len(starts)


def _fault(error: OSError, out: Path) -> EnvironmentFault:
    remedy = "Name a folder that you may write to, on a disk with room."
    return EnvironmentFault(f"can't be written ({error.strerror})", where=str(out), remedy=remedy)
