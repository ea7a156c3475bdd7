"""The journey by hand: from the empty canvas over data and drawing to exported files, by mouse and keys."""

from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from PySide6.QtCore import QPointF

from neurodesk.graph.model import Port
from tests.journeys.steps import Person
from tests.journeys.test_from_template import accuracy, ask_why, take_away, train_and_watch

MOST_STEPS = 15


def test_digits_by_a_typed_chain(person: Person, tmp_path: Path):
    """Empty canvas, digits, one line of text for the network, and on to the files."""
    window = person.window
    person.click(person.button("Empty canvas"))
    person.click(window.bar.steps["Data"])
    person.choose(window.panel("Data").box, "Handwritten digits")
    person.press("Shift+C")
    person.type("conv 16 relu pool flatten linear")
    person.press("Return")
    assert window.session.graph.names() == [
        "conv_1", "flatten_1", "input_1", "linear_1", "output_1", "pool_1", "relu_1",
    ]  # fmt: skip
    train_and_watch(person)
    ask_why(person, methods=3)
    take_away(person)
    assert accuracy(person) > 0.95
    assert len(person.steps) <= MOST_STEPS, person.steps


def images(folder: Path, each: int = 40) -> Path:
    """A folder of small pictures: bars that lie, bars that stand, and crosses of both."""
    dice = np.random.default_rng(0)
    for name in ("lying", "standing", "crossed"):
        (folder / name).mkdir(parents=True)
        for number in range(each):
            picture = dice.integers(0, 60, (32, 32), np.uint8)
            row, column = dice.integers(6, 26, 2)
            if name != "standing":
                picture[row - 2 : row + 2] = 230
            if name != "lying":
                picture[:, column - 2 : column + 2] = 230
            Image.fromarray(picture).save(folder / name / f"{number}.png")
    return folder


def table(path: Path, rows: int = 240) -> Path:
    """A table of cups: a word and three numbers, and which drink it is."""
    dice = np.random.default_rng(1)
    lines = ["size,heat,sugar,milk,drink"]
    for _ in range(rows):
        heat, sugar, milk = dice.uniform(5, 90), dice.uniform(0, 20), dice.choice(["none", "some", "much"])
        drink = "lemonade" if heat < 40 else "coffee" if milk != "none" else "tea"
        lines.append(f"{dice.integers(1, 5) * 100},{heat:.1f},{sugar:.1f},{milk},{drink}")
    path.write_text("\n".join(lines) + "\n")
    return path


def test_a_folder_of_images_dropped_on_the_canvas(person: Person, tmp_path: Path):
    """The folder brings source, classes and input; layers come by port-drag, search and library, joined by a wire."""
    window = person.window
    session = window.session
    person.click(person.button("Empty canvas"))
    person.drop_file(images(tmp_path / "bars"), person.ground)
    person.wait("examples of the data", lambda: window.panel("Data").examples.pictures.items)
    assert session.facts.classes == ("crossed", "lying", "standing")
    assert session.flow.shapes[Port("input_1", "out")] == (1, 32, 32)

    pulled = person.port("input_1", "out", output=True)
    person.drag(person.ground, pulled, pulled + QPointF(60, 40))  # let go on the ground: what fits is offered
    person.type("con")
    person.press("Return")
    for letters in ("rel", "pool", "fla", "lin"):
        person.press("Shift+A")
        person.type(letters)
        person.press("Return")
    person.press("Esc")
    person.click(window.panel("Library").search)
    person.type("output")
    person.press("Return")
    person.press("Home")
    person.drag(person.ground, person.port("linear_1", "out", output=True), person.port("output_1", "in"))
    assert session.graph.wires[Port("output_1", "in")] == Port("linear_1", "out")
    person.tab("Problems")
    person.click(person.button("Set units of linear_1 to 3"))
    assert not session.problems
    train_and_watch(person)
    person.click(window.bar.steps["Understand"])
    person.wait("the held-out part", lambda: window.panel("Evaluate").shown is not None)
    assert accuracy(person) > 0.6  # a third is chance; so few pictures teach little


@pytest.mark.slow
def test_a_table_dropped_on_the_window(person: Person, tmp_path: Path):
    """A CSV file brings features, classes and input; a typed chain makes the rest."""
    window = person.window
    person.drop_file(table(tmp_path / "cups.csv"), window.welcome)
    facts = window.session.facts
    assert facts.classes == ("coffee", "lemonade", "tea")
    person.press("Shift+C")
    person.type("linear 16 relu linear")
    person.press("Return")
    train_and_watch(person)
    ask_why(person, methods=2)
    take_away(person)
    assert accuracy(person) > 0.9
    assert len(person.steps) <= MOST_STEPS, person.steps
