"""The small real data sets that come with scikit-learn; their facts are written here so that it need not be loaded."""

from __future__ import annotations

from importlib import import_module
from pathlib import Path
from typing import Any, ClassVar

import numpy as np

from neurodesk.compiler.facts import Facts
from neurodesk.data.examples import Array, Examples
from neurodesk.data.source import SOURCES, Source
from neurodesk.layers.spec import Int, OneOf, Shape


def _sklearn(name: str, **options: Any) -> Any:
    """What scikit-learn's loader of that name gives. The library takes most of a second to import, so it comes late."""
    return getattr(import_module("sklearn.datasets"), f"load_{name}")(**options)


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
        bunch = _sklearn("digits")
        pictures = bunch.images.astype(np.float32)
        if self.size != 8:
            pictures = np.stack([_resized(picture, self.size) for picture in pictures])
        return Examples(
            pictures.reshape(-1, *self._shape()), bunch.target.astype(np.int64), self.facts(base),
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
    """A bundled table: what its rows are called, and the facts that need not be read from it."""

    loader: ClassVar[str]
    row: ClassVar[str]
    known: ClassVar[Facts]
    options: ClassVar[dict[str, Any]] = {}

    def facts(self, base: Path) -> Facts:
        """The columns and classes, as published."""
        return self.known

    def load(self, base: Path) -> Examples:
        """The rows in the order of the published set, in the units they were measured in."""
        bunch = _sklearn(self.loader, **self.options)
        classed = self.known.task == "classification"
        y = bunch.target.astype(np.int64) if classed else bunch.target.astype(np.float32)[:, None]
        names = tuple(f"{self.row} {index}" for index in range(len(y)))
        return Examples(bunch.data.astype(np.float32), y, self.known, names)


@SOURCES.declare("iris", "Iris flowers", aliases=("flowers", "species", "fisher"))
class Iris(_Table):
    """150 iris flowers of three species, told apart by four lengths in centimetres (R. A. Fisher, 1936)."""

    icon = "ph.flower"
    loader, row = "iris", "flower"
    known = Facts(
        (4,), classes=("setosa", "versicolor", "virginica"), examples=150,
        features=("sepal length (cm)", "sepal width (cm)", "petal length (cm)", "petal width (cm)"),
    )  # fmt: skip


@SOURCES.declare("wine", "Wines", aliases=("cultivar", "chemistry"))
class Wine(_Table):
    """178 Italian wines from three growers, told apart by 13 chemical measurements (M. Forina and others, 1991)."""

    icon = "ph.wine"
    loader, row = "wine", "wine"
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
    loader, row = "breast_cancer", "tumour"
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
    loader, row = "diabetes", "patient"
    options: ClassVar[dict[str, Any]] = {"scaled": False}
    known = Facts(
        (10,), task="regression", examples=442,
        features=(
            "age", "sex", "body mass index", "blood pressure", "total cholesterol", "LDL", "HDL", "cholesterol / HDL",
            "log triglycerides", "blood sugar",
        ),
    )  # fmt: skip
