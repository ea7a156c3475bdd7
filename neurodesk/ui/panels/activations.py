"""The Activations dock: what every layer answers for one example, live while the network learns."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from itertools import pairwise
from typing import Any

import numpy as np
from PySide6.QtCore import QRectF, Qt, Signal
from PySide6.QtGui import QAccessible, QHideEvent, QImage, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QCheckBox, QGridLayout, QLabel, QVBoxLayout, QWidget

from neurodesk.graph.diff import DocumentDiff
from neurodesk.layers.catalogue import LAYERS
from neurodesk.layers.spec import show
from neurodesk.training.events import Probed, RunStarted
from neurodesk.ui.activation_stats import Stats, measured
from neurodesk.ui.link import EngineLink
from neurodesk.ui.look.numbers import percent, short
from neurodesk.ui.look.theme import theme
from neurodesk.ui.look.tips import tip
from neurodesk.ui.pictures import activation, fitted
from neurodesk.ui.session import Session
from neurodesk.ui.turns import turns
from neurodesk.ui.widgets.flow_row import FlowRow
from neurodesk.ui.widgets.room import Room
from neurodesk.ui.widgets.whole_field import WholeBox
from neurodesk.ui.words import tr

_WIDE, _HIGH = 216, 200
_FOOT = 64  # px of a card below its picture: numbers and histogram
MOST_CARDS = 128  # of a longer network those around the selection
_KEPT = 64  # probes; each is at most a megabyte


class ProbeCard(QWidget):
    """One node: its answer as a picture, what that comes to in numbers, a histogram of all values, its gradient."""

    spoken_role = QAccessible.Role.Button

    chosen = Signal(str)

    def __init__(self, node: str, key: str) -> None:
        super().__init__()
        self.setFixedSize(_WIDE, _HIGH)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.become(node, key)

    def become(self, node: str, key: str) -> None:
        """Be the card of another node, with nothing on it yet."""
        self.node, self.key = node, key
        self.category = LAYERS[key].category if key in LAYERS else "Block"
        self.probe: Probed | None = None
        self.stats: Stats | None = None
        self.selected = False
        self._stale = False  # the picture is of an earlier answer
        self._image = QImage()
        self.setAccessibleName(tr("Activations of {node}", node=node))
        self.setAccessibleDescription("")
        self.setToolTip("")

    def show_probe(self, probe: Probed) -> None:
        """Show what was measured in one of the next turns."""
        self.probe, self._stale = probe, True
        turns().ask(self)

    def select(self, selected: bool) -> None:
        """Mark the card of a node that is selected on the canvas."""
        if selected != self.selected:
            self.selected = selected
            self.update()

    def catch_up(self) -> None:
        """Show the newest answer."""
        self._make()
        self.update()

    def _make(self) -> None:
        """Make its picture and its numbers."""
        probe = self.probe
        if probe is None or not self._stale:
            return
        self._stale = False
        self._image = fitted(activation(probe.kind, probe.values), _WIDE - 16, _HIGH - 40 - _FOOT)
        self.stats = measured(probe.values, self.key)
        told = tr("{low} to {high}", low=short(probe.low), high=short(probe.high))
        parts = [told, self.stats.text, tr("{share} are zero", share=percent(self.stats.zero, 0))]
        if not np.isnan(probe.gradient):
            parts.append(tr("gradient {norm}", norm=short(probe.gradient)))
        self.setToolTip(tip(f"{self.node}: {', '.join(parts)}"))
        self.setAccessibleDescription(", ".join(parts))

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Choose the node."""
        self.chosen.emit(self.node)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter or Space choose the node."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Space):
            self.chosen.emit(self.node)
        else:
            super().keyPressEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint name, picture, numbers, histogram and gradient."""
        self._make()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(theme().color("accent" if self.selected else "line"), 2 if self.selected else 1))
        painter.setBrush(theme().color("surface_2"))
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5), 8, 8)
        painter.fillRect(8, 8, 4, 16, theme().family(self.category))
        painter.setPen(theme().color("text"))
        self._paint_name(painter)
        if self.probe is None or self.stats is None:
            painter.setPen(theme().color("text_dim"))
            painter.drawText(self.rect(), Qt.AlignmentFlag.AlignCenter, tr("nothing seen yet"))
            return
        painter.setPen(theme().color("text_dim"))
        painter.setFont(theme().font("small"))
        painter.drawImage(
            (_WIDE - self._image.width()) // 2, 32 + (_HIGH - 40 - _FOOT - self._image.height()) // 2, self._image
        )
        line = QRectF(8, _HIGH - _FOOT, _WIDE - 16, 16)
        told = painter.fontMetrics().elidedText(self.stats.text, Qt.TextElideMode.ElideRight, int(line.width()))
        painter.drawText(line, Qt.AlignmentFlag.AlignVCenter, told)
        self._paint_histogram(painter, QRectF(8, _HIGH - 40, _WIDE - 16, 20))

    def hideEvent(self, event: QHideEvent) -> None:
        """What nobody sees waits for no turn."""
        super().hideEvent(event)
        turns().forget(self)

    def _paint_name(self, painter: QPainter) -> None:
        """The shape at the right, the name in the room that is left."""
        line = QRectF(20, 6, _WIDE - 28, 20)
        if self.probe is not None:
            shape = show(np.shape(self.probe.values))
            painter.drawText(line, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight, shape)
            line.setWidth(line.width() - painter.fontMetrics().horizontalAdvance(shape) - 8)
        name = painter.fontMetrics().elidedText(self.node, Qt.TextElideMode.ElideRight, int(line.width()))
        painter.drawText(line, Qt.AlignmentFlag.AlignVCenter, name)

    def _paint_histogram(self, painter: QPainter, box: QRectF) -> None:
        assert self.probe is not None
        counts = np.sqrt(np.asarray(self.probe.counts, float))
        top, wide = counts.max(initial=1.0), box.width() / len(counts)
        colour = theme().family(self.category)
        for at, count in enumerate(counts):
            high = box.height() * count / top
            painter.fillRect(QRectF(box.left() + at * wide, box.bottom() - high, wide - 1, high), colour)
        line = QRectF(box.left(), box.bottom() + 2, box.width(), 14)
        painter.drawText(line, Qt.AlignmentFlag.AlignLeft, short(self.probe.low))
        painter.drawText(line, Qt.AlignmentFlag.AlignRight, short(self.probe.high))
        if not np.isnan(self.probe.gradient):
            told = tr("gradient {norm}", norm=short(self.probe.gradient, 2))
            painter.drawText(line, Qt.AlignmentFlag.AlignCenter, told)


class ActivationsPanel(QWidget):
    """A card a node, in the order of the network. Only nodes that are visible or on the canvas are asked for."""

    node_chosen = Signal(str)
    probed = Signal(object)  # Probed, for the canvas

    def __init__(self, session: Session, link: EngineLink) -> None:
        super().__init__()
        self.session, self.link = session, link
        self.cards: dict[str, ProbeCard] = {}
        self._spare: list[ProbeCard] = []  # of nodes that are no longer shown
        self._first = ""  # of a long network, the layer that the cards begin at
        self._way: str | None = None  # `block_1.` where the nodes shown stand inside block_1 of the main network
        self._seen: dict[str, Probed] = {}  # the last of each node, by its way and name
        self._grid = QGridLayout()
        self._grid.setSpacing(8)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop)
        inner = QWidget()
        inner.setLayout(self._grid)
        self._nothing = QLabel(tr("Draw a network, and each of its layers has a card here."))
        self._nothing.setProperty("dim", True)
        self._part = QLabel(visible=False)
        self._part.setProperty("dim", True)
        self._area = Room(inner, across=True)
        self._area.changed.connect(self._arrange)
        column = QVBoxLayout(self)
        column.setContentsMargins(8, 8, 8, 8)
        column.setSpacing(8)
        column.addLayout(self._head())
        column.addWidget(self._nothing)
        column.addWidget(self._part)
        column.addWidget(self._area, stretch=1)
        link.arrived.connect(self.take)
        session.checked.connect(self.renew)
        session.document_changed.connect(self._follow)
        session.network_shown.connect(self.recall)
        session.opened.connect(self._forget)
        session.selection_changed.connect(self.follow_selection)
        theme().changed.connect(self.update)
        self.renew()

    def _head(self) -> FlowRow:
        self.live = QCheckBox(
            tr("Live"),
            checked=True,
            toolTip=tr(
                "Look inside while training; costs under one percent of its speed. Unticked, the last pictures stay."
            ),
        )
        self.live.toggled.connect(self.ask)
        self.sample = WholeBox(called=tr("Held-out example to look at"))
        self.sample.setMaximum(1_000_000)
        self.sample.setPrefix(tr("Example "))
        self.sample.valueChanged.connect(self.ask)
        hint = QLabel(tr("What each layer answers for one held-out example. Click a card to find its node."))
        hint.setProperty("dim", True)
        hint.setWordWrap(True)
        return FlowRow(self.live, self.sample, hint)

    def renew(self) -> None:
        """Have a card for every node of the network that is shown; while a run is on, look into these."""
        graph, trail = self.session.graph, self.session.trail
        main = self.session.document.main
        way = ".".join((*trail.steps, "")) if trail.root == main else None  # nothing learns that main does not reach
        order = [name for name in self.session.flow.order if name in graph.nodes]
        wanted = self._around(order)
        self._nothing.setVisible(not wanted)
        self._part.setText(
            tr("{count} of {all} layers: select another, and those around it come.", count=len(wanted), all=len(order))
        )
        self._part.setVisible(len(wanted) < len(order))
        if (way, [(name, graph.nodes[name].key) for name in wanted]) == (self._way, [*map(_kind, self.cards.values())]):
            return
        stay = {name: card for name, card in self.cards.items() if way == self._way and name in wanted
                and graph.nodes[name].key == card.key}  # fmt: skip
        self._put_away(card for name, card in self.cards.items() if name not in stay)
        self._way = way
        self.cards = {name: stay.get(name) or self._card(name) for name in wanted}
        self._arrange()
        self.follow_selection()
        if self.link.busy:
            self.ask()

    def _around(self, order: list[str]) -> list[str]:
        """Of a long network those that have cards: those there are while they hold the selection, else around it; and
        those whose preview is pinned on the canvas."""
        if len(order) <= MOST_CARDS:
            return order
        chosen = next((at for at, name in enumerate(order) if name in self.session.selection), None)
        first = order.index(self._first) if self._first in order else 0
        if chosen is not None and not first <= chosen < first + MOST_CARDS:
            first = chosen - MOST_CARDS // 2
        first = max(0, min(first, len(order) - MOST_CARDS))
        self._first, pinned = order[first], self.session.graph.pinned
        return [name for at, name in enumerate(order) if first <= at < first + MOST_CARDS or name in pinned]

    def _follow(self, change: DocumentDiff) -> None:
        """A preview that is pinned needs what its card gets."""
        if any(part.pinned for part in change.networks.values()):
            self.renew()

    def empty(self) -> None:
        """Put all cards away."""
        self._put_away(self.cards.values())
        self.cards.clear()

    def _card(self, node: str) -> ProbeCard:
        key = self.session.graph.nodes[node].key
        if self._spare:
            card = self._spare.pop(0)
            card.become(node, key)
            card.show()
            return card
        card = ProbeCard(node, key)
        card.chosen.connect(self.node_chosen)
        return card

    def _put_away(self, cards: Iterable[ProbeCard]) -> None:
        for card in cards:  # kept for other nodes: what speaks for a widget painted by hand never quite goes
            self._grid.removeWidget(card)
            card.hide()
            self._spare.append(card)

    def follow_selection(self) -> None:
        """Mark the cards of the selected nodes and bring the first into sight."""
        if self.session.selection.isdisjoint(self.cards) and len(self.session.graph.nodes) > MOST_CARDS:
            self.renew()
        for node, card in self.cards.items():
            card.select(node in self.session.selection)
        first = next((card for card in self.cards.values() if card.selected), None)
        if first is not None:
            self._area.ensureWidgetVisible(first)

    def _arrange(self) -> None:
        """One row where the dock is low, as many as fit where it is high; always in the order of the network."""
        room = self._area.viewport().size()
        rows = max(1, (room.height() + 8) // (_HIGH + 8))
        columns = max(1, (room.width() + 8) // (_WIDE + 8), -(-len(self.cards) // rows))
        for at, card in enumerate(self.cards.values()):
            self._grid.addWidget(card, at // columns, at % columns)
        for before, after in pairwise(self.cards.values()):  # the keys go from card to card as the eye does
            QWidget.setTabOrder(before, after)

    def ask(self) -> None:
        """Tell the engine which nodes to look into: those shown, named by the blocks that lead to them."""
        live = self.live.isChecked() and self._way is not None
        self.link.watch(tuple(f"{self._way}{node}" for node in self.cards) if live else (), self.sample.value())

    def take(self, event: Any) -> None:
        """Show a probe; ask for probes when a run starts."""
        if isinstance(event, RunStarted):
            self._seen.clear()
            self.renew()
            self.ask()
        elif isinstance(event, Probed):
            self._seen.pop(event.node, None)
            self._seen[event.node] = event
            while len(self._seen) > _KEPT:
                del self._seen[next(iter(self._seen))]
            self._show(event)

    def recall(self) -> None:
        """Show what was last seen of the nodes that come into sight, as on the way back out of a block."""
        for event in list(self._seen.values()):
            self._show(event)

    def _show(self, event: Probed) -> None:
        head, dot, node = event.node.rpartition(".")
        if f"{head}{dot}" == self._way and node in self.cards:
            here = replace(event, node=node)
            self.cards[node].show_probe(here)
            self.probed.emit(here)

    def _forget(self) -> None:
        self._seen.clear()
        self.empty()


def _kind(card: ProbeCard) -> tuple[str, str]:
    return card.node, card.key
