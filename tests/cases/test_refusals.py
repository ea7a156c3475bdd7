"""Every system call of a save fails once: the old file stands as it was and the save says why, or the new one is whole.

The document stays unsaved where `save_project` raises, which the session's own tests hold.
"""

import re
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.cases.write_paths import WAYS
from tests.disk.crashlab import content, lay_out, room
from tests.disk.refusals import Made, counted, refusing
from tests.disk.watching import Writer, lacking

CAUSES = {
    "ENOSPC": "the disk is full",
    "EDQUOT": "your share of the disk is used up",
    "EIO": "the disk has failed",
    "EACCES": "you may not write there",
    "EROFS": "the disk can only be read",
    "EINTR": "interrupted system call",
}
AGAIN = ("openat", "fchmod", "write", "fsync")  # what Python calls again by itself when a signal came between
QUICK = "a_project_saved_again"
MAY_BE_NEW = ("a_version_kept",)  # also where the save says that it failed
LONG = (
    "a_project_saved_for_the_first_time",
    "a_version_kept",
    "runs_moved",
    "runs_copied",
)  # where no process of ours holds a lock
KEY = re.compile("[0-9a-f]{32}")  # of unsaved work
Found = tuple[Path, Writer]


@pytest.fixture(scope="module")
def found(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Found | None]:
    """A writer, and the folder it writes in."""
    if lacking():
        yield None
        return
    with room(tmp_path_factory.mktemp("refusals")) as home, Writer("tests.cases.way_writer", str(home)) as writer:
        yield home, writer


Seen = tuple[set[str], object]


def before_and_after(found: Found, name: str) -> tuple[dict[str, Made], Seen, Seen]:
    """The calls that a way makes, and what lies there before and after it: the names, and what the program reads."""
    home, writer = found
    made = counted(writer, home / "calls", name)
    after = told(home / name, name)
    clear(home / name)
    writer.ask(name=name)  # as the laboratory for crashes has it, which keeps what was there before
    lay_out(content(home / f"{name}.before"), home / name)
    before = told(home / name, name)
    clear(home / name)
    clear(home / f"{name}.before")
    return made, before, after


def told(folder: Path, name: str) -> Seen:
    """The names in a folder, SQLite's logs left out, and what the program reads there."""
    state = content(folder)
    names = {KEY.sub("key", path) for path in state if not path.endswith(("-wal", "-journal"))}
    value = WAYS[name].read(folder)
    lay_out(state, folder)  # reading may have made a list
    return names, value


def clear(folder: Path) -> None:
    """Make room for the next."""
    shutil.rmtree(folder)


def check(found: Found, name: str, how: str, cause: str) -> int:
    """Fail each call of a way once; returns how many there were."""
    home, writer = found
    made, (old_names, old), (new_names, new) = before_and_after(found, name)
    cases = 0
    for kind, number, said in refusing(writer, home / "calls", name, made, how, list(made)):
        case, cases = (how, kind, number, said), cases + 1
        names, value = told(home / name, name)
        clear(home / name)
        assert names <= old_names | new_names, case
        if said["done"]:
            assert value == new, case
        else:
            assert cause in said["text"] or said["text"] == "", case
            assert value == old or (value == new and name in MAY_BE_NEW), case
        if cause == CAUSES["EINTR"] and kind in AGAIN and name == QUICK:  # a folder that is listed is not asked again
            assert said["done"], case
    return cases


@pytest.mark.parametrize("name", CAUSES)
def test_a_save_whose_every_call_fails_once(name: str, found: Found | None):
    assert found is None or check(found, QUICK, f"error={name}", CAUSES[name]) > 15


def test_a_disk_that_keeps_less_than_it_says(found: Found | None):
    if found is None:
        return
    home, writer = found
    made, (_, old), _ = before_and_after(found, QUICK)
    (case,) = refusing(writer, home / "calls", QUICK, made, "retval=7", ["write"])
    assert CAUSES["EIO"] in case[2]["text"]
    assert WAYS[QUICK].read(home / QUICK) == old
    clear(home / QUICK)


@pytest.mark.slow
@pytest.mark.parametrize("name", LONG)
@pytest.mark.parametrize("error", CAUSES)
def test_every_way_of_writing_whose_every_call_fails_once(name: str, error: str, found: Found | None):
    assert found is None or check(found, name, f"error={error}", CAUSES[error])
