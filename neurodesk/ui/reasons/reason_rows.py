"""Rows of the Explain dock beside the first: another example, or the same one by another run, by the same methods."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QLabel, QVBoxLayout, QWidget

from neurodesk.disk.reading import is_file
from neurodesk.engine.protocol import Explained
from neurodesk.graph.errors import NeuroDeskError
from neurodesk.training.runs import RunStore
from neurodesk.ui.reasons.heat_look import HeatLook
from neurodesk.ui.reasons.reasons import ExampleView, ReasonView
from neurodesk.ui.words import tr

HIGH = 208  # px of a row: several are seen at once


class ReasonRow(QWidget):
    """One example by one run; a view for each method."""

    def __init__(self, run: int | None, sample: int, called: Callable[[int], str]) -> None:
        """`called` says what people call a run."""
        super().__init__()
        self.run, self.sample = run, sample
        self._answered, self._called = run, called
        self.title = QLabel(textFormat=Qt.TextFormat.PlainText)
        self.say_name()
        self.title.setProperty("dim", True)
        self.picture = ExampleView()
        self.views: dict[str, ReasonView] = {}
        self._views = QHBoxLayout()
        self._views.setSpacing(16)
        self._views.addWidget(self.picture)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.title)
        column.addLayout(self._views, stretch=1)
        self.setMinimumHeight(HIGH)

    def begin(self, methods: tuple[str, ...], look: HeatLook) -> None:
        """Wait for the answers of these methods."""
        for view in self.views.values():
            view.deleteLater()
        self.views = {method: ReasonView() for method in methods}
        for method, view in self.views.items():
            view.look, view.waiting = look, True
            view.setAccessibleName(f"{method}, {self.title.text()}")
            self._views.addWidget(view, stretch=1)

    def take(self, answer: Explained) -> None:
        """Show one method's answer."""
        if not answer.reason:
            self.picture.show_example(answer)
            self._answered = answer.run
            self.say_name()
        if answer.method in self.views:
            self.views[answer.method].show_answer(answer)

    def show_look(self, look: HeatLook) -> None:
        """Show the weights in another way."""
        for view in self.views.values():
            view.look = look
            view.show_answer(view.answer)

    def knows(self, run: int | None, sample: int, methods: tuple[str, ...]) -> bool:
        """Whether it shows all that is asked of an example."""
        answered = all(view.answer is not None for view in self.views.values())
        return (self.run, self.sample, tuple(self.views)) == (run, sample, methods) and answered

    def rest(self) -> None:
        """Wait no longer."""
        for view in self.views.values():
            view.waiting = False
            view.update()

    def say_name(self) -> None:
        """Say above it what it shows, by the name that the run has now."""
        run = self._answered
        name = tr("the newest run") if run is None else self._called(run)
        self.title.setText(tr("Example {sample}, {name}", sample=self.sample, name=name))


def runs_beside(folder: Path) -> list[int]:
    """The runs that a row can be of, newest first; what is wrong with their store the Runs dock tells."""
    if not is_file(folder / "runs.sqlite"):
        return []
    try:
        with RunStore(folder) as store:
            return sorted(
                (row.run for row in store.list(drawings=False) if is_file(store.weights(row.run))), reverse=True
            )[:100]
    except (NeuroDeskError, OSError):
        return []
