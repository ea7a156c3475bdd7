"""The newest run of the open document that left weights, read from its file: what a person comes back to."""

from __future__ import annotations

import contextlib
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QObject, QTimer, Signal

from neurodesk.disk.reading import is_file
from neurodesk.graph.errors import NeuroDeskError
from neurodesk.ui.look.numbers import moment
from neurodesk.ui.runs.run_names import short_name
from neurodesk.ui.words import tr

if TYPE_CHECKING:
    from neurodesk.graph.model import Document
    from neurodesk.training.runs import RunRow
    from neurodesk.ui.session import Session

_CALM_MS: Final = 150  # after an edit: whole drawings are compared, and not at every letter


class LastRun(QObject):
    """That run, and whether the drawing is another by now; read when a document is opened, when a run ends and when a
    run was renamed. `named` says that the names of runs may be others.
    """

    changed = Signal()
    named = Signal()

    def __init__(self, session: Session) -> None:
        super().__init__(session)
        self.row: RunRow | None = None
        self._names: dict[int, str] = {}
        self.stale = False  # the drawing has changed since
        self._session, self._trained = session, None
        self._folder = session.runs
        self._reading = QTimer(self, interval=0, singleShot=True)
        self._reading.timeout.connect(self.read)
        self._comparing = QTimer(self, interval=_CALM_MS, singleShot=True)
        self._comparing.timeout.connect(self._compare)
        session.opened.connect(self._begin)
        session.saved.connect(self._follow_file)
        session.checked.connect(self._compare_soon)

    def read_soon(self) -> None:
        """Read the runs again when what is going on now is done."""
        self._reading.start()

    def read(self) -> None:
        """Find the run. While its folder is away or cannot be read it stays the one that was known: the Runs dock says
        what is wrong.
        """
        stays = self._folder == self._session.runs
        self._folder = self._session.runs
        before, names = self.row, self._names
        try:
            self.row, self._trained, self._names = self._found()
        except (NeuroDeskError, OSError):
            if not stays:
                self.row, self._trained, self._names = None, None, {}
        if not self._compare() and self.row != before:
            self.changed.emit()
        if self._names != names:
            self.named.emit()

    def name(self) -> str:
        """What people call the run."""
        return short_name(self.row.name, self.row.run) if self.row is not None else ""

    def called(self, run: int) -> str:
        """What people call any run of the document."""
        return short_name(self._names.get(run, ""), run)

    def words(self) -> str:
        """`Run 3 · validation 97.2% · 12:03`, and that the drawing is another by now; nothing where there is none."""
        if self.row is None:
            return ""
        from neurodesk.ui.runs.runs_table import is_number, score  # late, as above

        when = moment(self.row.created) if is_number(self.row.created) else ""  # the store may be anyone's
        reached = score(self.row)
        told = tr("validation {score}", score=reached) if reached else ""
        return " · ".join(filter(None, (self.name(), told, when, tr("drawing changed since") if self.stale else "")))

    def sentence(self) -> str:
        """That the drawing is another by now; nothing while it is the one that was trained."""
        return tr("The drawing has changed since {name}.", name=self.name()) if self.stale else ""

    # inside

    def _found(self) -> tuple[RunRow | None, Document | None, dict[int, str]]:
        """The run, its drawing, and the names of all. Raises where there were runs and none can be read now."""
        if not is_file(self._folder / "runs.sqlite"):
            if self.row is not None:
                raise FileNotFoundError(self._folder)
            return None, None, {}
        from neurodesk.training.drawings import read_document  # late: numpy, and the first paint needs none
        from neurodesk.training.runs import RunStore

        with RunStore(self._folder) as store:
            known = store.list(drawings=False)
            done = (row for row in known if row.state not in ("created", "running"))
            newest = next((row for row in done if is_file(store.weights(row.run))), None)
            row = store.row(newest.run) if newest is not None else None
        trained = None
        with contextlib.suppress(NeuroDeskError):
            trained = read_document(row.document_json) if row is not None else None
        return row, trained, {each.run: str(each.name) for each in known}

    def _begin(self) -> None:
        there = self.row is not None
        self.row, self._trained, self.stale, self._names = None, None, False, {}
        if there:
            self.changed.emit()
        self.read_soon()

    def _follow_file(self) -> None:
        if self._session.runs != self._folder:
            self.read_soon()

    def _compare_soon(self) -> None:
        if self._trained is not None:
            self._comparing.start()

    def _compare(self) -> bool:
        """Look whether the drawing is still the one that was trained; says whether the answer is another."""
        before = self.stale
        now = self._session.document
        self.stale = self._trained is not None and not now.same_networks(self._trained)
        if self._trained is not None and not self.stale:
            self._trained = now  # what comes next shares most with it, and is compared ten times sooner
        if self.stale != before:
            self.changed.emit()
        return self.stale != before
