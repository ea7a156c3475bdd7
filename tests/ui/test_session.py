"""The session edits, checks, opens, saves, and keeps what a crash would lose."""

from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from PySide6.QtWidgets import QApplication

from neurodesk.compiler.problems import Cure
from neurodesk.data.folders import choose
from neurodesk.disk.places import recovery_dir
from neurodesk.files import recovery
from neurodesk.files.project import dumps, open_project
from neurodesk.graph import edit
from neurodesk.graph.document import set_learning, set_source
from neurodesk.graph.errors import BadFile, EditError
from neurodesk.graph.model import Document, Port, chosen, empty_document
from neurodesk.training.evaluate import restore
from neurodesk.training.loop import train
from neurodesk.ui import blocks
from neurodesk.ui.session import Session
from tests.graph.drawings import documents
from tests.training.problem_texts import CASES, found
from tests.training.running import table
from tests.ui.desk import small_cnn, write_run


def filters(session: Session, count: int) -> bool:
    """Set conv_1's filters."""
    return session.edit_graph("Set filters", lambda graph: edit.set_value(graph, "conv_1", "filters", count))


def test_an_edit_is_told_checked_and_undone(session: Session):
    """The change arrives as a difference, shapes follow, and undo goes back."""
    told = []
    session.document_changed.connect(told.append)
    assert filters(session, 5)
    assert told[0].networks["network"].changed == frozenset({"conv_1"})
    assert session.flow.shapes[Port("conv_1", "features")][0] == 5
    assert not session.is_saved
    session.undo()
    assert session.flow.shapes[Port("conv_1", "features")][0] == 8
    assert session.is_saved
    session.redo()
    assert session.flow.shapes[Port("conv_1", "features")][0] == 5


def test_an_impossible_edit_changes_nothing_and_says_why(session: Session):
    """A cycle is refused in words."""
    before, said = session.document, []
    session.refused.connect(said.append)
    back = (Port("relu_1", "out"), Port("conv_1", "image"))
    assert not session.edit_graph("Wire", lambda graph: edit.connect(graph, *back))
    assert session.document is before
    assert len(said) == 1
    assert "conv_1" in said[0]


def test_problems_and_their_cures(session: Session):
    """Cutting the wire into linear_1 is a problem at once, and its cure mends it in one step."""
    session.edit_graph("Cut", lambda graph: edit.disconnect(graph, Port("linear_1", "features")))
    errors = [problem for problem in session.problems if problem.severity == "error"]
    assert "linear_1" in {problem.node for problem in errors}
    problem = next(problem for problem in errors if problem.node == "linear_1")
    assert session.cure(problem.cures[0])
    assert "linear_1" not in {p.node for p in session.problems if p.severity == "error"}
    session.undo()
    assert problem.text in {p.text for p in session.problems}


def test_a_selection_holds_only_what_is_there(session: Session):
    """Unknown names are left out, and a deleted node leaves the selection."""
    session.select(["conv_1", "nobody"])
    assert session.selection == {"conv_1"}
    session.edit_graph("Delete", lambda graph: edit.remove(graph, ["conv_1"]))
    assert session.selection == frozenset()


def test_saving_and_opening(session: Session, tmp_path: Path):
    """The file holds the document, the session knows it, and nothing is left to recover."""
    filters(session, 6)
    session.save(tmp_path / "mine.neurodesk")
    assert session.is_saved
    assert session.title == "mine"
    assert open_project(tmp_path / "mine.neurodesk").document == session.document


def test_saving_needs_a_file_and_keeps_the_mark_when_it_fails(session: Session, tmp_path: Path):
    """An error leaves the document unsaved."""
    filters(session, 6)
    with pytest.raises(EditError, match="no file"):
        session.save()
    with pytest.raises(BadFile, match="folder is not there"):
        session.save(tmp_path / "no such folder" / "x.neurodesk")
    assert not session.is_saved
    assert session.path is None


def test_runs_of_another_project_are_put_aside(session: Session, tmp_path: Path):
    """Not mixed with one's own, which come beside the file; while a run is written, when it ends."""
    told = []
    session.runs_brought.connect(told.append)
    for name in ("a.runs", "a.runs~", "b.runs"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "runs.sqlite").write_text(name)
    write_run(session, "mine")
    session.save(tmp_path / "a.neurodesk")
    assert (tmp_path / "a.runs" / "runs.sqlite").read_text() == "mine"
    assert (tmp_path / "a.runs~2" / "runs.sqlite").read_text() == "a.runs"
    assert (tmp_path / "a.runs~" / "runs.sqlite").read_text() == "a.runs~"
    session.save()
    assert (tmp_path / "a.runs" / "runs.sqlite").read_text() == "mine"
    assert told == []
    session.adopt(empty_document())
    write_run(session, "other")
    session.hold_runs(busy=True)
    session.save(tmp_path / "b.neurodesk")
    session.hold_runs(busy=False)
    session.saving.finish()
    assert (tmp_path / "b.runs" / "runs.sqlite").read_text() == "other"
    assert (tmp_path / "b.runs~" / "runs.sqlite").read_text() == "b.runs"
    assert [brought.aside for brought in told] == [tmp_path / "b.runs~"]


def test_runs_follow_the_file(session: Session, tmp_path: Path):
    """Runs of an unsaved project wait in the recovery folder and go beside the file, but not while one is written."""
    write_run(session, "run")
    session.hold_runs(busy=True)
    session.save(tmp_path / "a.neurodesk")
    assert session.runs.parent == recovery_dir()
    session.hold_runs(busy=False)
    session.saving.finish()
    assert session.runs == tmp_path / "a.runs"
    assert (tmp_path / "a.runs" / "runs.sqlite").read_text() == "run"
    session.save(tmp_path / "b.neurodesk")
    assert (tmp_path / "b.runs" / "runs.sqlite").is_file()
    assert (tmp_path / "a.runs" / "runs.sqlite").is_file()


def test_runs_that_come_along_learned_from_the_same_data(session: Session, tmp_path: Path):
    """Also where other data lies by the same name beside the new file; those that stay keep what they say."""
    for name, rows in (("a", 60), ("b", 40)):
        (tmp_path / name).mkdir()
        document = table(tmp_path / name, rows, epochs=1)
    session.adopt(document)
    session.save(tmp_path / "a" / "d.neurodesk")
    list(train(document, tmp_path / "a", session.runs))
    session.save(tmp_path / "b" / "e.neurodesk")
    assert session.document.source.values["file"] == str(tmp_path / "a" / "t.csv")
    for base, runs in ((tmp_path / "b", session.runs), (tmp_path / "a", tmp_path / "a" / "d.runs")):
        found = restore(session.document, base, runs)
        assert len(found.prepared.examples.y) == 60
        assert not found.data_changed
        assert not found.stale


def test_a_folder_with_project_data_and_runs_is_handed_over(session: Session, tmp_path: Path):
    """The project was trained before it had a file; its run is measured, and goes on, wherever the folder lies."""
    (tmp_path / "mine").mkdir()
    table(tmp_path / "mine", epochs=1)
    told = choose(None, tmp_path / "mine" / "t.csv")
    session.adopt(set_source(table(tmp_path, epochs=1), chosen("csv", file=told)))
    list(train(session.document, session.project.base, session.runs))
    session.save(tmp_path / "mine" / "d.neurodesk")
    session.close()
    theirs = (tmp_path / "mine").rename(tmp_path / "theirs")
    project = open_project(theirs / "d.neurodesk")
    assert not restore(project.document, project.base, project.runs).data_changed
    *_, last = train(project.document, project.base, project.runs, resume=1, epochs=2)
    assert last.reason == "finished"


def test_what_a_crash_leaves_is_restored(session: Session, tmp_path: Path):
    """The journal is written after an edit; another session brings it back unsaved; letting go leaves nothing."""
    session.save(tmp_path / "work.neurodesk")
    filters(session, 7)
    session.saving.keep()
    session.saving.finish()
    session.saving.journal.leave()  # as when the program is killed
    (found,) = recovery.waiting()
    other = Session()
    other.restore(found)
    assert other.document == session.document
    assert not other.is_saved
    assert other.path == tmp_path / "work.neurodesk"
    other.close()
    session.close()
    assert recovery.waiting() == []


def test_leaving_without_a_question_keeps_unsaved_work(session: Session):
    """As on a log-out."""
    filters(session, 7)
    session.close(keep=True)
    assert [entry.title for entry in recovery.waiting()] == ["untitled"]
    session.saving.journal.clear()


def test_data_that_is_missing_is_said(qapp: QApplication):
    """A folder that is not there is a sentence, not an exception."""

    made = Session()
    made.adopt(empty_document().replaced(source=chosen("image_folder", folder="not here")))
    assert made.facts is None
    assert made.facts_fault
    made.close()


def test_wrong_data_and_learning_stand_among_the_problems(session: Session):
    """The list is the one that `neurodesk check` tells; a cure is a step of history."""
    session.edit("Spoil", lambda document: set_learning(document, options={"epochs": -1}))
    session.edit("Lose the data", lambda document: document.replaced(source=chosen("csv", file="gone.csv")))
    found = {problem.code: problem for problem in session.problems}
    assert "Choose the file again." in found["data"].text
    assert session.cure(found["bad_options"].cures[0])
    assert "bad_options" not in {problem.code for problem in session.problems}


def test_networks_are_shown_in_turn(session: Session):
    """Another network of the document can be shown; undoing it away shows the main one again."""
    from neurodesk.graph.document import add_network

    session.edit("Add a network", lambda document: add_network(document, "block_a"))
    shown = []
    session.network_shown.connect(shown.append)
    session.show_network("block_a")
    assert session.graph.names() == []
    session.undo()
    assert session.network == "network"
    assert shown == ["block_a", "network"]


def test_moving_a_box_checks_nothing_anew(session: Session):
    """Shapes and problems stay the very same objects; the move itself is told."""
    from neurodesk.graph.model import Place

    flow, checked, told = session.flow, [], []
    session.checked.connect(lambda: checked.append(True))
    session.document_changed.connect(told.append)
    session.edit_graph("Move", lambda graph: edit.move(graph, {"conv_1": Place(8.0, 80.0)}))
    assert session.flow is flow
    assert checked == []
    assert told[0].networks["network"].moved == {"conv_1"}


def test_runs_are_not_deleted_under_a_run_that_still_ends(session: Session):
    """The folder of a document that was let go without a file goes when the engine is done with it."""
    folder = session.runs
    folder.mkdir(parents=True)
    session.hold_runs(busy=True)
    session.adopt(empty_document())
    assert folder.is_dir()
    session.hold_runs(busy=False)
    assert not folder.exists()


def cured_and_undone(session: Session, document: Document, cure: Cure) -> None:
    """A cure is done, as one step; undo gives the start byte for byte, redo the cured one."""
    refused = []
    session.refused.connect(refused.append)
    session.adopt(document)
    start = dumps(session.document)
    assert session.cure(cure), refused
    cured = dumps(session.document)
    assert session.history.undo_label == cure.label
    session.undo()
    assert dumps(session.document) == start
    assert not session.history.undo_label
    session.redo()
    assert dumps(session.document) == cured
    assert refused == []


@pytest.mark.parametrize("what", [what for what in CASES if CASES[what][3] != "no_main"])  # no file, no edit makes it
def test_every_cure_is_one_step_and_undo_gives_the_start(session: Session, what: str):
    """For every kind of problem."""
    document, _facts, _fault, _code = CASES[what]
    for cure in found(what).cures:
        cured_and_undone(session, document, cure)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(documents())
def test_no_cure_of_any_drawing_raises(session: Session, document: Document):
    """Whatever is drawn: each cure is one step, and undo gives the start byte for byte."""
    session.adopt(document)
    for problem in session.problems[:12]:
        for cure in problem.cures:
            cured_and_undone(session, document, cure)


def test_a_network_that_goes_takes_its_selection_along(session: Session):
    """Whoever hears that another is shown finds nothing selected that it lacks, by undo and by hand."""
    seen: list[bool] = []
    session.network_shown.connect(lambda _name: seen.append(session.selection <= set(session.graph.nodes)))
    told: list[frozenset[str]] = []
    session.selection_changed.connect(lambda: told.append(session.selection))
    for leave in (session.undo, lambda: blocks.delete_network(session, session.network)):
        blocks.add_network(session)
        assert session.network != session.document.main
        session.select(session.graph.nodes)
        assert session.selection
        leave()
        assert session.network == session.document.main
        assert session.selection == told[-1] == frozenset()
    assert seen
    assert all(seen)


def test_undo_after_a_save_elsewhere_leaves_the_data_where_it_is(session: Session, tmp_path: Path):
    """Every state of before says where its data lies from the new folder."""
    (tmp_path / "there").mkdir()
    (tmp_path / "there" / "t.csv").write_text("a,b\n1,2\n3,4\n")
    session.adopt(small_cnn().replaced(source=chosen("csv", file="t.csv")), tmp_path / "there" / "a.neurodesk")
    session.edit_graph("Rename", lambda graph: edit.rename(graph, "conv_1", "first"))
    session.save(tmp_path / "a.neurodesk")
    assert session.is_saved
    session.undo()
    assert "conv_1" in session.graph.nodes
    assert session.project.base / session.document.source.values["file"] == tmp_path / "there" / "t.csv"
