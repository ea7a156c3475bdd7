"""Keeps the proof that every save can be gone back to, and that a broken list of them harms nothing."""

import os
import time
import zlib
from contextlib import closing
from pathlib import Path

import pytest

from neurodesk.disk.places import versions_dir
from neurodesk.disk.sqlite import open_sqlite
from neurodesk.files import versions
from neurodesk.files.project import dumps, save_project
from neurodesk.graph import edit
from neurodesk.graph.errors import BadFile
from neurodesk.graph.model import Document, Project, chosen, empty_document

DAY = 86_400.0


def drawn(layers: int) -> Document:
    """So many layers in a row of saves."""
    document = empty_document()
    for _ in range(layers):
        document = document.with_graph("network", edit.add(document.graph(), chosen("relu"))[0])
    return document


def saved(path: Path, document: Document, when: float | None = None) -> None:
    """Saved at a time, and kept."""
    save_project(Project(document, path))
    if when is not None:
        os.utime(path, (when, when))
    assert versions.keep(path)


def test_every_save_can_be_read_again(tmp_path):
    path, other = tmp_path / "a.neurodesk", tmp_path / "b.neurodesk"
    assert versions.versions(path) == []
    assert versions.lost()
    for layers in range(3):
        saved(path, drawn(layers))
    saved(other, drawn(7))
    assert versions.keep(path)  # holds what the newest holds: no new one
    found = versions.versions(path)
    assert [versions.read(each) for each in found] == [drawn(2), drawn(1), drawn(0)]
    assert abs(found[0].time - time.time()) < 60
    assert [versions.read(each) for each in versions.versions(other)] == [drawn(7)]


def test_the_last_fifty_and_a_week_are_kept(tmp_path):
    path, now = tmp_path / "a.neurodesk", time.time()
    for at in range(60):
        saved(path, drawn(at % 3), now - 10 * DAY + at)
    assert len(versions.versions(path)) == versions.LAST
    for at in range(60):
        saved(path, drawn(at % 3), now - DAY + at)
    found = versions.versions(path)
    assert len(found) == 60
    assert all(each.time > now - 7 * DAY for each in found)


def test_all_files_together_stay_within_their_size(tmp_path, monkeypatch):
    path = tmp_path / "a.neurodesk"
    monkeypatch.setattr(versions, "MOST_BYTES", 3 * len(zlib.compress(dumps(drawn(1)).encode())))
    for layers in range(1, 9):
        saved(path, drawn(layers))
    found = versions.versions(path)
    assert 0 < len(found) < 4
    assert versions.read(found[0]) == drawn(8)


def test_what_cannot_be_kept_is_said_and_harms_nothing(tmp_path):
    path = tmp_path / "a.neurodesk"
    saved(path, drawn(1))
    assert versions.keep(tmp_path / "gone.neurodesk")  # nothing there yet: nothing to keep
    (version,) = versions.versions(path)
    for damage in (b"no zlib", zlib.compress(b"no project"), zlib.compress(b"\xff\xfe"), 7):
        base = open_sqlite(versions_dir() / "versions.sqlite")
        with base:
            base.execute("UPDATE version SET text = ?", (damage,))
        base.close()
        with pytest.raises(BadFile, match="as it was saved then: ") as caught:
            versions.read(version)
        assert caught.value.cure == "Choose another version."  # there is no file that one could correct
        assert versions.renew() == ""  # the list itself is sound
    saved(path, drawn(1))  # the newest cannot be read: what is saved goes beside it
    assert versions.read(versions.versions(path)[0]) == drawn(1)
    (versions_dir() / "versions.sqlite").write_bytes(b"this is no database at all" * 100)
    for journal in versions_dir().glob("*-*"):
        journal.unlink()
    assert not versions.keep(path)
    with pytest.raises(BadFile, match="earlier versions are out of reach"):
        versions.versions(path)
    with pytest.raises(BadFile):
        versions.read(version)
    assert versions.renew() == "versions.sqlite.damaged-1"
    assert versions.renew() == ""
    saved(path, drawn(1))
    assert [versions.read(each) for each in versions.versions(path)] == [drawn(1)]


def test_one_spoilt_row_hides_no_other(tmp_path):
    """Its time is none, or its text no bytes: the others are listed and read, and the next saves are kept."""
    path = tmp_path / "a.neurodesk"
    for layers in range(3):
        saved(path, drawn(layers))
    for time_ in (b"abc", b"\x00\xff", b"\xff"):
        with closing(open_sqlite(versions_dir() / "versions.sqlite")) as base, base:
            base.execute("UPDATE version SET time = CAST(? AS TEXT) WHERE number = 2", (time_,))
        assert [versions.read(each) for each in versions.versions(path)] == [drawn(2), drawn(0)]
    with closing(open_sqlite(versions_dir() / "versions.sqlite")) as base, base:
        base.execute("UPDATE version SET text = CAST(x'ff' AS TEXT) WHERE number = 3")
    with pytest.raises(BadFile, match="as it was saved then: "):
        versions.read(versions.versions(path)[0])
    saved(path, drawn(4))
    assert [each.number for each in versions.versions(path)] == [4, 3, 1]
    assert versions.read(versions.versions(path)[0]) == drawn(4)


@pytest.mark.parametrize("harm", ["other tables", "a broken page", "no folder"])
def test_a_list_of_another_kind_is_put_aside_and_one_out_of_reach_stays(tmp_path, harm):
    path, file = tmp_path / "a.neurodesk", versions_dir() / "versions.sqlite"
    for layers in range(40):
        saved(path, drawn(layers))
    if harm == "other tables":
        with closing(open_sqlite(file)) as base:
            base.executescript("DROP TABLE version; CREATE TABLE version (file, number)")
    elif harm == "a broken page":
        content = bytearray(file.read_bytes())
        content[4096:] = b"\xff" * (len(content) - 4096)
        file.write_bytes(content)
    else:
        file.unlink()
        file.mkdir()
    save_project(Project(drawn(50), path))
    assert not versions.keep(path)
    assert versions.renew() == ("" if harm == "no folder" else "versions.sqlite.damaged-1")
    assert versions.keep(path) == (harm != "no folder")


def test_what_the_disk_refuses_to_look_at_is_not_taken_for_none(tmp_path):
    """Neither a file nor the list: a link to itself can be followed by nobody."""
    (tmp_path / "a.neurodesk").symlink_to(tmp_path / "a.neurodesk")
    assert not versions.keep(tmp_path / "a.neurodesk")
    (versions_dir() / "versions.sqlite").symlink_to(versions_dir() / "versions.sqlite")
    assert not versions.lost()
    with pytest.raises(BadFile, match="earlier versions are out of reach"):
        versions.versions(tmp_path / "b.neurodesk")


def test_one_file_has_one_list_by_whatever_name(tmp_path):
    """Through a link, or from beside its folder."""
    file = tmp_path / "a.neurodesk"
    saved(file, drawn(1))
    (tmp_path / "link").symlink_to(tmp_path)
    (tmp_path / "b").mkdir()
    for name in (tmp_path / "link" / "a.neurodesk", tmp_path / "b" / ".." / "a.neurodesk"):
        assert len(versions.versions(name)) == 1


def test_who_looks_does_not_wait_for_who_writes(tmp_path):
    """Another program may be at it: the window would stand still meanwhile."""
    file = tmp_path / "a.neurodesk"
    saved(file, drawn(1))
    with closing(open_sqlite(versions_dir() / "versions.sqlite")) as base:
        base.execute("BEGIN EXCLUSIVE")
        (version,) = versions.versions(file)
        assert versions.read(version) == drawn(1)
        base.rollback()
