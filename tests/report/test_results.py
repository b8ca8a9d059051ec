"""The project's own results hold: made on the present gold, by every system on the same splits, on no one's machine."""

from __future__ import annotations

from virgolette.report.board import standing


def test_no_stored_result_is_stale(root):
    found = standing.board(root)
    assert found.stale == [], standing.outdated(found)


def test_every_system_ran_on_what_any_ran_on(root):
    found = standing.board(root)
    assert len({tuple(s.results) for s in found.systems}) <= 1


def test_no_machine_s_path_is_told(root):
    for stored in standing.board(root).systems:
        assert not any("/" in command or "\\" in command for command in stored.about.commands)
