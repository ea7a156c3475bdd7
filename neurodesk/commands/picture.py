"""The command that draws a network as a picture for a paper."""

from __future__ import annotations

import os
from pathlib import Path

from neurodesk.commands.drawing import facts_of
from neurodesk.commands.output import FINE, UNUSABLE, nearby, note, say


def picture(file: Path, out: Path, *, network: str, theme: str, shapes: bool, parameters: bool, scale: float) -> int:
    """Draw a project's network into an SVG, PDF or PNG file, without a screen and without torch."""
    from neurodesk.files.project import open_project

    project = open_project(file)
    shown = network or project.document.main
    if shown not in project.document.networks:
        note(f"There is no network {shown}. Choose one of: {', '.join(project.document.networks)}.")
        return UNUSABLE
    os.environ["QT_QPA_PLATFORM"] = "offscreen"  # before Qt is loaded: no screen is needed
    from neurodesk.compiler.flow import flow
    from neurodesk.ui.app import application
    from neurodesk.ui.look.theme import theme as look
    from neurodesk.ui.network_picture import Look, save_picture

    application()
    look().choose("light" if theme == "paper" else theme)
    seen = flow(project.document, shown, facts_of(project))
    out.parent.mkdir(parents=True, exist_ok=True)
    save_picture(out, project.document, seen, Look(theme == "paper", shapes, parameters, scale))
    say(f"Wrote {nearby(out)}")
    return FINE
