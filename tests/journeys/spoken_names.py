"""What a screen reader is told of the widgets in sight: who has no name, no role, no place, or the name of another."""

from collections import defaultdict
from collections.abc import Iterator

from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QAccessible, QAccessibleInterface
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QAbstractSpinBox,
    QApplication,
    QComboBox,
    QDialog,
    QDockWidget,
    QHeaderView,
    QKeySequenceEdit,
    QLineEdit,
    QMainWindow,
    QScrollArea,
    QSlider,
    QTabBar,
    QWidget,
)

ROLE = QAccessible.Role
_USED = QAbstractButton | QAbstractItemView | QAbstractSpinBox | QComboBox | QLineEdit | QSlider | QTabBar
_WHOLE = QAbstractSpinBox | QComboBox | QLineEdit | QTabBar | QAbstractItemView | QKeySequenceEdit
_EMPTY = {ROLE.NoRole, ROLE.Client, ROLE.Window}  # say nothing of what a widget is for


def unspoken(shown: QWidget) -> list[str]:
    """The faults of the widgets in sight in a window, each in words that name the widget."""
    faults, names = [], defaultdict(list)
    for widget in used(shown):  # what is asked for the first time may tell more a turn later
        QAccessible.queryAccessibleInterface(widget)
    QApplication.processEvents()
    for widget in used(shown):
        told = QAccessible.queryAccessibleInterface(widget)
        name = spoken_name(widget, told)
        faults += [f"{_words(widget)}: {fault}" for fault in _faults(widget, told, name)]
        names[_room(widget), name, told.role()].append(widget)
    for (where, name, _role), widgets in names.items():
        if name and len(widgets) > 1:
            faults.append(f"{len(widgets)} are called {name!r} in {_words(where)}: {_words(widgets[0])}")
    return faults


def used(shown: QWidget) -> Iterator[QWidget]:
    """The widgets in sight that can be focused, clicked or filled; parts of such a widget belong to it."""
    for widget in shown.findChildren(QWidget):
        focused = widget.focusPolicy() & Qt.FocusPolicy.TabFocus and widget.focusProxy() is None
        if not isinstance(widget, _USED) and not focused:
            continue
        if isinstance(widget.parentWidget(), _WHOLE) or isinstance(widget, QHeaderView):
            continue
        if widget.isVisibleTo(shown) and not part_in_sight(widget, shown).isEmpty():
            yield widget


def spoken_name(widget: QWidget, told: QAccessibleInterface) -> str:
    """What a screen reader calls a widget. Of a list Qt tells the choice there, and its name by its label or in the
    description.
    """
    if not isinstance(widget, QComboBox):
        return told.text(QAccessible.Text.Name).strip()
    labels = [label.text(QAccessible.Text.Name) for label, _ in told.relations(QAccessible.RelationFlag.Label)]
    name = widget.accessibleName()
    return name if name and told.text(QAccessible.Text.Description).startswith(name) else "".join(labels)


def _faults(widget: QWidget, told: QAccessibleInterface, name: str) -> Iterator[str]:
    if not name:
        yield "no name"
    elif name in (widget.objectName(), type(widget).__name__) and not name.istitle():
        yield f"is called {name} as in the code"
    if told.role() in _EMPTY:
        yield f"role {told.role().name}"
    if isinstance(widget, QAbstractItemView) and widget.tabKeyNavigation():
        yield "catches Tab"
    place, parent = told.rect(), told.parent()
    if place.isEmpty():
        yield "no place"
    elif parent is not None and not parent.rect().contains(place) and not _scrolled(widget):
        yield f"{place} is not inside {parent.rect()}"


def part_in_sight(widget: QWidget, shown: QWidget) -> QRect:
    """What of it is in sight in a window: not scrolled away, nor pushed out of what holds it."""
    part, here = widget.rect(), widget
    while here is not shown and not part.isEmpty():
        part.translate(here.pos())
        here = here.parentWidget()
        part &= here.rect()
    return part


def _room(widget: QWidget) -> QWidget:
    """The dock, dialog or window that a widget stands in."""
    while not isinstance(widget, QDockWidget | QDialog | QMainWindow) and widget.parentWidget() is not None:
        widget = widget.parentWidget()
    return widget


def _words(widget: QWidget) -> str:
    """A widget, for a person who looks for it in the code."""
    chain, here = [], widget
    while here is not None and len(chain) < 4:
        chain.append(type(here).__name__)
        here = here.parentWidget()
    return f"{' < '.join(chain)} {widget.accessibleName() or widget.objectName()!r}"


def _scrolled(widget: QWidget) -> bool:
    """Whether a widget stands in what scrolls: then it may reach beyond what is seen of that."""
    while (widget := widget.parentWidget()) is not None:
        if isinstance(widget, QScrollArea | QAbstractItemView):
            return True
    return False
