"""What leads from one panel to another: a click in one shows its answer in the next."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QPoint

from neurodesk.ui.canvas.hit import Hit

if TYPE_CHECKING:
    from neurodesk.ui.window import Window

# Actions of the canvas whose keys work in the outline too. Single letters among them go before a search by letter.
OUTLINE_KEYS = (
    "cut", "copy", "paste", "duplicate", "delete", "heal", "mute", "group", "ungroup", "enter", "leave", "select_all",
)  # fmt: skip


def join(window: Window, name: str) -> None:
    """Connect the panel of a dock, just made, to those that it leads to."""
    connect = _JOINTS.get(name)
    if connect is not None:
        connect(window, window.panel(name))


def show_node(window: Window, network: str, node: str) -> None:
    """Show, select and bring into sight a node of any network."""
    window.session.show_network(network)
    window.session.select([node])
    window.canvas.reveal(node)


# ---------------------------------------------------------------------- by panel


def _library(window: Window, panel: Any) -> None:
    panel.layer_chosen.connect(window.canvas.add_beside)
    panel.template_chosen.connect(window.use_template)


def _outline(window: Window, panel: Any) -> None:
    def ask_menu(node: str, at: QPoint) -> None:
        window.canvas.menu_asked.emit(Hit(node), at)

    panel.take_actions([window.actions_by_key[key] for key in OUTLINE_KEYS])
    panel.menu_asked.connect(ask_menu)
    panel.parameters_asked.connect(window.canvas.parameters_asked)
    panel.shown_node.connect(window.canvas.reveal)


def _problems(window: Window, panel: Any) -> None:
    def explain(code: str, key: str) -> None:
        from neurodesk.ui.guide.help_view import show_problem  # late: the first paint needs no help

        show_problem(window, code, key)

    def choose_data() -> None:
        window.show_dock("Data")
        window.panel("Data").choose_place()

    panel.node_asked.connect(lambda network, node: show_node(window, network, node))
    panel.dock_asked.connect(window.show_dock)
    panel.data_asked.connect(choose_data)
    panel.help_asked.connect(explain)


def _activations(window: Window, panel: Any) -> None:
    from neurodesk.ui.live_nodes import LiveNodes  # late, with the panel

    panel.probed.connect(LiveNodes(window.canvas).take)
    panel.node_chosen.connect(lambda node: show_node(window, window.session.network, node))


def _code(window: Window, panel: Any) -> None:
    panel.node_chosen.connect(lambda node: window.session.select([node]))
    panel.inner_chosen.connect(lambda network, node: show_node(window, network, node))


def _train(window: Window, panel: Any) -> None:
    def show_cell(actual: int, predicted: int) -> None:
        window.panel("Evaluate").show_cell(actual, predicted)
        window.show_dock("Evaluate")

    panel.cell_chosen.connect(show_cell)


def _evaluate(window: Window, panel: Any) -> None:
    def explain(run: int, sample: int) -> None:
        window.panel("Explain").explain(run, sample)
        window.show_dock("Explain")

    panel.example_chosen.connect(explain)


def _runs(window: Window, panel: Any) -> None:
    def evaluate(run: int) -> None:
        window.panel("Evaluate").evaluate(run)
        window.show_dock("Evaluate")

    def export(run: int) -> None:
        window.panel("Export").export(run)
        window.show_dock("Export")

    def lay_over(runs: tuple[int, ...]) -> None:
        window.panel("Train").lay_over(runs)
        if runs:
            window.show_dock("Train")

    panel.curves_asked.connect(lay_over)
    panel.evaluate_asked.connect(evaluate)
    panel.export_asked.connect(export)


_JOINTS = {
    "Library": _library,
    "Outline": _outline,
    "Problems": _problems,
    "Activations": _activations,
    "Code": _code,
    "Train": _train,
    "Evaluate": _evaluate,
    "Runs": _runs,
}
