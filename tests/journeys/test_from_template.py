"""The journey from a template: from the welcome page to exported files in at most eight steps, by mouse alone."""

import json
import os
import subprocess
import sys
from pathlib import Path

from tests.journeys.steps import Person, child_pids

MOST_STEPS = 8


def train_and_watch(person: Person) -> None:
    """Start; after the first epoch the matrix is there without a step; wait for the end."""
    window = person.window
    person.click(window.bar.train)
    before = len(person.steps)
    person.wait("the matrix after epoch 1", lambda: person.sees(window.panel("Train").shown.matrix))
    assert window.link.state == "training"
    assert window.panel("Train").shown.matrix.matrix.sum() > 0
    assert window.panel("Evaluate").part.text().startswith("Validation, epoch")
    assert len(person.steps) == before
    person.wait("the run ends", lambda: window.link.state == "idle")


def ask_why(person: Person, methods: int) -> None:
    """Go to the held-out examples, click the one that is most wrong, and see the reasons side by side."""
    window = person.window
    evaluate, explain = window.panel("Evaluate"), window.panel("Explain")
    examples = evaluate.examples
    person.click(window.bar.steps["Understand"])
    person.wait("the worst examples", lambda: evaluate.shown is not None and person.sees(examples.pages))
    losses = list(evaluate.shown.losses)
    assert losses == sorted(losses, reverse=True)
    if person.sees(examples.rows):
        person.click(examples.rows.viewport(), examples.rows.visualItemRect(examples.rows.item(0, 0)).center())
    else:
        person.click(examples.pictures, examples.pictures.place(0).center())
    person.wait("the reasons", lambda: all(view.answer is not None for view in explain.views.values()))
    assert person.sees(explain.picture)
    assert len(explain.views) == methods
    for view in explain.views.values():
        assert person.sees(view)
        assert not view.answer.reason
        assert view.answer.sample == evaluate.shown.indexes[0]
        assert view.answer.target in (int(view.answer.predicted), -1)


def take_away(person: Person) -> dict[str, float]:
    """Export in every format; the files are there, and the report says how far each answers otherwise."""
    window = person.window
    export = window.panel("Export")
    folder = Path(export.folder.text())
    person.click(window.bar.steps["Export"])
    person.click(export.go)
    person.wait("the files", lambda: export.go.isEnabled())
    assert "Every file answers as the trained network does" in export.note.label.text()
    files = {path.name for path in folder.iterdir()}
    assert {"network.py", "weights.safetensors", "network.onnx", "report.json"} <= files
    parity = json.loads((folder / "report.json").read_text())["parity"]
    assert set(parity) == {"python", "weights", "onnx"}
    assert max(parity.values()) < 1e-4
    return parity


def leave(person: Person) -> None:
    """Close the window; what it asks is answered, and no process stays behind."""
    assert child_pids()
    person.will_answer("Discard")
    person.press("Ctrl+Q")
    person.wait("the window is closed", lambda: not person.window.isVisible())
    person.wait("the engine is gone", lambda: not child_pids(), patience=3000)


def accuracy(person: Person) -> float:
    """The held-out accuracy that the Evaluate dock shows."""
    return float(person.reads("Accuracy").removesuffix("%").strip()) / 100


def test_digits_from_template_to_files(person: Person, tmp_path: Path):
    """Template, train, matrix, worst example, three reasons, files that answer as the network does."""
    person.click(person.window.welcome.cards["digits_cnn"])
    train_and_watch(person)
    ask_why(person, methods=3)
    take_away(person)
    assert accuracy(person) > 0.98
    assert len(person.steps) <= MOST_STEPS, person.steps
    leave(person)


WINE = """
import sys
from pathlib import Path
from tests.journeys.steps import open_window
from tests.journeys.test_from_template import accuracy, ask_why, leave, take_away, train_and_watch

person = open_window()
person.click(person.window.welcome.cards["wine"])
train_and_watch(person)
ask_why(person, methods=2)
take_away(person)
assert accuracy(person) > 0.9, accuracy(person)
leave(person)
assert len(person.steps) <= 8, person.steps
heavy = {"torch", "captum", "pandas", "sklearn", "onnx"} & set(sys.modules)
assert not heavy, heavy
"""


def test_wine_in_a_process_that_never_loads_torch(tmp_path: Path):
    """The whole journey on a table, in a fresh process: the window's own process stays without torch all along."""
    environment = os.environ | {"PYTHONPATH": str(Path(__file__).parents[2]), "HOME": str(tmp_path)}
    command = [sys.executable, "-W", "error", "-c", WINE]
    done = subprocess.run(command, cwd=tmp_path, env=environment, capture_output=True, text=True, timeout=150)
    assert done.returncode == 0, done.stderr
