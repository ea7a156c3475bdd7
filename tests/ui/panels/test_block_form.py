"""In the inspector a block chooses its network, says who shares it, and has its ports named and ordered."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit, QPushButton
from pytestqt.qtbot import QtBot

from neurodesk.graph.blocks import passage
from neurodesk.graph.document import add_network
from neurodesk.graph.edit import add, connect
from neurodesk.graph.ends import ends
from neurodesk.graph.model import Port, chosen
from neurodesk.ui.panels.inspector import InspectorPanel
from neurodesk.ui.session import Session
from tests.ui.desk import press, shown, texts


@pytest.fixture
def panel(qtbot: QtBot, session: Session) -> InspectorPanel:
    """The inspector beside a block with the inputs left and right, wired outside."""
    part = passage()
    for name, key in (("left", "input"), ("right", "input"), ("add_1", "add")):
        part, _ = add(part, chosen(key), name)
    part = connect(connect(part, Port("left", "out"), Port("add_1", "a")), Port("right", "out"), Port("add_1", "b"))
    part = connect(part, Port("add_1", "out"), Port("output_1", "in"))
    part = part.__class__(part.nodes.remove("input_1"), part.wires, part.places)
    session.edit("Add", lambda document: document.with_graph("part", part))

    def draw(graph):
        graph, name = add(graph, chosen("block", network="part"), "block_1")
        return connect(graph, Port("conv_1", "features"), Port(name, "left"))

    session.edit_graph("Add", draw)
    made = shown(qtbot, InspectorPanel(session), 300, 900)
    session.select(["block_1"])
    return made


def button(panel: InspectorPanel, text: str) -> QPushButton:
    """The button that says so."""
    return next(each for each in panel.block.findChildren(QPushButton) if each.text() == text)


def retype(line: QLineEdit, text: str) -> None:
    """Type another text and press Enter."""
    line.setFocus()
    line.selectAll()
    QTest.keyClicks(line, text)
    QTest.keyClick(line, Qt.Key.Key_Return)


def test_ports_are_named_and_wires_follow(panel: InspectorPanel, session: Session):
    """The node inside has the new name; a name that is taken is refused and the old one stands."""
    inputs = panel.block.ports[0]
    retype(inputs.lines["left"], "picture")
    assert session.graph.into("block_1") == {"picture": Port("conv_1", "features")}
    assert list(session.flow.ports["block_1"].inputs) == ["picture", "right"]
    refused: list[str] = []
    session.refused.connect(refused.append)
    retype(inputs.lines["picture"], "right")
    assert refused
    assert inputs.lines["picture"].text() == "picture"


def test_ports_are_moved_by_arrows(panel: InspectorPanel, session: Session):
    """The first cannot go up; the order is one step of history."""
    inputs = panel.block.ports[0]
    assert not inputs.arrows["left", -1].isEnabled()
    press(inputs.arrows["left", 1])
    assert ends(session.document.networks["part"], "input") == ["right", "left"]
    assert list(session.flow.ports["block_1"].inputs) == ["right", "left"]
    assert list(inputs.lines) == ["right", "left"]
    session.undo()
    assert list(inputs.lines) == ["left", "right"]


def test_who_shares_it_and_a_copy_of_its_own(panel: InspectorPanel, session: Session):
    """Said in a sentence; made unique by a button."""
    assert "part is used once." in texts(panel.block)
    assert not button(panel, "Make unique").isVisible()
    session.edit_graph("Add", lambda graph: add(graph, chosen("block", network="part"), "block_2")[0])
    assert any("used 2 times" in text for text in texts(panel.block))
    press(button(panel, "Make unique"))
    assert session.graph.nodes["block_1"].values["network"] == "part_2"
    assert "part_2 is used once." in texts(panel.block)


def test_another_network_is_chosen_or_made(panel: InspectorPanel, session: Session):
    """The list has every network that can stand here, never the one around; the last entry makes one."""
    choice = panel.block.choice
    names = [choice.itemText(at) for at in range(choice.count())]
    assert names == ["part", "New network"]
    choice.setCurrentIndex(1)
    choice.activated.emit(1)
    assert session.graph.nodes["block_1"].values["network"] == "block"
    assert session.document.networks["block"] == passage()


def test_in_and_the_ports_of_the_network_inside(panel: InspectorPanel, session: Session):
    """The input nodes inside show the same list; renaming one by its name field moves the wire outside."""
    press(button(panel, "Go in"))
    assert session.network == "part"
    session.select(["left"])
    assert list(panel.block.ports[0].lines) == ["left", "right"]
    retype(panel.name, "picture")
    assert session.document.graph().into("block_1") == {"picture": Port("conv_1", "features")}


def test_one_port_alone_needs_no_list(panel: InspectorPanel, session: Session):
    """The main network's only input shows nothing more."""
    session.select(["input_1"])
    assert not panel.block.ports[0].isVisible()
    assert not panel.form.editors["order"].isVisible()


def test_every_network_in_the_list_is_seen_whole(panel: InspectorPanel, session: Session):
    """As New network at its end; long names make the list wider, and none is behind a scroll bar."""
    for name in ("a_network_with_a_name_that_goes_on_and_on", "third", "fourth"):
        session.edit("Add", lambda document, name=name: add_network(document, name, passage()))
    choice = panel.block.choice
    choice.showPopup()
    QApplication.processEvents()
    seen = choice.view()
    assert choice.itemText(choice.count() - 1) == "New network"
    assert not seen.horizontalScrollBar().isVisible()
    for at in range(choice.count()):
        row = seen.visualRect(seen.model().index(at, 0))
        assert row.height() >= 24
        assert seen.viewport().rect().contains(row), choice.itemText(at)
    choice.hidePopup()
