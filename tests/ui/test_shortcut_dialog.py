"""The dialog of keys: an action is found, its new key is pressed, a clash is said and settled."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from neurodesk.ui.actions import shortcuts
from neurodesk.ui.actions.menus import ACTIONS
from neurodesk.ui.shortcut_dialog import ShortcutDialog
from neurodesk.ui.window import Window
from tests.ui.desk import press, shown

CTRL, NONE = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.NoModifier


@pytest.fixture
def dialog(window: Window, qtbot: QtBot) -> ShortcutDialog:
    """The dialog over a window."""
    return shown(qtbot, ShortcutDialog(window), 640, 640)


def choose(dialog: ShortcutDialog, text: str) -> None:
    """Search for an action; the first found is chosen."""
    dialog.search.setText(text)
    QApplication.processEvents()


def chord(dialog: ShortcutDialog, key: Qt.Key, modifier: Qt.KeyboardModifier = NONE) -> None:
    """Press a key in the line."""
    dialog.chord.setFocus()
    QTest.keyClick(dialog.chord, key, modifier)


def row(dialog: ShortcutDialog) -> str:
    """The keys of the action that is chosen, as the table shows them."""
    return dialog.table.item(dialog.table.currentRow(), 2).text()


def test_every_action_is_listed_and_found(dialog: ShortcutDialog):
    """By its words or its key."""
    assert dialog.table.rowCount() == len(ACTIONS)
    choose(dialog, "ctrl+shift+s")
    assert dialog._at().key == "save_as"


def test_a_new_key_is_pressed(window: Window, dialog: ShortcutDialog):
    """It is shown and works; resetting gives the old one back."""
    choose(dialog, "save as")
    chord(dialog, Qt.Key.Key_F12)
    press(dialog.set)
    assert row(dialog) == "F12"
    assert window.actions_by_key["save_as"].shortcut().toString() == "F12"
    press(dialog.one)
    assert row(dialog) == "Ctrl+Shift+S"
    press(dialog.none)
    assert row(dialog) == ""
    press(dialog.all)
    assert row(dialog) == "Ctrl+Shift+S"


def test_a_clash_is_said_and_swapped(dialog: ShortcutDialog):
    """The sentence names the action that has the key; nothing changes until one button is pressed."""
    choose(dialog, "save as")
    chord(dialog, Qt.Key.Key_O, CTRL)
    assert "Open…" in dialog.told.text()
    assert not dialog.set.isEnabled()
    press(dialog.swap)
    assert shortcuts.keys_of("save_as") == ("Ctrl+O",)
    assert shortcuts.keys_of("open") == ("Ctrl+Shift+S",)


def test_a_key_that_cannot_be_had_is_refused_in_words(dialog: ShortcutDialog):
    """A letter for the whole window."""
    choose(dialog, "save as")
    chord(dialog, Qt.Key.Key_G)
    assert "Letters are typed in fields" in dialog.told.text()
    assert not dialog.set.isEnabled()
    assert not dialog.swap.isEnabled()


def test_a_search_without_a_hit_leaves_no_action_in_hand(dialog: ShortcutDialog):
    """So that no key goes to one that is not seen; with a hit the keys can be given again."""
    before = shortcuts.in_force()
    dialog.search.setFocus()
    QTest.keyClicks(dialog.search, "zzzz")
    chord(dialog, Qt.Key.Key_F9, CTRL)
    assert not any(button.isEnabled() for button in (dialog.set, dialog.swap, dialog.none, dialog.one))
    assert "No action and no key is called that" in dialog.told.text()
    press(dialog.set)
    assert shortcuts.in_force() == before
    dialog.search.clear()
    assert dialog.table.currentRow() == 0
    assert dialog.set.isEnabled()


@pytest.mark.parametrize(
    ("key", "modifier", "reason"),
    [
        (Qt.Key.Key_F4, Qt.KeyboardModifier.AltModifier, "Alt+F4 belongs to the desktop"),
        (Qt.Key.Key_F10, NONE, "F10 belongs to the desktop"),
        (Qt.Key.Key_Left, CTRL, "Fields need Ctrl+Left"),
        (Qt.Key.Key_A, CTRL, "Fields need Ctrl+A"),
        (Qt.Key.Key_V, CTRL, "Fields need Ctrl+V"),
        (Qt.Key.Key_Delete, NONE, "Fields need Del"),
        (Qt.Key.Key_Pause, NONE, "Pause alone belongs to"),
        (Qt.Key.Key_G, NONE, "Letters are typed in fields"),
    ],
)
def test_keys_that_others_need_are_refused_with_the_reason(dialog: ShortcutDialog, key, modifier, reason: str):
    """By the desktop, and by fields where the action works in the whole window; no swap is offered."""
    choose(dialog, "ctrl+enter")
    assert dialog._at().key == "train"
    chord(dialog, key, modifier)
    assert reason in dialog.told.text()
    assert not dialog.set.isEnabled()
    assert not dialog.swap.isEnabled()


def test_one_action_gets_its_own_key_back(dialog: ShortcutDialog):
    """Reset is greyed while it has it, and leaves the others as they were changed."""
    for name, key in (("save as", Qt.Key.Key_F12), ("ctrl+enter", Qt.Key.Key_F9)):
        choose(dialog, name)
        assert not dialog.one.isEnabled()
        chord(dialog, key)
        press(dialog.set)
        assert dialog.one.isEnabled()
    choose(dialog, "save as")
    press(dialog.one)
    assert row(dialog) == "Ctrl+Shift+S"
    assert not dialog.one.isEnabled()
    assert shortcuts.keys_of("train") == ("F9", *next(found.keys for found in ACTIONS if found.key == "train")[1:])
