"""The first rows of a table can be read."""

import numpy as np
from pytestqt.qtbot import QtBot

from neurodesk.ui.dataset.rows_table import RowsTable
from tests.ui.desk import HOSTILE, shown


def test_rows_have_their_answer_first(qtbot: QtBot):
    """Then the features by name; those without a name are counted."""
    table = shown(qtbot, RowsTable())
    table.show_rows(np.array([[1.0, np.nan], [2.5, 1e6]]), ["cat", "dog"], (HOSTILE,))
    assert [table.item(0, at).text() for at in range(3)] == ["cat", "1", "nan"]
    assert table.item(1, 2).text() == "1,000,000"
    assert table.horizontalHeaderItem(2).text() == "feature 2"
    assert "<b>bold" not in table.horizontalHeaderItem(1).toolTip()


def test_wide_tables_are_cut(qtbot: QtBot):
    """A thousand features would take long, and nobody reads them; another table takes the place of the first."""
    table = shown(qtbot, RowsTable())
    table.show_rows(np.zeros((3, 1000)), ["1", "2", "3"], ())
    assert table.columnCount() == 65
    table.show_rows(np.zeros((1, 2)), ["1"], ())
    assert (table.rowCount(), table.columnCount()) == (1, 3)
