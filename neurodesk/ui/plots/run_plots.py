"""The plots of a run side by side, with what concerns them all: which are shown, smoothing, scales, files."""

from __future__ import annotations

import math
from collections.abc import Mapping

import numpy as np
from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QMenu,
    QPushButton,
    QSlider,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from neurodesk.training.events import BoundaryMeasured, ConfusionMeasured, WeightsMeasured
from neurodesk.ui.look.icons import dress
from neurodesk.ui.look.numbers import percent
from neurodesk.ui.plots.curves import Points
from neurodesk.ui.plots.plots import Curve, CurvePlot
from neurodesk.ui.plots.spread_plot import SpreadPlot
from neurodesk.ui.plots.timeline import Timeline
from neurodesk.ui.views import BoundaryView, MatrixView
from neurodesk.ui.widgets.flow_row import FlowRow
from neurodesk.ui.widgets.room import Room
from neurodesk.ui.words import tr

LEAST = QSize(232, 168)  # px of a plot that can be read
NARROWEST = 192  # px of one beside others, where it would lie out of sight below them
SHAPE = 1.5  # width to height that a plot is best read at
LAYERS = 5  # whose curves are drawn, when none is selected


class RunPlots(QWidget):
    """All that is drawn of one run. `plots` are the curves by key; matrix and boundary stand beside them."""

    save_asked = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.timeline = Timeline(self)
        self.plots = {
            "loss": CurvePlot(tr("Loss"), self.timeline),
            "score": CurvePlot(tr("Accuracy"), self.timeline, share=True),
            "rate": CurvePlot(tr("Learning rate"), self.timeline),
            "gradient": CurvePlot(tr("Gradient norm"), self.timeline, log=True),
            "update": CurvePlot(tr("Update ratio"), self.timeline, log=True),
        }
        self.spread = SpreadPlot(self.timeline)
        self.boundary, self.matrix = BoundaryView(), MatrixView()
        self.selected: tuple[str, ...] = ()
        self._layers: dict[str, dict[str, Curve]] = {"gradient": {}, "update": {}}
        self._grid = QGridLayout()
        self._cells = self._make_cells()
        self._shown = {"loss", "score", "outcome"}
        self._measured: set[str] = set()  # of matrix and boundary: what this run has
        self._inner = QWidget()
        self._area = Room(self._inner, across=True)
        self._area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._area.changed.connect(self._arrange)
        self._inner.setLayout(self._grid)
        for cell in self._cells.values():
            cell.setParent(self._inner)
        self._grid.setContentsMargins(8, 0, 0, 0)
        self._grid.setSpacing(8)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        column.addLayout(self._tools())
        column.addWidget(self._area, stretch=1)
        self.say_empty(tr("Press Train (Ctrl+Enter), and the curves grow here."))
        self._arrange()

    @property
    def seen(self) -> list[CurvePlot]:
        """The plots that are shown, in their order."""
        every = {**self.plots, "spread": self.spread}
        return [plot for key, plot in every.items() if key in self._shown]

    def clear(self, start: float = 0.0) -> None:
        """Empty everything, for a run that begins at this step."""
        self.timeline.clear(start)
        for plot in (*self.plots.values(), self.spread):
            plot.clear(start)
        self._layers = {"gradient": {}, "update": {}}
        self.layer.clear()
        self._measured.clear()
        self._reach_others()
        self._arrange()

    def lay_over(self, found: Mapping[str, dict[str, Curve]]) -> None:
        """Show the curves of other runs, by plot, instead of those before."""
        for key, curves in found.items():
            self.plots[key].lay_over(curves)
        self._reach_others()

    def show_plot(self, key: str, shown: bool) -> None:
        """Show or hide one: a key of `plots`, `spread` or `outcome`."""
        self._shown = self._shown | {key} if shown else self._shown - {key}
        self.chosen[key].setChecked(shown)
        self._arrange()

    def say_empty(self, text: str) -> None:
        """What a plot without curves says."""
        for plot in (*self.plots.values(), self.spread):
            plot.hint = text
            plot.renew()

    def take_outcome(self, event: BoundaryMeasured | ConfusionMeasured) -> None:
        """Show what is confused with what, or of points in a plane the boundary, which says more."""
        if isinstance(event, BoundaryMeasured):
            self.boundary.show_boundary(event)
        else:
            self.matrix.show_matrix(event.matrix, event.classes)
        kind = "boundary" if isinstance(event, BoundaryMeasured) else "matrix"
        if kind not in self._measured:
            self._measured.add(kind)
            self._arrange()

    def take_weights(self, event: WeightsMeasured) -> None:
        """Append what was measured of the weights."""
        self.spread.take(event)
        whole = np.sqrt(np.nansum(np.square(event.norms, dtype=float), axis=0))
        rows = [(tr("whole network"), whole), *zip(event.nodes, event.norms, strict=True)]
        for at, (name, (weight, gradient, moved)) in enumerate(rows):
            for key, value in (("gradient", gradient), ("update", moved / weight if weight else math.nan)):
                curve = self._layers[key].setdefault(name, Curve(Points(), at % 8))
                curve.data.add(event.step, float(value))
        if self.layer.count() != len(event.nodes):
            self.layer.clear()
            self.layer.addItems(event.nodes)
            self.select(self.selected)
        self._choose_layers()

    def select(self, nodes: tuple[str, ...]) -> None:
        """Follow the selection on the canvas: the layers shown are those selected, or the first few."""
        self.selected = nodes
        known = next((node for node in nodes if self.layer.findText(node) >= 0), None)
        if known is not None:
            self.layer.setCurrentText(known)
        self._choose_layers()

    # ------------------------------------------------------------------ inside

    def _reach_others(self) -> None:
        for plot in self.plots.values():
            for x, _y in (curve.data.envelope() for curve in plot.curves.values() if curve.other):
                if len(x):
                    self.timeline.reach(float(x[-1]), first=float(x[0]))

    def _choose_layers(self) -> None:
        for key, known in self._layers.items():
            names = list(known)
            wanted = [name for name in names[1:] if name in self.selected] or names[1 : 1 + LAYERS]
            plot = self.plots[key]
            plot.curves = {name: known[name] for name in [*names[:1], *wanted[:LAYERS]]}
            plot.renew()

    def _make_cells(self) -> dict[str, QWidget]:
        """What stands in the grid, by the key it is chosen by; the outcome is two that take turns."""
        below = QWidget()
        self.layer = QComboBox(accessibleName=tr("Layer whose spread is shown"))
        self.what = QComboBox(accessibleName=tr("What is shown of it"))
        self.what.addItem(tr("Weights"), "weights")
        self.what.addItem(tr("Gradients"), "gradients")
        self.layer.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.layer.setMinimumContentsLength(8)
        for box in (self.layer, self.what):
            box.currentIndexChanged.connect(self._choose_spread)
        row = QHBoxLayout()
        row.addWidget(self.layer, stretch=1)
        row.addWidget(self.what)
        column = QVBoxLayout(below)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        column.addLayout(row)
        column.addWidget(self.spread, stretch=1)
        return {**self.plots, "spread": below, "matrix": self.matrix, "boundary": self.boundary}

    def _choose_spread(self) -> None:
        if self.layer.currentText():
            self.spread.choose(self.layer.currentText(), str(self.what.currentData()))

    def _tools(self) -> FlowRow:
        self.smoothing = QSlider(Qt.Orientation.Horizontal, maximum=99, accessibleName=tr("Smoothing"))
        self.smoothing.setValue(round(100 * self.timeline.smoothing))
        self.smoothing.setFixedWidth(96)
        self.smoothing.setToolTip(tr("Smooth the curves in front; the raw ones stay behind them"))
        told = QLabel()
        self.smoothing.valueChanged.connect(lambda value: self.timeline.smooth(value / 100))
        self.smoothing.valueChanged.connect(lambda value: told.setText(_smoothed(value)))
        told.setText(_smoothed(self.smoothing.value()))
        told.setMinimumWidth(told.fontMetrics().horizontalAdvance(_smoothed(99)))
        self.log_loss = QCheckBox(tr("Log loss"), toolTip=tr("A logarithmic scale for the loss"))
        self.log_loss.toggled.connect(self.plots["loss"].set_log)
        self.log_steps = QCheckBox(tr("Log steps"), toolTip=tr("A logarithmic scale for the steps of all plots"))
        self.log_steps.toggled.connect(self.timeline.set_log)
        self.whole = self._flat(tr("Show all: undo every zoom (double click, or 0)"), "fit", self._see_all)
        self.save = self._flat(tr("Save curves as a table, PNG or SVG"), "save", self.save_asked.emit)
        parts = self._chooser(), told, self.smoothing, self.log_loss, self.log_steps, self.whole, self.save
        return FlowRow(*parts, margins=(8, 0, 8, 0))

    def _flat(self, words: str, symbol: str, act: object) -> QPushButton:
        button = QPushButton(toolTip=words, accessibleName=words)
        button.setProperty("flat", True)
        dress(button, symbol)
        button.clicked.connect(act)
        return button

    def _chooser(self) -> QToolButton:
        names = {key: plot.title for key, plot in self.plots.items()}
        names |= {"spread": tr("Weights and gradients"), "outcome": tr("Confusion or boundary")}
        button = QToolButton(text=tr("Plots"), toolTip=tr("Which plots are shown"))
        button.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        dress(button, "chart")
        menu = QMenu(button)
        self.chosen = {}
        for key, name in names.items():
            action = menu.addAction(name)
            action.setCheckable(True)
            action.setChecked(key in ("loss", "score", "outcome"))
            action.triggered.connect(lambda on, key=key: self.show_plot(key, on))
            self.chosen[key] = action
        button.setMenu(menu)
        return button

    def _see_all(self) -> None:
        for plot in (*self.plots.values(), self.spread):
            plot.hand.see_all()

    def _arrange(self) -> None:
        """Put what is shown into as many columns as are read best in this room."""
        outcome = next((kind for kind in ("boundary", "matrix") if kind in self._measured), "")
        wanted = [key for key in self._cells if key in self._shown or (key == outcome and "outcome" in self._shown)]
        for at in range(self._grid.columnCount()):
            self._grid.setColumnStretch(at, 0)
        for at in range(self._grid.rowCount()):
            self._grid.setRowStretch(at, 0)
        columns = _columns(len(wanted), self._area.viewport().size())
        for key, cell in self._cells.items():
            self._grid.removeWidget(cell)
            cell.setVisible(key in wanted)
        for at, key in enumerate(wanted):
            self._grid.addWidget(self._cells[key], at // columns, at % columns)
            self._grid.setColumnStretch(at % columns, 1)
            self._grid.setRowStretch(at // columns, 1)
        rows = -(-len(wanted) // columns)
        self._inner.setMinimumHeight(rows * LEAST.height() if rows > 1 else 0)
        self._inner.resize(self._area.viewport().size().expandedTo(self._inner.minimumSize()))
        self._grid.invalidate()  # what was laid out for the rows before would keep its places
        self._grid.activate()


def _columns(count: int, room: QSize) -> int:
    """How many columns bring `count` plots nearest to the shape they are read best at; rows out of sight count much."""

    def off(columns: int) -> float:
        rows = -(-count // columns)
        high = max(room.height() / rows, LEAST.height())
        hidden = rows > 1 and rows * LEAST.height() > room.height()
        shape = abs(math.log(max(room.width(), 1) / columns / high / SHAPE))
        return shape + 0.2 * (rows * columns - count) + 2 * hidden

    fits = [n for n in range(1, count + 1) if n == 1 or room.width() / n >= NARROWEST]
    return min(fits, key=off, default=1)


def _smoothed(share: int) -> str:
    return tr("Smoothing {share}", share=percent(share / 100, 0))
