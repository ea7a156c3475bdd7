"""The roles of a table's columns are seen and changed row by row."""

from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from neurodesk.data.catalogue import SOURCES
from neurodesk.data.columns import Column
from neurodesk.graph.model import Chosen, chosen
from neurodesk.ui.dataset.roles import RolesTable, with_role
from tests.ui.desk import HOSTILE, markup, shown

TABLE = 'size,colour,"a, ""b""",label\n1,red,5,x\n2,blue,6,y\n3,red,7,x\n4,blue,9,y\n'
ODD = 'a, "b"'


@pytest.fixture
def source(tmp_path: Path) -> Chosen:
    """A table with four columns, one of them with a comma and quotes in its name."""
    (tmp_path / "t.csv").write_text(TABLE)
    return chosen("csv", file="t.csv")


def roles(source: Chosen, base: Path) -> dict[str, str]:
    """What the source itself makes of its columns."""
    return {column.name: column.role for column in SOURCES.make(source).columns(base)}


@pytest.mark.parametrize(
    ("name", "role"),
    [(name, role) for name in ("size", "colour", ODD) for role in ("category", "ignore", "target")]
    + [("size", "number"), (ODD, "number")],
)
def test_a_chosen_role_is_the_one_the_table_has(source: Chosen, tmp_path: Path, name: str, role: str):
    """Whatever the name holds; guessed again it is as before."""
    before = roles(source, tmp_path)
    made = with_role(source, name, role)
    assert roles(made, tmp_path)[name] == role
    assert roles(with_role(made, name, ""), tmp_path) == before


def test_a_column_has_one_role(source: Chosen, tmp_path: Path):
    """A second choice takes the first away, the others stay."""
    made = with_role(with_role(with_role(source, "size", "ignore"), ODD, "ignore"), "size", "category")
    assert made.values["ignore"] == '"a, ""b"""'
    assert made.values["categories"] == "size"
    assert roles(made, tmp_path) == {"size": "category", "colour": "category", ODD: "ignore", "label": "target"}


def test_the_table_asks_for_a_role(qtbot: QtBot):
    """The target stays until another column is the target; names are words."""
    table = shown(qtbot, RolesTable(), 400, 200)
    table.show_columns((Column(HOSTILE, "number", HOSTILE), Column("label", "target", "it was chosen")))
    asked = []
    table.chosen.connect(lambda *told: asked.append(told))
    box = table.cellWidget(0, 1)
    for role in ("number", "ignore"):
        box.activated.emit(box.findData(role))
    assert asked == [(HOSTILE, "ignore")]
    assert not table.cellWidget(1, 1).isEnabled()
    assert "first" in table.cellWidget(1, 1).toolTip()
    assert markup(table) == []
    assert "<b>bold" not in table.item(0, 0).toolTip()
    table.show_columns(())
    assert table.rowCount() == 0
