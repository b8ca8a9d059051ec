"""No run of 40 characters of an external text stands in any tracked file or in the wheel."""

from __future__ import annotations

import io
import json
import re
import subprocess
import sys
import zipfile

import pytest

from virgolette import corpus

RUN = 40
# A name is a fact, however long it is.
NAMES = ("Center for Machine Intelligence, Computing and Security",)


def fold(text):
    return re.sub(r"\s+", " ", text).casefold()


def decoded(raw, name):
    """Every reading of a file under which words could hide: as text, as JSON strings, as Parquet cells."""
    if name.endswith((".zip", ".whl")):
        with zipfile.ZipFile(io.BytesIO(raw)) as archive:
            for member in archive.namelist():
                yield from decoded(archive.read(member), member)
        return
    if name.endswith(".parquet"):
        import pyarrow.parquet as pq

        yield json.dumps(pq.read_table(io.BytesIO(raw)).to_pylist(), ensure_ascii=False, default=str)
        return
    text = raw.decode("utf-8", "replace")
    yield text
    if name.endswith((".json", ".jsonl")):
        for line in [text, *text.split("\n")]:
            try:
                yield json.dumps(json.loads(line), ensure_ascii=False)
            except ValueError:
                continue
    yield re.sub(r"\\u([0-9a-fA-F]{4})", lambda m: chr(int(m[1], 16)), text).replace("\\n", " ").replace('\\"', '"')


@pytest.fixture(scope="session")
def grams(reference_texts):
    listed = corpus.manifest(corpus_root())
    found, _ = corpus.find_texts(reference_texts, {d.sha256 for d in listed.documents if d.text == "external"})
    assert len(found) == sum(d.text == "external" for d in listed.documents)
    shingles = set()
    for raw in found.values():
        text = fold(raw.decode("utf-8"))
        shingles.update(text[i : i + RUN] for i in range(len(text) - RUN + 1))
    for name in map(fold, NAMES):
        shingles -= {name[i : i + RUN] for i in range(len(name) - RUN + 1)}
    return shingles


def corpus_root():
    from tests.conftest import ROOT

    return ROOT


def leaks(raw, name, grams):
    for text in decoded(raw, name):
        folded = fold(text)
        # Two windows a run apart can't both miss a run of 2·RUN, but a run of RUN needs every offset.
        for i in range(len(folded) - RUN + 1):
            if folded[i : i + RUN] in grams:
                return True
    return False


def tracked(root):
    if not (root / ".git").exists():
        pytest.skip("not a git checkout")
    listed = subprocess.run(
        ["git", "-C", str(root), "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        capture_output=True,
        check=True,
    ).stdout
    return [root / name for name in listed.decode().split("\0") if name]


def test_the_test_finds_a_leak(grams, reference_texts):
    first = next(iter(sorted(reference_texts.glob("*.txt")))).read_text(encoding="utf-8")
    planted = {"a": [first[300:380]]}
    assert leaks(json.dumps(planted).encode(), "x.json", grams)
    assert leaks(first[300:380].upper().replace(" ", "\n").encode(), "x.py", grams)
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w", zipfile.ZIP_DEFLATED) as out:
        out.writestr("inner.json", json.dumps(planted))
    assert leaks(archive.getvalue(), "x.whl", grams)


def test_no_tracked_file_repeats_an_external_text(grams, root):
    found = [str(p) for p in tracked(root) if p.is_file() and leaks(p.read_bytes(), p.name, grams)]
    assert found == []


def test_no_wheel_repeats_an_external_text(grams, root, tmp_path):
    subprocess.run(
        [sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", str(tmp_path), str(root)],
        check=True,
        capture_output=True,
    )
    (wheel,) = tmp_path.glob("*.whl")
    assert not leaks(wheel.read_bytes(), wheel.name, grams)
    names = zipfile.ZipFile(wheel).namelist()
    assert "virgolette/_data/seeds/manifest.json" in names
    assert not any("deepseek" in n and n.endswith(".txt") for n in names)
