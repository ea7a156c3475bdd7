"""Settings come back, and a damaged file costs nothing but the memory."""

import json
import threading
from pathlib import Path

import pytest

from neurodesk.files.scribe import all_written
from neurodesk.ui import settings as module
from neurodesk.ui.settings import Settings, settings
from neurodesk.ui.window import Window


def file(home: Path) -> Path:
    """Where the settings of this test are."""
    settings().remember(theme="dark")
    assert all_written(10)
    return next(home.rglob("settings.json"))


def test_what_is_remembered_comes_back(home: Path, tmp_path: Path):
    """Theme and recent files, newest first, each once."""
    known = settings()
    known.remember(theme="light")
    for name in ("a", "b", "a"):
        known.add_recent(tmp_path / name)
    written = file(home).read_text()
    assert settings() is known
    assert [Path(path).name for path in known.recent] == ["a", "b"]
    assert "light" in written or "dark" in written


@pytest.mark.parametrize(
    "text",
    ["", "{", "[1]", '{"theme": 5, "recent": "x", "geometry": []}', "[" * 100_000, '{"theme": "url(x)"}', "\x00\x01"],
)
def test_a_damaged_file_gives_the_defaults(home: Path, text: str):
    """Whatever stands in the file, the program starts; where nothing could be read, the file is put aside."""
    read_again(home, text)
    assert settings().written() == Settings().written()
    aside = settings().aside
    if text.startswith("{" + '"'):
        assert aside is None
    else:
        assert aside is not None
        assert aside.read_text() == text
        settings().remember(theme="light")
        assert all_written(10)
        assert aside.read_text() == text


def test_settings_that_could_not_be_read_are_said_once(home: Path, window: Window):
    read_again(home, "{")
    window.show_last_start()
    assert "settings.json~" in window.note.label.text()
    window.note.tell("", "")
    window.show_last_start()
    assert window.note.isHidden()


def read_again(home: Path, text: str) -> None:
    """As at a start at which this lies there."""
    file(home).write_text(text)
    module._read.cache_clear()


def test_a_disk_that_refuses_is_no_error(home: Path, monkeypatch: pytest.MonkeyPatch):
    """The change holds for this time; nothing is raised."""

    def refuse(*_args: object, **_more: object) -> None:
        raise OSError("read-only")

    monkeypatch.setattr("neurodesk.files.scribe.atomic_save", refuse)
    settings().remember(reduced_motion="on")
    assert settings().reduced_motion == "on"


def test_half_a_letter_is_no_text(home: Path):
    """JSON may hold one; given to Qt it ended the program, at every start."""
    assert [module.is_text(text) for text in ("a\u00e4\U0001f600", "\ud800", "a\udcff", 5)] == [
        True,
        False,
        False,
        False,
    ]
    file(home).write_text(
        json.dumps({"recent": ["a", "\ud800"], "tour": "\ud800", "keys": {"\udfff": ["a"]}, "used": ["b"]})
    )
    module._read.cache_clear()
    assert (settings().recent, settings().tour, settings().keys, settings().used) == ([], "", {}, ["b"])


def test_a_file_is_recent_once(home: Path):
    """However often the list names it."""
    file(home).write_text(json.dumps({"recent": ["a", "b", "a"]}))
    module._read.cache_clear()
    assert settings().recent == ["a", "b"]


def test_two_programs_keep_what_each_chose(home: Path, monkeypatch: pytest.MonkeyPatch):
    """The last to write knows nothing of the other's choices, and leaves them alone."""
    path = file(home)
    theirs = json.loads(path.read_text()) | {"language": "deutsch", "recent": ["/b.neurodesk"], "theme": "system"}
    path.write_text(json.dumps(theirs))
    readers, content = [], module._content
    monkeypatch.setattr(module, "_content", lambda path: (readers.append(threading.current_thread()), content(path))[1])
    settings().remember(theme="light")
    assert all_written(10)
    assert readers
    assert threading.main_thread() not in readers  # a disk that stalls must not stop the window
    found = json.loads(path.read_text())
    assert (found["language"], found["recent"], found["theme"]) == ("deutsch", ["/b.neurodesk"], "light")
    settings().add_recent(Path("/a.neurodesk"))
    assert all_written(10)
    assert json.loads(path.read_text())["recent"] == ["/a.neurodesk", "/b.neurodesk"]
    settings().forget_recent("/b.neurodesk")
    assert all_written(10)
    assert json.loads(path.read_text())["recent"] == ["/a.neurodesk"]
    path.write_text(json.dumps(found | {"recent": 5}))
    settings().add_recent(Path("/c.neurodesk"))
    assert all_written(10)
    assert json.loads(path.read_text())["recent"] == ["/c.neurodesk", "/a.neurodesk"]
