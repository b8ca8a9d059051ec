"""What somebody made before is not written over unless one says so."""

from __future__ import annotations

from tests.conftest import ROOT
from tests.workflow.standing import story
from virgolette.cli import main


def test_lines_that_would_lose_decisions_are_refused(tmp_path, capsys):
    root = story(tmp_path / "corpus", ("velasca-1",))
    path = root / "annotations" / "decisions" / "velasca-1.json"
    before = path.read_bytes()
    (tmp_path / "lines.txt").write_text("", "utf-8")
    command = ["adjudicate", "lm-a", "lm-b", "--corpus", str(root), "--doc", "velasca-1", "--decide"]
    assert main([*command, str(tmp_path / "lines.txt")]) == 2
    assert "would be open again" in capsys.readouterr().err
    assert path.read_bytes() == before
    assert main([*command, str(tmp_path / "lines.txt"), "--force"]) == 1
    assert path.read_bytes() != before


def test_a_draft_writes_over_nothing_else(tmp_path, capsys):
    draft = tmp_path / "draft.jsonl"
    draft.write_text("", "utf-8")
    other = tmp_path / "other.json"
    other.write_bytes((ROOT / "annotations" / "gold" / "velasca-2.json").read_bytes())
    strange = tmp_path / "strange.json"
    strange.write_text("{}", "utf-8")
    for path, said in ((other, "annotations of velasca-2"), (strange, "something else")):
        kept = path.read_bytes()
        assert main(["draft", "velasca-1", str(draft), "--out", str(path)]) == 2
        assert said in capsys.readouterr().err
        assert path.read_bytes() == kept
    # A draft of the same document is.
    for _ in range(2):
        assert main(["draft", "velasca-1", str(draft), "--out", str(tmp_path / "new.json")]) == 0
