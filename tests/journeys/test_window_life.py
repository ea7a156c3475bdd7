"""The life of a window: edits taken back, copies, files, questions on leaving, runs held, broken and continued."""

import os
import signal
from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QPointF

from neurodesk.graph.model import Port
from neurodesk.ui import asking
from tests.journeys.steps import Person, child_pids


def names(person: Person) -> list[str]:
    """The nodes of the shown network."""
    return person.window.session.graph.names()


def draw(person: Person, chain: str, data: str = "") -> None:
    """An empty canvas, data if asked for, and a chain typed in."""
    person.click(person.button("Empty canvas"))
    if data:
        person.click(person.window.bar.steps["Data"])
        person.choose(person.window.panel("Data").box, data)
    person.press("Shift+C")
    person.type(chain)
    person.press("Return")


# ---------------------------------------------------------------- drawing


def test_edits_are_taken_back_step_by_step(person: Person):
    """A gesture is one step back; a deleted layer's wires are joined or not, as the key says."""
    session = person.window.session
    draw(person, "linear 8 relu linear 4", "Iris flowers")
    whole = session.graph
    person.click(person.ground, person.card("relu_1"))
    person.press("Ctrl+Backspace")
    assert session.graph.wires[Port("linear_2", "features")] == Port("linear_1", "out")
    person.press("Ctrl+Z")
    assert session.graph == whole

    person.click(person.ground, person.card("relu_1"))
    person.press("Del")
    assert Port("linear_2", "features") not in session.graph.wires
    assert [problem.node for problem in session.problems if problem.severity == "error"]
    person.press("Ctrl+Z")
    person.press("Ctrl+Y")
    assert "relu_1" not in names(person)
    person.press("Ctrl+Z")

    start = person.card("linear_2")
    person.drag(person.ground, start, start + QPointF(24, 72))
    assert session.graph.places["linear_2"] != whole.places["linear_2"]
    person.press("Ctrl+Z")
    assert session.graph == whole
    person.press("Ctrl+Z")
    person.press("Ctrl+Z")
    assert not names(person)
    assert session.document.source is None
    assert not person.window.actions_by_key["undo"].isEnabled()


def test_layers_are_carried_from_window_to_window(arrive: Callable[[], Person]):
    """Copied in one, pasted in the other, with the wires between them."""
    first = arrive()
    draw(first, "linear 8 relu linear 3")
    first.press("Ctrl+A")
    first.press("Ctrl+C")
    second = arrive()
    second.click(second.button("Empty canvas"))
    second.press("Ctrl+V")
    assert names(second) == names(first)
    assert second.window.session.graph.wires == first.window.session.graph.wires
    second.press("Ctrl+Z")
    assert not names(second)
    assert names(first)


def test_a_problem_is_cured_by_one_click(person: Person):
    """The drawing says what is wrong with both numbers; the button beside the sentence mends it."""
    session = person.window.session
    draw(person, "linear 8 relu linear 5 output", "Iris flowers")
    (problem,) = session.problems
    assert "3" in problem.text
    assert "5" in problem.text
    assert not person.window.bar.train.isEnabled()
    person.tab("Problems")
    before = len(person.steps)
    person.click(person.button(problem.cures[0].label))
    assert len(person.steps) == before + 1
    assert not session.problems
    assert person.window.bar.train.isEnabled()
    person.press("Ctrl+Z")
    assert session.problems


# ---------------------------------------------------------------- files


def test_saving_opening_and_the_mark(person: Person, tmp_path: Path, monkeypatch):
    """The title carries a mark while work is unsaved; leaving asks; a file that cannot be read changes nothing."""
    window = person.window
    file = tmp_path / "cups.neurodesk"
    monkeypatch.setattr(asking, "project_to_save", lambda *_: file)
    monkeypatch.setattr(asking, "project_to_open", lambda *_: file)
    draw(person, "linear 8 relu linear 3", "Iris flowers")
    assert window.isWindowModified()
    person.press("Ctrl+S")
    person.wait("it is saved", lambda: not window.isWindowModified())
    assert window.windowTitle().startswith("cups[*]")
    kept = window.session.document

    person.click(person.ground, person.card("relu_1"))
    person.press("Del")
    assert window.isWindowModified()
    person.will_answer("Cancel")
    person.press("Ctrl+N")
    assert "relu_1" not in names(person)
    person.will_answer("Discard")
    person.press("Ctrl+O")
    assert window.session.document == kept
    assert not window.isWindowModified()

    file.write_text("{")
    person.press("Ctrl+O")
    assert window.session.document == kept
    assert any("cups.neurodesk" in text for text in person.told())


# ---------------------------------------------------------------- runs


def training(person: Person, epochs: str = "50000") -> None:
    """Start a run that is long enough to be met on the way."""
    window = person.window
    person.click(window.welcome.cards["wine"])
    person.tab("Learning")
    person.fill(person.field("Epochs"), epochs)
    person.press("Return")
    assert window.session.document.learning.options["epochs"] == int(epochs)
    person.press("Ctrl+Return")
    person.wait(
        "the first epochs",
        lambda: window.link.state == "training" and window.panel("Train").shown.plots["score"].curves,
    )


def test_a_run_is_held_changed_stopped_and_continued(person: Person):
    """Pause, go on, another learning rate, stop, a second run, and the first one continued from the Runs dock."""
    window = person.window
    link, train = window.link, window.panel("Train")
    training(person)
    person.click(window.bar.train)
    person.wait("the pause", lambda: link.state == "paused")
    assert window.bar.train.text() == "Go on"
    step = train.gauges.values["step"].text()
    person.click(train.gauges.rate)
    person.type("0.0005")
    person.press("Return")
    person.press("Ctrl+P")
    person.wait("further steps", lambda: train.gauges.values["step"].text() != step)
    person.wait("the new rate", lambda: float(train.gauges.values["rate"].text()) <= 0.0005)  # the schedule goes on
    person.press("Ctrl+.")
    person.wait("the stop", lambda: link.state == "idle")
    assert "what was learnt is kept" in train.note.label.text()

    person.press("Ctrl+Return")
    person.wait("a second run", lambda: link.state == "training" and link.run == 2)
    person.press("Ctrl+.")
    person.wait("its stop", lambda: link.state == "idle")

    runs = window.panel("Runs")
    person.tab("Runs")
    row = next(at for at, run in enumerate(runs.rows) if run.run == 1)
    person.click(runs.table.viewport(), runs.table.visualRect(runs.sorted.index(row, 0)).center())
    person.click(runs.go_on)
    person.wait("the first run again", lambda: link.state == "training")
    reached = runs.rows[row].epoch
    person.wait("further epochs", lambda: int(train.gauges.values["epoch"].text().split()[0]) > reached)
    person.press("Ctrl+.")
    person.wait("the end", lambda: link.state == "idle")


def test_leaving_in_mid_training(person: Person):
    """The window asks; kept training it stays, stopped it goes and leaves nothing."""
    window = person.window
    training(person)
    person.will_answer("Keep training")
    person.press("Ctrl+Q")
    assert window.isVisible()
    assert window.link.busy
    person.will_answer("Stop training", "Discard")
    person.press("Ctrl+Q")
    person.wait("the window is closed", lambda: not window.isVisible())
    person.wait("the engine is gone", lambda: not child_pids(), patience=3000)


def test_a_killed_engine(person: Person):
    """The note says what happened and what to do; Train then works again."""
    window = person.window
    training(person)
    (engine,) = child_pids()
    os.kill(engine, signal.SIGKILL)
    person.wait("the news", lambda: any("Press Train again" in text for text in person.told()))
    person.press("Ctrl+Return")
    person.wait("training again", lambda: window.link.state == "training")
    assert not any("Press Train again" in text for text in person.told())
    person.press("Ctrl+.")
    person.wait("the stop", lambda: window.link.state == "idle")
