"""The texts of external documents never leave, however one tries."""

from __future__ import annotations

import json
import re

import msgspec
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from tests.publish.conftest import REPO, TALE, publish
from virgolette import checks, cli, corpus
from virgolette.dataset import audit, standoff
from virgolette.errors import InputError
from virgolette.model import Manifest, ManifestEntry, Waiver, Waivers

RUN = 40


def fold(text):
    return re.sub(r"\s+", " ", text).casefold()


def bare(text):
    return "".join(c for c in text.casefold() if c.isalnum())


def runs(text, how):
    folded = how(text)
    return {folded[i : i + RUN] for i in range(len(folded) - RUN + 1)}


def strings(node):
    if isinstance(node, dict):
        return [s for k, v in node.items() for s in [k, *strings(v)]]
    if isinstance(node, list):
        return [s for item in node for s in strings(item)]
    return [node] if isinstance(node, str) else []


def passages(path):
    """Every string of a file, and all of them one after the other."""
    if path.suffix == ".parquet":
        table = pq.read_table(path)
        found = strings(table.to_pylist())
        # Column by column too: what was cut into tokens reads on there.
        return [*found, *(" ".join(strings(table.column(name).to_pylist())) for name in table.column_names)]
    text = path.read_text(encoding="utf-8")
    return [text, *(strings(json.loads(text)) if path.suffix == ".json" else [])]


def shows(folder, text):
    """Files that repeat a run of a text: a search of our own, not the one that publishing makes."""
    plain, letters = runs(text, fold), runs(text, bare)
    return sorted(
        {
            path.relative_to(folder).as_posix()
            for path in folder.rglob("*")
            if path.is_file()
            for passage in passages(path)
            if plain & runs(passage, fold) or letters & runs(passage, bare)
        }
    )


def dry(source, folder, *arguments):
    arguments = ["--corpus", str(source), "--dry-run", "--out", str(folder), *map(str, arguments)]
    return cli.main(["publish", REPO, *arguments])


def entries(source, change):
    """Rewrite the manifest, entry by entry."""
    old = corpus.manifest(source)
    listed = tuple(msgspec.structs.replace(e, **change(e)) for e in old.documents)
    raw = corpus.canonical(Manifest(schema_version="1.0", dataset_version="0.0.1", documents=listed))
    (source / "seeds" / "manifest.json").write_bytes(raw)


def included(entry: ManifestEntry) -> dict:
    if entry.doc_id != "faro-3":
        return {}
    return {"text": "included", "licence": "CC-BY-4.0", "split": "train", "story": "lanterna"}


def tampered(source):
    """faro-3 as if it were ours: manifest, text and annotations, without any finding that isn't waived."""
    entries(source, included)
    (source / "seeds" / "texts" / "faro-3.txt").write_text(TALE, encoding="utf-8")
    gold = source / "annotations" / "gold" / "faro-3.json"
    found, _ = corpus.read_annotations(gold)
    corpus.write(gold, corpus.cover(found, TALE))
    corpus.write(source / "annotations" / "waivers.json", Waivers(schema_version="1.0", waivers=()))
    waived = {(f.code, f.id) for f in checks.run(corpus.scan(source)[0])}
    listed = tuple(Waiver(code=code, id=id, reason="Waived, all of it.") for code, id in sorted(waived))
    corpus.write(source / "annotations" / "waivers.json", Waivers(schema_version="1.0", waivers=listed))
    return source


@pytest.fixture
def bare_environment(monkeypatch):
    monkeypatch.delenv("VIRGOLETTE_TEXTS", raising=False)


@pytest.fixture
def out(tmp_path):
    return tmp_path / "out"


def test_the_search_of_these_tests_finds_what_is_there(tmp_path):
    pq.write_table(pa.table({"tokens": [TALE.split()]}), tmp_path / "a.parquet")
    (tmp_path / "b.json").write_text(json.dumps({"x": [TALE[70:120].upper()]}), encoding="utf-8")
    (tmp_path / "c.md").write_text("nothing", encoding="utf-8")
    assert shows(tmp_path, TALE) == ["a.parquet", "b.json"]


@pytest.mark.parametrize("way", ["environment", "argument", "neither"])
def test_texts_at_hand_do_not_leave(source, texts, out, way, monkeypatch, bare_environment):
    if way == "environment":
        monkeypatch.setenv("VIRGOLETTE_TEXTS", str(texts))
    assert dry(source, out, *(["--texts", texts] if way == "argument" else [])) == 0
    held = "\n".join(p.read_text("utf-8") for p in texts.iterdir())
    assert shows(out, held) == []
    external = {"faro-1", "faro-2", "faro-3"}
    for path in out.rglob("*.parquet"):
        table = pq.read_table(path)
        ids = {v for k in table.column_names if k.startswith("doc_id") for v in table.column(k).to_pylist()}
        assert ids == external if path.parent.name == standoff.NAME else not ids & external


def test_what_is_published_does_not_depend_on_texts_at_hand(source, texts, tmp_path, bare_environment, monkeypatch):
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1935657600")
    assert dry(source, tmp_path / "a", "--texts", texts) == dry(source, tmp_path / "b") == 0
    a, b = ({p.relative_to(tmp_path / n): p.read_bytes() for p in (tmp_path / n).rglob("*.*")} for n in "ab")
    assert a == b


def test_nothing_that_was_sent_holds_words(pushed, texts):
    from base64 import b64decode

    _, hub = pushed
    letters = runs(TALE, bare) | runs(TALE, fold)
    for _, path, _, raw in hub.requests:
        sent = [raw.decode("utf-8", "replace")]
        if "/commit/" in path or "/preupload/" in path:
            for found in re.findall(rb'"(?:content|sample)": ?"([^"]*)"', raw):
                sent.append(b64decode(found + b"==").decode("utf-8", "replace"))
        for passage in sent:
            assert not letters & (runs(passage, fold) | runs(passage, bare)), path
    assert len(hub.lfs) == 6


def test_standoff_has_no_column_for_words():
    def names(kind):
        if pa.types.is_list(kind):
            return names(kind.value_type)
        if pa.types.is_struct(kind):
            return {n for i in range(kind.num_fields) for n in {kind.field(i).name} | names(kind.field(i).type)}
        return set()

    schema = standoff.arrow_schema()
    found = set(schema.names) | {n for field in schema for n in names(field.type)}
    assert not found & {"text", "title", "content", "context", "tokens", "previous_paragraph"}


def test_a_text_that_only_claims_to_be_ours_is_found_in_the_folder_of_external_texts(source, texts, out, capsys):
    assert dry(tampered(source), out, "--texts", texts) == 2
    assert re.search("faro-3: is said to be included, but .*holds its text", capsys.readouterr().err)
    assert not out.exists()


def test_the_manifest_that_came_with_the_package_is_held_against_a_corpus(source, out, bare_environment, monkeypatch):
    from virgolette.dataset import withhold

    shipped = corpus.manifest(source).documents
    monkeypatch.setattr(withhold, "_shipped", lambda _: iter(shipped))
    found = corpus.load(tampered(source))
    with pytest.raises(InputError, match="lists its text as external"):
        withhold.withheld(found)


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"licence": "LicenseRef-third-party"}, "licence is LicenseRef-third-party"),
        ({"licence": "LicenseRef-mine"}, "licence is LicenseRef-mine"),
        ({"licence": "All-Rights-Reserved"}, "licence is All-Rights"),
        ({"split": "reference"}, "split reference"),
    ],
)
def test_an_included_text_that_may_not_be_shown_is_refused_without_any_check(source, change, said):
    from virgolette.dataset import withhold

    tampered(source)
    entries(source, lambda e: change if e.doc_id == "faro-3" else {})
    with pytest.raises(InputError, match=said):
        withhold.withheld(corpus.load(source))


def test_words_in_external_annotations_stop_it(source, texts, out, capsys):
    gold = source / "annotations" / "gold" / "faro-3.json"
    found, _ = corpus.read_annotations(gold)
    corpus.write(gold, corpus.cover(found, TALE))
    assert dry(source, out, "--texts", texts) == 1
    assert "faro-3" in capsys.readouterr().out
    loaded = corpus.load(source, texts)
    with pytest.raises(InputError, match="words instead of their digest"):
        list(standoff.rows(standoff.Context(loaded), "reference"))


@pytest.mark.parametrize("place", ["CHANGELOG.md", "clusters", "entity"])
def test_words_that_were_copied_elsewhere_are_found(source, texts, out, place, capsys):
    words = TALE[80:140]
    if place == "CHANGELOG.md":
        path = source / place
        path.write_text(f"{path.read_text('utf-8')}- {words}\n", encoding="utf-8")
    else:
        name, key = ("clusters", "question_en") if place == "clusters" else ("entities", "name")
        path = source / "annotations" / f"{name}.json"
        tree = corpus.read(path)
        tree[name][0][key] = TALE[70:170] if place == "entity" else words
        corpus.write(path, tree)
    assert dry(source, out, "--texts", texts) in (1, 2)
    said = capsys.readouterr()
    assert words[:RUN] not in said.err
    if place == "CHANGELOG.md":
        assert "CHANGELOG.md: repeats a run of 40 characters" in said.err


def test_a_text_of_the_folder_that_no_manifest_lists_is_searched_for_too(source, texts, out, capsys):
    (texts / "unlisted.txt").write_text(f"Prima. {(source / 'seeds/texts/porto-2.txt').read_text('utf-8')}", "utf-8")
    assert dry(source, out, "--texts", texts) == 2
    assert "repeats a run" in capsys.readouterr().err


def test_rows_of_external_documents_in_other_configurations_are_found(tmp_path, source, texts):
    from virgolette.dataset import build

    build.build(corpus.load(source, texts), tmp_path / "full")
    with pytest.raises(InputError, match="has rows of faro-"):
        audit.refuse_leaks(tmp_path / "full", ["faro-1", "faro-2", "faro-3"], audit.Words([]))
    with pytest.raises(InputError, match=r"\.parquet: repeats a run"):
        audit.refuse_leaks(tmp_path / "full", [], audit.Words([TALE]))


def test_names_are_facts_and_sentences_are_not():
    name = "Consorzio Interprovinciale per la Laguna di Brindora"
    text = f"Il {name} ha chiuso. {TALE}"
    assert not audit.Words([text], [name]).within(f"parla il ({name})")
    assert audit.Words([text]).within(name)
    assert audit.Words([text], [TALE]).within(TALE[:60])


def test_the_real_articles_do_not_leave(reference_texts, tmp_path, monkeypatch):
    monkeypatch.setenv("VIRGOLETTE_TEXTS", str(reference_texts))
    out = tmp_path / "out"
    assert cli.main(["publish", REPO, "--dry-run", "--out", str(out)]) == 0
    listed = corpus.load(external=reference_texts)
    external = [d for d in listed.documents if d.entry.text == "external"]
    names = [n for e in listed.knowledge.entities for n in (e.name, *e.aliases)]
    plain = {r for d in external for r in runs(d.text, fold)}
    long = [fold(n) for n in names if len(n) >= RUN - 2]
    plain = {r for r in plain if not any(r.strip(" ,.;") in n for n in long)}
    letters = {r for d in external for r in runs(d.text, bare)} - {r for n in names for r in runs(n, bare)}
    for path in (p for p in out.rglob("*") if p.is_file()):
        for passage in set(passages(path)):
            assert plain.isdisjoint(runs(passage, fold)), path.name
            assert letters.isdisjoint(runs(passage, bare)), path.name
    rows = pq.read_table(out / standoff.NAME / "reference.parquet").to_pylist()
    assert [row["doc_id"] for row in rows] == [d.entry.doc_id for d in external]


def test_publishing_really_ends_when_it_is_refused(source, texts, hub, capsys):
    (source / "CHANGELOG.md").write_text(f"## 0.0.1\n{TALE}", encoding="utf-8")
    assert publish(source, hub, "--texts", texts) == 2
    assert hub.calls() == [f"GET /api/datasets/{REPO}/refs"] and not hub.repos
