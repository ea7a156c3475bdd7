"""All sources of examples, and what can be said of a chosen one without loading it."""

from __future__ import annotations

from pathlib import Path

from neurodesk.compiler.facts import Facts
from neurodesk.data.source import SOURCES, Source
from neurodesk.data.sources import bundled, playground  # isort: split

from neurodesk.data.sources import csv_table, image_folder  # one's own data stands after what is there already
from neurodesk.graph.errors import DataError, ParameterError
from neurodesk.graph.model import Chosen

__all__ = ["FAMILIES", "SOURCES", "Source", "describe", "source"]

FAMILIES = (bundled, playground, image_folder, csv_table)
"""The modules that enter sources in the register."""


def source(chosen: Chosen | None) -> Source:
    """The chosen source with its values. Raises DataError when none is chosen, it is unknown or a value is wrong."""
    if chosen is None:
        raise DataError("No data is chosen yet.", "Choose a data source on the Data page.")
    try:
        return SOURCES.make(chosen)
    except ParameterError as error:
        raise DataError(f"{error}.", error.cure or "Set the value again on the Data page.") from error


def describe(chosen: Chosen, base: Path) -> Facts:
    """The facts of a chosen source, for a project in `base`; quick, and without the data. Raises DataError."""
    return source(chosen).facts(base)
