"""What the command palette leads to: every action, and what can be jumped to or added."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from neurodesk.ui.actions import shortcuts
from neurodesk.ui.actions.menus import ACTIONS
from neurodesk.ui.joining import show_node
from neurodesk.ui.keywords import PLOTS, keywords
from neurodesk.ui.settings import settings
from neurodesk.ui.words import spoken, tr

if TYPE_CHECKING:
    from neurodesk.ui.window import Window


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of the palette. `key` is remembered when it was used; `reason` says why it cannot be done now."""

    key: str
    kind: str
    text: str
    do: Callable[[], object]
    chord: str = ""
    reason: str = ""
    more: str = ""  # further words that find it

    @property
    def about(self) -> str:
        """What is searched, in small letters."""
        return f"{self.text} {self.kind} {self.more}".lower()


def actions(window: Window) -> Iterator[Entry]:
    """Every action, with its key and why it cannot be done now."""
    for declared in ACTIONS:
        reason = declared.blocked(window) if declared.blocked else ""
        yield Entry(
            f"action {declared.key}", spoken(declared.menu), spoken(declared.text).rstrip("…"),
            lambda act=declared.act: act(window),
            shortcuts.first(declared.key), reason, keywords(f"action {declared.key}"),
        )  # fmt: skip


def jumps(window: Window) -> Iterator[Entry]:
    """Docks, recent files, templates, layers to add, and the nodes of every network."""
    from neurodesk.files.templates import templates
    from neurodesk.layers.catalogue import LAYERS

    for name in window.docks.widgets:
        key = f"dock {name}"
        yield Entry(key, tr("Dock"), spoken(name), lambda name=name: window.show_dock(name), more=keywords(key))
    for plot, title in PLOTS.items():
        key = f"plot {plot}"
        yield Entry(
            key, spoken("Evaluate"), spoken(title), lambda plot=plot: _show_plot(window, plot), more=keywords(key)
        )
    for path in map(Path, settings().recent):
        yield Entry(
            f"file {path}", tr("Recent file"), path.stem, lambda path=path: window.open(path), more=str(path.parent)
        )
    for made in templates():
        yield Entry(
            f"template {made.key}", tr("Template"), spoken(made.title), lambda key=made.key: window.use_template(key),
            more=spoken(made.text),
        )  # fmt: skip
    for kind in LAYERS:
        yield Entry(
            f"layer {kind.key}", tr("Add a layer"), spoken(kind.label), lambda key=kind.key: _add(window, key),
            more=" ".join((kind.label, *kind.aliases, *kind.quick)),
        )  # fmt: skip
    for network, graph in window.session.document.networks.items():
        kind_of_node = tr("Node of {network}", network=network)
        for node in graph.nodes:
            yield Entry(
                f"node {network} {node}", kind_of_node, node,
                lambda network=network, node=node: _show(window, network, node), more=graph.nodes[node].key,
            )  # fmt: skip


def _add(window: Window, key: str) -> None:
    if not window.middle.currentIndex():
        window.show_canvas()
    window.canvas.add_beside(key)


def _show_plot(window: Window, plot: str) -> None:
    window.show_dock("Evaluate")
    window.panel("Evaluate").show_view(plot)


def _show(window: Window, network: str, node: str) -> None:
    if not window.middle.currentIndex():
        window.show_canvas()
    show_node(window, network, node)
    window.canvas.setFocus()
