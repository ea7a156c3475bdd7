"""Every action can be reached by menu and key; no two keys collide; a greyed one says why."""

from collections import Counter

from neurodesk.graph.model import empty_document
from neurodesk.ui.actions import menus
from neurodesk.ui.actions.menus import ACTIONS
from neurodesk.ui.window import Window


def test_no_two_keys_collide():
    """Each chord does one thing."""
    keys = Counter(key for declared in ACTIONS for key in declared.keys)
    assert [key for key, times in keys.items() if times > 1] == []


def test_every_action_is_in_a_menu(window: Window):
    """In the one it declares."""
    for declared in ACTIONS:
        assert window.actions_by_key[declared.key] in window.menus[declared.menu].actions()


def test_a_greyed_action_says_why(window: Window):
    """Nothing is grey without its reason, and undo names what it takes back."""
    window.session.adopt(empty_document())
    menus.renew(window, window.actions_by_key)
    for declared in ACTIONS:
        action = window.actions_by_key[declared.key]
        reason = declared.blocked(window) if declared.blocked else ""
        assert action.isEnabled() == (not reason)
        assert not reason or action.toolTip() == reason
    assert not window.actions_by_key["train"].isEnabled()


def test_undo_names_its_step(window: Window):
    """The menu says what will be taken back."""
    from neurodesk.graph import edit

    window.session.edit_graph("Set filters", lambda graph: edit.set_value(graph, "conv_1", "filters", 5))
    assert window.actions_by_key["undo"].text() == "Undo Set filters"
    window.actions_by_key["undo"].trigger()
    assert window.actions_by_key["redo"].text() == "Redo Set filters"


def test_menus_are_in_groups(window: Window):
    """Of no more than eight lines, none empty, and none at an end."""
    for name, menu in window.menus.items():
        groups = [0]
        for action in menu.actions():
            if action.isSeparator():
                groups.append(0)
            else:
                groups[-1] += 1
        filled = groups[:-1] if name == "Window" else groups  # its list of windows is filled when it opens
        assert all(filled), name
        assert name == "View" or max(groups) <= 8, name
