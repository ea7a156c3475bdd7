"""Actions of the Network menu: blocks made, opened and written out, and the networks of the project."""

from __future__ import annotations

from typing import TYPE_CHECKING

from neurodesk.ui import blocks
from neurodesk.ui.actions.declared import Declared, needs_nodes

if TYPE_CHECKING:
    from collections.abc import Callable

    from neurodesk.ui.session import Session
    from neurodesk.ui.window import Window


def _told(act: Callable[[Session], str]) -> Callable[[Window], None]:
    """Do it and say over the drawing what happened; a block that was made is brought into sight."""

    def tell(window: Window) -> None:
        before = window.session.document
        said, selected = act(window.session), window.session.selection
        if said:
            window.canvas.message.emit(said)
        if window.session.document is not before and len(selected) == 1:
            window.canvas.ensure_seen(min(selected))

    return tell


ACTIONS: tuple[Declared, ...] = (
    Declared(
        "group",
        "Network",
        "Group into a block",
        ("Ctrl+G",),
        _told(blocks.group_selection),
        "group",
        lambda w: blocks.why_not_group(w.session),
        context="node",
    ),
    Declared(
        "ungroup",
        "Network",
        "Ungroup",
        ("Ctrl+Shift+G",),
        _told(blocks.ungroup_selection),
        "ungroup",
        lambda w: blocks.needs_block(w.session),
        context="node",
    ),
    Declared(
        "fold",
        "Network",
        "Fold equal layers into a block",
        ("Ctrl+Alt+G",),
        _told(blocks.fold_run),
        "fold",
        needs_nodes,
        context="node canvas",
    ),
    Declared(
        "unique",
        "Network",
        "Make unique",
        (),
        _told(blocks.share_no_more),
        "unique",
        lambda w: blocks.why_not_unique(w.session),
        context="node",
    ),
    Declared(
        "enter",
        "Network",
        "Go into the block",
        ("Ctrl+Down",),
        lambda w: blocks.enter(w.session),
        "enter",
        lambda w: blocks.needs_block(w.session),
        context="node",
    ),
    Declared(
        "leave",
        "Network",
        "Go out of the block",
        ("Ctrl+Up",),
        lambda w: blocks.leave(w.session),
        "leave",
        lambda w: blocks.why_not_leave(w.session),
        context="node canvas",
    ),
    Declared("add_network", "Network", "New network", (), lambda w: blocks.add_network(w.session), "add"),
    Declared(
        "rename_network", "Network", "Rename the network", (), lambda w: w.networks.rename(w.session.network), "rename"
    ),
    Declared(
        "main_network",
        "Network",
        "Make it the main network",
        (),
        lambda w: blocks.make_main(w.session, w.session.network),
        "home",
        lambda w: (
            "" if w.session.network != w.session.document.main else "It is the main network, the one that is trained."
        ),
    ),
    Declared(
        "delete_network",
        "Network",
        "Delete the network",
        (),
        lambda w: blocks.delete_network(w.session, w.session.network),
        "delete",
        lambda w: blocks.why_not_delete(w.session, w.session.network),
    ),
)
