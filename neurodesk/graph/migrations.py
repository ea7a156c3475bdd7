"""Keeps the steps from every older project format to the present one, and the refusal of newer ones."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from neurodesk.graph.errors import BadFile
from neurodesk.graph.plain import FORMAT


def _as_it_is(tree: dict[str, Any]) -> dict[str, Any]:
    """Format 2 added frames, dots, mutes and pins, all of which may be left out."""
    return tree


# MIGRATIONS[n] turns the tree of format n into that of format n + 1.
MIGRATIONS: dict[int, Callable[[dict[str, Any]], dict[str, Any]]] = {1: _as_it_is}


def migrate(tree: Any, where: str) -> dict[str, Any]:
    """The parsed project `tree` in the present format. Raises BadFile when it is newer, or no project at all."""
    found = tree.get("neurodesk") if isinstance(tree, dict) else None
    if type(found) is not int or found < 1:
        raise BadFile(
            where, "it is no NeuroDesk project: it does not begin with its format's number", "neurodesk",
            "Choose a .neurodesk file.",
        )  # fmt: skip
    if found > FORMAT:
        raise BadFile(
            where, f"a newer NeuroDesk wrote it (format {found}; this one reads up to {FORMAT})", "",
            "Update NeuroDesk, or save the project there in the older format.",
        )  # fmt: skip
    for number in range(found, FORMAT):
        tree = {**MIGRATIONS[number](tree), "neurodesk": number + 1}
    return dict(tree)
