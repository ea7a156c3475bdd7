"""The keys of every action as they are now: as declared, or as the person changed them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from functools import lru_cache
from typing import Final

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence

from neurodesk.ui.actions.declared import Declared
from neurodesk.ui.settings import settings
from neurodesk.ui.words import tr

Chords = tuple[str, ...]
_LONGEST: Final = 32  # characters of a chord
_MOST: Final = 4  # chords of an action
_STRONG: Final = (
    Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.AltModifier | Qt.KeyboardModifier.MetaModifier
)
_TAKEN: Final = frozenset({
    "Esc", "Tab", "Backtab", "Shift+Backtab", "Shift+Tab", "Return", "Enter", "Space", "Left", "Right", "Up", "Down",
    "W", "Shift+Left", "Shift+Right", "Shift+Up", "Shift+Down",
})  # fmt: skip
"""Keys that the canvas itself, or every form, listens to."""
_DESKTOP: Final = frozenset({
    "Alt+F4", "Alt+Tab", "Alt+Shift+Backtab", "Alt+Esc", "Alt+Space", "Ctrl+Esc", "Ctrl+Alt+Del", "F10", "Shift+F10",
    "Menu",
})  # fmt: skip
"""Keys by which desktops close and switch windows and open menus, before or beside any program."""
_Standard = QKeySequence.StandardKey
_IN_FIELDS: Final = (
    _Standard.Copy, _Standard.Cut, _Standard.Paste, _Standard.SelectAll, _Standard.Undo, _Standard.Redo,
    _Standard.Delete, _Standard.Backspace, _Standard.DeleteStartOfWord, _Standard.DeleteEndOfWord,
    _Standard.MoveToNextWord, _Standard.MoveToPreviousWord, _Standard.SelectNextWord, _Standard.SelectPreviousWord,
    _Standard.MoveToStartOfLine, _Standard.MoveToEndOfLine, _Standard.SelectStartOfLine, _Standard.SelectEndOfLine,
    _Standard.MoveToStartOfDocument, _Standard.MoveToEndOfDocument, _Standard.SelectStartOfDocument,
    _Standard.SelectEndOfDocument, _Standard.MoveToNextPage, _Standard.MoveToPreviousPage, _Standard.SelectNextPage,
    _Standard.SelectPreviousPage,
)  # fmt: skip
"""What fields do with keys of their own."""


def keys_of(key: str) -> Chords:
    """The chords of an action, by its key."""
    return _found(_changed()).get(key, ())


def first(key: str) -> str:
    """An action's first chord as people read it; empty when it has none."""
    return said(keys_of(key)[:1])


def said(chords: Chords) -> str:
    """Chords as people read them: `Ctrl+Enter or F5`."""
    shown = (QKeySequence(text).toString(QKeySequence.SequenceFormat.NativeText) for text in chords)
    return tr(" or ").join(text.replace("Return", "Enter") for text in shown)


def in_force() -> dict[str, Chords]:
    """The chords of every action, by its key."""
    return dict(_found(_changed()))


def refusal(declared: Declared, chord: str) -> str:
    """Why an action cannot have a chord, whatever the others have; empty when it can."""
    made = QKeySequence(chord) if len(chord) <= _LONGEST else QKeySequence()
    if made.count() != 1 or not made.toString():
        return tr("Press one key, alone or with Ctrl, Shift or Alt.")
    text, pressed = made.toString(), made[0]
    if text in declared.keys:
        return ""
    if text in _TAKEN:
        return tr("{key} moves the focus or works on the canvas, and stays there.", key=text)
    if text in _DESKTOP or pressed.keyboardModifiers() & Qt.KeyboardModifier.MetaModifier:
        return tr("{key} belongs to the desktop, which closes or switches windows or opens menus by it.", key=text)
    if text in _of_fields() and not declared.on_canvas:
        return tr("Fields need {key}, to edit or to move about in what is typed. Press another.", key=text)
    function = Qt.Key.Key_F1 <= pressed.key() <= Qt.Key.Key_F35
    if not (pressed.keyboardModifiers() & _STRONG) and not function and not declared.on_canvas:
        if pressed.key() >= Qt.Key.Key_Escape:  # from there on keys type nothing
            return tr("{key} alone belongs to fields, lists or the desktop. Add Ctrl or Alt.", key=text)
        return tr("Letters are typed in fields. Add Ctrl or Alt: this action works in the whole window.")
    return ""


def holder(key: str, chord: str) -> Declared | None:
    """The other action that has a chord."""
    wanted = QKeySequence(chord).toString()
    return next((other for other in _every() if other.key != key and wanted in keys_of(other.key)), None)


def give(key: str, chords: Chords) -> None:
    """Give an action these chords and remember it; its own again when they are as declared."""
    _remember({**in_force(), key: chords})


def swap(key: str, chord: str) -> None:
    """Give an action a chord that another has; the other gets the first one of this action instead."""
    other = holder(key, chord)
    now = in_force()
    if other is not None:
        left = tuple(text for text in now[other.key] if text != chord)
        freed = now[key][:1]
        now[other.key] = (*left, *(text for text in freed if not refusal(other, text)))
    _remember({**now, key: (chord, *now[key][1:])})


def reset(key: str = "") -> None:
    """Give an action, or all, the chords it was declared with. Who took one of them meanwhile loses it."""
    if not key:
        settings().remember(keys={})
        return
    own = next(declared.keys for declared in _every() if declared.key == key)
    others = {name: tuple(text for text in chords if text not in own) for name, chords in in_force().items()}
    _remember({**others, key: own})


@lru_cache(maxsize=1)
def _of_fields() -> frozenset[str]:
    """The keys by which fields edit and move, as this desktop has them."""
    return frozenset(keys.toString() for kind in _IN_FIELDS for keys in QKeySequence.keyBindings(kind))


def _remember(wanted: Mapping[str, Chords]) -> None:
    declared = {made.key: made.keys for made in _every()}
    settings().remember(keys={key: list(chords) for key, chords in wanted.items() if chords != declared[key]})


def _changed() -> tuple[tuple[str, Chords], ...]:
    return tuple((key, tuple(chords)) for key, chords in settings().keys.items())


def _every() -> tuple[Declared, ...]:
    from neurodesk.ui.actions.menus import ACTIONS  # late: the menus ask here for their keys

    return ACTIONS


@lru_cache(maxsize=8)
def _legal(changed: tuple[tuple[str, Chords], ...]) -> dict[str, Chords]:
    """What of the remembered changes is about an action there is, in chords that it can have, written one way."""
    known = {declared.key: declared for declared in _every()}
    return {
        key: tuple(QKeySequence(chord).toString() for chord in chords)
        for key, chords in changed
        if key in known and len(chords) <= _MOST and not any(refusal(known[key], chord) for chord in chords)
    }


@lru_cache(maxsize=8)
def _found(changed: tuple[tuple[str, Chords], ...]) -> Mapping[str, Chords]:
    own, legal = {declared.key: declared.keys for declared in _every()}, _legal(changed)
    for _ in range(2):  # a change that is dropped gives its action a chord back, which may clash in turn
        now = {**own, **legal}
        times = Counter(chord for chords in now.values() for chord in chords)
        clashing = {key for key, chords in legal.items() if any(times[chord] > 1 for chord in chords)}
        if not clashing:
            return now
        legal = {key: chords for key, chords in legal.items() if key not in clashing}
    return own
