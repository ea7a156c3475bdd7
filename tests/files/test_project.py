"""Keeps the proof that a project file is opened with care and saved all at once."""

import os
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from neurodesk.files.project import dumps, loads, open_project, save_project
from neurodesk.graph.errors import BadFile
from neurodesk.graph.model import Document, Graph, Project, chosen, empty_document
from tests.graph.test_text import TEXT, digits


def test_a_file_of_the_first_format_opens_and_is_saved_in_the_present_one(tmp_path):
    path = tmp_path / "old.neurodesk"
    path.write_text(TEXT.replace('"neurodesk": 2', '"neurodesk": 1'), encoding="utf-8")
    project = open_project(path)
    assert project.document == digits()
    save_project(project)
    assert path.read_text(encoding="utf-8") == TEXT
    with pytest.raises(BadFile, match="newer NeuroDesk"):
        loads(TEXT.replace('"neurodesk": 2', '"neurodesk": 3'))


def test_saving_and_opening(tmp_path):
    path = tmp_path / "digits.neurodesk"
    save_project(Project(digits(), path))
    assert path.read_bytes() == TEXT.encode()
    assert open_project(str(path)) == Project(digits(), path)
    save_project(Project(empty_document(), path))
    assert (tmp_path / "digits.neurodesk~").read_bytes() == TEXT.encode()
    assert open_project(path).runs == tmp_path / "digits.runs"


def test_a_relative_path_becomes_whole(tmp_path, monkeypatch):
    save_project(Project(digits(), tmp_path / "digits.neurodesk"))
    monkeypatch.chdir(tmp_path)
    opened = open_project("digits.neurodesk")
    assert opened.path == tmp_path / "digits.neurodesk"


def test_a_byte_order_mark_is_no_harm(tmp_path):
    (tmp_path / "a.neurodesk").write_bytes(b"\xef\xbb\xbf" + TEXT.encode())
    assert open_project(tmp_path / "a.neurodesk").document == digits()


def test_a_link_stays_a_link_and_permissions_stay(tmp_path):
    path = tmp_path / "digits.neurodesk"
    save_project(Project(digits(), path))
    path.chmod(0o640)
    (tmp_path / "link").symlink_to(path)
    save_project(Project(empty_document(), open_project(tmp_path / "link").path))
    assert (tmp_path / "link").is_symlink()
    assert open_project(path).document == empty_document()
    assert stat.S_IMODE(path.stat().st_mode) == 0o640


def test_what_could_not_be_opened_again_is_not_saved_over_what_can(tmp_path):
    path = tmp_path / "digits.neurodesk"
    save_project(Project(digits(), path))
    crowd = Graph(digits().graph().nodes.update({f"n_{at}": chosen("relu") for at in range(5_001)}))
    with pytest.raises(BadFile, match="at most 5,000"):
        save_project(Project(Document({"network": crowd}), path))
    assert open_project(path).document == digits()


@pytest.mark.parametrize("name", [b"\xff.neurodesk", b"\xffolder/a.neurodesk"])
def test_a_name_that_is_no_text_is_refused(tmp_path, name):
    """Where the window is to show it, Qt would end the program."""
    path = Path(os.fsdecode(os.fsencode(tmp_path) + b"/" + name))
    path.parent.mkdir(exist_ok=True)
    path.write_text(dumps(empty_document()))
    with pytest.raises(BadFile, match="no text in UTF-8"):
        save_project(Project(empty_document(), path))
    with pytest.raises(BadFile, match="no text in UTF-8") as caught:
        open_project(path)
    assert str(caught.value).isprintable()
    assert caught.value.cure


def test_a_disk_that_refuses_is_named(tmp_path, monkeypatch):
    path = tmp_path / "digits.neurodesk"
    save_project(Project(digits(), path))

    def full(handle: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(BadFile, match="disk is full") as caught:
        save_project(Project(empty_document(), path))
    monkeypatch.undo()
    assert caught.value.cure
    assert open_project(path).document == digits()
    with pytest.raises(BadFile, match="no file name"):
        save_project(Project(digits()))


def test_the_module_imports_without_the_slow_libraries():
    slow = "{'pydantic', 'torch', 'pandas', 'sklearn', 'PySide6', 'onnx', 'captum'}"
    code = f"import sys, neurodesk.files.project, neurodesk.files.recovery; print({slow} & set(sys.modules))"
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout == "set()\n"
