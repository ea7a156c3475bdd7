"""The open document: its history, selection, file and what the compiler says of it.

Only the session edits; everyone else asks it to.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterable
from pathlib import Path

from PySide6.QtCore import QObject, Signal

from neurodesk.compiler.facts import Facts
from neurodesk.compiler.flow import Flow, flow_along
from neurodesk.compiler.problems import Cure, Problem
from neurodesk.disk.reading import is_folder
from neurodesk.files import recovery
from neurodesk.files.project import open_project
from neurodesk.graph.block_ports import followed
from neurodesk.graph.diff import DocumentDiff, diff_documents
from neurodesk.graph.errors import BadFile, EditError, NeuroDeskError, visible
from neurodesk.graph.history import History
from neurodesk.graph.model import Document, Graph, Project, empty_document
from neurodesk.graph.trail import Trail, trail_to
from neurodesk.training.checking import problems_with
from neurodesk.ui.dataset.describing import Describing
from neurodesk.ui.runs.last_run import LastRun
from neurodesk.ui.saving import Brought, Saving, Written
from neurodesk.ui.words import reasoned, spoken, tr


class Session(QObject):
    """One open document. Signals say what happened; `edit` is the only way in."""

    document_changed = Signal(object)  # DocumentDiff
    checked = Signal()  # flow and problems are renewed
    selection_changed = Signal()
    network_shown = Signal(str)
    opened = Signal()  # another document is on the desk
    saved = Signal()  # the file, or whether it is up to date, changed
    runs_brought = Signal(object)  # after a run ended: what became of the runs of a file that was saved meanwhile
    described = Signal()  # a long look through the data has ended
    refused = Signal(str)  # an edit could not be made; the sentence says why

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._busy = False
        self._left: list[Path] = []  # runs folders of documents that were let go without a file
        self.saving = Saving(self, lambda: None if self.is_saved else self.project)
        self.saving.ended.connect(self._written)
        self.saving.unkept.connect(self._unkept)
        self.describing = Describing(self)  # the look through data that takes its time
        self._start(empty_document(), None)
        self.describing.done.connect(self._described)
        self.last_run = LastRun(self)

    # ------------------------------------------------------------------ what is open

    @property
    def document(self) -> Document:
        """The document as it stands."""
        return self.history.value

    @property
    def project(self) -> Project:
        """The document and where it lives."""
        return Project(self.document, self.path)

    @property
    def graph(self) -> Graph:
        """The network that is shown."""
        return self.document.networks[self.network]

    @property
    def is_saved(self) -> bool:
        """True when the file holds what is on the desk; what was trained and has no file is unsaved."""
        return self.history.is_saved and not self.is_trained

    @property
    def is_trained(self) -> bool:
        """True when there is a run that has no file to lie beside."""
        return self._trained and self.path is None

    @property
    def title(self) -> str:
        """The document's name for a title bar."""
        return visible(self.path.stem) if self.path else tr("Untitled")

    @property
    def journal(self) -> str:
        """The key that unsaved work is kept under."""
        return self.saving.journal.key

    # ------------------------------------------------------------------ editing

    def edit(self, label: str, change: Callable[[Document], Document], merge: str = "") -> bool:
        """Make one step of history. An impossible edit changes nothing, and `refused` carries the reason."""
        before = self.document
        try:
            self.history.do(label, lambda document: followed(document, change(document)), merge)
        except NeuroDeskError as error:
            self.refused.emit(reasoned(error))
            return False
        self._tell(before)
        return True

    def edit_graph(self, label: str, change: Callable[[Graph], Graph], merge: str = "") -> bool:
        """Edit the shown network; see `edit`."""
        name = self.network

        def whole(document: Document) -> Document:
            return document.with_graph(name, change(document.networks[name]))

        return self.edit(label, whole, merge)

    def cure(self, cure: Cure) -> bool:
        """Apply a problem's cure as one step of history."""
        return self.edit(cure.label, cure.edit)

    def undo(self) -> None:
        """Go one step back."""
        before = self.document
        self.history.undo()
        self._tell(before)

    def redo(self) -> None:
        """Go one step forward again."""
        before = self.document
        self.history.redo()
        self._tell(before)

    def select(self, names: Iterable[str]) -> None:
        """Select these nodes of the shown network, and no others."""
        wanted = frozenset(name for name in names if name in self.graph.nodes)
        if wanted != self.selection:
            self.selection = wanted
            self.selection_changed.emit()

    def show_network(self, name: str, trail: Trail | None = None) -> None:
        """Show another network of the document, as it is reached by `trail`; by the shortest way when not given."""
        if name not in self.document.networks or (name == self.network and trail in (None, self.trail)):
            return
        self.network, self.trail = name, trail or trail_to(self.document, name)
        self.selection = frozenset()
        self._check()
        self.network_shown.emit(name)
        self.selection_changed.emit()

    # ------------------------------------------------------------------ files

    def adopt(self, document: Document, path: Path | None = None, began: str | None = None) -> None:
        """Put another document on the desk. `path` is None for one that has no file yet; `began` is the fingerprint of
        the file that it was read from, as the file stands now when not given.
        """
        self._adopt(document, path, began=began)

    def restore(self, entry: recovery.Recovered) -> None:
        """Bring back what a crash left, still unsaved and in the journal it was found in. Raises `BadFile`."""
        project, journal = recovery.restore(entry), recovery.Journal(entry.key)
        if not journal.take():
            raise BadFile(entry.title, tr("another window has just brought it back"), "", tr("Look for it there."))
        self._adopt(project.document, project.path, journal, entry.began)
        self._trained = project.path is None and is_folder(self.runs)
        self.history.mark_saved(_on_disk(project.path))
        self.saved.emit()

    def save(self, path: Path | None = None) -> None:
        """Write the document to its file, or to another, and wait until it is there. Raises `BadFile` or `OSError`;
        the document then stays unsaved.
        """
        self.begin_save(path)
        self.saving.finish()
        if self._fault is not None:
            raise self._fault

    def begin_save(self, path: Path | None = None, *, replace: bool = False) -> None:
        """Have the document written beside the editing; `saving.ended` tells how it went. `replace` writes over what
        another program changed.
        """
        target = path or self.path
        if target is None:
            raise EditError(tr("This project has no file yet. Choose where to save it."))
        from neurodesk.ui.dropping import moving  # late, as the sources

        wanted = Project(self._moving(target)(self.document), target)
        runs = wanted.runs if self._busy else self.runs
        self.saving.save(wanted, runs, moving(self._runs_base, wanted.base), replace=replace)

    def close(self, *, keep: bool = False) -> None:
        """Let go of the document. Unless unsaved work is to be kept for the next start, nothing of it is left."""
        self.describing.give_up()
        keep = keep and not self.is_saved
        self.saving.close(keep=keep)
        if not keep and self.path is None:
            self._left.append(self.runs)
            self._forget_runs()

    def hold_runs(self, *, busy: bool) -> None:
        """While a run is written its folder must stay where it is; afterwards it goes beside the saved file."""
        if self._busy and not busy:
            self.last_run.read_soon()
        begun, self._busy = busy and not self._busy, busy
        if begun and self.path is None:
            self._trained = True
            self.saving.keep()
            self.saved.emit()
        self._bring_runs()
        self._forget_runs()

    def renew_facts(self) -> None:
        """Look at the data again, as after a folder came back."""
        self._describe()
        self._check()

    # ------------------------------------------------------------------ inside

    def _adopt(
        self, document: Document, path: Path | None, journal: recovery.Journal | None = None, began: str | None = None
    ) -> None:
        self.close()
        self.saving.begin(path, journal, began)
        self._start(document, path)
        self.opened.emit()
        self.saved.emit()
        self.checked.emit()
        self.selection_changed.emit()

    def _start(self, document: Document, path: Path | None) -> None:
        self.history: History[Document] = History.start(document)
        self.path = path
        self._trained = False  # a run was begun while there was no file
        self._fault: Exception | None = None  # why the last save failed
        # A project without a file keeps its runs in the recovery folder; saving brings them beside the file.
        self.runs = Project(document, path).runs if path else recovery.runs_of(self.journal)
        self._runs_base = self.project.base  # the folder that their drawings name data from
        self.network, self.trail = document.main, Trail(document.main)
        self.selection: frozenset[str] = frozenset()
        self.facts: Facts | None = None
        self.facts_fault: NeuroDeskError | None = None  # why nothing is known of the data
        self.flow: Flow
        self.problems: tuple[Problem, ...] = ()
        self._describe()
        self._check()

    def _forget_runs(self) -> None:
        """Delete the runs of documents that were let go without a file; not under the hands of a run that ends yet."""
        while self._left and not self._busy:
            shutil.rmtree(self._left.pop(), ignore_errors=True)

    def _unkept(self, why: str) -> None:
        told = tr("No safety copy could be written: {reason}. Save the project to be safe.", reason=spoken(why))
        self.refused.emit(told)

    def _written(self, outcome: Written | Exception) -> None:
        """A save has ended."""
        if isinstance(outcome, Exception):
            self._fault = outcome
            return
        self._fault = None
        before, base = self.document, self.project.base
        self.history.rewrite(self._moving(outcome.path))  # also what undo comes back to
        self.path = outcome.path
        self.history.mark_saved(outcome.document)
        self._tell(before)
        if not self._busy:
            self._have_runs(outcome.brought)
        self.saving.keep()
        if self.project.base != base:
            self.renew_facts()  # data that is named from the project's folder may be there now, or not
        self.saved.emit()

    def _moving(self, path: Path) -> Callable[[Document], Document]:
        """What makes documents say where their data lies from the folder of `path`."""
        from neurodesk.ui.dropping import moving  # late, as the sources

        return moving(self.project.base, Project(self.document, path).base)

    def _bring_runs(self) -> None:
        wanted = self.project.runs
        if not self._busy and self.path is not None and wanted != self.runs:
            from neurodesk.ui.dropping import moving  # late, as the sources

            self.saving.bring(self.runs, wanted, moving(self._runs_base, self.project.base), self._runs_came)

    def _have_runs(self, brought: Brought) -> None:
        self.runs = brought.runs
        if self.runs == self.project.runs:
            self._runs_base = self.project.base

    def _runs_came(self, brought: Brought) -> None:
        self._have_runs(brought)
        self.saved.emit()
        self.runs_brought.emit(brought)

    def _tell(self, before: Document) -> None:
        after = self.document
        if after is before:
            return
        was, here = self.selection, before.networks[self.network]
        elsewhere = self._keep_way(before, after)
        stays = not elsewhere or self.graph is here  # a network that is called otherwise is the same
        self.selection = was & set(self.graph.nodes) if stays else frozenset()  # before anyone asks for what is gone
        if elsewhere:
            self.network_shown.emit(self.network)
        change: DocumentDiff = diff_documents(before, after)
        if before.source != after.source:
            self._describe()
        if _only_moved(change):
            self.document_changed.emit(change)
        else:
            self._check(emit=False)
            self.document_changed.emit(change)
            self.checked.emit()
        if self.selection != was:
            self.selection_changed.emit()
        self.saved.emit()
        self.saving.touch()

    def _keep_way(self, before: Document, after: Document) -> bool:
        """Stay in the network that is shown, under another name too; where it is gone, go back to the one before it.
        Says whether another is shown.
        """
        way = self.trail.networks(after)
        if way and len(way) > len(self.trail.steps) and way[-1] == self.network:
            return False
        was = self.network
        if was not in after.networks:
            graph = before.networks[was]
            same = [name for name, other in after.networks.items() if other is graph and name not in before.networks]
            self.network = same[0] if same else way[-1] if way else after.main
        self.trail = self.trail.cut(len(way) - 1) if way and way[-1] == self.network else trail_to(after, self.network)
        if self.network != was:
            self.flow = flow_along(after, self.trail, self.facts)
        return self.network != was

    def _describe(self) -> None:
        source = self.document.source
        self.describing.give_up()
        self.facts, self.facts_fault = None, None
        if source is None:
            return
        from neurodesk.data.catalogue import describe  # late: it brings numpy, and the first paint needs neither
        from neurodesk.data.catalogue import source as made

        try:
            if made(source).at_once(self.project.base):
                self.facts = describe(source, self.project.base)
            else:
                self.describing.begin(source, self.project.base)
        except NeuroDeskError as error:
            self.facts_fault = error

    def _described(self) -> None:
        """Take what a long look through the data found."""
        self.facts, self.facts_fault = self.describing.facts, self.describing.fault
        self._check()
        self.described.emit()

    def _check(self, *, emit: bool = True) -> None:
        self.flow = flow_along(self.document, self.trail, self.facts)
        self.problems = problems_with(self.document, self.facts, self.facts_fault)
        if emit:
            self.checked.emit()


def _on_disk(path: Path | None) -> Document:
    """What the file holds now; an empty document when there is none that can be read."""
    if path is not None:
        try:
            return open_project(path).document
        except NeuroDeskError:
            return empty_document()
    return empty_document()


def _only_moved(change: DocumentDiff) -> bool:
    """True when boxes moved and nothing else: shapes and problems are then as they were."""
    return not (
        change.networks_added or change.networks_removed or change.source or change.learning or change.main
    ) and not any(diff.rebuilt for diff in change.networks.values())
