"""A project reads beside itself and where a person chose, and nowhere else."""

import os
from pathlib import Path

import pytest

from neurodesk.data import folders
from neurodesk.data.folders import choose, chosen_places, locate, read_file
from neurodesk.disk.places import settings_dir
from neurodesk.disk.reading import ReadError
from neurodesk.graph.errors import DataError


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A project's folder with a data folder in it, beside a foreign one."""
    for name in ("project/data", "foreign"):
        (tmp_path / name).mkdir(parents=True)
    return tmp_path / "project"


def test_a_folder_beside_the_project_is_found(project):
    assert locate(project, "data") == project / "data"
    assert locate(project, "./data/../data") == project / "data"


def test_a_missing_folder_is_named_with_its_cure(project):
    with pytest.raises(DataError, match=r'The data folder "nothing" is not here\.') as caught:
        locate(project, "nothing")
    assert caught.value.cure == "Choose the folder again."


def test_nothing_chosen_yet_is_said(project):
    with pytest.raises(DataError, match="No data file is chosen yet"):
        locate(project, "", "file")


def test_an_outside_folder_is_read_once_a_person_chose_it(project):
    outside = project.parent / "foreign"
    for text in (str(outside), "../foreign"):
        with pytest.raises(DataError, match="is not here"):
            locate(project, text)
    text = choose(project, outside)
    assert text == str(outside)
    assert locate(project, text) == locate(project, "../foreign") == outside


def test_a_chosen_place_beside_the_project_is_written_relative(project):
    assert choose(project, project / "data") == "data"
    assert chosen_places() == ()


def test_choosing_again_keeps_one_entry_and_the_latest_last(project, tmp_path):
    for name in ("foreign", "other", "foreign"):
        (tmp_path / name).mkdir(exist_ok=True)
        choose(project, tmp_path / name)
    assert [place.name for place in chosen_places()] == ["other", "foreign"]


@pytest.mark.parametrize("text", ["", "{", "[1, null]", "{}", "[" * 100_000, '["relative"]'])
def test_a_spoiled_memory_is_an_empty_one(text):
    (settings_dir() / "data_folders.json").write_text(text)
    assert chosen_places() == ()


def test_a_link_that_leads_out_is_not_followed(project):
    (project / "link").symlink_to(project.parent / "foreign")
    (project / "loop").symlink_to(project / "loop")
    for name in ("link", "loop"):
        with pytest.raises(DataError, match="is not here"):
            locate(project, name)


def test_a_pipe_is_not_opened(project):
    os.mkfifo(project / "pipe")
    with pytest.raises(DataError, match="is not here"):
        locate(project, "pipe", "file")
    with pytest.raises(ReadError, match="pipe"):
        read_file(project / "pipe", 10)


def test_a_share_that_stumbles_is_asked_again(project, monkeypatch):
    answers = iter([OSError(5, "Input/output error"), OSError(116, "Stale file handle"), b"here"])

    def stumble(path: Path, most: int) -> bytes:
        answer = next(answers)
        if isinstance(answer, bytes):
            return answer
        raise ReadError("it could not be read") from answer

    monkeypatch.setattr(folders, "read_plain", stumble)
    assert read_file(project / "x", 10) == b"here"


def test_a_missing_file_is_not_asked_for_again(project, monkeypatch):
    asked = []

    def missing(path: Path, most: int) -> bytes:
        asked.append(path)
        raise ReadError("there is no such file") from FileNotFoundError(2, "No such file")

    monkeypatch.setattr(folders, "read_plain", missing)
    with pytest.raises(ReadError, match="no such file"):
        read_file(project / "x", 10)
    assert len(asked) == 1


@pytest.mark.parametrize("kind", ["file", "folder"])
def test_a_name_too_long_for_the_disk_is_not_here(project, kind):
    with pytest.raises(DataError, match="is not here"):
        locate(project, "a" * 300 + ".csv", kind)
