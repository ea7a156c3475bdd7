"""Commands about the window: open it, and take its picture without a screen."""

from __future__ import annotations

import difflib
import os
from pathlib import Path

from neurodesk.commands.output import FINE, UNUSABLE, nearby, note, say


def open_window(file: Path | None, *, engine: str, commands: list[str]) -> int:
    """Open the window, with a project if one is given; a word that is no file may be a misspelt command."""
    if file is not None and not file.exists():
        near = difflib.get_close_matches(file.name, commands, n=1)
        hint = f"Did you mean `neurodesk {near[0]}`?" if near else "neurodesk --help lists the commands."
        note(f"There is no file {file}. {hint}")
        return UNUSABLE
    from neurodesk.ui.app import start

    arguments = [] if file is None else [str(file)]
    return int(start([*arguments, "--engine", engine]) or FINE)


def screenshot(file: Path, out: Path, *, theme: str) -> int:
    """Write a picture of the real window with a project open, drawn without a screen."""
    from neurodesk.files.project import open_project

    project = open_project(file)
    picture(project, out, theme)
    say(f"Wrote {nearby(out)}")
    return FINE


def picture(project: object, out: Path, theme: str) -> None:
    """Draw the window offscreen into a PNG."""
    os.environ["QT_QPA_PLATFORM"] = "offscreen"  # before Qt is loaded: the picture must not depend on a screen
    from neurodesk.ui.app import screenshot as draw

    out.parent.mkdir(parents=True, exist_ok=True)
    draw(project, out, theme)
