"""Where a run stands, in numbers, and what can be set: the epochs of the next run, the learning rate of this one."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QProgressBar,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from neurodesk.graph.document import set_learning
from neurodesk.graph.errors import NeuroDeskError
from neurodesk.training import events
from neurodesk.training.options import Options
from neurodesk.training.runs import RunRow
from neurodesk.ui.link import EngineLink
from neurodesk.ui.look.numbers import duration, memory, said, short, whole
from neurodesk.ui.session import Session
from neurodesk.ui.widgets.whole_field import WholeBox
from neurodesk.ui.words import language, tr

UNKNOWN = "–"


class RunGauges(QWidget):
    """Progress, gauges and settings of a run. What starts, holds and ends it stands in the bar over everything."""

    def __init__(self, session: Session, link: EngineLink) -> None:
        super().__init__()
        self.session, self.link = session, link
        self._epochs = 0
        self._told: events.StepsTaken | None = None
        self.bar = QProgressBar(maximum=1000, textVisible=False, accessibleName=tr("Progress of the run"))
        names = {
            "epoch": tr("Epoch"), "step": tr("Step"), "rate": tr("Learning rate"), "speed": tr("Steps/s"),
            "left": tr("Time left"), "memory": tr("Memory"), "device": tr("Device"),
        }  # fmt: skip
        self.values = {key: QLabel(UNKNOWN, textFormat=Qt.TextFormat.PlainText, wordWrap=True) for key in names}
        self.setMinimumWidth(192)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 8, 0)
        column.setSpacing(8)
        column.addWidget(self.bar)
        column.addLayout(self._rows(names))
        column.addLayout(self._next_epochs())
        column.addWidget(self._rate_changer())
        column.addStretch()
        session.document_changed.connect(self._follow)
        session.opened.connect(self._follow)
        language().changed.connect(self._retell)
        self._follow()

    def begin(self, event: events.RunStarted) -> None:
        """A run was made."""
        self._epochs = event.epochs
        cpu = tr("CPU, 1 thread") if event.threads == 1 else tr("CPU, {count} threads", count=event.threads)
        self.values["device"].setText(cpu if event.device == "cpu" else event.device)

    def step(self, event: events.StepsTaken) -> None:
        """Some steps were taken."""
        self._told = event
        self.bar.setValue(round(1000 * event.progress))
        told = {
            "epoch": tr("{epoch} of {epochs}", epoch=event.epoch, epochs=self._epochs), "step": whole(event.step),
            "rate": short(event.rate), "speed": whole(event.speed), "left": duration(event.eta),
            "memory": memory(event.memory),
        }  # fmt: skip
        for key, text in told.items():
            if self.values[key].text() != text:
                self.values[key].setText(text)

    def finish(self, event: events.RunFinished) -> None:
        """The run is over."""
        if event.reason != "stopped":
            self.bar.setValue(1000)
        self.values["left"].setText(duration(0))

    def show_past(self, row: RunRow) -> None:
        """How far a run of before came, and on what."""
        self.clear()
        done = 1.0 if row.state == "finished" else row.epoch / max(1, row.epochs)  # patience may end one early
        self.bar.setValue(round(1000 * min(1.0, max(0.0, done))))
        self.values["epoch"].setText(tr("{epoch} of {epochs}", epoch=row.epoch, epochs=row.epochs))
        self.values["step"].setText(said(row.step))
        self.values["device"].setText(str(row.device).upper() if row.device == "cpu" else str(row.device))

    def clear(self) -> None:
        """Nothing is known of any run."""
        self.bar.setValue(0)
        self._told = None
        for label in self.values.values():
            label.setText(UNKNOWN)

    def _retell(self) -> None:
        if self._told is not None:
            self.step(self._told)

    def show_state(self, state: str) -> None:
        """Offer what can be set now."""
        self._rates.setVisible(state in ("training", "paused"))

    def change_rate(self) -> None:
        """Send the learning rate that was typed; one that is no positive number is marked."""
        try:
            rate = float(self.rate.text().replace(",", "."))
        except ValueError:
            rate = 0.0
        wrong = not 0.0 < rate < 1e6
        self.rate.setProperty("wrong", wrong)
        self.rate.style().polish(self.rate)
        self.rate.setToolTip(tr("A learning rate is a number above 0, as 0.001.") if wrong else "")
        if not wrong:
            self.link.change_rate(rate)

    # ------------------------------------------------------------------ inside

    def _rows(self, names: dict[str, str]) -> QGridLayout:
        grid = QGridLayout()
        grid.setHorizontalSpacing(8)
        grid.setVerticalSpacing(4)
        grid.setColumnStretch(0, 1)
        grid.setColumnStretch(1, 1)
        for at, (key, name) in enumerate(names.items()):
            label, value = QLabel(name, wordWrap=True), self.values[key]
            label.setProperty("dim", True)
            value.setAccessibleName(name)
            value.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
            grid.addWidget(label, at, 0)
            grid.addWidget(value, at, 1)
        return grid

    def _next_epochs(self) -> QHBoxLayout:
        self.epochs = WholeBox(called=tr("Epochs of the next run"))
        self.epochs.setFixedWidth(72)
        self.epochs.setRange(1, 1_000_000)
        self.epochs.setToolTip(tr("How often the next run sees every training example"))
        self.epochs.valueChanged.connect(self._set_epochs)
        label = QLabel(tr("Epochs to train"), wordWrap=True)
        label.setProperty("dim", True)
        row = QHBoxLayout()
        row.addWidget(label, stretch=1)
        row.addWidget(self.epochs)
        return row

    def _rate_changer(self) -> QWidget:
        self._rates = QWidget()
        row = QHBoxLayout(self._rates)
        row.setContentsMargins(0, 0, 0, 0)
        self.rate = QLineEdit(
            placeholderText=tr("New learning rate"), accessibleName=tr("New learning rate of this run")
        )
        self.rate.returnPressed.connect(self.change_rate)
        put = QPushButton(tr("Set"), toolTip=tr("Use this learning rate from the next step on"))
        put.clicked.connect(self.change_rate)
        row.addWidget(self.rate, stretch=1)
        row.addWidget(put)
        return self._rates

    def _set_epochs(self, epochs: int) -> None:
        self.session.edit(tr("Set epochs"), lambda document: set_learning(document, options={"epochs": epochs}))

    def _follow(self) -> None:
        """Show the epochs of the document; what is no number of epochs is said elsewhere."""
        try:
            epochs = Options.of(self.session.document.learning.options).epochs
        except NeuroDeskError:
            return
        if epochs != self.epochs.value():
            before = self.epochs.blockSignals(True)
            self.epochs.setValue(epochs)
            self.epochs.blockSignals(before)
