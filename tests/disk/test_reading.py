"""Keeps the proof that only plain files are read, to a limit, and nothing waits."""

import os
import sys
from pathlib import Path

import pytest

from neurodesk.disk.reading import (
    ReadError,
    can_be_told,
    is_file,
    is_folder,
    is_there,
    read_end,
    read_plain,
    read_start,
)


def test_a_plain_file_up_to_the_limit(tmp_path):
    file = tmp_path / "file"
    file.write_bytes(b"12345")
    assert read_plain(file, 5) == b"12345"
    with pytest.raises(ReadError, match="larger than"):
        read_plain(file, 4)


def test_the_start_of_a_file_comes_without_the_rest(tmp_path):
    with (tmp_path / "file").open("wb") as file:
        file.write(b"12345")
        file.truncate(1 << 36)
    assert read_start(tmp_path / "file", 3) == (b"123", 1 << 36)


def test_the_end_of_a_file_comes_without_the_rest(tmp_path):
    with (tmp_path / "file").open("wb") as file:
        file.seek(1 << 36)
        file.write(b"12345")
    assert read_end(tmp_path / "file", 3) == b"345"
    (tmp_path / "small").write_bytes(b"12")
    assert read_end(tmp_path / "small", 3) == b"12"


def test_a_link_is_followed(tmp_path):
    (tmp_path / "file").write_bytes(b"x")
    (tmp_path / "link").symlink_to("file")
    assert read_plain(tmp_path / "link", 5) == b"x"


@pytest.mark.timeout(60)  # one that is opened is waited for without end
def test_what_is_no_plain_file_is_refused_at_once(tmp_path):
    odd = [tmp_path, tmp_path / "nobody", tmp_path / "with\0nul", tmp_path / ("x" * 300)]
    if sys.platform != "win32":
        os.mkfifo(tmp_path / "pipe")
        (tmp_path / "to_pipe").symlink_to("pipe")
        (tmp_path / "round").symlink_to("round")
        odd += [tmp_path / "pipe", tmp_path / "to_pipe", tmp_path / "round", Path("/dev/zero"), Path("/dev/tty")]
    for path in odd:
        with pytest.raises(ReadError) as caught:
            read_plain(path, 5)
        assert caught.value.cure


def test_a_file_that_becomes_a_pipe_in_between_is_refused(tmp_path, monkeypatch):
    (tmp_path / "file").write_bytes(b"x")
    good = (tmp_path / "file").stat()
    os.mkfifo(tmp_path / "pipe")
    monkeypatch.setattr(Path, "stat", lambda self: good)
    with pytest.raises(ReadError, match="pipe"):
        read_plain(tmp_path / "pipe", 5)


def test_an_unreadable_file_says_so(tmp_path, monkeypatch):
    (tmp_path / "file").write_bytes(b"x")

    def refuse(*_: object) -> int:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(os, "open", refuse)
    with pytest.raises(ReadError, match="may not be read"):
        read_plain(tmp_path / "file", 5)


def test_looking_is_never_an_error(tmp_path, monkeypatch):
    """`Path.exists` raises for a name that is too long, and where one may not look."""
    (tmp_path / "file").touch()
    for name in ("x" * 300, "a\0b", "file/in a file", "none"):
        assert not any(look(tmp_path / name) for look in (is_there, is_file, is_folder))
    assert (is_there(tmp_path / "file"), is_file(tmp_path / "file"), is_folder(tmp_path / "file")) == (
        True,
        True,
        False,
    )
    assert (is_there(tmp_path), is_file(tmp_path), is_folder(tmp_path)) == (True, False, True)

    def hidden(path, *_args, **_more):
        raise PermissionError(13, "Permission denied", str(path))

    monkeypatch.setattr(os, "stat", hidden)
    assert not is_there(tmp_path)


def test_texts_that_can_name_no_file():
    """Half a letter and a NUL."""
    assert can_be_told("/home/anna/a b.neurodesk")
    assert not can_be_told("a\0b")
    assert not can_be_told("\ud800")
