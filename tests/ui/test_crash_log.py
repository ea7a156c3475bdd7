"""The crash log keeps the newest faults, never fills the disk, and is shown as plain text whatever lies in its place
(what is written to it: `test_app.py`).
"""

import os
from pathlib import Path

import pytest

from neurodesk.disk.reading import ReadError
from neurodesk.ui.crash_log import MOST, log_file, plain, read_log, write_log
from tests.ui.desk import HOSTILE


def test_the_newest_entries_stay_whole(home: Path):
    """A megabyte of them; one that is longer than all of a fault's stacks is cut."""
    for number in range(15):
        write_log(f"fault {number}\n" + f"{number % 10}" * 99_000)
    write_log("the newest")
    write_log("x" * 5_000_000)
    assert MOST - 200_000 < log_file().stat().st_size <= MOST
    entries = log_file().read_text().split("--- ")
    assert entries[0] == ""
    assert entries[-2].endswith("UTC\nthe newest\n")
    assert len(entries[-1]) <= 100_000
    assert "fault 0\n" not in log_file().read_text()
    assert [entry.split("\n")[1] for entry in entries[1:-2]] == [f"fault {n}" for n in range(17 - len(entries) + 1, 15)]
    assert [file.name for file in log_file().parent.iterdir()] == ["crash.log"]


def test_there_may_be_none(home: Path):
    """Which is no error."""
    assert read_log() == ""


def test_it_is_read_as_plain_text(home: Path):
    """Bytes that are no text, marks that turn lines around and endless lines show; markup stays as it stands."""
    assert plain(HOSTILE.encode()) == HOSTILE
    text = plain(b"a\0b\x1b[2J\xff" + "\u202e\u2028gone".encode() + b"\r\n\tend" + b"y" * 100_000)
    assert all(sign.isprintable() or sign == "\n" for sign in text)
    assert max(map(len, text.split("\n"))) <= 500
    assert "    end" in text


@pytest.mark.parametrize("kind", ["fifo", "folder", "huge", "device"])
def test_what_is_no_log_is_refused_in_words(home: Path, kind: str):
    """At once; and a fault that comes then is told all the same."""
    file = log_file()
    if kind == "fifo":
        os.mkfifo(file)
    elif kind == "folder":
        file.mkdir()
    elif kind == "huge":
        with file.open("wb") as huge:
            huge.truncate(1 << 33)
    else:
        file.symlink_to("/dev/zero")
    with pytest.raises(ReadError, match=r"pipe or a device|folder, not|larger"):
        read_log()
    write_log("a fault")
    if kind == "huge":
        assert "a fault" in read_log()


def test_no_folder_for_it(home: Path):
    """A file has its place: then there is no log."""
    (home / "logs").touch()
    write_log("a fault")
    assert read_log() == ""
