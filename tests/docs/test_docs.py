"""What the documentation says of the data is what the data says."""

from __future__ import annotations

import re

import pytest

from virgolette import corpus, schema
from virgolette.checks import CATALOGUE
from virgolette.docs import refresh
from virgolette.docs.blocks import BLOCKS, NEEDS_TEXTS, Source
from virgolette.errors import InputError


@pytest.fixture(scope="module")
def source(root):
    return Source(corpus.load(root), root)


def test_no_generated_block_is_stale(source):
    assert refresh.stale(source) == []


def test_no_block_that_counts_words_is_stale(root, reference_texts):
    assert refresh.stale(Source(corpus.load(root, reference_texts), root)) == []


def test_blocks_that_need_texts_stay_without_them(source, tmp_path):
    name = next(iter(NEEDS_TEXTS))
    page = tmp_path / "page.md"
    page.write_text(f"<!-- generated: {name} -->\nas it was\n<!-- end -->\n", encoding="utf-8")
    bare = Source(corpus.load(source.root, tmp_path), source.root)
    assert not bare.complete
    assert refresh.refreshed(page, bare) == page.read_text(encoding="utf-8")


def test_an_unknown_block_is_refused_by_name(source, tmp_path):
    page = tmp_path / "page.md"
    page.write_text("<!-- generated: weather -->\n<!-- end -->\n", encoding="utf-8")
    with pytest.raises(InputError, match="weather"):
        refresh.refreshed(page, source)


def test_every_block_is_used_somewhere(root):
    used = {n for f in refresh.FILES for n in re.findall(r"generated: ([a-z-]+)", (root / f).read_text("utf-8"))}
    assert used == set(BLOCKS)


def test_a_stale_figure_is_found_and_mended(source, tmp_path):
    for name in refresh.FILES:
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text((source.root / name).read_text("utf-8"), encoding="utf-8")
    readme = tmp_path / "README.md"
    good = readme.read_text("utf-8")
    readme.write_text(good.replace("| reference | 5 |", "| reference | 6 |"), encoding="utf-8")
    assert readme.read_text("utf-8") != good
    elsewhere = Source(source.corpus, tmp_path)
    # Agreement is read from the folder; only the figures of the corpus are at stake here.
    assert "| reference | 5 |" in refresh.refreshed(readme, elsewhere)


def test_tables_name_every_field_and_every_code(root):
    fields = (root / "schema" / "README.md").read_text("utf-8")
    for name in schema.documents():
        for key in schema.fields(name):
            assert f"| `{key}` |" in fields
    codes = (root / "annotations" / "CHECKS.md").read_text("utf-8")
    assert all(f"`{entry.code}`" in codes for entry in CATALOGUE)


def test_no_figure_is_typed_into_the_datasheet(root):
    """Outside generated blocks and headings there are no counts: only years, versions and offsets of the text."""
    text = (root / "DATASHEET.md").read_text("utf-8")
    typed = re.sub(r"<!-- generated: .*?<!-- end -->", "", text, flags=re.DOTALL)
    allowed = {"2021", "2025", "2026", "256", "8", "4", "2", "0", "1", "3", "002", "003"}
    found = set(re.findall(r"\d+", typed)) - allowed
    assert found == set()
