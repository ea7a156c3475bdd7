"""The window: canvas in the middle, docks around it, the path bar above; it joins session, engine and panels."""

from __future__ import annotations

import importlib
from base64 import b64encode
from pathlib import Path
from typing import Any

from PySide6.QtCore import QEvent, Qt, QTimer, Signal
from PySide6.QtGui import QCloseEvent, QDragEnterEvent, QDropEvent, QPaintEvent, QResizeEvent, QShowEvent
from PySide6.QtWidgets import QApplication, QMainWindow, QStackedWidget, QToolBar, QVBoxLayout, QWidget
from shiboken6 import isValid

from neurodesk.ui import asking, windows
from neurodesk.ui.actions import lists, menus
from neurodesk.ui.announcing import announce
from neurodesk.ui.canvas.view import CanvasView
from neurodesk.ui.docks import Docks
from neurodesk.ui.documents import Documents
from neurodesk.ui.joining import join
from neurodesk.ui.link import EngineLink
from neurodesk.ui.look.motion import motion_reduced, still_effects
from neurodesk.ui.look.theme import theme
from neurodesk.ui.network_bar import NetworkBar
from neurodesk.ui.panels.welcome import WelcomePage
from neurodesk.ui.pathbar import PathBar
from neurodesk.ui.restoring import read_place
from neurodesk.ui.runs.training_card import TrainingCard
from neurodesk.ui.session import Session
from neurodesk.ui.settings import changes, settings
from neurodesk.ui.walking import behind, go_in, open_parameters, step_aside
from neurodesk.ui.widgets.note import Note
from neurodesk.ui.widgets.passing import Over, PassingWord
from neurodesk.ui.words import speak, spoken, tr

_REMEMBER_MS = 1000  # after a change; with the journal's two seconds a crash costs no more than it did
_MENU = 24  # px around the name of a menu
_STEP_DOCKS = {"Data": "Data", "Build": "Problems", "Train": "Train", "Understand": "Evaluate", "Export": "Export"}


class Window(Documents):
    """One window on one session and one engine."""

    first_painted = Signal()

    def __init__(self, session: Session, link: EngineLink) -> None:
        super().__init__()
        self.session, self.link = session, link
        session.setParent(self)
        link.setParent(self)
        self._asks, self._keeps, self._painted = True, False, False
        self.remembered = True  # how it stands is kept for the next start
        # No `singleShot`: PySide keeps what it was given when the window goes before it is due.
        self.first_painted.connect(self._after_first_paint, Qt.ConnectionType.QueuedConnection)
        self._making = QTimer(self, interval=0)
        self._making.timeout.connect(self._make_panel)
        self._remember = QTimer(self, interval=_REMEMBER_MS, singleShot=True)
        self._remember.timeout.connect(windows.remember)
        self.setAcceptDrops(True)
        self.resize(1440, 900)
        self.note = Note()
        self.canvas = CanvasView(session)
        self.canvas.setAccessibleName(tr("Canvas"))
        self.run_card = TrainingCard(link, self.canvas)
        self._reduce_motion()
        self.bar = PathBar(session, link)
        self.networks = NetworkBar(session)
        self.middle = QStackedWidget()
        self.desk = QMainWindow()  # holds canvas and docks, so that the welcome page need not hide them
        self.welcome = WelcomePage()
        self._build_middle()
        self.desk.resize(self.size())  # so that docks are not laid out in less room than they will have
        self.docks = Docks(self.desk, session, link)
        self.actions_by_key, self.menus = menus.install(self)
        lists.install(self)
        self._connect()
        self._restore_places()
        self.renew()

    # ------------------------------------------------------------------ training

    def train(self) -> None:
        """Start training the document as it stands."""
        if not self.link.busy and not self.bar.blocked():
            self.panel("Train")
            self.link.train()
            self.show_dock("Train")

    # ------------------------------------------------------------------ showing

    def show_canvas(self) -> None:
        """Show the drawing, whole, and the docks around it."""
        self.middle.setCurrentIndex(1)
        QTimer.singleShot(0, self.docks, self.docks.way.fit)
        QTimer.singleShot(0, self.canvas, self.canvas.fit_start)
        QTimer.singleShot(0, self.docks, self.docks.tidy)
        self.canvas.setFocus()
        self.renew()

    def show_welcome(self) -> None:
        """Show templates and recent files; the open document stays open."""
        self.welcome.fill()
        self.middle.setCurrentIndex(0)
        self.renew()

    def show_dock(self, name: str) -> None:
        """Bring a dock to the front."""
        if self.middle.currentIndex() == 0:
            self.show_canvas()
        self.docks.show(name)

    def panel(self, name: str) -> Any:
        """The panel of a dock; see `Docks.panel`."""
        return self.docks.panel(name)

    def toggle_theme(self) -> None:
        """Dark, or light."""
        settings().remember(theme="light" if theme().dark else "dark")

    def renew(self) -> None:
        """Keep the title and actions true."""
        only = tr(" (read-only)") if self.session.saving.read_only else ""
        self.setWindowTitle(self.session.title.replace("[*]", "[*][*]") + f"[*]{only} – NeuroDesk")
        self.setWindowModified(not self.session.is_saved)
        menus.renew(self, self.actions_by_key)

    # ------------------------------------------------------------------ building

    def _build_middle(self) -> None:
        page = QWidget()
        page.setMinimumSize(216, 120)  # in a small window the docks give way, and scroll
        column = QVBoxLayout(page)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.networks)
        column.addWidget(self.canvas, stretch=1)
        self.middle.addWidget(self.welcome)
        self.desk.setWindowFlags(Qt.WindowType.Widget)
        self.desk.setCentralWidget(page)
        self.middle.addWidget(self.desk)
        self.setCentralWidget(self.middle)
        Over(self.note, self.canvas, self.middle)
        # Where something is said for a while: over the drawing, so that nothing moves when it comes and goes.
        self.word = PassingWord(self.canvas, self.middle)
        top = QToolBar(tr("Path"), movable=False, floatable=False, objectName="path")
        top.setContextMenuPolicy(Qt.ContextMenuPolicy.PreventContextMenu)
        top.addWidget(self.bar)
        self.addToolBar(top)

    def _connect(self) -> None:
        session, link = self.session, self.link
        session.document_changed.connect(lambda _diff: self.renew())
        session.opened.connect(self._begin)
        for signal in (session.saved, session.selection_changed, session.checked, self.canvas.canvas.mark_picked):
            signal.connect(self.renew)
        for signal in (session.opened, session.saved, session.network_shown):
            signal.connect(lambda *_: self._remember.start())
        session.network_shown.connect(lambda _name: self.renew())
        session.document_changed.connect(lambda _diff: self.word.clearMessage())
        session.document_changed.connect(lambda _diff: self._forget_failed())
        session.saving.ended.connect(self._written)
        session.runs_brought.connect(self._tell_of_runs)
        session.refused.connect(lambda text: self.word.showMessage(spoken(text), 8000))
        link.state_changed.connect(lambda _state: self.renew())
        link.arrived.connect(self._take)
        changes().changed.connect(self._obey)
        QApplication.instance().focusChanged.connect(self._keep_keys)
        self.docks.made.connect(lambda name: join(self, name))
        self.networks.tabs.menu_asked.connect(lambda at: self.menus["Network"].popup(at))
        self.run_card.asked.connect(lambda: self.show_dock("Train"))
        self.canvas.message.connect(lambda text: self.word.showMessage(spoken(text), 8000))
        self.canvas.help_asked.connect(self._show_layer)
        self.canvas.parameters_asked.connect(lambda node: open_parameters(self, node))
        self.docks.left.connect(lambda: go_in(self.canvas))
        self.word.message_changed.connect(lambda text: announce(self, text))
        self.bar.step_chosen.connect(lambda step: self.show_dock(_STEP_DOCKS[step]))
        self.bar.theme_asked.connect(self.toggle_theme)
        self.welcome.template_chosen.connect(self.use_template)
        self.welcome.file_chosen.connect(self.open)
        self.welcome.open_asked.connect(self.ask_open)
        self.welcome.empty_asked.connect(self.new)
        self.welcome.tour_asked.connect(self.actions_by_key["tour"].trigger)
        self.welcome.folder_asked.connect(self.ask_data)

    def _after_first_paint(self) -> None:
        """Wake the engine and make what the first picture did without, so that neither is waited for later."""
        if windows.every() == (self,):
            self.link.wake()
        self._unmade = iter(self.docks.widgets)
        self._making.start()
        self._offer_recovery()
        self.show_last_start()

    def show_last_start(self) -> None:
        """Tell what became of the program the last time, and of what it kept for this one."""
        from neurodesk.ui.crash_view import show_last_end  # late: the first paint needs none of it

        show_last_end(self)
        aside, settings().aside = settings().aside, None
        if aside is not None:
            told = tr("The settings could not be read, so the usual ones hold. The old file: {path}", path=aside)
            self.note.tell("warning", told)

    def _make_panel(self) -> None:
        """Make one panel, and the next when what the person did meanwhile is seen to."""
        name = next(self._unmade, None)
        if name is not None:
            self.panel(name)
        else:
            self._making.stop()
            importlib.import_module("neurodesk.graph.schema")  # the first save and the first paste read with it

    # ------------------------------------------------------------------ what happens

    def leave(self, *, keep: bool = True) -> None:
        """Close without asking, as on a log-out: what is unsaved stays in the recovery folder, unless it may go."""
        self._asks, self._keeps = False, keep
        asking.answer_none(self)
        self.close()

    def _obey(self, name: str) -> None:
        """A setting has another value, chosen in this window or in another."""
        if name == "theme" and theme().choice != settings().theme:
            theme().choose(settings().theme)
        elif name == "language":
            speak(settings().language)
        elif name == "reduced_motion":
            self._reduce_motion()
        elif name == "keys":
            menus.bind(self.actions_by_key)
            self.renew()
            self.bar.renew()

    def _reduce_motion(self) -> None:
        self.canvas.reduced_motion = motion_reduced()
        still_effects()

    def _begin(self) -> None:
        self.canvas.clear_live()
        self.note.tell("", "")  # it was about another document
        self.renew()

    def _show_layer(self, key: str) -> None:
        from neurodesk.ui.guide.help_view import show_layer  # late: the first paint needs no help

        show_layer(self, key)

    def _take(self, event: Any) -> None:
        from neurodesk.training.events import RunFinished

        if isinstance(event, RunFinished):
            stopped = tr("Training stopped; what was learnt is kept") + "."
            finished = tr("Training finished. See Evaluate for the held-out examples.")
            said = stopped if event.reason == "stopped" else finished
            self.word.showMessage(said if event.run else tr("Stopped before the first step."), 10_000)

    def _restore_places(self) -> None:
        known = settings()
        for text, put in ((known.geometry, self.restoreGeometry), (known.docks, self.docks.restore)):
            put(read_place(text))

    def focusNextPrevChild(self, forth: bool) -> bool:
        """Tab goes on past the docks that lie behind others; what greys under the keys leaves them in its part."""
        if step_aside(self.bar, self.networks, self.welcome, self.canvas):
            return True
        start = QApplication.focusWidget()
        moved = super().focusNextPrevChild(forth)
        while moved and behind(self) and QApplication.focusWidget() is not start:
            moved = super().focusNextPrevChild(forth)
        return moved

    def _keep_keys(self, had: QWidget | None, now: QWidget | None) -> None:
        """A whole group that greys leaves the keys nowhere: they stay in its dock."""
        if now is None and had is not None and isValid(had) and self.isAncestorOf(had) and not had.isEnabled():
            step_aside(*self.docks.widgets.values(), self.canvas, had=had)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """The menus stand closer where they would not all be there."""
        super().resizeEvent(event)
        bar = self.menuBar()
        ends = sum(bar.fontMetrics().horizontalAdvance(menu.title()) + _MENU for menu in self.menus.values())
        if bool(bar.property("small")) != (ends > self.width()):
            bar.setProperty("small", ends > self.width())
            bar.style().unpolish(bar)
            bar.style().polish(bar)
            QApplication.sendEvent(bar, QEvent(QEvent.Type.StyleChange))  # it keeps where its items are

    def showEvent(self, event: QShowEvent) -> None:
        """From now on it is one of the windows of the program."""
        super().showEvent(event)
        windows.enter(self)

    def paintEvent(self, event: QPaintEvent) -> None:
        """The first picture is about to be there; everything else waits for it."""
        super().paintEvent(event)
        if not self._painted:
            self._painted = True
            self.first_painted.emit()

    def closeEvent(self, event: QCloseEvent) -> None:
        """See to unsaved work, then leave nothing behind."""
        if self._asks and not self.may_leave() and self._asks:  # while it asked, it may have been told to leave
            event.ignore()
            return
        self._remember.stop()
        windows.let_go(self)
        places = {"geometry": self.saveGeometry(), "docks": self.docks.state()}
        settings().remember(**{name: b64encode(bytes(place.data())).decode() for name, place in places.items()})
        if self._keeps:
            self.session.saving.keep()  # while the engine ends
        self.link.close()
        self.session.close(keep=self._keeps)
        event.accept()

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Projects, folders and tables can be dropped."""
        if event.mimeData().hasUrls() and all(url.isLocalFile() for url in event.mimeData().urls()):
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        """Open projects, or learn from a folder or a table."""
        event.acceptProposedAction()
        self.take_files([Path(url.toLocalFile()) for url in event.mimeData().urls()])
