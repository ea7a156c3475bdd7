"""A folder of class folders becomes pictures with labels; what cannot be used is listed or explained."""

import os
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from neurodesk.data.examples import Examples
from neurodesk.data.sources import image_folder
from neurodesk.data.sources.image_folder import ImageFolder
from neurodesk.graph.errors import DataError


def picture(path: Path, value: int, colour: bool = False) -> None:
    """One even picture; its folders are made as needed."""
    path.parent.mkdir(parents=True, exist_ok=True)
    Image.new("RGB" if colour else "L", (9, 9), (value, 0, 0) if colour else value).save(path)


@pytest.fixture
def base(tmp_path: Path) -> Path:
    """A project folder with 40 grey pictures in the classes 2 and 10."""
    for index in range(40):
        picture(tmp_path / "pics" / ("2" if index % 2 else "10") / f"{index}.png", index)
    return tmp_path


def load(base: Path, **values: object) -> Examples:
    return ImageFolder(folder="pics", size=8, **values).load(base)


def test_classes_are_the_folders_in_natural_order(base):
    told = load(base)
    assert told.facts.classes == ("2", "10")
    assert told.facts.input == (1, 8, 8)
    assert told.x.shape == (40, 1, 8, 8)
    assert told.names[:3] == ("2/1.png", "2/3.png", "2/5.png")
    assert [int(value) for value in told.x[:, 0, 0, 0]] == [int(name.split("/")[1][:-4]) for name in told.names]
    assert np.bincount(told.y).tolist() == [20, 20]
    assert told.facts == ImageFolder(folder="pics", size=8).facts(base)
    assert told.pictures(told.x).max() == pytest.approx(39 / 255)


def test_colour_is_seen_or_asked_for(base):
    assert load(base, colour="rgb").x.shape == (40, 3, 8, 8)
    picture(base / "pics" / "2" / "1.png", 200, colour=True)
    assert ImageFolder(folder="pics").facts(base).input == (3, 32, 32)
    assert ImageFolder(folder="pics", colour="grey").facts(base).input == (1, 32, 32)


def test_bad_files_are_left_out_and_listed(base):
    (base / "pics" / "2" / "empty.png").write_bytes(b"")
    (base / "pics" / "10" / "notes.txt").write_text("hello")
    (base / "pics" / "10" / ".DS_Store").write_text("litter")
    (base / "pics" / "10" / "Thumbs.db").write_text("litter")
    told = load(base)
    assert len(told.x) == len(told.y) == len(told.names) == told.facts.examples == 40
    assert {skipped.name: skipped.reason.split(" (")[0] for skipped in told.skipped} == {
        "2/empty.png": "the file is empty", "10/notes.txt": "it is not an image of a known kind",
    }  # fmt: skip
    assert told.notes == ("2 files could not be read and are left out.",)


def test_too_many_bad_files_stop_the_loading(base):
    for index in range(3):
        (base / "pics" / "2" / f"bad {index}.png").write_bytes(b"")
    with pytest.raises(
        DataError, match=r"3 of 43 files cannot be read, more than 5%: 2/bad 0\.png: the file is empty"
    ) as caught:
        load(base)
    assert "Repair" in caught.value.cure


def test_links_out_and_pipes_are_not_opened(base, tmp_path_factory):
    outside = tmp_path_factory.mktemp("outside")
    picture(outside / "secret.png", 9)
    (base / "pics" / "2" / "link.png").symlink_to(outside / "secret.png")
    (base / "pics" / "spy").symlink_to(outside)
    os.mkfifo(base / "pics" / "10" / "pipe.png")
    told = load(base)
    assert told.facts.classes == ("2", "10")
    assert [str(skipped) for skipped in told.skipped] == [
        "2/link.png: it is a link that leads out of the folder", "10/pipe.png: it is not a regular file",
    ]  # fmt: skip


def test_links_inside_are_followed(base):
    (base / "pics" / "2" / "again.png").symlink_to(base / "pics" / "2" / "1.png")
    assert "2/again.png" in load(base).names


@pytest.mark.parametrize(
    ("folders", "text"),
    [
        ([], "holds no class folders"),
        (["cats"], 'only one class folder, "cats"'),
        (["train", "test"], "parts of a data set, not classes"),
        (["cats", "dogs"], 'The class folder "dogs" holds no images'),
    ],
)
def test_folders_that_are_no_classes_are_explained(tmp_path, folders, text):
    for name in folders:
        (tmp_path / "pics" / name).mkdir(parents=True)
    (tmp_path / "pics").mkdir(exist_ok=True)
    if folders:
        picture(tmp_path / "pics" / "cats" / "1.png", 1) if "cats" in folders else None
    with pytest.raises(DataError, match=text) as caught:
        load(tmp_path)
    assert caught.value.cure


def test_files_and_bytes_are_capped(base, monkeypatch):
    with monkeypatch.context() as patch:
        patch.setattr(image_folder, "MAX_FILES", 30)
        with pytest.raises(DataError, match="more than 30 files"):
            load(base)
    monkeypatch.setattr(image_folder, "MAX_BYTES", 1000)
    with pytest.raises(DataError, match="40 pictures of 8 x 8 need") as caught:
        load(base)
    assert caught.value.cure == "Choose a smaller size."


def test_the_stamp_follows_the_files(base):
    source = ImageFolder(folder="pics")
    first = source.stamp(base)
    assert source.stamp(base) == first
    os.utime(base / "pics" / "2" / "1.png", ns=(1, 1))
    assert source.stamp(base) != first


def test_odd_names_are_made_fit_to_show(base):
    (base / "pics" / "10").rename(base / "pics" / "a\u202eb\nc")
    assert load(base).facts.classes == ("2", "abc")


def test_an_empty_class_folder_is_left_out_and_said(base):
    (base / "pics" / "3").mkdir()
    told = load(base)
    assert told.facts.classes == ("2", "10")
    assert np.bincount(told.y).tolist() == [20, 20]
    assert told.notes == ('The class folder "3" holds no images and is left out.',)
    assert told.facts == ImageFolder(folder="pics", size=8).facts(base)


def test_all_that_is_wrong_with_the_folders_is_told_at_once(tmp_path):
    for name in ("cats", "dogs", "owls"):
        (tmp_path / "pics" / name).mkdir(parents=True)
    picture(tmp_path / "pics" / "cats" / "1.png", 1)
    with pytest.raises(DataError) as caught:
        load(tmp_path)
    assert str(caught.value) == 'The class folders "dogs", "owls" hold no images. At least two classes need images.'
    for name in ("dogs", "owls"):
        (tmp_path / "pics" / name).rmdir()
    (tmp_path / "pics" / "cats" / "1.png").unlink()
    with pytest.raises(DataError, match=r'only one class folder, "cats".* "cats" holds no images'):
        load(tmp_path)
