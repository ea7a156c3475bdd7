"""A folder or a table becomes the data, with an input for it."""

from pathlib import Path

import pytest

from neurodesk.graph.errors import DataError
from neurodesk.graph.model import empty_document
from neurodesk.ui.dropping import with_data
from tests.ui.desk import small_cnn


def test_a_folder_and_a_table_are_told_apart(tmp_path: Path):
    """By what they are; a place beside the project is written relative to it."""
    (tmp_path / "images").mkdir()
    made = with_data(empty_document(), tmp_path / "images", tmp_path)
    assert made.source.key == "image_folder"
    assert made.source.values["folder"] == "images"
    assert [node.key for _, node in made.graph().nodes.items()] == ["input"]
    assert with_data(empty_document(), tmp_path / "iris.CSV", tmp_path).source.key == "csv"


def test_an_input_that_is_there_is_kept(qapp: object, tmp_path: Path):
    """Only the data changes."""
    (tmp_path / "images").mkdir()
    document = small_cnn()
    assert with_data(document, tmp_path / "images", tmp_path).graph() == document.graph()


def test_other_files_are_refused_in_words(tmp_path: Path):
    """What can be dropped is said."""
    with pytest.raises(DataError, match="neither a folder of images nor a table"):
        with_data(empty_document(), tmp_path / "song.mp3", tmp_path)
