"""Points in the plane made on the spot: small problems whose decision boundary can be seen."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from neurodesk.compiler.facts import Facts
from neurodesk.data.examples import Array, Examples
from neurodesk.data.source import SOURCES, Source
from neurodesk.layers.spec import Float, Int

TURN = 2 * np.pi


class Playground(Source):
    """Points in the plane, in classes of equal size. A subclass places the points of one class."""

    icon = "ph.graph"

    points = Int(1000, min=20, max=100_000, soft_max=5000, doc="How many points, all classes together.")
    noise = Float(0.1, min=0, max=2, soft_max=0.5, doc="Spread of the points around their shape.")
    seed = Int(0, min=0, max=2**31 - 1, soft_max=99, doc="Another number makes other points of the same kind.")

    def facts(self, base: Path) -> Facts:
        """Two coordinates, and the classes by letter."""
        return Facts((2,), classes=tuple("ABCDEFGH"[: self._classes()]), examples=self.points, features=("x1", "x2"))

    def load(self, base: Path) -> Examples:
        """The points, class after class."""
        random = np.random.default_rng(self.seed)
        count = self._classes()
        y = np.arange(self.points, dtype=np.int64) * count // self.points
        x = np.concatenate([self.place(random, int(np.sum(y == label)), label) for label in range(count)])
        names = tuple(f"point {index}" for index in range(len(y)))
        return Examples(x.astype(np.float32), y, self.facts(base), names)

    def place(self, random: np.random.Generator, n: int, label: int) -> Array:
        """The n x 2 points of one class."""
        raise NotImplementedError

    def spread(self, random: np.random.Generator, n: int, scale: float = 1.0) -> Array:
        """Gaussian noise for n points, `scale` wide at noise 1."""
        return random.normal(0, self.noise * scale, (n, 2))

    def _classes(self) -> int:
        return int(self.values.get("classes", 2))


def _ring(radius: Array | float, angle: Array) -> Array:
    return np.stack([radius * np.cos(angle), radius * np.sin(angle)], axis=1)


@SOURCES.declare("spiral", "Spirals", aliases=("spirals", "swirl", "two spirals"))
class Spiral(Playground):
    """Arms that wind around each other: hard for a straight line, easy for a deep network.

    The arms reach from 0.15 to 1 away from the middle. Noise is measured in distances between two neighbouring arms,
    so that 0.1 looks alike for any number of arms and turns, and arms begin to touch at about 0.25.
    """

    icon = "ph.spiral"

    turns = Float(1.5, min=0.25, max=5, soft_max=3, doc="How often each arm winds around the middle.")
    classes = Int(2, min=2, max=8, soft_max=5, doc="How many arms, a class each.")

    def place(self, random: np.random.Generator, n: int, label: int) -> Array:
        """Points evenly along one arm."""
        along = np.sqrt(random.random(n))
        angle = TURN * (self.turns * along + label / self.classes)
        return _ring(0.15 + 0.85 * along, angle) + self.spread(random, n, 0.85 / max(self.turns, 1.0) / self.classes)


@SOURCES.declare("moons", "Two moons", aliases=("half moons", "crescents"))
class Moons(Playground):
    """Two half circles, each reaching into the other, as in scikit-learn's `make_moons`."""

    icon = "ph.moon"

    def place(self, random: np.random.Generator, n: int, label: int) -> Array:
        """Points evenly along one half circle, moved so that both lie around the middle."""
        angle = TURN / 2 * random.random(n)
        moon: Array = _ring(1.0, angle) if label == 0 else np.array([1.0, 0.5]) - _ring(1.0, angle)
        moon = moon - np.array([0.5, 0.25]) + self.spread(random, n)
        return moon


@SOURCES.declare("circles", "Circles", aliases=("rings", "target"))
class Circles(Playground):
    """Rings around the same middle, a class each."""

    icon = "ph.circles-three"

    classes = Int(2, min=2, max=5, doc="How many rings.")

    def place(self, random: np.random.Generator, n: int, label: int) -> Array:
        """Points evenly around one ring."""
        return _ring((label + 1) / self.classes, TURN * random.random(n)) + self.spread(random, n, 1 / self.classes)


@SOURCES.declare("xor", "XOR", aliases=("exclusive or", "checkerboard", "quadrants"))
class Xor(Playground):
    """Four squares, opposite ones alike: no straight line parts them (M. Minsky and S. Papert, 1969)."""

    icon = "ph.checkerboard"

    def place(self, random: np.random.Generator, n: int, label: int) -> Array:
        """Points in two opposite squares, a little away from the axes."""
        side = np.where(random.random(n) < 0.5, -1.0, 1.0)
        points: Array = random.uniform(0.1, 1.0, (n, 2)) * np.stack([side, side if label == 0 else -side], axis=1)
        points = points + self.spread(random, n)
        return points


@SOURCES.declare("blobs", "Blobs", aliases=("clusters", "clouds", "gaussians"))
class Blobs(Playground):
    """Clouds around as many middles, a class each: the easiest problem."""

    icon = "ph.dots-nine"

    noise = Float(0.2, min=0, max=2, soft_max=0.5, doc="Standard deviation of each cloud.")
    classes = Int(3, min=2, max=8, doc="How many clouds.")

    def place(self, random: np.random.Generator, n: int, label: int) -> Array:
        """Points of one cloud."""
        return _ring(1.0, np.full(n, TURN * label / self.classes)) + self.spread(random, n)
