"""A real screen reader's client reads the real window, on a screen and a bus of its own."""

import json
import os
import shutil
import subprocess
import sys
import warnings
from pathlib import Path

from neurodesk.files.project import save_project
from neurodesk.graph.model import Project
from tests.ui.desk import small_cnn

NEEDED = ("Xvfb", "dbus-run-session", "/usr/libexec/at-spi-bus-launcher", "/usr/bin/python3")
USED = {"push button", "toggle button", "check box", "combo box", "text", "spin button", "list", "tree"}
CLIENT = Path(__file__).with_name("reader.py")


def lacking() -> str:
    """What this machine lacks for a screen reader; empty when it is all there."""
    missing = [program for program in NEEDED if not shutil.which(program)]
    if missing:
        return f"it needs {', '.join(missing)}"
    ask = "import gi; gi.require_version('Atspi', '2.0')"
    known = subprocess.run(["/usr/bin/python3", "-c", ask], check=False, capture_output=True).returncode == 0
    return "" if known else "the system's Python knows no AT-SPI (python3-gi, gir1.2-atspi-2.0)"


def heard(project: Path, home: Path) -> dict[str, object]:
    """What the client tells of the program with this project open."""
    read, write = os.pipe()
    screen = ["Xvfb", "-displayfd", str(write), "-screen", "0", "1600x1000x24", "-nolisten", "tcp"]
    with subprocess.Popen(screen, pass_fds=[write], stderr=subprocess.DEVNULL) as display:
        os.close(write)
        try:
            with os.fdopen(read) as told:
                number = told.readline().strip()
            settings = os.environ | {"DISPLAY": f":{number}", "NEURODESK_HOME": str(home), "XDG_RUNTIME_DIR": str(home)}
            settings["PYTHONPATH"] = str(CLIENT.parents[2])
            command = ["dbus-run-session", "--", "/usr/bin/python3", str(CLIENT), sys.executable, "-m", "neurodesk"]
            done = subprocess.run(
                [*command, str(project)], env=settings, check=False, capture_output=True, text=True, timeout=100
            )
        finally:
            display.terminate()
    lines = [line for line in done.stdout.splitlines() if line.startswith("{")]
    assert lines, done.stderr[-2000:]
    return json.loads(lines[-1])


def test_names_roles_and_rectangles_of_widgets_and_nodes(tmp_path: Path, qapp: object):
    """Everything that can be used has a name; nodes stand on the canvas, tell what they are, and can be pressed."""
    missing = lacking()
    if missing:
        warnings.warn(f"No screen reader was tried: {missing}.", stacklevel=1)
        return
    save_project(Project(small_cnn(), tmp_path / "small.neurodesk"))
    told = heard(tmp_path / "small.neurodesk", tmp_path)
    rows = told["rows"]
    used = [row for row in rows if row["role"] in USED and "showing" in row["states"] and "enabled" in row["states"]]
    assert len(used) > 20
    assert [row for row in used if not row["name"] and "focusable" in row["states"]] == []
    assert [row for row in used if not row["box"] or min(row["box"][2:]) <= 0] == []
    canvas = next(row for row in rows if row["name"] == "Canvas" and row["role"] == "list")
    nodes = [row for row in rows if row["path"][:-1] == canvas["path"] and row["role"] == "list item"]
    assert [row["name"] for row in nodes] == [
        "input_1, Input, 1 x 8 x 8",
        "conv_1, Conv 2d, 8 x 8 x 8",
        "relu_1, ReLU, 8 x 8 x 8",
        "flatten_1, Flatten, 512",
        "linear_1, Linear, 10",
        "output_1, Output, 10",
    ]
    left, top, width, height = canvas["box"]
    for row in nodes:
        x, y, wide, high = row["box"]
        assert left <= x < x + wide <= left + width
        assert top <= y < y + high <= top + height
    assert "input image, wire from input_1, 1 x 8 x 8" in {row["name"] for row in rows}
    assert told["used"]["actions"] == ["Press", "SetFocus", "Parameters", "ShowMenu"]
    assert told["used"]["pressed"]
    assert "selected" in told["used"]["states"]
