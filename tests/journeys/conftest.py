"""Windows with their engines, each as the program opens it, and gone when the test is over."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.journeys.steps import Person, open_window


@pytest.fixture
def arrive(qapp: object, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[[], Person]]:
    """Open the program, in a folder of the test's own, as often as one likes."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("HOME", str(tmp_path))  # an export without a file of its own goes to the person's documents
    opened: list[Person] = []

    def open_another() -> Person:
        opened.append(open_window())
        return opened[-1]

    yield open_another
    for person in opened:
        person.window.leave()
        person.window.deleteLater()


@pytest.fixture
def person(arrive: Callable[[], Person]) -> Person:
    """A person who has just opened the program."""
    return arrive()
