"""The Train dock: how the network learns, start, pause and stop, and the curves and gauges while it does."""

from __future__ import annotations

import csv
import io
from typing import Any

from PySide6.QtCore import QBuffer, Qt, Signal
from PySide6.QtWidgets import (
    QCheckBox,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QProgressBar,
    QPushButton,
    QSplitter,
    QVBoxLayout,
    QWidget,
)

from neurodesk.disk.atomic import SaveError, atomic_save
from neurodesk.engine.protocol import EngineDied, Refused
from neurodesk.graph.model import Document
from neurodesk.training import events
from neurodesk.ui import asking
from neurodesk.ui.icons import dress
from neurodesk.ui.link import EngineLink
from neurodesk.ui.note import Note
from neurodesk.ui.numbers import duration, memory
from neurodesk.ui.pathbar import blocked
from neurodesk.ui.plots import CurvePlot
from neurodesk.ui.session import Session
from neurodesk.ui.tips import tip
from neurodesk.ui.views import BoundaryView, MatrixView

_GAUGES = ("Epoch", "Step", "Learning rate", "Steps/s", "Time left", "Memory", "Device")
_REASONS = {
    "finished": "Training finished",
    "stopped": "Training stopped; what was learnt is kept",
    "early": "Stopped early: validation no longer improved",
}


class TrainPanel(QWidget):
    """Controls, gauges, two plots, and what is confused with what. Shows one run at a time; another empties it."""

    cell_chosen = Signal(int, int)  # actual, predicted

    def __init__(self, session: Session, link: EngineLink) -> None:
        super().__init__()
        self.session, self.link = session, link
        self.scored = ""
        self._run = self._step_now = 0
        self._trained: Document | None = None
        self._edited = False  # the note says that the run is of an older drawing
        self.note = Note()
        self.loss = CurvePlot("Loss")
        self.score = CurvePlot("Accuracy", share=True)
        self.score.plot.setXLink(self.loss.plot)
        self.boundary = BoundaryView()
        self.boundary.hide()
        self.matrix = MatrixView()
        self.matrix.cell_chosen.connect(self.cell_chosen)
        self.matrix.hide()
        self.gauges = {name: QLabel("–") for name in _GAUGES}
        self.bar = QProgressBar(maximum=1000, textVisible=False, accessibleName="Progress of the run")
        split = QSplitter(Qt.Orientation.Horizontal, childrenCollapsible=False)
        split.addWidget(self._controls())
        split.addWidget(self._plots())
        split.setStretchFactor(1, 1)
        split.setSizes([208, 800])
        column = QVBoxLayout(self)
        column.setContentsMargins(8, 8, 8, 8)
        column.setSpacing(4)
        column.addWidget(self.note)
        column.addWidget(split, stretch=1)
        link.arrived.connect(self.take)
        link.state_changed.connect(self.show_state)
        session.document_changed.connect(lambda _diff: self._compare())
        session.checked.connect(lambda: self.show_state(self.link.state))
        session.opened.connect(self.clear)
        self.show_state(link.state)

    # ------------------------------------------------------------------ what arrives

    def take(self, event: Any) -> None:
        """Show what the engine said."""
        match event:
            case events.RunStarted():
                self._begin(event)
            case events.StepsTaken():
                self._step(event)
            case events.EpochFinished():
                self._epoch(event)
            case events.BoundaryMeasured():
                self.boundary.show_boundary(event)
                self.boundary.show()
                self.matrix.hide()
            case events.ConfusionMeasured():
                self.matrix.show_matrix(event.matrix, event.classes)
                self.matrix.setVisible(self.boundary.isHidden())  # of points in a plane the boundary says more
            case events.Warned():
                self.note.tell("warning", f"{event.text} {event.cure}".strip())
            case events.RunFinished():
                self.bar.setValue(1000 if event.reason != "stopped" else self.bar.value())
                self._gauge("Time left", duration(0))
                epochs = f"{event.epoch} epoch{'s' * (event.epoch != 1)}"
                self.note.tell("ok", f"{_REASONS[event.reason]}. {epochs} in {duration(event.seconds)}.")
            case events.RunFailed() | EngineDied():
                self.note.tell("error", f"{event.text} {event.cure}".strip())
            case Refused() if not event.request:
                self.note.tell("error", f"{event.text} {event.cure}".strip())

    def clear(self) -> None:
        """Empty the dock, as for another document."""
        self._run, self._trained = 0, None
        self.loss.clear()
        self.score.clear()
        self.boundary.hide()
        self.matrix.hide()
        self.note.tell("", "")
        self.bar.setValue(0)
        for name in _GAUGES:
            self._gauge(name, "–")

    def show_state(self, state: str) -> None:
        """Enable what can be done now, and say why the rest cannot."""
        running, paused = state in ("training", "preparing"), state == "paused"
        self._rates.setVisible(state in ("training", "paused"))
        why = "A run is under way. Stop it first." if running or paused else blocked(self.session)
        self.start.setEnabled(not why)
        self.start.setToolTip(tip(why) or "Train this network (Ctrl+Enter)")
        self.hold.setEnabled(state == "training" or paused)
        self.hold.setText("Go on" if paused else "Pause")
        self.hold.setToolTip("Ctrl+P" if running or paused else "Nothing is training.")
        self.end.setEnabled(running or paused)
        self.end.setToolTip("Ctrl+." if running or paused else "Nothing is training.")

    def export_curves(self) -> None:
        """Ask for a file and write the curves as CSV, or the plots as PNG."""
        name = f"{self.session.title} curves.csv"
        path = asking.file_to_save(self, "Save the curves", name, {"csv": "Table", "png": "Picture"})
        if path is None:
            return
        try:
            atomic_save(path, self._picture() if path.suffix.lower() == ".png" else self._table(), backup=False)
        except SaveError as error:
            self.note.tell("error", str(error))

    # ------------------------------------------------------------------ inside

    def _table(self) -> bytes:
        text = io.StringIO()
        rows = csv.writer(text)
        rows.writerow(["plot", "curve", "step", "value"])
        for plot, shown in (("loss", self.loss), (self.scored or "metric", self.score)):
            rows.writerows((plot, *row) for row in shown.rows())
        return text.getvalue().encode()

    def _picture(self) -> bytes:
        buffer = QBuffer()
        buffer.open(QBuffer.OpenModeFlag.WriteOnly)
        self._area.grab().save(buffer, "PNG")
        return bytes(buffer.data().data())

    def _begin(self, event: events.RunStarted) -> None:
        if not (event.resumed and event.run == self._run and event.step == self._step_now):
            self.loss.clear(event.step)
            self.score.clear()
        self._run, self._step_now, self._edited = event.run, event.step, False
        self.boundary.hide()
        self.matrix.hide()
        self._trained = self.session.document
        self.note.tell("", "")
        self._epochs = event.epochs
        self._gauge(
            "Device",
            event.device if event.device != "cpu" else f"CPU, {event.threads} thread{'s' * (event.threads > 1)}",
        )

    def _step(self, event: events.StepsTaken) -> None:
        self.loss.extend("training", event.losses)
        self._step_now = event.step
        self.bar.setValue(round(1000 * event.progress))
        self._gauge("Epoch", f"{event.epoch} of {self._epochs}")
        self._gauge("Step", f"{event.step:,}")
        self._gauge("Learning rate", f"{event.rate:.3g}")
        self._gauge("Steps/s", f"{event.speed:,.0f}")
        self._gauge("Time left", duration(event.eta))
        self._gauge("Memory", memory(event.memory))

    def _epoch(self, event: events.EpochFinished) -> None:
        if "loss" in event.validation:
            self.loss.mark("validation", event.step, event.validation["loss"])
        self.scored = "accuracy" if "accuracy" in event.train else "r2"
        self.score.rename("Accuracy" if self.scored == "accuracy" else "R²", share=self.scored == "accuracy")
        for name, found in (("training", event.train), ("validation", event.validation)):
            if self.scored in found:
                self.score.mark(name, event.step, found[self.scored])

    def _compare(self) -> None:
        trained = self._trained
        if trained is None or not self.link.busy:
            return
        now = self.session.document
        same = all(now.networks[n].same_network(g) for n, g in trained.networks.items() if n in now.networks) and len(
            now.networks
        ) == len(trained.networks)
        if same == self._edited:
            self._edited = not same
            told = "" if same else "The run goes on with the drawing as it was when you started it."
            self.note.tell("warning", told)

    def _gauge(self, name: str, value: str) -> None:
        self.gauges[name].setText(value)

    def _controls(self) -> QWidget:
        box = QWidget()
        box.setMinimumWidth(192)
        column = QVBoxLayout(box)
        column.setContentsMargins(0, 0, 8, 0)
        column.setSpacing(8)
        self.start = QPushButton("Train")
        dress(self.start, "train", "on_accent")
        self.start.setProperty("primary", True)
        self.start.clicked.connect(lambda: self.link.train())
        self.hold = QPushButton("Pause")
        dress(self.hold, "pause")
        self.hold.clicked.connect(self.link.toggle_pause)
        self.end = QPushButton("Stop")
        dress(self.end, "stop")
        self.end.clicked.connect(self.link.stop)
        column.addWidget(self.start)
        row = QHBoxLayout()
        row.addWidget(self.hold)
        row.addWidget(self.end)
        column.addLayout(row)
        column.addWidget(self.bar)
        grid = QGridLayout()
        grid.setHorizontalSpacing(8)
        grid.setVerticalSpacing(4)
        grid.setColumnStretch(1, 1)
        for at, (name, value) in enumerate(self.gauges.items()):
            label = QLabel(name)
            label.setProperty("dim", True)
            value.setAccessibleName(name)
            grid.addWidget(label, at, 0)
            value.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
            grid.addWidget(value, at, 1)
        column.addLayout(grid)
        column.addWidget(self._rate_changer())
        column.addStretch()
        return box

    def _rate_changer(self) -> QWidget:
        self._rates = QWidget()
        row = QHBoxLayout(self._rates)
        row.setContentsMargins(0, 0, 0, 0)
        self.rate = QLineEdit(placeholderText="New learning rate", accessibleName="New learning rate of this run")
        self.rate.returnPressed.connect(self.change_rate)
        put = QPushButton("Set", toolTip="Use this learning rate from the next step on")
        put.clicked.connect(self.change_rate)
        row.addWidget(self.rate, stretch=1)
        row.addWidget(put)
        return self._rates

    def change_rate(self) -> None:
        """Send the learning rate that was typed; one that is no positive number is marked."""
        try:
            rate = float(self.rate.text().replace(",", "."))
        except ValueError:
            rate = 0.0
        wrong = not 0.0 < rate < 1e6
        self.rate.setProperty("wrong", wrong)
        self.rate.style().polish(self.rate)
        self.rate.setToolTip("A learning rate is a number above 0, as 0.001." if wrong else "")
        if not wrong:
            self.link.change_rate(rate)

    def _plots(self) -> QWidget:
        self._area = QWidget()
        column = QVBoxLayout(self._area)
        column.setContentsMargins(8, 0, 8, 0)
        column.setSpacing(4)
        row = QHBoxLayout()
        row.setSpacing(8)
        for shown, share in ((self.loss, 4), (self.score, 4), (self.boundary, 3), (self.matrix, 3)):
            row.addWidget(shown, stretch=share)
        column.addLayout(row, stretch=1)
        foot = QHBoxLayout()
        log = QCheckBox("Logarithmic loss")
        log.toggled.connect(self.loss.set_log)
        save = QPushButton("Save curves…")
        save.setProperty("flat", True)
        save.clicked.connect(self.export_curves)
        foot.addWidget(log)
        foot.addStretch()
        foot.addWidget(save)
        column.addLayout(foot)
        return self._area
