"""Commands about the window: open it, and take its picture without a screen."""

from __future__ import annotations

import difflib
import os
from pathlib import Path

from neurodesk.commands.output import FINE, UNUSABLE, nearby, note, say
from neurodesk.disk.reading import is_there
from neurodesk.graph.errors import NeuroDeskError
from neurodesk.graph.model import Project


def open_window(file: Path | None, *, engine: str, commands: list[str]) -> int:
    """Open the window, with a project if one is given; a word that is no file may be a misspelt command."""
    if file is not None and not is_there(file):
        near = difflib.get_close_matches(file.name, commands, n=1)
        hint = f"Did you mean `neurodesk {near[0]}`?" if near else "neurodesk --help lists the commands."
        note(f"There is no file {file}. {hint}")
        return UNUSABLE
    from neurodesk.ui.app import start

    return start(file, engine=engine)


def screenshot(file: Path, out: Path, *, theme: str, dock: str = "", epochs: int = 0) -> int:
    """Write a picture of the real window with a project open, drawn without a screen; with `epochs`, at work."""
    from neurodesk.explanation.pictures import must_be_png
    from neurodesk.files.project import open_project

    must_be_png(out)
    project = open_project(file)
    picture(project, out, theme, dock=dock, epochs=epochs)
    say(f"Wrote {nearby(out)}")
    return FINE


def picture(project: Project, out: Path, theme: str, *, dock: str = "", epochs: int = 0) -> None:
    """Draw the window offscreen into a PNG, after `epochs` of training in it. Raises NeuroDeskError when those fail."""
    os.environ["QT_QPA_PLATFORM"] = "offscreen"  # before Qt is loaded: the picture must not depend on a screen
    from PySide6.QtCore import qInstallMessageHandler

    from neurodesk.ui.app import screenshot as draw

    qInstallMessageHandler(_pass_on)
    try:
        draw(project, out, theme, dock=dock, epochs=epochs)
    except RuntimeError as error:
        raise NeuroDeskError(str(error)) from error


def _pass_on(_kind: object, _place: object, text: str) -> None:
    """Tell what Qt says, but not that a window without a screen has no frame to size."""
    if "propagateSizeHints" not in text:
        note(text)
