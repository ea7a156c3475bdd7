"""The catalogue holds every source, and describes them without heavy libraries."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from neurodesk.data.catalogue import FAMILIES, SOURCES, describe, source
from neurodesk.graph.errors import DataError
from neurodesk.graph.model import chosen

KEYS = {
    "digits", "iris", "wine", "breast_cancer", "diabetes", "spiral", "moons", "circles", "xor", "blobs", "image_folder",
    "csv",
}  # fmt: skip


def test_all_sources_are_there():
    assert set(SOURCES.keys()) == KEYS
    assert {cls.__module__ for cls in SOURCES} == {family.__name__ for family in FAMILIES}


def test_describing_needs_no_heavy_library(tmp_path):
    (tmp_path / "t.csv").write_text("a,b\n" + "1,x\n2,y\n" * 10)
    script = (
        "import sys, json\nfrom pathlib import Path\n"
        "from neurodesk.data.catalogue import SOURCES, describe\nfrom neurodesk.data import prepare, preview\n"
        "from neurodesk.graph.model import chosen\n"
        "for key in SOURCES.keys():\n"
        "    if key != 'image_folder':\n"
        "        describe(chosen(key, **({'file': 't.csv'} if key == 'csv' else {})), Path())\n"
        "print(json.dumps(sorted({name.split('.')[0] for name in sys.modules})))\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", script], cwd=tmp_path, capture_output=True, text=True, check=True,
        env={"PYTHONPATH": str(Path(__file__).parents[2]), "NEURODESK_HOME": str(tmp_path / "home")},
    )  # fmt: skip
    assert not {"torch", "pandas", "sklearn", "scipy", "PySide6", "captum", "onnx"} & set(json.loads(done.stdout))


@pytest.mark.parametrize("key", sorted(KEYS - {"image_folder", "csv"}))
def test_facts_are_what_loading_gives(key):
    examples = source(chosen(key)).load(Path())
    assert examples.facts == describe(chosen(key), Path())
    assert examples.facts.examples == len(examples.x)


@pytest.mark.parametrize(
    "wrong",
    [
        None,
        chosen("imagenet"),
        chosen("digits", size=10**6),
        chosen("digits", colour="red"),
        chosen("spiral", points="3"),
    ],
)
def test_a_wrong_choice_is_explained(wrong):
    with pytest.raises(DataError) as caught:
        source(wrong)
    assert caught.value.cure
