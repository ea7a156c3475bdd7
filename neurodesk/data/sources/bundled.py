"""The small real data sets that come with scikit-learn, read from its files; their facts are written here.

Nothing of the library is imported: it would take two seconds and 60 MB of every engine.
"""

from __future__ import annotations

from importlib.util import find_spec
from pathlib import Path
from typing import ClassVar

import numpy as np

from neurodesk.compiler.facts import Facts
from neurodesk.data.examples import Array, Examples
from neurodesk.data.source import SOURCES, Source
from neurodesk.graph.errors import DataError
from neurodesk.layers.spec import Int, OneOf, Shape


def _numbers(file: str, rows: int, columns: int, *, between: str | None = ",", above: int = 0) -> Array:
    """The numbers of a file among scikit-learn's data, rows x columns, below the lines `above` them.

    Raises DataError when it is not there or holds anything else.
    """
    try:
        library = find_spec("sklearn")
        if library is None or not library.submodule_search_locations:
            raise FileNotFoundError
        folder = library.submodule_search_locations[0]
        cells = np.loadtxt(Path(folder, "datasets", "data", file), delimiter=between, skiprows=above, ndmin=2)
        if cells.shape != (rows, columns):
            raise ValueError(f"{cells.shape} numbers")
    except (OSError, EOFError, ValueError) as error:
        what = f"{file} of scikit-learn, which this data is read from, is missing or spoilt."
        raise DataError(what, "Install scikit-learn again.") from error
    return cells


@SOURCES.declare("digits", "Handwritten digits", aliases=("mnist", "numbers", "optdigits", "pictures"))
class Digits(Source):
    """1797 handwritten digits, 8 x 8 pixels each, grey from 0 to 16.

    From the UCI optical recognition set of E. Alpaydin and C. Kaynak (1998), as it comes with scikit-learn.
    """

    icon = "ph.number-square-five"

    layout = OneOf(
        "image", options=("image", "rows", "flat"),
        doc="How a digit is given: as a picture, as a sequence of rows from top to bottom, or as one row of numbers.",
    )  # fmt: skip
    size = Int(8, min=4, max=64, soft_max=32, unit="pixels", doc="Side of the picture; any but 8 is interpolated.")

    def facts(self, base: Path) -> Facts:
        """The shape by layout, and ten classes."""
        return Facts(self._shape(), classes=tuple("0123456789"), examples=1797)

    def load(self, base: Path) -> Examples:
        """The digits in the order of the published set, interpolated bilinearly where a size is asked for."""
        cells = _numbers("digits.csv.gz", 1797, 65)
        pictures = cells[:, :-1].astype(np.float32).reshape(-1, 8, 8)
        if self.size != 8:
            pictures = np.stack([_resized(picture, self.size) for picture in pictures])
        return Examples(
            pictures.reshape(-1, *self._shape()), cells[:, -1].astype(np.int64), self.facts(base),
            tuple(f"digit {index}" for index in range(len(pictures))),
            scaling="whole", picture=(1, self.size, self.size), span=(0.0, 16.0),
        )  # fmt: skip

    def _shape(self) -> Shape:
        side = self.size
        return {"image": (1, side, side), "rows": (side, side), "flat": (side * side,)}[self.layout]


def _resized(picture: Array, side: int) -> Array:
    from PIL import Image

    return np.asarray(Image.fromarray(picture).resize((side, side), Image.Resampling.BILINEAR), np.float32)


class _Table(Source):
    """A bundled table: its file, what its rows are called, and the facts that need not be read from it."""

    file: ClassVar[str]
    row: ClassVar[str]
    known: ClassVar[Facts]

    def facts(self, base: Path) -> Facts:
        """The columns and classes, as published."""
        return self.known

    def load(self, base: Path) -> Examples:
        """The rows in the order of the published set, in the units they were measured in."""
        cells = self._cells()
        classed = self.known.task == "classification"
        y = cells[:, -1].astype(np.int64) if classed else cells[:, -1:].astype(np.float32)
        names = tuple(f"{self.row} {index}" for index in range(len(y)))
        return Examples(cells[:, :-1].astype(np.float32), y, self.known, names)

    def _cells(self) -> Array:
        """Every row, the target in the last column."""
        return _numbers(self.file, self.known.examples, self.known.input[0] + 1, above=1)


@SOURCES.declare("iris", "Iris flowers", aliases=("flowers", "species", "fisher"))
class Iris(_Table):
    """150 iris flowers of three species, told apart by four lengths in centimetres (R. A. Fisher, 1936)."""

    icon = "ph.flower"
    file, row = "iris.csv", "flower"
    known = Facts(
        (4,), classes=("setosa", "versicolor", "virginica"), examples=150,
        features=("sepal length (cm)", "sepal width (cm)", "petal length (cm)", "petal width (cm)"),
    )  # fmt: skip


@SOURCES.declare("wine", "Wines", aliases=("cultivar", "chemistry"))
class Wine(_Table):
    """178 Italian wines from three growers, told apart by 13 chemical measurements (M. Forina and others, 1991)."""

    icon = "ph.wine"
    file, row = "wine_data.csv", "wine"
    known = Facts(
        (13,), classes=("grower 1", "grower 2", "grower 3"), examples=178,
        features=(
            "alcohol", "malic acid", "ash", "alcalinity of ash", "magnesium", "total phenols", "flavanoids",
            "nonflavanoid phenols", "proanthocyanins", "color intensity", "hue",
            "od280/od315 of diluted wines", "proline",
        ),
    )  # fmt: skip


_NUCLEUS = (
    "radius", "texture", "perimeter", "area", "smoothness", "compactness", "concavity", "concave points", "symmetry",
    "fractal dimension",
)  # fmt: skip


@SOURCES.declare("breast_cancer", "Breast cancer", aliases=("tumour", "wisconsin", "medicine", "diagnosis"))
class BreastCancer(_Table):
    """569 tumours, malignant or benign, told apart by 30 measurements of cell nuclei (Wisconsin Diagnostic, 1995)."""

    icon = "ph.first-aid"
    file, row = "breast_cancer.csv", "tumour"
    known = Facts(
        (30,), classes=("malignant", "benign"), examples=569,
        features=(
            *(f"mean {part}" for part in _NUCLEUS), *(f"{part} error" for part in _NUCLEUS),
            *(f"worst {part}" for part in _NUCLEUS),
        ),
    )  # fmt: skip


@SOURCES.declare("diabetes", "Diabetes progression", aliases=("regression", "medicine", "patients"))
class Diabetes(_Table):
    """442 patients: how far diabetes went on in a year, from age, sex, body mass, blood pressure and six blood values.

    From B. Efron, T. Hastie, I. Johnstone and R. Tibshirani, Least Angle Regression (2004). The progression is a number
    from 25 to 346.
    """

    task = "regression"
    icon = "ph.heartbeat"
    file, row = "diabetes_data_raw.csv.gz", "patient"
    known = Facts(
        (10,), task="regression", examples=442,
        features=(
            "age", "sex", "body mass index", "blood pressure", "total cholesterol", "LDL", "HDL", "cholesterol / HDL",
            "log triglycerides", "blood sugar",
        ),
    )  # fmt: skip

    def _cells(self) -> Array:
        """Its target lies in a file of its own."""
        x = _numbers(self.file, 442, 10, between=None)
        return np.hstack([x, _numbers("diabetes_target.csv.gz", 442, 1, between=None)])
