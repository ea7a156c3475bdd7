"""The Problems dock says what is wrong, shows where, and cures."""

import pytest
from PySide6.QtWidgets import QPushButton, QScrollArea
from pytestqt.qtbot import QtBot

from neurodesk.graph import edit
from neurodesk.graph.document import set_learning, set_source
from neurodesk.graph.model import Place, Port, chosen, empty_document
from neurodesk.ui.panels.problems import ProblemsPanel
from neurodesk.ui.session import Session
from tests.ui.desk import HOSTILE, markup, press, shown, texts


@pytest.fixture
def panel(qtbot: QtBot, session: Session) -> ProblemsPanel:
    """The dock on a good drawing."""
    return shown(qtbot, ProblemsPanel(session), 900, 300)


def cut(session: Session) -> None:
    """Take the wire into the linear layer away."""
    session.edit_graph("Cut", lambda graph: edit.disconnect(graph, Port("linear_1", "features")))


def said(session: Session) -> list[str]:
    """What the dock should say: titles, and under each what it leaves out."""
    return [line for problem in session.problems for line in (problem.title, problem.more) if line]


def buttons(panel: ProblemsPanel, text: str = "") -> list[QPushButton]:
    """The buttons that can be pressed, by their words."""
    texts(panel)
    return [found for found in panel.findChildren(QPushButton) if found.isVisible() and text in found.text()]


def test_a_good_drawing_is_said_to_be_good(panel: ProblemsPanel):
    """Nothing else, and no button."""
    assert texts(panel) == ["No problems. The network is ready to train."]
    assert buttons(panel) == []


def test_an_edit_shows_its_problems_at_once(panel: ProblemsPanel, session: Session):
    """Every sentence, worst first; undo takes them away."""
    cut(session)
    assert texts(panel) == said(session)
    session.undo()
    assert len(texts(panel)) == 1


def test_the_place_is_shown(panel: ProblemsPanel, session: Session):
    """A press names network and node."""
    cut(session)
    asked = []
    panel.node_asked.connect(lambda *place: asked.append(place))
    for button in buttons(panel, "Show"):
        press(button)
    assert asked == [(problem.network, problem.node) for problem in session.problems if problem.node]
    assert ("network", "linear_1") in asked


def test_one_press_cures(panel: ProblemsPanel, session: Session):
    """As one step of history with the cure's name."""
    cut(session)
    cure = next(problem for problem in session.problems if problem.node == "linear_1").cures[0]
    press(buttons(panel, cure.label)[0])
    assert not any(problem.node == "linear_1" and problem.severity == "error" for problem in session.problems)
    assert session.history.undo_label == cure.label
    session.undo()
    assert texts(panel) == said(session)


def test_a_drawing_without_data_can_take_the_digits(panel: ProblemsPanel, session: Session):
    """The first cure of a newcomer's drawing."""
    session.edit("No data", lambda document: set_source(document, None))
    press(buttons(panel, "Use the built-in digits")[0])
    assert session.document.source.key == "digits"


def test_very_many_problems_stay_usable(panel: ProblemsPanel, session: Session):
    """Fifty rows and a count of the others."""
    document = empty_document()
    graph = document.graph()
    for number in range(80):
        graph, _name = edit.add(graph, chosen("linear"), name=f"l_{number}", at=Place(0, 0))
    session.adopt(document.with_graph("network", graph))
    told = texts(panel)
    assert len(told) == 51
    assert told[-1] == f"and {len(session.problems) - 50} more"


def test_words_of_a_file_are_no_markup(panel: ProblemsPanel, session: Session):
    """An unknown layer's name stands as it is written."""
    document = empty_document()
    graph, _name = edit.add(document.graph(), chosen(HOSTILE), name="it", at=Place(0, 0))
    session.adopt(document.with_graph("network", graph))
    assert any(HOSTILE in text for text in texts(panel))
    assert markup(panel) == []


def test_a_long_sentence_wraps(panel: ProblemsPanel, session: Session):
    """The buttons stay inside the dock."""
    panel.resize(520, 300)
    long = "n" * 64
    session.edit_graph("Rename", lambda graph: edit.rename(graph, "linear_1", long))
    session.edit_graph("Cut", lambda graph: edit.disconnect(graph, Port(long, "features")))
    for button in buttons(panel):
        assert button.mapTo(panel, button.rect().bottomRight()).x() <= panel.width()


def test_long_cures_stay_inside(panel: ProblemsPanel, session: Session):
    """They have a line of their own, shortened, and a tip with the whole text; nothing is wider than the dock."""
    cut(session)
    long = "a_very_long_name_of_a_layer_that_goes_on_and_on_for_ever"
    session.edit_graph("Rename", lambda graph: edit.rename(graph, "linear_1", long))
    session.edit_graph("Rename", lambda graph: edit.rename(graph, "flatten_1", long.upper()))
    panel.resize(800, 300)
    found = buttons(panel, "…")
    assert found
    assert all(long in button.toolTip() for button in found)
    assert panel.minimumSizeHint().width() < 400
    right = max(button.mapTo(panel, button.rect().topRight()).x() for button in buttons(panel))
    assert right <= panel.width()


def test_a_problem_elsewhere_says_where(panel: ProblemsPanel, session: Session):
    """The sentence names the network when another is shown."""
    session.edit("Add", lambda document: document.with_graph("inner", document.graph()))
    session.edit_graph("Block", lambda graph: edit.add(graph, chosen("block", network="inner"), at=Place(0, 400))[0])
    cut(session)
    session.show_network("inner")
    assert any(text.startswith("In network: ") for text in texts(panel))


def test_every_row_leads_to_its_page_of_the_help(panel: ProblemsPanel, session: Session):
    """With the code of the problem and the layer that has it."""
    cut(session)
    asked = []
    panel.help_asked.connect(lambda *page: asked.append(page))
    for button in buttons(panel, "Learn more"):
        press(button)
    assert len(asked) == len(session.problems)
    assert ("unwired", "linear") in asked
    assert {code for code, _key in asked} == {problem.code for problem in session.problems}


def test_a_value_of_learning_is_shown_where_it_stands(panel: ProblemsPanel, session: Session):
    """The dock with it opens, and one press mends it."""
    session.edit("Split", lambda document: set_learning(document, options={"test": 0.6, "validation": 0.5}))
    asked = []
    panel.dock_asked.connect(asked.append)
    press(buttons(panel, "Show")[0])
    assert asked == ["Learning"]
    press(buttons(panel, "Set test and validation")[0])
    assert session.problems == ()


def test_data_that_is_gone_can_be_chosen_again(panel: ProblemsPanel, session: Session):
    """The first button asks for the place; the others are edits."""
    session.edit("Source", lambda document: set_source(document, chosen("csv", file="gone.csv")))
    asked = []
    panel.data_asked.connect(lambda: asked.append("data"))
    panel.dock_asked.connect(asked.append)
    press(buttons(panel, "Choose the data again")[0])
    assert asked == ["data"]
    assert buttons(panel, "Use the built-in digits")
    card = buttons(panel, "Choose the data again")[0].parentWidget()
    press(next(button for button in card.findChildren(QPushButton) if button.text() == "Show"))
    assert asked == ["data", "Data"]


def test_nothing_is_cut_off_in_a_narrow_dock(panel: ProblemsPanel, session: Session):
    """Buttons that have no room stand below their sentence."""
    cut(session)
    session.edit("Source", lambda document: set_source(document, chosen("csv", file="gone.csv")))
    panel.resize(380, 600)
    rows = panel.findChildren(QScrollArea)[0].viewport()
    for button in buttons(panel):
        assert button.mapTo(rows, button.rect().bottomRight()).x() < rows.width()


def test_the_keys_stay_in_the_dock_when_the_button_that_was_pressed_goes(panel: ProblemsPanel, session: Session):
    """Undo right after a cure is then undo, not that of a field elsewhere."""
    cut(session)
    button = buttons(panel, next(p for p in session.problems if p.node == "linear_1").cures[0].label)[0]
    button.setFocus()
    press(button)
    assert panel.area.hasFocus()
