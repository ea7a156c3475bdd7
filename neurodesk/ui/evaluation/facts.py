"""A run's numbers in a column: what it reached, and what guessing would reach."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtWidgets import QGridLayout, QLabel, QVBoxLayout, QWidget

from neurodesk.ui.look.numbers import fixed, percent, short, whole
from neurodesk.ui.look.tips import tip
from neurodesk.ui.widgets.emptying import empty
from neurodesk.ui.words import tr

_SHARES = ("accuracy", "f1", "ece")


def label(name: str) -> str:
    """A metric's name for people."""
    known = {
        "loss": tr("Loss"),
        "accuracy": tr("Accuracy"),
        "f1": tr("F1, mean of classes"),
        "auc": tr("ROC area, mean"),
        "ece": tr("Calibration gap"),
        "r2": tr("R²"),
        "mae": tr("Mean absolute error"),
        "rmse": tr("Root mean square error"),
    }
    return known.get(name, name.replace("_", " ").capitalize())


def meaning(name: str) -> str:
    """What a metric says, in a sentence; empty where nobody wrote one."""
    known = {
        "loss": tr("What training makes small; the less the better"),
        "accuracy": tr("Share of the examples that are answered right"),
        "f1": tr("Precision and recall in one number, each class counted alike: 1 is perfect"),
        "auc": tr("How well a class is told from the others at any threshold: 1 is perfect, 0.5 is guessing"),
        "ece": tr("How far what it claims lies from how often it is right: 0 is perfect"),
        "r2": tr("Share of the spread that is explained: 1 is perfect, 0 no better than the mean"),
        "mae": tr("How far off an answer is on average, in the units of what is predicted"),
        "rmse": tr("The same with large misses weighing more, in the units of what is predicted"),
    }
    return known.get(name, "")


def numbers_of(report: dict[str, Any]) -> dict[str, float | None]:
    """The main numbers of a report, the most telling first."""
    metrics = dict(report.get("metrics", {}))
    found = {name: metrics.pop(name) for name in ("accuracy", "r2") if name in metrics}
    macro = report.get("averages", {}).get("macro", {})
    found |= {name: macro[name] for name in ("f1", "auc") if name in macro}
    if "calibration" in report:
        found["ece"] = report["calibration"]["ece"]
    return found | metrics


class FactsColumn(QWidget):
    """A row a metric: its name, this run's number, and that of one who only guesses."""

    needed = Signal(int)  # px of width, so that no number is cut

    def __init__(self) -> None:
        super().__init__()
        self._grid = QGridLayout()
        self._grid.setVerticalSpacing(4)
        self._grid.setHorizontalSpacing(8)
        self._grid.setColumnStretch(0, 1)
        self._under = QLabel(textFormat=Qt.TextFormat.PlainText, wordWrap=True)
        self._under.setProperty("dim", True)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 8, 0)
        column.setSpacing(8)
        column.addLayout(self._grid)
        column.addWidget(self._under)
        column.addStretch()

    def show_report(self, report: dict[str, Any]) -> None:
        """Show a report's numbers; an empty one empties the column."""
        empty(self._grid)
        self._under.clear()
        found, baseline = numbers_of(report), report.get("baseline", {})
        if not found:
            return
        for at, (text, hint) in enumerate(
            ((tr("run"), ""), (tr("guess"), tr("What always answering the same would reach")))
        ):
            self._put(0, at + 1, text, hint)
        for at, (name, value) in enumerate(found.items(), start=1):
            self._put(at, 0, label(name), meaning(name))
            number = self._put(at, 1, _shown(name, value), self._hint(name, report))
            number.setProperty("role", "number")
            number.setAccessibleName(label(name))
            self._put(at, 2, _shown(name, baseline[name]) if name in baseline else "–", "")
        self._under.setText(self._words(report))

    def event(self, event: QEvent) -> bool:
        """Other numbers may need another width."""
        done = super().event(event)
        if event.type() == QEvent.Type.LayoutRequest:
            self.needed.emit(self.minimumSizeHint().width())
        return done

    def _put(self, row: int, column: int, text: str, hint: str) -> QLabel:
        made = QLabel(text, textFormat=Qt.TextFormat.PlainText, wordWrap=column == 0)
        made.setProperty("dim", column != 1 or row == 0)
        made.setToolTip(tip(hint))
        right = Qt.AlignmentFlag.AlignRight if column else Qt.AlignmentFlag.AlignLeft
        self._grid.addWidget(made, row, column, alignment=right if column else Qt.Alignment())
        return made

    def _hint(self, name: str, report: dict[str, Any]) -> str:
        if name == "accuracy" and "accuracy_interval" in report:
            low, high = (percent(share) for share in report["accuracy_interval"])
            return tr("95% interval, for endless examples: {low} to {high}", low=low, high=high)
        return meaning(name)

    def _words(self, report: dict[str, Any]) -> str:
        said = [tr("{count} examples.", count=whole(report.get("examples", 0)))]
        if "accuracy_interval" in report:
            low, high = (percent(share) for share in report["accuracy_interval"])
            said.append(tr("Accuracy, 95% interval: {low} to {high}.", low=low, high=high))
        guess = report.get("baseline", {}).get("answer", "")
        if guess:
            guess = guess if "accuracy" in report["baseline"] else _numbers(guess)
            first = guess if len(guess) <= 40 else f"{guess[:39]}…"
            said.append(tr("Guess: always “{answer}”.", answer=first))
        return "\n".join(said)


def _numbers(guess: str) -> str:
    """The means that are guessed, which training wrote in English with commas between."""
    try:
        return "; ".join(short(float(part), 4) for part in guess.split(","))
    except ValueError:
        return guess


def _shown(name: str, value: float | None) -> str:
    if value is None:
        return "–"
    return percent(value) if name in _SHARES else fixed(value, 3) if name == "auc" else short(value, 4)
