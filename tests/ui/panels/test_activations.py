"""The Activations dock has a card for every node, asks the engine for them, and shows what it brings."""

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from neurodesk.graph import edit
from neurodesk.graph.model import chosen, empty_document
from neurodesk.training.events import Probed
from neurodesk.ui import blocks
from neurodesk.ui.canvas.chain import read
from neurodesk.ui.canvas.chain_drawing import draw
from neurodesk.ui.look.theme import theme
from neurodesk.ui.panels.activations import MOST_CARDS, ActivationsPanel, ProbeCard
from neurodesk.ui.session import Session
from tests.ui.desk import QuietLink, colours, press, shown, started, texts

NODES = ["input_1", "conv_1", "relu_1", "flatten_1", "linear_1", "output_1"]


def probe(node: str, values: np.ndarray | None = None, **other: object) -> Probed:
    """Four maps of 6 x 6, half of their values zero."""
    maps = np.linspace(-1, 1, 144, dtype=np.float32).reshape(4, 6, 6).clip(0)
    told = {"kind": "maps", "values": maps if values is None else values, "low": 0.0, "high": 1.0, "gradient": 0.25}
    return Probed(run=1, step=1, node=node, counts=np.arange(32), **{**told, **other})


@pytest.fixture
def panel(qtbot: QtBot, session: Session, link: QuietLink) -> ActivationsPanel:
    """The dock on the small network."""
    return shown(qtbot, ActivationsPanel(session, link), 1300)


def test_a_card_for_each_node_that_answers(panel: ActivationsPanel, session: Session):
    """In the order of the network; they follow the drawing."""
    assert list(panel.cards) == NODES
    session.edit_graph("Delete", lambda graph: edit.remove(graph, ["relu_1"]))
    assert "relu_1" not in panel.cards
    session.adopt(empty_document())
    assert panel.cards == {}
    assert any("Draw" in text for text in texts(panel))


def test_a_run_is_looked_into(panel: ActivationsPanel, link: QuietLink):
    """Watched from its start; another example and the tick are told at once."""
    link.say(started())
    assert link.sent[-1] == ("watch", tuple(NODES), 0)
    panel.sample.setValue(7)
    assert link.sent[-1] == ("watch", tuple(NODES), 7)
    QTest.mouseClick(panel.live, Qt.MouseButton.LeftButton, pos=panel.live.rect().center())
    panel.live.setChecked(False)
    assert link.sent[-1] == ("watch", (), 7)


def test_a_probe_is_painted(panel: ActivationsPanel, link: QuietLink):
    """The picture of the maps and the histogram appear; the tip gives the numbers."""
    card, brought = panel.cards["conv_1"], []
    panel.probed.connect(brought.append)
    before = colours(card)
    link.say(probe("conv_1"))
    after = colours(card)
    assert len(after - before) > 20
    assert theme().family("Convolution").name() in after
    assert "50% are zero" in card.toolTip()
    assert "gradient 0.25" in card.toolTip()
    assert [event.node for event in brought] == ["conv_1"]


@pytest.mark.parametrize("values", [np.zeros(10, np.float32), np.ones((8, 5), np.float32), np.full((2, 3, 3), np.nan)])
def test_every_kind_of_answer_is_shown(panel: ActivationsPanel, link: QuietLink, values: np.ndarray):
    """Vectors, sequences, and values that are no numbers; a node without parameters has no gradient."""
    kind = {1: "vector", 2: "sequence", 3: "maps"}[values.ndim]
    link.say(probe("relu_1", values, kind=kind, gradient=float("nan")))
    assert panel.cards["relu_1"].probe is not None
    assert colours(panel.cards["relu_1"])
    assert "gradient" not in panel.cards["relu_1"].toolTip()


def test_a_probe_of_a_node_that_is_gone_is_passed_over(panel: ActivationsPanel, link: QuietLink):
    """The run may be of an older drawing."""
    link.say(probe("gone_1"))
    assert all(card.probe is None for card in panel.cards.values())


def test_a_card_leads_to_its_node(panel: ActivationsPanel):
    """By mouse and by keys."""
    chosen = []
    panel.node_chosen.connect(chosen.append)
    press(panel.cards["relu_1"])
    panel.cards["linear_1"].setFocus()
    QTest.keyClick(panel.cards["linear_1"], Qt.Key.Key_Return)
    assert chosen == ["relu_1", "linear_1"]


def test_a_long_name_leaves_room_for_the_shape(panel: ActivationsPanel, session: Session, link: QuietLink):
    """The name is cut short, not written over the shape: the shape's end looks as it does under a short name."""
    name = "n" * 64
    session.edit_graph("Rename", lambda graph: edit.rename(graph, "conv_1", name))
    link.say(probe(name), probe("relu_1"))
    long, short = (panel.cards[node].grab().toImage().copy(156, 6, 56, 20) for node in (name, "relu_1"))
    assert long == short


def test_a_block_is_looked_into(panel: ActivationsPanel, session: Session, link: QuietLink):
    """Entered during a run, its nodes are asked for by the way there; back outside, the last pictures are there."""
    session.select(["conv_1", "relu_1"])
    blocks.group_selection(session)
    brought = []
    panel.probed.connect(brought.append)
    link.say(started(), probe("conv_block_1"))
    blocks.enter(session)
    assert set(panel.cards) == {"input_1", "conv_1", "relu_1", "output_1"}
    asked = link.sent[-1][1]
    assert "conv_block_1.conv_1" in asked
    assert "conv_block_1.output_1" in asked
    link.say(probe("conv_block_1.conv_1"))
    assert panel.cards["conv_1"].probe is not None
    assert brought[-1].node == "conv_1"
    blocks.leave(session)
    assert panel.cards["conv_block_1"].probe is not None
    assert brought[-1].node == "conv_block_1"


def test_a_network_that_nothing_learns_is_not_asked_for(panel: ActivationsPanel, session: Session, link: QuietLink):
    """No way leads there from the main network."""
    link.say(started())
    blocks.add_network(session)
    assert link.sent[-1][1] == ()


def test_numbers_stand_on_the_card(panel: ActivationsPanel, link: QuietLink):
    """Mean and spread of the answer, and the maps that are dead."""
    maps = np.zeros((4, 6, 6), np.float32)
    maps[0] = 1.0
    link.say(probe("conv_1", maps))
    card = panel.cards["conv_1"]
    card.catch_up()
    assert card.stats.text == "mean 0.25 · std 0.43 · 3/4 dead"
    assert card.stats.text in card.accessibleDescription()


def test_the_selection_is_followed(panel: ActivationsPanel, session: Session):
    """The card of a selected node is marked and in sight."""
    panel.resize(500, 300)
    QApplication.processEvents()
    session.select(["linear_1"])
    QApplication.processEvents()
    card = panel.cards["linear_1"]
    assert card.selected
    assert not card.visibleRegion().isEmpty()
    session.select([])
    assert not card.selected


def test_a_high_dock_has_several_rows(panel: ActivationsPanel):
    """In the order of the network; a low one has one row."""
    panel.resize(500, 300)
    QApplication.processEvents()
    assert len({card.y() for card in panel.cards.values()}) == 1
    panel.resize(500, 900)
    QApplication.processEvents()
    assert len({card.y() for card in panel.cards.values()}) == 3
    assert panel.cards["conv_1"].y() < panel.cards["linear_1"].y()


def test_cards_are_painted_in_turns(panel: ActivationsPanel, link: QuietLink, qtbot: QtBot):
    """Not where the probe arrives."""
    link.say(probe("conv_1"), probe("relu_1"))
    assert panel.cards["conv_1"].stats is None
    qtbot.waitUntil(lambda: panel.cards["conv_1"].stats is not None and panel.cards["relu_1"].stats is not None)


def test_a_long_network_has_cards_around_what_is_selected(qtbot: QtBot, session: Session, link: QuietLink):
    """128 of 306, those in sight while they hold the selection; it is said how many there are."""
    links = read("(relu) x300", session.facts.input, session.facts).links
    session.edit_graph("Draw", lambda graph: draw(graph, links)[0])
    panel = shown(qtbot, ActivationsPanel(session, link))
    order = [name for name in session.flow.order if name in session.graph.nodes]
    assert len(order) > 300
    session.select([order[0]])
    assert list(panel.cards) == order[:MOST_CARDS]
    session.select([order[200]])
    assert order[200] in panel.cards
    assert len(panel.cards) == MOST_CARDS
    kept = list(panel.cards)
    session.select([kept[3]])
    assert list(panel.cards) == kept
    assert f"128 of {len(order)} layers" in " ".join(texts(panel))
    session.edit_graph("Pin", lambda graph: edit.pin(graph, [order[2]]))  # its preview on the canvas is live, too
    assert list(panel.cards) == [order[2], *kept]
    session.select([kept[5]])
    assert list(panel.cards) == [order[2], *kept]


def test_only_what_changed_has_another_card(panel: ActivationsPanel, session: Session, link: QuietLink):
    """What was measured of the others stays on theirs."""
    link.say(probe("conv_1"))
    before = dict(panel.cards)
    session.edit_graph("Rename", lambda graph: edit.rename(graph, "relu_1", "bend"))
    assert panel.cards["conv_1"] is before["conv_1"]
    assert panel.cards["conv_1"].probe is not None
    assert "relu_1" not in panel.cards
    session.edit_graph("Replace", lambda graph: edit.replace_node(graph, "bend", chosen("tanh")))
    assert panel.cards["bend"].key == "tanh"
    assert list(panel.cards) == [name for name in session.flow.order if name in panel.cards]


def test_cards_serve_one_node_after_another(panel: ActivationsPanel, session: Session, link: QuietLink):
    """A card made anew for every edit would leave something behind: those put away come back, seen and blank."""
    link.say(started())
    link.say(probe("relu_1"))
    QApplication.processEvents()
    made = panel.cards["relu_1"]
    assert made.toolTip()
    for _ in range(20):
        session.edit_graph("Delete", lambda graph: edit.remove(graph, ["relu_1"]))
        assert made.isHidden()
        session.edit_graph("Add", lambda graph: edit.add(graph, chosen("tanh"), "tanh_1")[0])
        session.undo()
        session.undo()
        QApplication.processEvents()
        assert panel.cards["relu_1"].isVisible()
    assert not any(card.isHidden() for card in panel.cards.values())
    assert len(panel.findChildren(ProbeCard)) <= len(NODES) + 1
    assert panel.cards["relu_1"].accessibleName() == "Activations of relu_1"
