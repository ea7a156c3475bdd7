"""The settings dialog: an editor for each setting, at once in force, found by words, put back together."""

import pytest
from pytestqt.qtbot import QtBot

from neurodesk.ui.look.theme import theme
from neurodesk.ui.settings import Settings, settings
from neurodesk.ui.settings_dialog import SettingsDialog
from neurodesk.ui.window import Window
from tests.ui.desk import press, shown


@pytest.fixture
def dialog(window: Window, qtbot: QtBot) -> SettingsDialog:
    """The dialog over a window."""
    return shown(qtbot, SettingsDialog(window), 600, 640)


def test_every_setting_has_its_editor_and_words(dialog: SettingsDialog):
    """Named and explained for screen readers too."""
    assert list(dialog.editors) == list(Settings.params())
    for name, field in dialog.editors.items():
        assert field.param.doc.endswith(".")
        inner = next(part for part in field.children() if hasattr(part, "accessibleName") and part.accessibleName())
        assert inner.accessibleDescription().endswith(Settings.params()[name].doc)  # after the name, once it was asked


def test_a_choice_holds_at_once(window: Window, dialog: SettingsDialog):
    """In the look, on the canvas, in the file; and what changed elsewhere is shown."""
    box = dialog.editors["theme"].box
    box.setCurrentIndex(box.findData("light"))
    box.activated.emit(box.currentIndex())
    assert not theme().dark
    box = dialog.editors["reduced_motion"].box
    window.canvas.reduced_motion = False
    box.activated.emit(box.findData("on"))
    assert window.canvas.reduced_motion
    window.toggle_theme()
    assert dialog.editors["theme"].box.currentData() == "dark"


def test_defaults_come_back(window: Window, dialog: SettingsDialog):
    """All of them, shown and in force; recent files and keys stay."""
    settings().remember(interface_scale=150, restore_session=False, theme="light", recent=["/x"], keys={"tidy": ["T"]})
    press(dialog.back)
    assert [getattr(settings(), name) for name in Settings.params()] == [p.default for p in Settings.params().values()]
    assert dialog.editors["interface_scale"].box.value() == 100
    assert settings().recent == ["/x"]
    assert settings().keys == {"tidy": ["T"]}
    theme().choose("dark")


def test_settings_are_found_by_words(dialog: SettingsDialog):
    """In name, explanation and choices; a search that finds nothing says so."""
    dialog.search.setText("colours")
    assert [name for name, row in dialog._rows.items() if not row.isHidden()] == ["theme"]
    dialog.search.setText("zzz")
    assert all(row.isHidden() for row in dialog._rows.values())
    assert not dialog.nothing.isHidden()
    dialog.search.setText("")
    assert not any(row.isHidden() for row in dialog._rows.values())
