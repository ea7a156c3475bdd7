"""The inspector shows one node: name, parameters, shapes and cost; each change is a step of history."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from neurodesk.files.templates import template
from neurodesk.graph import edit
from neurodesk.graph.model import Document, Place, Port, chosen, empty_document
from neurodesk.layers.catalogue import LAYERS
from neurodesk.ui.look.theme import theme
from neurodesk.ui.panels.inspector import InspectorPanel
from neurodesk.ui.session import Session
from tests.engine import documents
from tests.ui.desk import HOSTILE, markup, shown, texts


@pytest.fixture
def panel(qtbot: QtBot, session: Session) -> InspectorPanel:
    """The panel, nothing selected."""
    return shown(qtbot, InspectorPanel(session), 304, 800)


def typed(panel: InspectorPanel, field: object, text: str) -> None:
    """Replace a field's text and press Enter."""
    field.setFocus()
    field.selectAll()
    QTest.keyClicks(field, text)
    QTest.keyClick(field, Qt.Key.Key_Return)
    QApplication.processEvents()


def alone(key: str, **values: object) -> Document:
    """A drawing of one node, as a file may hold it: values are taken unchecked."""
    document = empty_document()
    graph, _name = edit.add(document.graph(), chosen(key, **values), name="it", at=Place(0, 0))
    return document.with_graph("network", graph)


def test_without_a_selection_the_network_is_summed_up(panel: InspectorPanel, session: Session):
    """Nodes, parameters, FLOPs and memory, kept true by edits."""
    assert {"Network", "6", "5,210", "FLOPs per example"} <= set(texts(panel))
    session.edit_graph("Set filters", lambda graph: edit.set_value(graph, "conv_1", "filters", 4))
    assert "2,610" in texts(panel)
    session.select(["conv_1", "relu_1"])
    assert "2 nodes selected" in texts(panel)


def test_inside_a_block_the_title_and_the_numbers_are_the_blocks(panel: InspectorPanel, session: Session):
    """Entered, left, and without data: never the numbers of something else, and never 0 for what is not known."""
    session.adopt(template("digits_blocks"))
    assert {"Network", "14,474"} <= set(texts(panel))
    session.show_network("residual")
    said = texts(panel)
    assert {"Block residual", "4,704"} <= set(said)
    assert any("one of 3 copies" in text for text in said)
    session.edit("Forget the data", lambda document: document.replaced(source=None))
    assert "not known yet" in texts(panel)
    assert "0" not in texts(panel)


def test_a_node_shows_what_it_is(panel: InspectorPanel, session: Session):
    """Kind, sentence, shapes in and out, cost and formula."""
    session.select(["conv_1"])
    said = texts(panel)
    assert panel.name.text() == "conv_1"
    assert LAYERS["conv2d"].label in said
    assert "In: image" in said
    assert "1 x 8 x 8  from input_1" in said
    assert "8 x 8 x 8" in said
    assert "80" in said


def test_a_parameter_is_changed_and_undone(panel: InspectorPanel, session: Session):
    """One step; undo and edits from elsewhere are shown in the same field."""
    session.select(["conv_1"])
    box = panel.form.editors["filters"].box
    typed(panel, box, "5")
    assert session.graph.nodes["conv_1"].values["filters"] == 5
    assert "5 x 8 x 8" in texts(panel)
    session.undo()
    assert box.value() == 8
    assert session.is_saved


def test_padding_follows_the_kernel_until_it_is_set(panel: InspectorPanel, session: Session):
    """In the same step of undo, and seen in its field."""
    session.select(["conv_1"])
    kernel, padding = (panel.form.editors[name].box for name in ("kernel", "padding"))
    typed(panel, kernel, "7")
    assert padding.value() == 3
    assert "8 x 8 x 8" in texts(panel)
    session.undo()
    assert (kernel.value(), padding.value(), session.is_saved) == (3, 1, True)
    typed(panel, padding, "0")
    typed(panel, kernel, "5")
    assert padding.value() == 0


def test_a_refused_value_says_why_and_changes_nothing(panel: InspectorPanel, session: Session):
    """Under the field, until it is right."""
    session.adopt(alone("dropout"))
    session.select(["it"])
    name, field = next((name, field) for name, field in panel.form.editors.items() if hasattr(field, "line"))
    before = session.document
    typed(panel, field.line, "far too much")
    assert session.document is before
    assert any(name.replace("_", " ") in text.lower() for text in texts(panel.form))
    assert field.line.property("wrong")


def test_renaming(panel: InspectorPanel, session: Session):
    """The selection goes along; a name that cannot be is refused, and the old one comes back."""
    session.select(["conv_1"])
    typed(panel, panel.name, "edges")
    assert session.selection == {"edges"}
    assert panel.name.text() == "edges"
    said = []
    session.refused.connect(said.append)
    typed(panel, panel.name, "relu_1")
    assert len(said) == 1
    assert panel.name.text() == "edges"
    assert "edges" in session.graph.nodes


def test_esc_gives_the_old_name_back(panel: InspectorPanel, session: Session):
    """And nothing is renamed when the keys then leave the field."""
    session.select(["conv_1"])
    panel.name.setFocus()
    panel.name.selectAll()
    QTest.keyClicks(panel.name, "zzz")
    QTest.keyClick(panel.name, Qt.Key.Key_Escape)
    assert panel.name.text() == "conv_1"
    panel.name.clearFocus()
    panel.name.editingFinished.emit()
    assert "conv_1" in session.graph.nodes


def test_a_problem_is_said_on_its_node(panel: InspectorPanel, session: Session):
    """And goes when it is mended."""
    session.select(["linear_1"])
    session.edit_graph("Cut", lambda graph: edit.disconnect(graph, Port("linear_1", "features")))
    problem = next(problem.text for problem in session.problems if problem.node == "linear_1")
    assert problem in texts(panel)
    session.undo()
    assert problem not in texts(panel)


def test_a_node_that_goes_leaves_the_network(panel: InspectorPanel, session: Session):
    """Deleting the selected node shows the totals."""
    session.select(["conv_1"])
    session.edit_graph("Delete", lambda graph: edit.remove(graph, ["conv_1"]))
    assert "Network" in texts(panel)
    assert panel.form is None


@pytest.mark.parametrize("key", [layer.key for layer in LAYERS])
def test_every_layer_can_be_inspected(panel: InspectorPanel, session: Session, key: str):
    """With all its parameters, not wired yet."""
    session.adopt(alone(key))
    session.select(["it"])
    assert LAYERS[key].label in texts(panel)
    assert set(panel.form.editors if panel.form else ()) == set(LAYERS[key].params())
    assert panel.grab().width() == 304


@pytest.mark.parametrize(
    ("key", "values"),
    [
        ("conv2d", {"filters": "many"}),
        ("conv2d", {"filters": 2**62}),
        ("conv2d", {"filters": -3}),
        ("conv2d", {"filters": (1, 2)}),
        ("dropout", {"rate": "half"}),
        ("input", {"shape": 5}),
        ("input", {"shape": ("a", "b")}),
    ],
)
def test_values_a_file_got_wrong_are_explained(panel: InspectorPanel, session: Session, key: str, values: dict):
    """The panel opens all the same, and says under the field what is expected."""
    session.adopt(alone(key, **values))
    session.select(["it"])
    name = next(iter(values))
    if name in panel.form.editors:
        assert any(name in text.lower() for text in texts(panel.form) if len(text) > len(name) + 2)


def test_an_unknown_layer_is_shown_as_it_stands(panel: InspectorPanel, session: Session):
    """Its words are no markup, however they read."""
    session.adopt(alone(HOSTILE))
    session.select(["it"])
    assert any("knows no layer" in text for text in texts(panel))
    assert markup(panel) == []
    assert panel.form is None


def test_a_long_name_leaves_the_panel_as_wide_as_it_was(panel: InspectorPanel, session: Session):
    """Everything wraps or scrolls inside its field."""
    session.edit_graph("Rename", lambda graph: edit.rename(graph, "conv_1", "n" * 64))
    session.select(["n" * 64])
    QApplication.processEvents()
    assert panel.widget().width() <= panel.viewport().width()


def test_the_theme_is_followed(panel: InspectorPanel, session: Session):
    """The layer's drawing takes the colour of the other theme; the selection stays."""
    session.select(["conv_1"])
    dark = panel.grab().toImage().pixelColor(290, 780)
    theme().choose("light")
    QApplication.processEvents()
    assert panel.grab().toImage().pixelColor(290, 780) != dark
    assert panel.name.text() == "conv_1"


def test_weights_are_shared_by_choice_from_those_that_fit(panel: InspectorPanel, session: Session):
    """The list holds the nodes that fit and "Its own"; a choice is one step, counted once; a rename is followed."""
    layers = ("linear", {"units": 64}), "relu", ("linear", {"units": 64}), ("linear", {"units": 10})
    session.adopt(documents.document(chosen("digits", layout="flat"), *layers))
    session.select(["linear_2"])
    box = panel.form.editors["weights_of"].box
    assert [box.itemText(at) for at in range(box.count())] == ["Its own", "linear_1"]
    assert "4,160" in texts(panel)
    box.setFocus()
    QTest.keyClick(box, Qt.Key.Key_Down)
    QApplication.processEvents()
    assert session.graph.nodes["linear_2"].values["weights_of"] == "linear_1"
    assert "64" in texts(panel), "only the bias is its own"
    session.edit_graph("Rename", lambda graph: edit.rename(graph, "linear_1", "shared"))
    QApplication.processEvents()
    assert panel.form.editors["weights_of"].box.currentText() == "shared"
    session.undo()
    session.undo()
    QApplication.processEvents()
    assert panel.form.editors["weights_of"].box.currentText() == "Its own"


def test_weights_that_are_gone_are_named_and_given_up_in_place(panel: InspectorPanel, session: Session):
    """What a file says stays to be seen, with its problem, until one chooses otherwise."""
    session.adopt(documents.document(chosen("digits", layout="flat"), ("linear", {"units": 10, "weights_of": HOSTILE})))
    session.select(["linear_1"])
    box = panel.form.editors["weights_of"].box
    assert box.currentText() == HOSTILE
    assert any("which is not there" in text for text in texts(panel))
    box.setFocus()
    QTest.keyClick(box, Qt.Key.Key_Home)
    QApplication.processEvents()
    assert not any("which is not there" in text for text in texts(panel))
    assert not session.problems or all(problem.code != "tied" for problem in session.problems)


def test_a_muted_layer_says_so(panel: InspectorPanel, session: Session):
    """And no more once it is used again."""
    session.select(["relu_1"])
    said = lambda: any(text.startswith("Muted:") for text in texts(panel))  # noqa: E731
    assert not said()
    session.edit_graph("Mute", lambda graph: edit.mute(graph, ["relu_1"], True))
    assert said()
    session.undo()
    assert not said()
