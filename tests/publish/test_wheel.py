"""A wheel that was built from the sdist works in a clean environment, offline, and says what the checkout says."""

from __future__ import annotations

import hashlib
import json
import os
import subprocess
import sys
import sysconfig
import tarfile
import venv
import zipfile

import pytest

from virgolette import corpus

USE = """
import json, sys, socket
def refuse(*_, **__):
    raise AssertionError("the network was asked for")
socket.socket.connect = socket.create_connection = refuse
import virgolette
found = {"where": virgolette.__file__}
documents = virgolette.documents()
found["documents"] = [[d.entry.doc_id, d.text is not None, len(d.annotations.claims)] for d in documents]
found["heavy"] = sorted({"datasets", "pandas", "pyarrow", "huggingface_hub"} & set(sys.modules))
quotes = virgolette.load("quotes", split="train")
found["quotes"] = list(quotes["content"])
found["frame"] = len(virgolette.frame("claims"))
print(json.dumps(found))
"""


def run(*command, env=None, cwd=None):
    done = subprocess.run([str(c) for c in command], capture_output=True, text=True, check=False, env=env, cwd=cwd)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


@pytest.fixture(scope="module")
def built(root, tmp_path_factory):
    """The sdist of the checkout, and the wheel that was built from the unpacked sdist."""
    folder = tmp_path_factory.mktemp("built")
    build = [sys.executable, "-m", "build", "--no-isolation", "--outdir", folder]
    run(*build, "--sdist", root)
    (sdist,) = folder.glob("*.tar.gz")
    with tarfile.open(sdist) as archive:
        archive.extractall(folder / "source", filter="data")
    (source,) = (folder / "source").iterdir()
    run(*build, "--wheel", source)
    (wheel,) = folder.glob("*.whl")
    return sdist, wheel


@pytest.fixture(scope="module")
def python(built, tmp_path_factory):
    """The interpreter of a new environment with the wheel, and the dependencies of this one without this checkout."""
    folder = tmp_path_factory.mktemp("clean")
    venv.create(folder, with_pip=False, symlinks=True)
    scripts = "Scripts" if os.name == "nt" else "bin"
    own = sysconfig.get_paths(vars={"base": str(folder), "platbase": str(folder)})["purelib"]
    pip = [sys.executable, "-m", "pip", "--disable-pip-version-check", "install", "--quiet", "--no-deps", "--no-index"]
    run(*pip, "--target", own, built[1])
    # A line in a .pth file adds a folder without reading that folder's own .pth files: no editable install.
    with open(os.path.join(own, "dependencies.pth"), "w", encoding="utf-8") as stream:  # noqa: PTH123, PTH118
        stream.write(f"{sysconfig.get_paths()['purelib']}\n{sysconfig.get_paths()['platlib']}\n")
    return folder / scripts / "python"


@pytest.fixture
def environment(tmp_path):
    kept = {k: v for k, v in os.environ.items() if not k.startswith(("VIRGOLETTE_", "PYTHON", "HF_"))}
    return {**kept, "HOME": str(tmp_path), "HF_HOME": str(tmp_path / "hf")}


def test_load_and_documents_work_from_the_wheel_offline(python, environment, tmp_path, root):
    found = json.loads(run(python, "-W", "ignore", "-c", USE, env=environment, cwd=tmp_path))
    assert str(root) not in found["where"] and str(python.parent.parent) in found["where"]
    bare = corpus.load(root, tmp_path)
    assert found["documents"] == [
        [d.entry.doc_id, d.text is not None, len(d.annotations.claims)] for d in bare.documents
    ]
    assert found["heavy"] == []
    included = [d for d in bare.documents if d.text is not None]
    assert len(found["quotes"]) == sum(len(d.annotations.quotes) for d in included if d.entry.split == "train")
    assert found["frame"] == sum(len(d.annotations.claims) for d in included)


def test_the_same_checks_pass(python, environment, tmp_path, root):
    checked = [run(p, "-m", "virgolette", "check", env=environment, cwd=tmp_path) for p in (python, sys.executable)]
    assert checked[0].splitlines()[-1] == checked[1].splitlines()[-1]
    assert checked[0].splitlines()[-1].startswith("0 errors, 0 warnings")


def test_the_same_data_set_is_built(python, environment, tmp_path):
    for name, interpreter in (("wheel", python), ("checkout", sys.executable)):
        run(interpreter, "-m", "virgolette", "build", "--out", tmp_path / name, env=environment, cwd=tmp_path)
    wheel, checkout = (
        {
            p.relative_to(tmp_path / name).as_posix(): hashlib.sha256(p.read_bytes()).hexdigest()
            for p in (tmp_path / name).rglob("*")
            if p.is_file()
        }
        for name in ("wheel", "checkout")
    )
    assert wheel == checkout and wheel


def test_the_wheel_of_the_sdist_holds_what_the_package_needs(built, root):
    names = set(zipfile.ZipFile(built[1]).namelist())
    wanted = [p for d in ("schema", "seeds", "annotations") for p in (root / d).rglob("*") if p.is_file()]
    assert {f"virgolette/_data/{p.relative_to(root).as_posix()}" for p in wanted} <= names
    assert not any("/.venv" in n or "__pycache__" in n for n in names)
