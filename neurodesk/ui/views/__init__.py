"""Views painted by hand, one file each; those that several panels show can be had from here."""

from neurodesk.ui.views.boundary import BoundaryView
from neurodesk.ui.views.grid import PictureGrid
from neurodesk.ui.views.matrix import MatrixView
from neurodesk.ui.views.scatter import ScatterView
from neurodesk.ui.views.view import View

__all__ = ["BoundaryView", "MatrixView", "PictureGrid", "ScatterView", "View"]
