"""The path bar says how far each step is, and why one cannot be taken."""

import re
import shutil
from pathlib import Path

from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from neurodesk.disk.places import recovery_dir
from neurodesk.engine.protocol import Exported
from neurodesk.files import recovery
from neurodesk.graph import edit
from neurodesk.graph.document import set_source
from neurodesk.graph.model import Port, chosen
from neurodesk.training import events
from neurodesk.ui.pathbar import PathBar
from neurodesk.ui.session import Session
from neurodesk.ui.window import Window
from neurodesk.ui.words import speak
from tests.ui.desk import QuietLink, finished, started, stepped


def bar(qtbot: QtBot, session: Session, link: QuietLink) -> PathBar:
    """A bar that is closed with the test."""
    made = PathBar(session, link)
    qtbot.addWidget(made)
    return made


def test_a_good_drawing_may_be_trained(qtbot: QtBot, session: Session, link: QuietLink):
    """Data and Build are done; the button trains, pauses and goes on."""
    made = bar(qtbot, session, link)
    assert (made.steps["Data"].toolTip(), made.steps["Build"].toolTip()) == ("Done", "Done")
    chosen = []
    made.step_chosen.connect(chosen.append)
    made.train.click()
    assert chosen == ["Train"]
    assert not made.train.isEnabled()
    link.say(started())
    assert made.train.text() == "Pause"
    made.train.click()
    link.say(events.Paused(1, 3))
    assert made.train.text() == "Go on"
    made.train.click()
    assert [type(request).__name__ for request in link.sent] == ["StartTraining", "Pause", "Resume"]


def test_what_is_missing_is_said(qtbot: QtBot, session: Session, link: QuietLink):
    """No data, and then a cut wire."""
    made = bar(qtbot, session, link)
    session.edit_graph("Cut", lambda graph: edit.disconnect(graph, Port("relu_1", "x")))
    assert "relu_1" in made.steps["Build"].toolTip()
    assert "relu_1" in made.train.toolTip()
    assert not made.train.isEnabled()
    session.edit("No data", lambda document: set_source(document, None))
    assert made.blocked() == "Choose data first."


def test_data_that_is_gone_is_said_with_its_cure(qtbot: QtBot, session: Session, link: QuietLink):
    """At the step of the data alone, and where Train is not offered."""
    made = bar(qtbot, session, link)
    session.edit("Data", lambda document: set_source(document, chosen("csv", file="gone.csv")))
    assert session.facts_fault.cure
    for told in (made.blocked(), made.steps["Data"].toolTip()):
        assert told.startswith(str(session.facts_fault))
        assert told.endswith(session.facts_fault.cure)
    assert made.steps["Train"].toolTip() == "To do"


def test_what_is_missing_is_said_in_german(qtbot: QtBot, session: Session, link: QuietLink):
    """The compiler's reasons too, which the plots without curves show."""
    session.edit_graph("Cut", lambda graph: edit.disconnect(graph, Port("relu_1", "x")))
    speak("deutsch")
    try:
        assert bar(qtbot, session, link).blocked() == "relu_1 braucht eine Verbindung: Nichts erreicht seinen Eingang."
    finally:
        speak("english")


def test_progress_and_what_is_done(qtbot: QtBot, session: Session, link: QuietLink):
    """Epoch, share and time left while it runs; afterwards the steps count as done until another document comes."""
    made = bar(qtbot, session, link)
    link.say(started(), stepped(40, [1.0]))
    assert made.status.text() == "Epoch 1 · 25% · 1 min 5 s left"
    link.say(finished(), Exported(0, (), {}))
    assert {made.steps[name].toolTip() for name in ("Train", "Understand", "Export")} == {"Done"}
    session.adopt(session.document)
    assert made.steps["Train"].toolTip() == "To do"


def test_a_fault_of_the_recipe_is_the_trainings(qtbot: QtBot, session: Session, link: QuietLink):
    """A learning rate below zero is said at Train; the drawing stays done."""
    from neurodesk.graph.document import set_learning
    from neurodesk.graph.model import chosen

    made = bar(qtbot, session, link)
    session.edit("Wrong", lambda document: set_learning(document, optimizer=chosen("adam", rate=-1.0)))
    assert made.steps["Build"].toolTip() == "Done"
    assert "rate" in made.steps["Train"].toolTip()
    assert not made.train.isEnabled()


def test_it_says_whether_the_work_is_safe(window: Window, tmp_path: Path, qtbot: QtBot):
    """Unsaved, then in a safety copy with its time, then saved with its time; a run's progress goes first."""
    session, bar = window.session, window.bar
    assert bar.status.text() == ""
    session.edit_graph("Set", lambda graph: edit.set_value(graph, "conv_1", "filters", 3))
    assert bar.status.text() == "Unsaved"
    qtbot.waitUntil(lambda: bar.status.text().startswith("Unsaved · safety copy "), timeout=5000)
    session.save(tmp_path / "a.neurodesk")
    assert re.fullmatch(r"Saved \d\d:\d\d", bar.status.text())
    session.undo()
    assert bar.status.text() == "Unsaved"


def test_it_says_that_there_is_no_safety_copy_for_as_long_as_none_can_be_written(window: Window, qtbot: QtBot):
    """The message over the window passes; once the folder can be made again, the copies come back by themselves."""
    folder = recovery_dir()
    shutil.rmtree(folder)
    folder.write_text("in the way")
    window.session.edit_graph("Set", lambda graph: edit.set_value(graph, "conv_1", "filters", 3))
    qtbot.waitUntil(lambda: window.bar.status.text() == "Unsaved · no safety copy", timeout=5000)
    window.session.edit_graph("Set", lambda graph: edit.set_value(graph, "conv_1", "filters", 4))
    assert window.bar.status.text() == "Unsaved · no safety copy"
    folder.unlink()
    qtbot.waitUntil(lambda: window.bar.status.text().startswith("Unsaved · safety copy "), timeout=5000)
    window.session.saving.journal.leave()
    assert [entry.path for entry in recovery.waiting()] == [window.session.path]


def test_a_short_bar_says_less_and_nothing_is_cut(qtbot: QtBot, session: Session, link: QuietLink):
    """First the arrows go, then the words, which tips and screen readers still have; with room they come back."""
    made, around = PathBar(session, link), QWidget()  # its layout does not hold the bar wider than it may be
    qtbot.addWidget(around)
    made.setParent(around)
    around.show()
    seen = {}
    for wide in (1000, 640, made.minimumSizeHint().width(), 1000):
        made.resize(wide, 40)
        assert made.width() == wide
        assert max(button.geometry().right() for button in (made.look, made.train)) < wide
        seen[wide] = made.steps["Data"].text()
    assert [*seen.values()] == ["Data", "Data", ""]
    made.resize(made.minimumSizeHint().width(), 40)
    assert (made.steps["Data"].toolTip(), made.steps["Data"].accessibleName()) == ("Data: Done", "Step Data")


def test_what_is_said_beside_the_steps_is_never_cut(qtbot: QtBot, session: Session, link: QuietLink):
    """All of it, its beginning or nothing, whatever the width; what is left out is in the tip."""
    made, around = PathBar(session, link), QWidget()
    qtbot.addWidget(around)
    made.setParent(around)
    around.resize(1400, 40)
    around.show()
    session.edit_graph("Rename", lambda graph: edit.rename(graph, "conv_1", "other"))
    session.saving.keep()
    session.saving.finish()
    said = []
    for wide in range(1200, made.minimumSizeHint().width() - 1, -20):
        made.resize(wide, 40)
        QApplication.processEvents()
        text = made.status.text()
        assert made.status.fontMetrics().horizontalAdvance(text) <= made.status.width()
        if text not in said:
            said.append(text)
            assert "safety copy" in (text or "") + made.status.toolTip()
    assert re.fullmatch(r"Unsaved · safety copy \d\d:\d\d", said[0])
    assert said[1:3] == ["Unsaved", ""]
