"""Makes the README's pictures with the real window, so that they are never out of date.

Run it in the environment: python3 packaging/dev.py run -- python packaging/screenshots.py
"""

import sys
import tempfile
from pathlib import Path

from neurodesk.commands.output import note
from neurodesk.commands.window import picture
from neurodesk.files.project import save_project
from neurodesk.files.templates import template
from neurodesk.graph.model import Project

FOLDER = Path(__file__).resolve().parent / "screenshots"
PICTURES = {"window.png": "dark", "window-light.png": "light"}
EPOCHS = 12  # the curves have bent by then, and it takes a few seconds


def main() -> int:
    """Train the digits in the window of each theme, and draw it."""
    for name, theme in PICTURES.items():
        with tempfile.TemporaryDirectory() as folder:
            project = Project(template("digits_mlp"), Path(folder) / "digits.neurodesk")
            save_project(project)
            picture(project, FOLDER / name, theme, dock="Train", epochs=EPOCHS)
            note(f"wrote packaging/screenshots/{name}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
