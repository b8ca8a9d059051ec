"""mlcroissant loads every record set, and its records are the rows of the Parquet files, nested ones too."""

from __future__ import annotations

import json

import pyarrow.parquet as pq
import pytest

from tests.publish.conftest import REPO, needs
from virgolette.dataset import croissant, standoff
from virgolette.dataset.columns import CONFIGS


@pytest.fixture(scope="module")
def mlc():
    needs("mlcroissant")
    import mlcroissant

    return mlcroissant


@pytest.fixture(scope="module")
def described(release):
    return json.loads((release / "croissant.json").read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def loaded(mlc, release, described):
    from etils import epath

    local = {f["@id"]: epath.Path(release / f["@id"]) for f in described["distribution"]}
    return mlc.Dataset(jsonld=epath.Path(release / "croissant.json"), mapping=local)


def plain(value, prefix):
    """A value of mlcroissant: bytes decoded, numpy numbers plain, ids of sub-fields without those above them."""
    if isinstance(value, dict):
        return {k.removeprefix(f"{prefix}/"): plain(v, prefix) for k, v in value.items()}
    if isinstance(value, list):
        return [plain(v, prefix) for v in value]
    if isinstance(value, bytes):
        return value.decode("utf-8")
    return value.item() if hasattr(value, "item") else value


def spread(record, kind, path=()):
    """A record of a Parquet file as Croissant has it: records inside it spread out."""
    found = {}
    for name, leaf in [(kind.field(i).name, kind.field(i).type) for i in range(kind.num_fields)]:
        value = None if record is None else record[name]
        if str(leaf).startswith("struct"):
            found |= spread(value, leaf, (*path, name))
        else:
            found["_".join((*path, name))] = value
    return found


def test_it_is_croissant_1_1_with_rai(described, release):
    assert described["conformsTo"] == ["http://mlcommons.org/croissant/1.1", "http://mlcommons.org/croissant/RAI/1.0"]
    assert {k for k in described if k.startswith("rai:")} >= {
        "rai:dataCollection",
        "rai:dataAnnotationProtocol",
        "rai:annotatorDemographics",
        "rai:dataBiases",
        "rai:dataLimitations",
        "rai:personalSensitiveInformation",
    }
    assert described["version"] == "0.0.1" and described["virgolette:schema_version"] == "1.0"
    assert described["datePublished"] == "2031-05-04"
    assert all(
        f["contentUrl"].endswith(f"/datasets/{REPO}/resolve/v0.0.1/{f['@id']}") for f in described["distribution"]
    )


def test_mlcroissant_finds_nothing_wrong(loaded):
    issues = loaded.metadata.ctx.issues
    assert not issues.errors and not issues.warnings
    told = loaded.metadata
    assert told.data_annotation_protocol and told.data_limitations and told.machine_annotation_tools
    assert str(told.version) == "0.0.1"


def test_every_file_has_a_record_set(described, release):
    files = sorted(p.relative_to(release).as_posix() for p in release.rglob("*.parquet"))
    assert sorted(f["@id"] for f in described["distribution"]) == files
    assert {r["@id"].split("/")[0] for r in described["recordSet"]} == {*CONFIGS, standoff.NAME}
    assert sorted(f"{r['@id']}.parquet" for r in described["recordSet"]) == files


@pytest.mark.parametrize("config", [*CONFIGS, standoff.NAME])
def test_records_are_the_rows(loaded, described, release, config):
    for name in (r["@id"] for r in described["recordSet"] if r["@id"].startswith(f"{config}/")):
        table = pq.read_table(release / f"{name}.parquet")
        wanted = [
            {
                f.name: [spread(item, f.type.value_type) for item in row[f.name]]
                if str(f.type).startswith("list<element: struct")
                else row[f.name]
                for f in table.schema
            }
            for row in table.to_pylist()
        ]
        found = []
        for record in loaded.records(name):
            row = {}
            for key, value in record.items():
                column = key.removeprefix(f"{name}/")
                row[column] = plain(value, key)
            found.append(row)
        assert found == wanted
        nested = [f for f in table.schema if "struct" in str(f.type)]
        assert nested and any(row[f.name] for row in wanted for f in nested)


def test_a_changed_file_is_noticed(mlc, release, described, tmp_path):
    from etils import epath

    changed = tmp_path / "train.parquet"
    changed.write_bytes((release / "claims" / "train.parquet").read_bytes())
    (first,) = [f for f in described["distribution"] if f["@id"] == "quotes/train.parquet"]
    found = mlc.Dataset(jsonld=epath.Path(release / "croissant.json"), mapping={first["@id"]: epath.Path(changed)})
    with pytest.raises(mlc.GenerationError) as refused:
        next(iter(found.records("quotes/train")))
    assert "not identical" in str(refused.value.__cause__)


def test_a_type_without_a_name_in_croissant_is_an_error():
    import pyarrow as pa

    with pytest.raises(TypeError, match="no data type"):
        croissant.data_type(pa.float64())
