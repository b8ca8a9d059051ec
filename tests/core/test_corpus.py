"""A corpus folder: what is read, what is refused, and that the wheel holds one."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from tests import folders
from virgolette import corpus, resources
from virgolette.errors import EnvironmentFault, InputError, TextError

TEXTS = {"porto-1": "Il molo costa quaranta milioni.", "porto-2": "La ditta tace.", "porto-3": "Livia parla."}


@pytest.fixture
def base(tmp_path):
    return folders.write_corpus(tmp_path / "corpus", TEXTS, external=frozenset({"porto-3"}))


def gold(base, doc_id="porto-1"):
    return base / "annotations" / "gold" / f"{doc_id}.json"


def test_a_whole_corpus_loads(base):
    found = corpus.load(base)
    assert [d.text for d in found.documents] == [TEXTS["porto-1"], TEXTS["porto-2"], None]
    assert all(d.annotations is not None and Path(d.path) == gold(base, d.entry.doc_id) for d in found.documents)
    assert found.root == str(base) and found.knowledge.entities == ()


def test_the_shipped_corpus_is_found_from_anywhere(root, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    assert resources.root() == root


def test_a_package_without_its_data_says_so(tmp_path, monkeypatch):
    monkeypatch.setattr(resources, "__file__", str(tmp_path / "a" / "b" / "resources.py"))
    with pytest.raises(EnvironmentFault, match="data folders are missing"):
        resources.root.__wrapped__()


def test_left_out_names_every_text_that_is_missing(tmp_path, monkeypatch):
    monkeypatch.delenv("VIRGOLETTE_TEXTS", raising=False)
    made = folders.write_corpus(tmp_path, TEXTS, external=frozenset({"porto-1", "porto-3"}))
    line = corpus.left_out(corpus.load(made))
    assert "porto-1, porto-3." in line and "--texts" in line and "porto-2" not in line
    assert corpus.left_out(corpus.load(folders.write_corpus(tmp_path / "own", TEXTS))) == ""


def test_loading_stops_at_the_first_finding_and_counts_the_others(base):
    gold(base, "porto-2").write_text('{"a": 1, "a": 1.5}')
    gold(base, "porto-1").write_text("")
    with pytest.raises(InputError, match=r"\(and 2 more\)") as raised:
        corpus.load(base)
    assert raised.value.where == str(gold(base)) and raised.value.remedy
    assert not isinstance(raised.value, TextError)


def test_an_own_text_must_be_there_and_be_the_one(base):
    path = base / "seeds" / "texts" / "porto-1.txt"
    path.write_text(TEXTS["porto-1"].replace("molo", "faro"))
    with pytest.raises(TextError, match="1 of 5 segments no longer match, the first at 3"):
        corpus.load(base)
    path.write_bytes(b"\xff")
    with pytest.raises(TextError, match="isn't UTF-8"):
        corpus.load(base)
    path.unlink()
    _, [finding] = corpus.scan(base)
    assert (finding.code, finding.doc_id, finding.file) == ("text-missing", "porto-1", str(path))
    with pytest.raises(TextError, match="missing"):
        corpus.load(base)


def test_a_wrong_length_in_the_manifest(base):
    path = base / "seeds" / "manifest.json"
    listed = json.loads(path.read_text())
    listed["documents"][1]["chars"] += 1
    path.write_text(json.dumps(listed))
    _, [finding] = corpus.scan(base)
    assert finding.code == "text-length" and "has 14 code points, the manifest says 15" in finding.message


@pytest.mark.parametrize(
    "path",
    ["seeds/texts/porto-1.txt", "annotations/gold/porto-1.json", "annotations/entities.json", "seeds/manifest.json"],
)
def test_links_out_of_the_corpus_are_refused_and_links_inside_are_not(base, tmp_path, path):
    target = base / path
    if not target.exists():
        corpus.write(target, {"schema_version": "1.0", "entities": []})
    outside, inside = tmp_path / "outside", base / "inside"
    outside.write_bytes(target.read_bytes())
    inside.write_bytes(target.read_bytes())
    for to, refused in ((outside, True), (inside, False)):
        target.unlink()
        target.symlink_to(to)
        if refused:
            with pytest.raises(InputError, match="leads out of the corpus folder") as raised:
                corpus.load(base)
            assert raised.value.where == str(target)
        else:
            assert corpus.load(base).documents[0].text == TEXTS["porto-1"]


@pytest.mark.parametrize("path", ["annotations/gold/porto-1.json", "annotations/entities.json"])
def test_links_that_lead_nowhere_are_refused(base, path):
    target = base / path
    target.unlink(missing_ok=True)
    for to in (target, base / "gone"):
        target.symlink_to(to)
        with pytest.raises(InputError) as raised:
            corpus.load(base)
        assert raised.value.where == str(target)
        target.unlink()


def test_a_folder_without_manifest_is_no_corpus(tmp_path):
    with pytest.raises(InputError, match=r"no seeds/manifest\.json") as raised:
        corpus.load(tmp_path)
    assert raised.value.where == str(tmp_path)


def test_a_knowledge_file_that_breaks_its_schema_stops_everything(base):
    path = base / "annotations" / "entities.json"
    path.write_text('{"schema_version": "1.0", "entities": [{"id": "X"}], "more": 1}')
    with pytest.raises(InputError) as raised:
        corpus.scan(base)
    assert (
        str(path) in raised.value.where and "more" in raised.value.what and "'name' is a required" in raised.value.what
    )


def test_only_some_files(base, tmp_path):
    other = tmp_path / "porto-2.json"
    other.write_bytes(gold(base, "porto-2").read_bytes())
    found, findings = corpus.scan(base, files=[other])
    assert findings == [] and [d.entry.doc_id for d in found.documents] == ["porto-2"]
    assert found.documents[0].path == str(other) and found.documents[0].text == TEXTS["porto-2"]
    assert corpus.scan(base, files=[])[0].documents == ()


def test_a_file_for_no_document_a_second_one_and_a_misnamed_one(base, tmp_path):
    stray, second = tmp_path / "porto-9.json", tmp_path / "porto-2.json"
    stray.write_bytes(gold(base, "porto-1").read_bytes().replace(b"porto-1", b"porto-9"))
    second.write_bytes(gold(base, "porto-1").read_bytes())
    found, findings = corpus.scan(base, files=[gold(base), stray, second])
    assert [f.code for f in findings] == ["document-unknown", "document-misnamed", "document-repeated"]
    assert [d.entry.doc_id for d in found.documents] == ["porto-1"]


@pytest.mark.parametrize("raw", [b"null", b"[]", b"{}", b'{"entities": null}', b"", b"\xef\xbb\xbf{}", b"9"])
def test_what_is_no_annotations_file_is_a_finding(base, raw):
    gold(base).write_bytes(raw)
    found, findings = corpus.scan(base)
    assert findings and all(f.doc_id == "porto-1" and f.file == str(gold(base)) for f in findings)
    assert found.documents[0].annotations is None and found.documents[0].text == TEXTS["porto-1"]


def test_a_missing_annotations_file_can_not_be_read(base, tmp_path):
    with pytest.raises(InputError, match="can't be read"):
        corpus.scan(base, files=[tmp_path / "porto-1.json"])


@pytest.fixture(scope="module")
def wheel(root, tmp_path_factory):
    """The wheel, built once and unpacked."""
    folder = tmp_path_factory.mktemp("wheel")
    command = [sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", str(folder), str(root)]
    subprocess.run(command, check=True, capture_output=True)
    (path,) = folder.glob("*.whl")
    with zipfile.ZipFile(path) as archive:
        archive.extractall(folder / "unpacked")
    return folder / "unpacked"


def test_the_corpus_loads_from_the_unpacked_wheel(wheel, tmp_path):
    import msgspec

    # -S leaves out the editable install's path file: the package comes from the wheel or not at all.
    code = (
        "import virgolette, virgolette.corpus as c, virgolette.resources as r, json, sys\n"
        "found = c.load()\n"
        "print(json.dumps([virgolette.__file__, str(r.root()), len(found.documents),"
        " sum(d.text is not None for d in found.documents)]))\n"
    )
    site = str(Path(msgspec.__file__).parent.parent)
    kept = {k: v for k, v in os.environ.items() if k not in ("VIRGOLETTE_TEXTS", "PYTHONPATH")}
    env = {**kept, "PYTHONPATH": os.pathsep.join([str(wheel), site])}
    done = subprocess.run(
        [sys.executable, "-S", "-c", code], cwd=tmp_path, env=env, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    package, data, documents, own = json.loads(done.stdout)
    assert Path(package).is_relative_to(wheel) and Path(data) == wheel / "virgolette" / "_data"
    assert documents >= own > 0
    command = [sys.executable, "-S", "-m", "virgolette"]
    done = subprocess.run([*command, "--version"], cwd=tmp_path, env=env, capture_output=True, text=True, check=False)
    assert done.returncode == 0 and done.stdout.startswith("virgolette 0."), done.stderr
