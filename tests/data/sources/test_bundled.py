"""The bundled sets are scikit-learn's, and the facts written here are true."""

import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from sklearn import datasets

from neurodesk.data.catalogue import SOURCES
from neurodesk.graph.errors import DataError

HERE = Path()


@pytest.mark.parametrize("key", ["iris", "wine", "breast_cancer", "diabetes"])
def test_tables_are_the_published_ones(key):
    examples = SOURCES[key]().load(HERE)
    options = {"scaled": False} if key == "diabetes" else {}
    bunch = getattr(datasets, f"load_{key}")(**options)
    assert np.allclose(examples.x, bunch.data)
    assert np.array_equal(examples.y.ravel(), bunch.target)
    assert len(examples.facts.features) == bunch.data.shape[1]
    assert len(set(examples.names)) == len(bunch.target)


@pytest.mark.parametrize("key", ["iris", "breast_cancer"])
def test_names_are_the_published_ones(key):
    bunch, facts = getattr(datasets, f"load_{key}")(), SOURCES[key]().facts(HERE)
    assert list(facts.features) == list(bunch.feature_names)
    assert list(facts.classes) == list(bunch.target_names)


def test_the_columns_of_wine_and_diabetes_are_named_in_order():
    wine = [name.replace("_", " ") for name in datasets.load_wine().feature_names]
    assert list(SOURCES["wine"]().facts(HERE).features) == wine
    first = SOURCES["diabetes"]().facts(HERE).features[:4]
    assert [name.split()[0][0] + name.split()[-1][0] for name in first] == ["aa", "ss", "bi", "bp"]  # age, sex, bmi, bp


@pytest.mark.parametrize(("layout", "shape"), [("image", (1, 8, 8)), ("rows", (8, 8)), ("flat", (64,))])
def test_digits_come_in_three_layouts_of_the_same_pixels(layout, shape):
    examples = SOURCES["digits"](layout=layout).load(HERE)
    assert examples.facts.input == shape
    assert np.array_equal(examples.x.reshape(-1, 8, 8), datasets.load_digits().images)
    assert examples.pictures(examples.x[:2]).shape == (2, 1, 8, 8)


@pytest.mark.parametrize(("layout", "shape"), [("image", (1, 32, 32)), ("rows", (32, 32)), ("flat", (1024,))])
def test_digits_are_resized_smoothly(layout, shape):
    examples = SOURCES["digits"](layout=layout, size=32).load(HERE)
    assert examples.x.shape == (1797, *shape)
    large, small = examples.x.reshape(-1, 32, 32), datasets.load_digits().images
    assert large.min() >= 0
    assert large.max() <= 16
    inside = large.reshape(-1, 8, 4, 8, 4).mean((2, 4))
    assert np.corrcoef(inside.ravel(), small.ravel())[0, 1] > 0.97
    assert len(np.unique(large[0])) > len(np.unique(small[0]))  # interpolated, not repeated


def test_they_are_read_without_the_library_itself():
    code = "import sys; from pathlib import Path; from neurodesk.data.catalogue import SOURCES\n"
    code += "for key in ('digits', 'iris', 'wine', 'breast_cancer', 'diabetes'): SOURCES[key]().load(Path())\n"
    code += "print(*{'sklearn', 'scipy', 'torch', 'pandas'} & set(sys.modules))"
    done = subprocess.run([sys.executable, "-P", "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.split() == []


@pytest.mark.parametrize("key", ["digits", "iris", "diabetes"])
@pytest.mark.parametrize("fault", ["no library", "no file", "no numbers", "half a file"])
def test_what_is_not_there_or_spoilt_is_said(key: str, fault: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    """In a library that shadows the installed one, whose folder of data lacks the files or holds anything."""
    sound = Path(datasets.__file__).parent / "data"
    if fault != "no library":
        folder = tmp_path / "sklearn" / "datasets" / "data"
        folder.mkdir(parents=True)
        (tmp_path / "sklearn" / "__init__.py").write_text("")
        for file in sound.iterdir() if fault != "no file" else ():
            data = (
                b"what, is, this\n" * 3 if fault == "no numbers" else file.read_bytes()[:100] if file.is_file() else b""
            )
            (folder / file.name).write_bytes(data)
    path = [tmp_path, *(entry for entry in sys.path if not (Path(entry) / "sklearn").exists())]
    with monkeypatch.context() as patch:
        patch.setattr(sys, "path", [*map(str, path)])
        for name in [name for name in sys.modules if name.partition(".")[0] == "sklearn"]:
            patch.delitem(sys.modules, name)
        with pytest.raises(DataError, match="is missing or spoilt") as caught:
            SOURCES[key]().load(HERE)
    assert caught.value.cure == "Install scikit-learn again."
