"""What the window does with documents: opens, saves, leaves and brings them back, each with its question."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtWidgets import QMainWindow

from neurodesk.files import recovery
from neurodesk.files.project import fingerprint, open_project
from neurodesk.files.templates import template
from neurodesk.graph.errors import DataError, NeuroDeskError
from neurodesk.graph.model import empty_document
from neurodesk.ui import asking, windows
from neurodesk.ui.dropping import check_data, dropped, with_data
from neurodesk.ui.link import EngineLink
from neurodesk.ui.saving import Brought, FileChanged, Written
from neurodesk.ui.session import Session
from neurodesk.ui.settings import settings
from neurodesk.ui.widgets.note import Note
from neurodesk.ui.words import reasoned, tr

PATIENCE_S = 0.3  # that the window stands still for a save that must be over before it goes on


class Documents(QMainWindow):
    """A window on one session, as far as its document goes; `Window` adds what is seen of it."""

    session: Session
    link: EngineLink
    note: Note
    _failed = ""  # what was said of the last save that failed

    def show_canvas(self) -> None:
        """Show the drawing."""
        raise NotImplementedError  # the window knows what is seen

    def show_dock(self, name: str) -> None:
        """Bring a dock to the front."""
        raise NotImplementedError

    def new(self) -> None:
        """An empty canvas, after the open document was seen to."""
        if self.may_leave():
            self.session.adopt(empty_document())
            self.show_canvas()

    def ask_open(self) -> None:
        """Ask for a project and open it."""
        path = asking.project_to_open(self)
        if path is not None:
            self.open(path)

    def open(self, path: Path) -> bool:
        """Open a project; one that cannot be read leaves everything as it is, and the note says why."""
        there = windows.holding(path, but=self)  # type: ignore[arg-type]  # every one of these is a Window
        if there is not None:
            windows.bring(there)
            return False
        try:
            began, found = fingerprint(path), open_project(path)  # before anything is asked: it may be no project
            if not self.may_leave():
                return False
            now = fingerprint(path)
            if now != began:  # it was saved for the asking, or by another program
                began, found = now, open_project(path)
        except NeuroDeskError as error:
            self.note.tell("error", reasoned(error), passing=True)
            return False
        self.session.adopt(found.document, found.path, began)
        settings().add_recent(path)
        self._say_read_only()
        self.show_canvas()
        return True

    def _say_read_only(self) -> None:
        """Say that another window writes this file, or nothing."""
        told = tr(
            "{name} is open in another NeuroDesk, so it is read-only here. Save it under another name to keep changes.",
            name=self.session.title,
        )
        self.note.tell("warning", told if self.session.saving.read_only else "")

    def use_template(self, key: str) -> None:
        """Start from a template."""
        if self.may_leave():
            self.session.adopt(template(key))
            self.show_canvas()
            self.show_dock("Train")

    def take_files(self, paths: Sequence[Path]) -> None:
        """Files were dropped: open projects, the first here and each other in a window of its own, or learn from data.
        What cannot be used is said, and changes nothing.
        """
        try:
            kind, usable = dropped(paths)
        except DataError as error:
            self.note.tell("error", reasoned(error), passing=True)
            return
        self.note.tell("", "")
        if kind == "data":
            self.use_data(usable[0])
            return
        self.open(usable[0])
        for path in usable[1:]:
            windows.another(self, path)  # type: ignore[arg-type]

    def save(self) -> bool:
        """Have the document written to its file; asks for one when there is none. Whether it is on its way."""
        return self._save_to(self.session.path) if self.session.path else self.save_as()

    def save_as(self) -> bool:
        """Ask for a file and have the document written there. Whether it is on its way."""
        path = asking.project_to_save(self, self.session.title)
        if path is not None and windows.holding(path, but=self):  # type: ignore[arg-type]
            told = tr("{name} is open in another window. Choose another name.", name=path.name)
            self.note.tell("error", told, passing=True)
            return False
        return path is not None and self._save_to(path)

    def ask_data(self) -> None:
        """Ask for a folder of images or a table, and learn from it."""
        path = asking.data_to_use(self)
        if path is not None:
            self.use_data(path)

    def use_data(self, path: Path) -> None:
        """Learn from a folder of images or a CSV file."""
        project = self.session.project
        try:
            ready = with_data(project.document, path, project.home)
            assert ready.source is not None
            check_data(path, ready.source, project.base)
        except NeuroDeskError as error:
            self.note.tell("error", reasoned(error), passing=True)
            return
        if self.session.edit(tr("Use {name}", name=path.name), lambda _now: ready):
            self.show_canvas()
            self.show_dock("Data")

    def _save_to(self, path: Path, *, replace: bool = False) -> bool:
        self.session.begin_save(path, replace=replace)
        return True

    def _written(self, outcome: Written | Exception) -> None:
        """A save has ended: say how."""
        if isinstance(outcome, FileChanged):
            self._ask_which(outcome.path)
            return
        if isinstance(outcome, Exception):
            told = tr(
                "The project could not be saved, and nothing on disk was changed. {error}", error=reasoned(outcome)
            )
            self.note.tell("error", told)
            self._failed = self.note.label.text()
            return
        settings().add_recent(outcome.path)
        self.note.tell("", "")
        told = tr("Saved {name}", name=outcome.path.name)
        if outcome.list_aside:
            told = tr(
                "Saved {name}. The list of earlier versions was damaged: it lies aside as {aside}, a new one is begun.",
                name=outcome.path.name,
                aside=outcome.list_aside,
            )
        if not outcome.version_kept:
            told = tr(
                "Saved {name}, but not among its earlier versions: their folder cannot be written.",
                name=outcome.path.name,
            )
        self.word.showMessage(told, 4000 if outcome.version_kept and not outcome.list_aside else 15_000)
        self._tell_of_runs(outcome.brought)

    def _forget_failed(self) -> None:
        """Say no longer that a save failed when what it was for was taken back."""
        if self.session.is_saved and self._failed and self.note.label.text() == self._failed:
            self.note.tell("", "")

    def _tell_of_runs(self, brought: Brought) -> None:
        """Say what else than usual became of the runs."""
        name, told = self.session.title, []
        behind = brought.runs != self.session.project.runs
        if behind:
            told.append(tr("{name} is saved, but its runs cannot lie beside it yet. Save again.", name=name))
        if brought.aside is not None:
            folder = brought.aside.name
            told.append(
                tr("Runs of another project lay beside {name}. They are in {folder} now.", name=name, folder=folder)
            )
        if told:
            self.note.tell("warning" if behind else "hint", " ".join(told))

    def _ask_which(self, path: Path) -> None:
        """Another program changed the file: one of the two states goes, and the person says which."""
        answer = asking.replace_changed(self, path.name)
        if answer == "replace":
            self._save_to(path, replace=True)
        elif answer == "elsewhere":
            self.save_as()

    def save_whole(self) -> bool:
        """Save, and wait until it is on the disk; the person may stop waiting. False unless all is saved."""
        return self.save() and self.finish_saving()

    def finish_saving(self) -> bool:
        """Wait for a save under way; the person may stop waiting. Whether all is on the disk."""
        while self.session.saving.busy:  # one that asks which state to keep is followed by another
            done = self.session.saving.finish(PATIENCE_S) or not self.session.saving.busy
            if not done and not asking.wait_for_disk(self, self.session.saving):
                return False
        return self.session.is_saved

    def may_leave(self) -> bool:
        """See to unsaved work and a run under way; False when the person wants to stay."""
        if self.link.busy:
            if not asking.stop_training(self):
                return False
            self.link.stop()
        if self.finish_saving():
            return True
        answer = asking.save_first(self, self.session.title, trained=self.session.is_trained)
        return answer == "discard" or (answer == "save" and self.save_whole())

    def _offer_recovery(self) -> None:
        """Offer what a crash left, one after the other, each in a window of its own."""
        found = recovery.waiting()
        if found and windows.every()[:1] == (self,):  # once; the others were brought back with it
            asking.offer_recovery(self, found, self._bring_beside)

    def _bring_beside(self, entry: recovery.Recovered) -> None:
        """Where the file is open and nothing was done to it, or in this window while nothing is on its desk, else in
        one beside it.
        """
        there = windows.holding(entry.path) if entry.path else None
        if there is None or not there.session.is_saved:
            free = self.session.is_saved and self.session.path is None
            there = self if free else windows.another(self)  # type: ignore[assignment,arg-type]
        there.bring_back(entry)  # type: ignore[union-attr]  # every one of these is a Window

    def bring_back(self, entry: recovery.Recovered) -> bool:
        """Put what a crash left on the desk, still unsaved; where it cannot be read, the note says why."""
        try:
            self.session.restore(entry)
        except NeuroDeskError as error:
            self.note.tell("error", reasoned(error))
            return False
        self._say_read_only()
        self.show_canvas()
        return True
