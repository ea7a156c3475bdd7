"""Makes the README's pictures with the real window, so that they are never out of date.

Run it in the environment: python3 packaging/dev.py run -- python packaging/screenshots.py
"""

import shutil
import sys
import tempfile
from pathlib import Path

from neurodesk.commands.output import note
from neurodesk.commands.window import picture
from neurodesk.files.project import open_project

FOLDER = Path(__file__).resolve().parent / "screenshots"
PICTURES = {"window.png": "dark", "window-light.png": "light"}
EPOCHS = 12


def trained_project(folder: Path) -> Path:
    """Write the digits project into a folder, train it, and return its file."""
    from neurodesk import train
    from neurodesk.commands.drawing import new

    file = folder / "digits.neurodesk"
    new("digits_cnn", file, force=True)
    train(file, epochs=EPOCHS, seed=0, device="cpu")
    return file


def main() -> int:
    """Train once, then draw the window in both themes."""
    FOLDER.mkdir(exist_ok=True)
    folder = Path(tempfile.mkdtemp())
    try:
        project = open_project(trained_project(folder))
        for name, theme in PICTURES.items():
            picture(project, FOLDER / name, theme)
            note(f"wrote packaging/screenshots/{name}")
    finally:
        shutil.rmtree(folder)
    return 0


if __name__ == "__main__":
    sys.exit(main())
