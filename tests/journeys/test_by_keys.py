"""The whole first run by keys alone: from the empty canvas over data, drawing, training and reasons to files."""

from collections.abc import Callable
from pathlib import Path

from PySide6.QtWidgets import QApplication, QWidget

from neurodesk.graph.model import Port
from tests.journeys.steps import Person
from tests.journeys.test_from_template import accuracy

MOST_TABS = 60  # through a dock and on; past them Tab is caught, or the thing has no stop


def focus() -> QWidget:
    """What has the keys."""
    found = QApplication.focusWidget()
    assert found is not None, "the keys go nowhere"
    return found


def go_to(person: Person, wanted: Callable[[QWidget], object], key: str = "Tab") -> QWidget:
    """Press Tab until the keys are on what is wanted."""
    seen = []
    while not wanted(focus()):
        seen.append(f"{type(focus()).__name__} {focus().accessibleName()!r}")
        assert len(seen) < MOST_TABS, f"Tab does not lead there: {seen}"
        person.press(key)
    return focus()


def named(name: str) -> Callable[[QWidget], bool]:
    """What a screen reader calls so, or says so on its face."""
    return lambda widget: name in (widget.accessibleName(), getattr(widget, "text", str)())


def test_digits_by_keys_alone(person: Person, tmp_path: Path):
    """No mouse, no call: every key goes where the focus is, and the focus goes where keys lead."""
    window = person.window
    session = window.session
    go_to(person, named("Empty canvas"))
    person.press("Space")
    assert focus() is window.canvas

    # data
    go_to(person, named("Step Data"))
    person.press("Space")
    go_to(person, lambda widget: widget is window.panel("Data").box)
    person.press("Alt+Down")
    person.wait("the list is open", window.panel("Data").box.view().isVisible)
    person.press("H")
    person.press("Return")
    person.wait("the data", lambda: session.document.source is not None)
    assert session.document.source.key == "digits"
    person.press("Esc")
    assert focus() is window.canvas

    # drawing
    person.press("Shift+C")
    person.type("conv 8 relu flatten linear")
    person.press("Return")
    assert focus() is window.canvas
    person.press("Shift+A")
    person.type("drop")
    person.press("Return")
    assert "dropout_1" in session.graph.nodes
    person.press("Ctrl+Z")
    assert "dropout_1" not in session.graph.nodes

    # parameters
    person.press("Esc")
    person.press("Right")
    person.press("Right")
    assert session.selection == {"conv_1"}
    person.press("Return")
    go_to(person, named("Filters"))
    person.press("Ctrl+A")
    person.type("6")
    person.press("Return")
    assert session.flow.shapes[Port("conv_1", "features")][0] == 6
    person.press("Esc")
    assert focus() is window.canvas

    # blocks
    person.press("Shift+Right")
    person.press("Ctrl+G")
    block = next(name for name in session.graph.nodes if session.graph.nodes[name].key == "block")
    person.press("Ctrl+Down")
    assert set(session.graph.nodes) >= {"conv_1", "relu_1"}
    person.press("Ctrl+Up")
    assert block in session.graph.nodes
    person.press("Ctrl+Z")
    assert {"conv_1", "relu_1"} <= set(session.graph.nodes)
    assert not session.problems

    # training
    person.press("Ctrl+Return")
    person.wait("the curves", lambda: person.sees(window.panel("Train").shown))
    person.wait("the run ends", lambda: window.link.state == "idle" and window.link.run)
    go_to(person, lambda widget: type(widget).__name__ == "CurvePlot")

    # understanding
    go_to(person, named("Step Understand"), "Shift+Tab")
    person.press("Space")
    evaluate, explain = window.panel("Evaluate"), window.panel("Explain")
    person.wait("the worst examples", lambda: evaluate.shown is not None and person.sees(evaluate.examples.pages))
    go_to(person, lambda widget: type(widget).__name__ == "MatrixView")
    person.press("Right")
    go_to(person, lambda widget: widget is evaluate.examples.pictures)
    person.press("Return")
    person.wait("the reasons", lambda: all(view.answer is not None for view in explain.views.values()))
    assert person.sees(explain.picture)
    assert accuracy(person) > 0.8

    # taking away
    go_to(person, named("Step Export"))
    person.press("Space")
    export = window.panel("Export")
    go_to(person, lambda widget: widget is export.go)
    person.press("Space")
    person.wait("the files", lambda: export.go.isEnabled() and export.note.label.text())
    assert "Every file answers as the trained network does" in export.note.label.text()
    assert {"network.py", "weights.safetensors", "network.onnx"} <= {
        path.name for path in Path(export.folder.text()).iterdir()
    }
    assert not [step for step in person.steps if not step.startswith(("press", "type"))], person.steps
