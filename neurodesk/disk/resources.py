"""Keeps the way to the files that ship with the program: icons, templates, lessons, themes."""

from __future__ import annotations

from pathlib import Path

_ROOM = Path(__file__).resolve().parents[1]  # .../neurodesk


def resource(*parts: str) -> Path:
    """The path of a shipped file: in a wheel inside the package, in a checkout beside it. It need not exist."""
    for root in (_ROOM / "resources", _ROOM.parent / "resources"):
        if root.is_dir():
            return root.joinpath(*parts)
    return _ROOM.joinpath("resources", *parts)
