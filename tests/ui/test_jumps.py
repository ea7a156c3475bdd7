"""The palette leads to every action and to everything that can be jumped to or added."""

from pathlib import Path

from neurodesk.files.templates import templates
from neurodesk.layers.catalogue import LAYERS
from neurodesk.ui.actions.menus import ACTIONS
from neurodesk.ui.jumps import actions, jumps
from neurodesk.ui.settings import settings
from neurodesk.ui.window import Window
from tests.ui.test_docks import in_front


def test_everything_is_there_once(window: Window, tmp_path: Path):
    """All actions; docks, templates, layers, nodes and recent files."""
    settings().add_recent(tmp_path / "mine.neurodesk")
    keys = [entry.key for entry in (*actions(window), *jumps(window))]
    assert len(keys) == len(set(keys))
    wanted = [f"action {declared.key}" for declared in ACTIONS] + [f"dock {name}" for name in window.docks.widgets]
    wanted += [f"template {made.key}" for made in templates()] + [f"layer {kind.key}" for kind in LAYERS]
    wanted += ["node network conv_1", f"file {tmp_path / 'mine.neurodesk'}"]
    assert set(wanted) <= set(keys)


def test_a_jump_arrives(window: Window):
    """Also from the welcome page: a dock in front, a node selected, a layer added."""
    lines = {entry.key: entry for entry in jumps(window)}
    for key, arrived in (
        ("dock Runs", lambda: in_front(window.docks, "Runs")),
        ("node network conv_1", lambda: window.session.selection == {"conv_1"}),
        ("layer tanh", lambda: any(node.key == "tanh" for _, node in window.session.graph.nodes.items())),
    ):
        window.show_welcome()
        lines[key].do()
        assert window.canvas.isVisible()
        assert arrived(), key
