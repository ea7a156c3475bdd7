"""Keys can be changed, swapped and put back; what a file says of them is checked."""

import json
from collections import Counter

import pytest

from neurodesk.ui import settings as kept
from neurodesk.ui.actions import shortcuts
from neurodesk.ui.actions.menus import ACTIONS
from neurodesk.ui.settings import settings
from neurodesk.ui.window import Window

KEYS = {declared.key: declared for declared in ACTIONS}


def test_every_declared_key_is_legal(qapp: object):
    """Written as Qt writes it, so that a comparison of texts is one of keys."""
    from PySide6.QtGui import QKeySequence

    for declared in ACTIONS:
        for chord in declared.keys:
            assert not shortcuts.refusal(declared, chord)
            assert QKeySequence(chord).toString() == chord
    assert shortcuts.in_force() == {declared.key: declared.keys for declared in ACTIONS}


def test_a_changed_key_is_in_menus_and_tips(window: Window):
    """At once, and only what was changed is written."""
    shortcuts.give("train", ("F5",))
    action = window.actions_by_key["train"]
    assert [keys.toString() for keys in action.shortcuts()] == ["F5"]
    assert action.toolTip().endswith("(F5)")
    assert "F5" in window.bar.train.toolTip()
    assert settings().keys == {"train": ["F5"]}
    shortcuts.reset("train")
    assert settings().keys == {}
    assert action.shortcuts()[0].toString() == "Ctrl+Return"


def test_a_clash_names_who_has_it_and_a_swap_settles_it(qapp: object):
    """Both have a key afterwards, no chord is given twice."""
    other = shortcuts.holder("save", "Ctrl+O")
    assert other is not None
    assert other.text == "Open…"
    shortcuts.swap("save", "Ctrl+O")
    assert shortcuts.keys_of("save") == ("Ctrl+O",)
    assert shortcuts.keys_of("open") == ("Ctrl+S",)
    shortcuts.reset("save")
    assert shortcuts.keys_of("save") == ("Ctrl+S",)
    assert shortcuts.keys_of("open") == ()
    times = Counter(chord for chords in shortcuts.in_force().values() for chord in chords)
    assert max(times.values()) == 1
    shortcuts.reset()
    assert shortcuts.in_force() == {declared.key: declared.keys for declared in ACTIONS}


@pytest.mark.parametrize("chord", ["G", "Shift+G", "Tab", "W", "Esc", "", "Foo+Q", "Ctrl+K, Ctrl+B", "x" * 999])
def test_chords_that_cannot_be_had(qapp: object, chord: str):
    """Letters outside the canvas, keys of every form, and what is no single chord: each with a sentence."""
    assert shortcuts.refusal(KEYS["save"], chord).endswith(".")
    assert shortcuts.refusal(KEYS["tidy"], "G") == ""


@pytest.mark.parametrize(
    "found",
    [
        {"nobody": ["Ctrl+U"]}, {"save": ["Ctrl+O"]}, {"save": ["A"]}, {"save": "Ctrl+U"}, {"save": [5]}, [1],
        {"save": ["Ctrl+U"] * 9}, {"save": ["Ctrl+U"], "open": ["ctrl+u"]}, {f"k{n}": [] for n in range(999)},
    ],
)  # fmt: skip
def test_a_hostile_file_changes_nothing(qapp: object, found: object):
    """Unknown actions, letters for the window, clashes, other types."""
    settings().remember(theme="dark")
    kept._file().write_text(json.dumps({"keys": found}))
    kept._read.cache_clear()
    assert shortcuts.in_force() == {declared.key: declared.keys for declared in ACTIONS}
