"""What the READMEs say is true: links lead somewhere, commands exist, and the five-minute layer works."""

import re
import subprocess
import sys
from pathlib import Path

import pytest

from neurodesk import cli
from neurodesk.layers.catalogue import LAYERS
from tests.house.tree import PACKAGE, ROOT, none, python_files

READMES = (ROOT / "README.md", PACKAGE / "README.md")
IMPORTS = """
from neurodesk.layers.catalogue import LAYERS
from neurodesk.layers.spec import *
"""
TRIAL = """
layer = LAYERS["amplify"](factor=3.0)
assert layer.shape((2, 4, 4)) == (2, 4, 4)
assert LAYERS.search("louder") == [Amplify]
import operator
function = layer.build((6,))
print(function.source({"x": "x"}))
"""


@pytest.mark.parametrize("readme", READMES, ids=["root", "map"])
def test_links_lead_somewhere(readme: Path):
    """Every link and picture of ours exists."""
    links = re.findall(r"\]\((?!https?:)([^)#]+)", readme.read_text(encoding="utf-8"))
    assert none([link for link in links if not (readme.parent / link).exists()])


def test_commands_exist():
    """Every `neurodesk COMMAND` shown is one."""
    told = re.findall(r"^neurodesk ([a-z]+) ", READMES[0].read_text(encoding="utf-8"), re.MULTILINE)
    assert len(told) > 5
    assert set(told) <= set(cli.command_names())


def test_the_map_names_what_is_there():
    """Every file and folder the map names stands where it says; one named alone stands in some room."""
    text = READMES[1].read_text(encoding="utf-8")
    named = re.findall(r"`((?:[a-z_]+/)+(?:[a-z_]+\.[a-z]+)?)`", text)
    missing = {name for name in named if not any((place / name).exists() for place in (PACKAGE, ROOT))}
    alone = set(re.findall(r"`([a-z_]+\.py)`", text))
    assert missing == {"resources/icons/layers/amplify.svg"}  # the example's
    assert alone - {path.name for path in python_files("neurodesk", "packaging")} == set()


def test_the_numbers_told_are_true():
    """As many layers as the changelog says."""
    told = re.search(r"networks of (\d+) layers", (ROOT / "packaging/CHANGELOG.md").read_text(encoding="utf-8"))
    assert int(told.group(1)) == len(LAYERS)


def test_the_five_minute_layer():
    """The class shown in the map declares a layer that works, in a clean process."""
    block = re.search(r"```python\n(.*?)```", READMES[1].read_text(encoding="utf-8"), re.DOTALL).group(1)
    code = "\n".join(line.removeprefix("   ") for line in block.splitlines())
    done = subprocess.run([sys.executable, "-c", IMPORTS + code + TRIAL], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert done.stdout == "x * 3.0\n"
