"""What people's own programs get from an independent hub (olah) that serves what was pushed."""

from __future__ import annotations

import contextlib
import json
import os
import re
import subprocess
import sys
import textwrap
import time
import urllib.request
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from tests.publish.conftest import REPO, needs
from tests.publish.fakehub import as_git
from virgolette.dataset import standoff
from virgolette.dataset.columns import CONFIGS, arrow_schema

TAG = "v0.0.1"
ALL = (*CONFIGS, standoff.NAME)

LOADER = """
import json, sys
from datasets import get_dataset_config_names, load_dataset
repo, tag, address = sys.argv[1:]
found = {"configs": get_dataset_config_names(repo, revision=tag)}
found["default"] = len(load_dataset(repo, revision=tag)["train"])
for config in found["configs"]:
    loaded = load_dataset(repo, config, revision=tag)
    streamed = load_dataset(repo, config, revision=tag, streaming=True)
    found[config] = {
        "features": {split: rows.features.to_dict() for split, rows in loaded.items()},
        "rows": {split: list(rows) for split, rows in loaded.items()},
        "streamed": {split: list(rows) for split, rows in streamed.items()},
        "streamed_features": {split: rows.features.to_dict() for split, rows in streamed.items()},
    }
import pandas as pd
# Not by hf://, which asks for parts of a file: olah sends the whole file of a local repository whatever is asked.
frame = pd.read_parquet(f"{address}/datasets/{repo}/resolve/{tag}/quotes/train.parquet")
found["pandas"] = list(frame["quote_id"])
print(json.dumps(found))
"""


@contextlib.contextmanager
def olah(folder: Path, mirrors: Path, port: int):
    """A process that serves git repositories as a hub does, offline; ended by its pid."""
    config = folder / "olah.toml"
    where = f"127.0.0.1:{port}"
    config.write_text(
        textwrap.dedent(f"""
            [basic]
            host = "127.0.0.1"
            port = {port}
            mirror-netloc = "{where}"
            mirror-lfs-netloc = "{where}"
            repos-path = "{folder / "cache"}"
            mirrors-path = ["{mirrors}"]
            [accessibility]
            offline = true
        """),
        encoding="utf-8",
    )
    command = [sys.executable, "-m", "olah.server", "-c", str(config), "--log-path", str(folder / "logs")]
    with (folder / "olah.out").open("wb") as log:
        served = subprocess.Popen(command, cwd=folder, stdout=log, stderr=subprocess.STDOUT)
    try:
        for _ in range(300):
            with contextlib.suppress(OSError):
                urllib.request.urlopen(f"http://{where}/api/datasets/{REPO}/revision/main", timeout=5).close()
                break
            assert served.poll() is None, (folder / "olah.out").read_text("utf-8", "replace")
            time.sleep(0.1)
        else:
            pytest.fail((folder / "olah.out").read_text("utf-8", "replace"))
        yield f"http://{where}"
    finally:
        served.terminate()
        served.wait(timeout=30)


@pytest.fixture(scope="module")
def served(pushed, tmp_path_factory):
    """The address of the hub; the port is that of the hub that was pushed to, which its Croissant names."""
    needs("olah")
    folder = tmp_path_factory.mktemp("olah")
    as_git(pushed[1].repos[REPO], folder / "mirror" / "datasets" / REPO)
    with olah(folder, folder / "mirror", pushed[1].port) as address:
        yield address


def client(served, home, *command):
    kept = {k: v for k, v in os.environ.items() if not k.startswith(("HF_", "VIRGOLETTE_"))}
    env = {**kept, "HF_HOME": str(home), "HF_ENDPOINT": served, "HF_HUB_DISABLE_XET": "1", "HOME": str(home)}
    done = subprocess.run(command, env=env, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout


@pytest.fixture(scope="module")
def downloaded(served, tmp_path_factory):
    home = tmp_path_factory.mktemp("hf")
    hf = Path(sys.executable).parent / "hf"
    command = [
        str(hf),
        "download",
        REPO,
        "--repo-type",
        "dataset",
        "--revision",
        TAG,
        "--local-dir",
        str(home / "data"),
    ]
    client(served, home, *command)
    return home / "data"


def paths(folder):
    return {(c, p.stem): p for c in ALL for p in sorted((folder / c).glob("*.parquet"))}


def kinds(schema):
    """Names and types, as far as libraries agree how to call them."""
    return {f.name: re.sub(r"large_|(?<=list<)\w+(?=: )", "", str(f.type)) for f in schema}


def test_hf_download_gives_the_published_bytes(downloaded, release):
    def held(folder):
        return {
            p.relative_to(folder).as_posix(): p.read_bytes()
            for p in folder.rglob("*")
            if p.is_file() and ".cache" not in p.parts
        }

    assert held(downloaded) == held(release)


def test_load_dataset_gives_every_configuration_loaded_and_streamed(served, release, tmp_path):
    found = json.loads(
        client(served, tmp_path / "hf", sys.executable, "-c", LOADER, REPO, TAG, served).splitlines()[-1]
    )
    assert found["configs"] == list(ALL) and found["default"] == 2
    from datasets import Features

    for config in ALL:
        files = {split: path for (name, split), path in paths(release).items() if name == config}
        rows = {split: pq.read_table(path).to_pylist() for split, path in files.items()}
        assert found[config]["rows"] == found[config]["streamed"] == rows
        kind = standoff.arrow_schema() if config == standoff.NAME else arrow_schema(config)
        features = dict.fromkeys(files, Features.from_arrow_schema(kind).to_dict())
        assert found[config]["features"] == found[config]["streamed_features"] == features
    assert found["pandas"] == [row["quote_id"] for row in found["quotes"]["rows"]["train"]]


def test_pandas_polars_and_duckdb_read_the_same(downloaded):
    needs("duckdb", "polars")
    import duckdb
    import pandas as pd
    import polars as pl

    assert len(paths(downloaded)) == len(ALL)
    for path in paths(downloaded).values():
        wanted = pq.read_table(path)
        frame = pd.read_parquet(path, dtype_backend="pyarrow")
        polars = pl.read_parquet(path).to_arrow()
        duck = duckdb.connect().execute("select * from read_parquet($1)", [str(path)]).to_arrow_table()
        for other in (pa.Table.from_pandas(frame, preserve_index=False), polars, duck):
            assert other.to_pylist() == wanted.to_pylist(), path
            assert kinds(other.schema) == kinds(wanted.schema), path


def test_hydrate_from_the_hub(served, pushed, tmp_path):
    code = """
        import sys, virgolette
        from datasets import load_dataset
        repo, tag, texts = sys.argv[1:]
        rows = load_dataset(repo, "reference_standoff", split="reference", revision=tag)
        print(virgolette.hydrate(rows, texts, "quotes")["content"])
    """
    command = [sys.executable, "-c", textwrap.dedent(code), REPO, TAG, str(pushed[0] / "outside")]
    assert "la lente nuova" in client(served, tmp_path / "hf", *command)


def test_croissant_downloads_its_files_by_their_addresses(served, release, tmp_path):
    needs("mlcroissant")
    code = """
        import sys, mlcroissant
        found = mlcroissant.Dataset(sys.argv[1])
        print([r["quotes/train/quote_id"] for r in found.records("quotes/train")])
    """
    command = [sys.executable, "-c", textwrap.dedent(code), f"{served}/datasets/{REPO}/resolve/{TAG}/croissant.json"]
    assert "porto-1#Q1" in client(served, tmp_path / "hf", *command)
