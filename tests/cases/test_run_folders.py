"""Run folders of strangers at every door: listed, evaluated, explained, exported, gone on with (A1-A29, A41, A42).

Each is a copy of one sound run, spoilt; all are opened in one child and judged by the oracle. `outside` lies beside
them and is the same afterwards.
"""

import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from neurodesk.files.project import save_project
from neurodesk.graph.model import Project
from tests.cases.hostile_files import FOREIGN, ODD, content
from tests.cases.hostile_runs import (
    DRAWINGS,
    FITS,
    LINKS,
    LIST,
    LISTS,
    PLACES,
    STATE,
    STATES,
    TENSORS,
    TOO_LARGE,
    VALUES,
    WEIGHTS,
    Spoil,
    linked,
    oddly,
    sparse,
    written,
)
from tests.cases.oracle import Offer, Seen, offered, opened, passed, refused
from tests.training.running import mlp, run


class Room:
    """Copies of a sound run folder, and what is to be done with each."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.cases = folder, {}
        self.sound = folder / "sound"
        run(mlp(epochs=2), self.sound)
        (folder / "outside" / "run").mkdir(parents=True)
        (folder / "outside" / "words.txt").write_text("mine")
        with closing(sqlite3.connect(folder / "outside" / "other.sqlite")) as base, base:
            base.execute("CREATE TABLE mine (x)")

    def put(self, name: str, spoil: Spoil, *doors: str, below: str = "") -> None:
        """A spoilt copy, offered at some doors; each gets its own, as a door may write."""
        for at, door in enumerate(doors):
            copy = self.folder / f"{len(self.cases)}-{at}"
            shutil.copytree(self.sound, copy)
            spoil(copy)
            self.cases[f"{door}: {name}"] = Offer(door, str(copy / below))

    def place(self, name: str) -> Path:
        """The copy of a case."""
        return Path(self.cases[name].given)


@pytest.fixture(scope="module")
def room(tmp_path_factory: pytest.TempPathFactory) -> Room:
    """Where the folders are."""
    return Room(tmp_path_factory.mktemp("runs"))


@pytest.fixture(scope="module")
def report(room: Room) -> dict[str, Seen]:
    """What became of every folder."""
    for name, spoil in (LISTS | PLACES).items():
        room.put(name, spoil, "listed", "resume")
    for name, spoil in VALUES.items():
        room.put(name, spoil, "listed")
    for name, spoil in DRAWINGS.items():
        room.put(name, spoil, "listed", "evaluate", "resume")
    for name, made in TENSORS.items():
        room.put(name, written(f"0001/{WEIGHTS}", made), "evaluate")
        room.put(name, written(f"0001/{STATE}", made), "resume")
    for name, spoil in STATES.items():
        room.put(name, spoil, "resume")
    for name, spoil in LINKS.items():
        room.put(name, spoil, "resume", "listed")
    for kind in ODD:
        room.put(f"A10 weights: {kind}", oddly(f"0001/{WEIGHTS}", kind), "evaluate")
        if kind != "link to nothing":
            room.put(f"A10 state: {kind}", oddly(f"0001/{STATE}", kind), "resume")
    room.put("60 GB", lambda folder: sparse(folder / "0001" / WEIGHTS), "evaluate", "explain", "export")
    room.put("60 GB", lambda folder: sparse(folder / "0001" / STATE), "resume")
    for name in FOREIGN:
        for place, door in ((LIST, "listed"), (f"0001/{WEIGHTS}", "evaluate"), (f"0001/{STATE}", "resume")):
            room.put(name, written(place, lambda name=name: content(name)), door)
    room.put("A10 an empty folder led out", linked("0001", "run"), "train")
    for name, made in TOO_LARGE.items():
        (folder := room.folder / "large").mkdir(exist_ok=True)
        path = folder / f"{len(room.cases)}.neurodesk"
        save_project(Project(made(), path))
        room.cases[f"trained: {name}"] = Offer("trained", str(path))
    warm = [Offer(door, str(shutil.copytree(room.sound, room.folder / f"warm-{door}")))
            for door in ("listed", "evaluate", "explain", "export", "resume", "train")]  # fmt: skip
    for door in ("listed", "evaluate", "resume"):
        room.put("sound", lambda _: None, door)
    return offered(room.folder, room.cases, warm, writes=True)


def test_a_sound_run_goes_through_every_door(report: dict[str, Seen]):
    for door in ("listed", "evaluate", "resume"):
        opened(report[f"{door}: sound"])


@pytest.mark.parametrize("name", [*LISTS, *PLACES])
def test_what_is_no_list_of_runs_is_refused(report: dict[str, Seen], name: str):
    refused(report[f"listed: {name}"])
    refused(report[f"resume: {name}"])


@pytest.mark.parametrize("name", VALUES)
def test_a_list_is_read_whatever_stands_in_it(report: dict[str, Seen], name: str):
    opened(report[f"listed: {name}"])


@pytest.mark.parametrize("name", DRAWINGS)
def test_a_run_with_a_hostile_drawing_is_listed_and_not_made(report: dict[str, Seen], name: str):
    opened(report[f"listed: {name}"])
    for door in ("evaluate", "resume"):
        refused(report[f"{door}: {name}"])
        assert not report[f"{door}: {name}"].touched


@pytest.mark.parametrize("name", TENSORS)
def test_a27_to_a29_weights_and_states_that_do_not_fit_are_refused(report: dict[str, Seen], name: str):
    refused(report[f"evaluate: {name}"])
    refused(report[f"resume: {name}"])


@pytest.mark.parametrize("name", STATES)
def test_a41_a_state_that_was_tampered_with_is_refused(report: dict[str, Seen], room: Room, name: str):
    """With a way on; the weights stay as they were."""
    refused(report[f"resume: {name}"])
    assert "new run" in report[f"resume: {name}"].cure or "train again" in report[f"resume: {name}"].cure
    kept, was = (folder / "0001" / WEIGHTS for folder in (room.place(f"resume: {name}"), room.sound))
    assert kept.read_bytes() == was.read_bytes()


@pytest.mark.parametrize("name", LINKS)
def test_a10_nothing_is_written_where_a_link_leads(report: dict[str, Seen], name: str):
    passed(report[f"listed: {name}"])
    refused(report[f"resume: {name}"], "link")


@pytest.mark.parametrize("kind", ODD)
def test_a10_weights_and_states_that_are_no_files(report: dict[str, Seen], kind: str):
    refused(report[f"evaluate: A10 weights: {kind}"])
    if kind != "link to nothing":
        refused(report[f"resume: A10 state: {kind}"])


def test_a29_of_60_gb_nothing_is_read(report: dict[str, Seen]):
    for door in ("evaluate", "explain", "export", "resume"):
        refused(report[f"{door}: 60 GB"])


@pytest.mark.parametrize("name", FOREIGN)
def test_a1_to_a15_files_of_other_programs_are_no_runs(report: dict[str, Seen], name: str):
    for door in ("listed", "evaluate", "resume"):
        refused(report[f"{door}: {name}"])


@pytest.mark.parametrize("name", TOO_LARGE)
def test_a24_what_is_too_large_is_not_trained(report: dict[str, Seen], name: str):
    """Refused before anything is made for it, or taken for what it comes to."""
    if name in FITS:
        opened(report[f"trained: {name}"])
    else:
        refused(report[f"trained: {name}"])


def test_a10_training_starts_beside_a_folder_that_leads_out(report: dict[str, Seen]):
    opened(report["train: A10 an empty folder led out"])
