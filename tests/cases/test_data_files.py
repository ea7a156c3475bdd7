"""Hostile data (A33-A37): foreign places, pictures and tables, each in a folder of its own, all opened in one child."""

import json
import os
import shutil
from pathlib import Path

import pytest

from tests.cases.data_projects import fill
from tests.cases.hostile_data import FILES, FOLDERS, PICTURES, TABLES, animation, large
from tests.cases.hostile_files import odd
from tests.cases.oracle import Offer, Seen, offered, opened, refused

KINDS = ("pipe", "device", "folder", "loop")
CELLS = ("name,=cmd|' /C calc'!A0", *(f"{at},{['=HYPERLINK(1)', '+cmd'][at % 2]}" for at in range(30)))


class Room:
    """Projects with data, each in a folder, and what is to be opened of them; `other` lies outside."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.cases = folder / "room", {}
        self.other = folder / "other"
        fill(self.other)
        (folder / "t.csv").write_text("a,b\n" + "1,x\n2,y\n" * 20)

    def place(self, name: str, source: str, **values: object) -> Path:
        """A new folder whose data is opened: sound pictures, or a table yet to be written."""
        base = self.folder / str(len(self.cases))
        base.mkdir(parents=True)
        if source == "image_folder":
            shutil.copytree(self.other, base / "pics", copy_function=os.link)
            values = {"folder": "pics", "size": 16} | values
        else:
            values = {"file": "t.csv"} | values
        self.cases[name] = Offer("data", [source, values, str(base)])
        return base


@pytest.fixture(scope="module")
def report(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Seen]:
    """What became of all data."""
    room = Room(tmp_path_factory.mktemp("data"))
    for path in FOLDERS:  # told as lying in the room itself: what is outside of that is outside of the room
        room.cases[path] = Offer("data", ["image_folder", {"folder": path}, str(room.folder)])
    for path in FILES:
        room.cases[path] = Offer("data", ["csv", {"file": path}, str(room.folder)])
    for name, (made, _) in PICTURES.items():
        (room.place(name, "image_folder") / "pics" / "cats" / "evil.png").write_bytes(made())
    pics = room.place("A35 long", "image_folder") / "pics"
    (pics / "cats" / "long.gif").write_bytes(animation(100_000))
    pics = room.place("A34 large", "image_folder") / "pics"
    (pics / "cats" / "large.png").write_bytes(large())
    pics = room.place("A36 links", "image_folder") / "pics"
    (pics / "cats" / "link.png").symlink_to(room.other / "cats" / "1.png")
    (pics / "cats" / "zero.png").symlink_to("/dev/zero")
    (pics / "linked").symlink_to(room.other / "dogs")
    os.mkfifo(pics / "dogs" / "pipe.png")
    for kind in KINDS:
        odd(room.place(kind, "csv") / "t.csv", kind)
    for name, (made, _) in TABLES.items():
        (room.place(name, "csv") / "t.csv").write_bytes(made())
    with (room.place("A37 long", "csv") / "t.csv").open("wb") as file:
        file.truncate(1 << 30)
    (room.place("A37 cells", "csv") / "t.csv").write_text("\n".join(CELLS), encoding="utf-16")
    sound = room.place("sound", "csv") / "t.csv"
    shutil.copy(room.folder.parent / "t.csv", sound)
    room.place("sound pictures", "image_folder")
    return offered(room.folder, room.cases, [room.cases[name] for name in ("sound", "sound pictures")])


def told(seen: Seen) -> dict[str, object]:
    """What came of data that was made ready: how many examples, the classes, and what was left out for which reason."""
    opened(seen)
    return json.loads(seen.words.removeprefix("opened "))


@pytest.mark.parametrize(
    ("path", "kind"), [*((path, "folder") for path in FOLDERS), *((path, "file") for path in FILES)]
)
def test_a33_a_foreign_place_is_missing_and_never_touched(report: dict[str, Seen], path: str, kind: str):
    """Neither described nor loaded: nothing outside is opened or listed."""
    seen = report[path]
    refused(seen, f"The data {kind} ")
    assert seen.words.endswith("is not here.")
    assert seen.cure == f"Choose the {kind} again."
    assert seen.touched == []


@pytest.mark.parametrize("name", PICTURES)
def test_a34_a35_a36_a_hostile_picture_is_left_out(report: dict[str, Seen], name: str):
    found = told(report[name])
    assert found["examples"] == 60
    assert found["skipped"].keys() == {"cats/evil.png"}
    assert found["skipped"]["cats/evil.png"].startswith(tuple(PICTURES[name][1].split("|")))


def test_a35_of_a_long_animation_only_the_first_frame_is_seen(report: dict[str, Seen]):
    assert told(report["A35 long"])["examples"] == 61


def test_a34_a_picture_of_25_megapixels_stands_in_memory_once(report: dict[str, Seen]):
    """Its pixels are 100 MB."""
    assert told(report["A34 large"])["examples"] == 61
    assert report["A34 large"].grown < 160


def test_a36_links_out_and_pipes_are_not_opened(report: dict[str, Seen]):
    found, out = told(report["A36 links"]), "it is a link that leads out of the folder"
    assert (found["examples"], found["classes"]) == (60, ["cats", "dogs"])
    assert found["skipped"] == {
        "cats/link.png": out, "cats/zero.png": out, "dogs/pipe.png": "it is not a regular file"
    }  # fmt: skip


@pytest.mark.parametrize("kind", KINDS)
def test_a36_a_table_that_is_no_plain_file_is_missing(report: dict[str, Seen], kind: str):
    refused(report[kind], "is not here.")


@pytest.mark.parametrize("name", TABLES)
def test_a37_a_hostile_table_is_named_by_line(report: dict[str, Seen], name: str):
    refused(report[name])
    assert report[name].words == TABLES[name][1]


def test_a37_a_line_of_a_gigabyte_is_refused_unread(report: dict[str, Seen]):
    refused(report["A37 long"], "1074 MB; at most 268 MB are read")


def test_a37_utf_16_and_formula_cells_are_plain_text(report: dict[str, Seen]):
    assert told(report["A37 cells"])["classes"] == ["+cmd", "=HYPERLINK(1)"]
