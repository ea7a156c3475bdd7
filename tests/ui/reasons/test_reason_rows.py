"""A row of the Explain dock: one example by one run, a view for each method."""

from pathlib import Path

from pytestqt.qtbot import QtBot

from neurodesk.ui.reasons.heat_look import HeatLook
from neurodesk.ui.reasons.reason_rows import ReasonRow, runs_beside
from tests.ui.desk import explained, shown


def test_it_waits_takes_and_changes_its_look(qtbot: QtBot):
    """The run is named once it is known."""
    names = {5: "Wide"}
    row = shown(qtbot, ReasonRow(None, 3, names.__getitem__), 700, 240)
    row.begin(("saliency", "gradcam"), HeatLook())
    assert all(view.waiting for view in row.views.values())
    assert row.title.text() == "Example 3, the newest run"
    row.take(explained(1, "saliency", run=5))
    assert row.title.text() == "Example 3, Wide"
    names[5] = "Deep"
    row.say_name()
    assert row.title.text() == "Example 3, Deep"
    before = row.views["saliency"].grab().toImage()
    row.show_look(HeatLook(sign="for"))
    assert row.views["saliency"].grab().toImage() != before
    row.rest()
    assert not row.views["gradcam"].waiting


def test_a_store_that_cannot_be_read_has_no_runs(tmp_path: Path):
    """Nor has a folder without one."""
    assert runs_beside(tmp_path) == []
    (tmp_path / "runs.sqlite").write_text("no database")
    assert runs_beside(tmp_path) == []
