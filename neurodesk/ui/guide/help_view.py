"""Help on the thing under the pointer, or on what has the focus, in a small window beside the work."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtGui import QCursor
from PySide6.QtWidgets import QApplication, QDialog, QDialogButtonBox, QTextBrowser, QVBoxLayout, QWidget

from neurodesk.layers.catalogue import LAYERS
from neurodesk.ui.canvas.view import CanvasView
from neurodesk.ui.failing import Dock
from neurodesk.ui.guide.help_pages import dock_page, layer_page, problem_page, window_page
from neurodesk.ui.widgets.fitting import fit
from neurodesk.ui.words import tr

if TYPE_CHECKING:
    from neurodesk.ui.window import Window


class HelpView(QDialog):
    """One page. It stays open beside the work, and shows the next page that is asked for."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        fit(self, 480, 520)
        self.page = QTextBrowser(openLinks=False)
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        buttons.rejected.connect(self.reject)
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 16, 16, 16)
        column.setSpacing(8)
        column.addWidget(self.page)
        column.addWidget(buttons)

    def show_page(self, title: str, page: str) -> None:
        """Show a page made by `help_pages`, whose every word is escaped."""
        self.setWindowTitle(tr("Help: {title}", title=title))
        self.page.setHtml(page)
        self.page.setAccessibleName(self.windowTitle())
        self.show()
        self.raise_()


def show_layer(window: Window, key: str) -> None:
    """Help on a layer; one from elsewhere has none, and gets that of the window."""
    _view(window).show_page(*(layer_page(key) if key in LAYERS else window_page()))


def show_problem(window: Window, code: str, key: str) -> None:
    """Help on a kind of problem, and on the layer that has it."""
    _view(window).show_page(*problem_page(code, key))


def show_help(window: Window) -> None:
    """Help on what is under the pointer; where that is nothing of this window, on what has the focus."""
    at = QApplication.widgetAt(QCursor.pos())
    if at is None or not (at is window or window.isAncestorOf(at)):
        at = QApplication.focusWidget()
    _view(window).show_page(*_page(at))


def _page(at: QWidget | None) -> tuple[str, str]:
    while at is not None:
        if isinstance(at, CanvasView) and at.help_key() in LAYERS:
            return layer_page(at.help_key())
        if isinstance(at, Dock):
            chosen = getattr(at.widget(), "help_key", lambda: "")()
            return layer_page(chosen) if chosen in LAYERS else dock_page(at.objectName())
        at = at.parentWidget()
    return window_page()


def _view(window: Window) -> HelpView:
    return window.findChild(HelpView) or HelpView(window)
