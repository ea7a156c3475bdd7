"""Tests of the command that draws a network as a picture."""

import subprocess
import sys
from pathlib import Path

import pytest

from neurodesk.cli import main
from neurodesk.commands.picture import picture
from neurodesk.files.project import save_project
from neurodesk.graph.model import Project
from tests.engine import documents


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """A project with a block."""
    save_project(Project(documents.with_block(2), tmp_path / "mine.neurodesk"))
    return tmp_path / "mine.neurodesk"


def test_a_picture_of_the_inside_of_a_block(file: Path, qapp):
    """Another network of the project, bare; one that is not there is told by those that are."""
    options = {"theme": "light", "shapes": False, "parameters": False, "scale": 1.0}
    out = file.parent / "new" / "stage.svg"
    assert picture(file, out, network="stage", **options) == 0
    text = out.read_text()
    assert "conv_1" in text
    assert "linear_1" not in text
    assert picture(file, out, network="nowhere", **options) == 2


def test_from_the_command_line_without_torch(file: Path):
    """In a process of its own, with shapes."""
    code = (
        "import sys\nfrom neurodesk.cli import main\n"
        f"code = main(['picture', {str(file)!r}, '--out', {str(file.with_suffix('.svg'))!r}])\n"
        "print(code, {'torch', 'captum'} & set(sys.modules))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.splitlines()[-1] == "0 set()"
    assert "1 x 8 x 8" in file.with_suffix(".svg").read_text()


def test_another_ending_is_wrong_use(file: Path, qapp, capsys):
    """One sentence with the cure."""
    assert main(["picture", str(file), "--out", str(file.with_suffix(".bmp"))]) == 2
    assert ".svg, .pdf or .png" in capsys.readouterr().err
