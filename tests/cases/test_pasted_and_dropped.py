"""Keeps A39: whatever hostile text is pasted into the window, or lies in a file that is dropped on it, is refused in a
sentence, and nothing is half done; and the marks, blocks and labels of a copied part are held to the same limits (A30).
"""

from pathlib import Path
from time import process_time
from typing import Any

import pytest
from PySide6.QtCore import QMimeData, QPointF
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication

from neurodesk.graph import document
from neurodesk.graph.text import dumps
from neurodesk.layers.catalogue import LAYERS
from neurodesk.ui.canvas.gestures.drop_layer import LAYER_MIME
from neurodesk.ui.window import Window
from tests.cases.hostile_files import ODD, foreign, odd
from tests.cases.hostile_runs import TOO_LARGE
from tests.cases.hostile_texts import FRAME, GOOD, OPENED, PARTS, REFUSED, part
from tests.cases.oracle import Offer, Seen, offered, opened, passed, refused
from tests.ui.desk import HOSTILE, let_fall, markup

INERT = [name for name in OPENED if not name.startswith("A23")]  # thousands of cards are a work of seconds to draw


def paste(window: Window, text: str) -> tuple[list[str], float]:
    """Paste by the action; what was said, and the seconds of processor time."""
    QGuiApplication.clipboard().setText(text)
    said: list[str] = []
    window.canvas.message.connect(said.append)
    started = process_time()
    window.actions_by_key["paste"].trigger()
    spent = process_time() - started
    window.canvas.message.disconnect(said.append)
    return said, spent


def untouched(window: Window, before: Any) -> None:
    """The document is the same object, nothing can be taken back, and an edit works."""
    assert window.session.document is before
    assert not window.session.history.can_undo
    assert window.canvas.add_layer("relu", QPointF(0, 400))
    window.session.undo()
    assert window.session.document is before


def recents(room: Path) -> dict[str, list[str]]:
    """Lists of recent files as hostile settings may name them: five are shown."""
    place = room / "<img src=file:///dev/zero><b>"
    place.mkdir(parents=True)  # the slashes are folders
    (room / "good.neurodesk").write_text(GOOD)
    for name in ("A6 a layer nobody knows", "A33 a path elsewhere"):
        (place / f"{name}.neurodesk").write_text(OPENED[name])
    (place / "bad.neurodesk").write_text("[" * 100_000)
    (place / "large.neurodesk").write_text(GOOD + " " * 3_000_000)
    drawings = [str(path) for path in place.iterdir()]
    odd_ones = [odd(place / f"{kind}.neurodesk", kind) for kind in ("pipe", "device", "loop", "folder")]
    return {
        "A6 names and drawings": drawings,
        "A10 no files": [str(path) for path in odd_ones],
        "A20 no names": ["a" * 5000, "/" + "b/" * 3000, "\u202e\x1b[2J"],
        "A20 half a letter": ["\ud800", str(room / "good.neurodesk")],
        "A20 a NUL": ["a\0b", str(room / "good.neurodesk")],
        "A33 elsewhere": ["//server/share/x.neurodesk", "http://example.org/x", "~/x", "/etc/passwd", "/dev/zero"],
        "good": [str(room / "good.neurodesk")],
    }


@pytest.fixture(scope="module")
def report(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Seen]:
    """What became of every text that was pasted into the real window, and of every file that fell on it."""
    room = tmp_path_factory.mktemp("pasted")
    cases = {}
    for at, (name, text) in enumerate((REFUSED | PARTS | OPENED).items()):
        (room / f"{at}.neurodesk").write_text(text)
        cases[f"pasted: {name}"] = Offer("pasted", str(room / f"{at}.neurodesk"))
    for at in range(0, len(REFUSED), 4):
        cases[f"dropped: {list(REFUSED)[at]}"] = Offer("let_fall", [str(room / f"{at}.neurodesk")])
    for name, path in foreign(room / "foreign", ".csv").items():  # under other names: test_project_files.py
        cases[f"dropped as a table: {name}"] = Offer("let_fall", [str(path)])
    for kind in ODD:
        cases[f"dropped: {kind}"] = Offer("let_fall", [str(odd(room / "odd" / kind / "a.neurodesk", kind))])
        cases[f"dropped as a table: {kind}"] = Offer("let_fall", [str(odd(room / "odd" / kind / "a.csv", kind))])
    train = {name: OPENED[name] for name in INERT} | {name: dumps(made()) for name, made in TOO_LARGE.items()}
    for name, text in train.items():
        (room / f"{len(cases)} to train.neurodesk").write_text(text)
        cases[f"pressed: {name}"] = Offer("pressed", str(room / f"{len(cases)} to train.neurodesk"))
    for name, paths in recents(room).items():
        cases[f"recent: {name}"] = Offer("welcomed", paths)
    (room / "part.json").write_text(part())
    (room / "0 to train.neurodesk").write_text(dumps(TOO_LARGE["A24 10^12 epochs"]()))
    (room / "good.csv").write_text("a,b\n" + "1,x\n2,y\n" * 20)
    cases["dropped: a copied part"] = Offer("let_fall", [str(room / "part.json")])
    warm = [Offer("pasted", str(room / f"{at}.neurodesk")) for at in (0, len(cases) - 1, len(REFUSED | PARTS))]
    warm += [Offer("pressed", str(room / "0 to train.neurodesk"))]
    warm += [Offer("welcomed", [str(room / "good.neurodesk")])]
    warm += [Offer("let_fall", [str(room / name)]) for name in ("0.neurodesk", "good.csv", "part.json")]
    return offered(room, cases, warm)


@pytest.mark.parametrize("what", [*REFUSED, *PARTS])
def test_a39_hostile_text_pasted_changes_nothing(report: dict[str, Seen], what: str):
    """It is said why, in one sentence that stands in the status bar as it is."""
    refused(report[f"pasted: {what}"], "The clipboard holds no layers")


def test_a23_more_layers_than_a_drawing_holds_are_not_pasted(report: dict[str, Seen]):
    """With those that are there it would be 5,006."""
    refused(report["pasted: A23 5000 in a row"], "at most 5,000 layers")


@pytest.mark.parametrize("what", INERT)
def test_a39_what_is_only_unusual_is_pasted_inert_and_taken_back(report: dict[str, Seen], what: str):
    """In one step, within the time; undo gives the start."""
    assert report[f"pasted: {what}"].words == "opened Paste"
    opened(report[f"pasted: {what}"])


def test_a39_hostile_files_dropped_change_nothing(report: dict[str, Seen]):
    """The note says which file and why; the document stays."""
    fallen = [seen for name, seen in report.items() if name.startswith("dropped")]
    assert len(fallen) > 45
    for seen in fallen:
        # a text of one column is a table, one of 200 MB is looked through later, a folder is taken for one of pictures
        (passed if "table: A" in seen.name or seen.name.endswith((": folder", ": huge")) else refused)(seen)


@pytest.mark.parametrize("name", [*INERT, *TOO_LARGE])
def test_a6_a24_train_is_pressed_and_nothing_is_run_or_allocated(report: dict[str, Seen], name: str):
    """Nor by the code and the export that are shown: the drawing blocks it in a sentence, or the engine is asked, which
    refuses what is too large (`test_run_folders.py::test_a24_*`).
    """
    seen = report[f"pressed: {name}"]
    opened(seen)
    assert seen.words == "opened asked" or seen.words.startswith("opened blocked: "), seen
    assert seen.words.startswith("opened blocked: ") or name in TOO_LARGE, seen


@pytest.mark.parametrize(
    ("name", "told"),
    [
        ("A6 names and drawings", "4 2"),
        ("A10 no files", "4 0"),
        ("A20 no names", "3 0"),
        ("A20 half a letter", "0 0"),  # what holds a text that no program writes is not ours
        ("A20 a NUL", "0 0"),
        ("A33 elsewhere", "5 0"),
        ("good", "1 1"),
    ],
)
def test_a6_a40_hostile_recent_files_are_rows_of_plain_text(report: dict[str, Seen], name: str, told: str):
    """The page of welcome draws pictures of what can be read, small and plain; nothing of them is run or loaded."""
    opened(report[f"recent: {name}"])
    assert report[f"recent: {name}"].words == f"opened {told}"


def test_pasting_stops_before_a_project_that_no_one_could_open(window: Window, monkeypatch: pytest.MonkeyPatch):
    """Past the most that a file may hold it is refused, with both numbers."""
    monkeypatch.setattr(document, "MOST_NODES", 9)
    paste(window, part())
    after = window.session.document
    refused: list[str] = []
    window.session.refused.connect(refused.append)
    paste(window, part())
    assert window.session.document is after
    assert "at most 9 layers; that would be 10" in refused[0]


def test_text_and_layers_nobody_knows_are_not_taken_by_the_canvas(window: Window):
    """Only a layer of the catalogue can be dragged in, whatever a drag from elsewhere calls itself."""
    before = window.session.document
    text, layer = QMimeData(), QMimeData()
    text.setText(part())
    assert not let_fall(window, text)
    for key in (b"os.system", b"\xff\xfe", b"<img src=x>", b"a" * 2**20):
        layer.setData(LAYER_MIME, key)
        assert not let_fall(window, layer)
    untouched(window, before)


def test_labels_that_came_by_paste_are_plain_text(window: Window):
    """A comment, an unknown layer and values full of markup are shown as they are written, in every dock."""
    code = {"layer": "warp", "values": {"code": HOSTILE}}
    said, _ = paste(window, part({"a": code}, frames={"note": FRAME | {"text": HOSTILE}}))
    assert said == ["Paste: 1 layer"]
    assert "warp" not in LAYERS
    for name in window.docks.widgets:
        window.show_dock(name)
    QApplication.processEvents()
    assert markup(window) == []
    assert HOSTILE in dumps(window.session.document).replace('\\"', '"')
