"""The plane of two features is painted upright."""

import numpy as np
from pytestqt.qtbot import QtBot

from neurodesk.training.events import BoundaryMeasured
from neurodesk.ui.look.theme import theme
from neurodesk.ui.views import BoundaryView
from tests.ui.desk import shown


def test_the_boundary_is_painted_upright(qtbot: QtBot):
    """Row 0 of the grid is the lowest second feature, so it is at the bottom of the picture."""
    view = shown(qtbot, BoundaryView(), 400, 300)
    grid = np.zeros((10, 10), np.float32)
    grid[5:] = 1
    nothing = np.zeros((0, 2), np.float32)
    view.show_boundary(
        BoundaryMeasured(1, 1, grid, np.ones_like(grid), (-1.0, -1.0), (1.0, 1.0), nothing, np.zeros(0, np.float32))
    )
    image = view.grab().toImage()
    top, bottom = image.pixelColor(200, 40), image.pixelColor(200, 260)
    zero, one = theme().curve(0), theme().curve(1)

    def nearer(colour: object) -> int:
        def far(to: object) -> int:
            return sum(abs(a - b) for a, b in zip(colour.getRgb(), to.getRgb(), strict=True))

        return 0 if far(zero) < far(one) else 1

    assert (nearer(top), nearer(bottom)) == (1, 0)
