"""Everything missing or unreadable is listed with its place and reason."""

from pytestqt.qtbot import QtBot

from neurodesk.ui.dataset.left_out import LeftOutTable
from tests.ui.desk import HOSTILE, markup, previewed, shown


def test_places_and_reasons(qtbot: QtBot):
    """Lines, files and features; those beyond the list are counted."""
    table = shown(qtbot, LeftOutTable(), 500, 200)
    skipped = (("line 7", 'column "age": expected a number, found "x"'), (HOSTILE, "the file is empty"))
    assert table.show_preview(previewed(1, skipped=skipped, bad=5, missing=(("age", 3),))) == 6
    rows = [[table.item(row, at).text() for at in (0, 1)] for row in range(table.rowCount())]
    assert rows[:2] == [list(pair) for pair in skipped]
    assert rows[2][0] == "and 3 more"
    assert rows[3] == ["age", "3 missing values, filled with the training part's mean"]
    assert markup(table) == []
    assert table.show_preview(None) == table.rowCount() == 0
