"""The Network menu works on the selected block and the network that is shown."""

from neurodesk.ui import blocks
from neurodesk.ui.actions import networks
from neurodesk.ui.actions.context import context_menu
from neurodesk.ui.canvas.hit import Hit
from neurodesk.ui.window import Window


def test_every_action_of_the_menu_is_greyed_with_its_reason_or_works(window: Window):
    """Through the menu: group, enter, rename, leave, delete with reason."""
    actions = window.actions_by_key
    assert actions["enter"].toolTip() == "Select one block first."
    assert actions["delete_network"].statusTip()
    window.session.select(["conv_1", "relu_1"])
    actions["group"].trigger()
    actions["enter"].trigger()
    assert window.session.network == "conv_block"
    assert "conv_block_1" in actions["delete_network"].statusTip()
    actions["rename_network"].trigger()
    assert window.networks.tabs.line is not None
    actions["leave"].trigger()
    actions["ungroup"].trigger()
    assert list(window.session.document.networks) == ["network"]
    actions["add_network"].trigger()
    actions["main_network"].trigger()
    assert window.session.document.main == "network_2"
    assert blocks.why_not_leave(window.session) == actions["leave"].statusTip()


def test_the_menu_under_the_pointer_offers_blocks(window: Window):
    """On a node group, ungroup and the way in; on empty canvas the way out."""
    offered = {
        spot: {declared.key for declared in networks.ACTIONS if spot in declared.context.split()}
        for spot in ("node", "canvas")
    }
    assert offered["node"] >= {"group", "ungroup", "fold", "enter", "unique"}
    assert offered["canvas"] == {"fold", "leave"}
    window.session.select(["conv_1"])
    menu = context_menu(window, window.actions_by_key, networks.ACTIONS, Hit("conv_1"))
    assert next(action.text() for action in menu.actions()) == "Group into a block"
    menu.deleteLater()
