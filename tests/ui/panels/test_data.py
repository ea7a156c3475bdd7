"""The Data dock: a source is chosen and set, its examples and balance are seen, and what went wrong is said."""

from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QFileDialog, QPushButton
from pytestqt.qtbot import QtBot

from neurodesk.data.catalogue import SOURCES
from neurodesk.engine.protocol import DataPreviewed, EngineDied, PreviewData, Refused
from neurodesk.graph.document import set_source
from neurodesk.graph.model import chosen, empty_document
from neurodesk.ui.link import EngineLink
from neurodesk.ui.panels.data import DataPanel
from neurodesk.ui.pathbar import blocked
from neurodesk.ui.pictures import example
from neurodesk.ui.session import Session
from tests.ui.desk import HOSTILE, QuietLink, colours, markup, press, previewed, shown, texts


@pytest.fixture
def panel(qtbot: QtBot, session: Session, link: QuietLink) -> DataPanel:
    """The dock on the digits."""
    return shown(qtbot, DataPanel(session, link), 1100)


def pick(panel: DataPanel, key: str) -> None:
    """Choose a source in the box by keys."""
    panel.box.setFocus()
    way = panel.box.findData(key) - panel.box.currentIndex()
    for _ in range(abs(way)):
        QTest.keyClick(panel.box, Qt.Key.Key_Down if way > 0 else Qt.Key.Key_Up)


def test_every_source_can_be_chosen(panel: DataPanel, session: Session):
    """Each with its form; each choice is a step of history."""
    for source in SOURCES:
        pick(panel, source.key)
        assert session.document.source.key == source.key
        assert set(panel._form.editors if panel._form else ()) == set(source.params())
    assert session.history.can_undo


def test_choosing_again_keeps_the_values(panel: DataPanel, session: Session):
    """The same entry picked once more is no change, and the first entry is no source."""
    session.edit("Use", lambda document: set_source(document, chosen("digits", size=32)))
    panel.box.activated.emit(panel.box.findData("digits"))
    assert session.document.source.values["size"] == 32
    panel.box.setCurrentIndex(0)
    panel.box.activated.emit(0)
    assert panel.box.currentData() == "digits"


def test_the_wheel_scrolls_and_chooses_nothing(panel: DataPanel, session: Session):
    """A wheel over the box without the focus must not take other data."""
    panel.box.setCurrentIndex(panel.box.findData("digits"))
    panel.examples.pictures.setFocus()
    where, none = QPointF(5, 5), Qt.MouseButton.NoButton
    turn = QWheelEvent(
        where, panel.box.mapToGlobal(where), QPoint(), QPoint(0, -120), none, Qt.KeyboardModifier.NoModifier,
        Qt.ScrollPhase.NoScrollPhase, False,
    )  # fmt: skip
    QApplication.sendEvent(panel.box, turn)
    assert session.document.source.key == "digits"


def test_a_value_is_a_step_and_asks_for_a_new_preview(panel: DataPanel, session: Session, link: QuietLink):
    """Size 32 flows into the facts."""
    before = link.last(PreviewData).request
    box = panel._form.editors["size"].box
    box.setFocus()
    box.selectAll()
    QTest.keyClicks(box, "32")
    QTest.keyClick(box, Qt.Key.Key_Return)
    assert session.facts.input == (1, 32, 32)
    assert "One example: 1 x 32 x 32" in panel.facts.text()
    assert link.last(PreviewData).request > before
    session.undo()
    assert box.value() == 8


def test_the_count_is_of_what_can_be_read(panel: DataPanel, link: QuietLink):
    """As the parts below it come to, and how many are left out."""
    link.say(previewed(link.last(PreviewData).request, bad=1, skipped=(("cats/7.png", "the file is empty"),)))
    assert "Examples: 55 (1 left out)" in panel.facts.text()
    panel.ask()
    link.say(previewed(link.last(PreviewData).request))
    assert "Examples: 55\n" in panel.facts.text()


def test_a_preview_is_shown(panel: DataPanel, link: QuietLink):
    """Pictures with their classes, a bar a class, and the parts."""
    panel.tabs.setCurrentIndex(1)
    bare = colours(panel.balance)
    link.say(previewed(link.last(PreviewData).request))
    assert [text for _image, text, _right in panel.examples.pictures.items] == ["0", "1", "2"]
    assert "Training 40, validation 5, held out 10" in panel.facts.text()
    assert colours(panel.balance) - bare


def test_an_older_answer_is_passed_over(panel: DataPanel, link: QuietLink):
    """Only the newest question counts."""
    old = link.last(PreviewData).request
    panel.ask()
    link.say(previewed(old))
    assert panel.examples.pictures.items == []


def test_a_table_is_shown_by_its_values(panel: DataPanel, link: QuietLink):
    """Examples that are no pictures are bars, not blanks; numbers to predict are printed."""
    rows = {"pictures": np.empty((3, 0), np.float32), "values": np.arange(12, dtype=np.float32).reshape(3, 4)}
    told = {"classes": (), "labels": np.array([[1.5], [2.0], [3.25]], np.float32), **rows}
    link.say(previewed(link.last(PreviewData).request, **told))
    assert [text for _image, text, _right in panel.examples.pictures.items] == ["1.5", "2", "3.25"]
    image = panel.examples.pictures.items[2][0]
    assert len({image.pixelColor(x, y).name() for x in range(image.width()) for y in range(image.height())}) > 1


def test_what_could_not_be_read_is_named(panel: DataPanel, link: QuietLink):
    """Two by name, the others counted, all in a list; what was assumed is said when nothing is worse."""
    skipped = tuple((f"{HOSTILE}{number}.png", "it is cut short") for number in range(7))
    link.say(previewed(link.last(PreviewData).request, skipped=skipped, classes=(HOSTILE,) * 10))
    assert "7 could not be read" in panel.note.label.text()
    assert "and 5 more" in panel.note.label.text()
    at = panel.tabs.indexOf(panel.left_out)
    assert panel.tabs.tabText(at) == "Left out (7)"
    assert [panel.left_out.item(6, place).text() for place in (0, 1)] == list(skipped[6])
    assert markup(panel) == []
    link.say(previewed(link.last(PreviewData).request, notes=("The column n is left out.",)))
    assert "The column n is left out." in panel.note.label.text()
    assert not panel.tabs.isTabVisible(at)


def test_a_refusal_and_a_death_are_said(panel: DataPanel, link: QuietLink):
    """With their cures."""
    link.say(Refused(link.last(PreviewData).request, "It is empty.", "Choose another."))
    assert panel.note.label.text() == "It is empty. Choose another."
    panel.ask()
    link.say(EngineDied("The engine ended.", "Look again."))
    assert panel.note.label.text() == "The engine ended. Look again."


def test_data_that_is_not_there(panel: DataPanel, session: Session, link: QuietLink, tmp_path: Path):
    """Said at once; looked for again on request."""
    session.adopt(empty_document().replaced(source=chosen("image_folder", folder="pets")), tmp_path / "p.neurodesk")
    assert "is not here" in panel.invitation.text.text()
    assert panel.invitation.choose_again.isVisible()
    sent = len(link.sent)
    for name in ("cat", "dog"):
        (tmp_path / "pets" / name).mkdir(parents=True)
        example(np.eye(8)[None]).save(str(tmp_path / "pets" / name / "1.png"))
    press(next(button for button in panel.findChildren(QPushButton) if button.text() == "Look again"))
    assert len(link.sent) == sent + 1
    assert not panel.note.isVisible()
    assert "2 classes: cat, dog" in panel.facts.text()


def test_another_project_is_looked_at_anew(panel: DataPanel, session: Session, link: QuietLink, tmp_path: Path):
    """Even when its source reads the same, its folder is another."""
    asked = link.last(PreviewData).request
    link.say(previewed(asked))
    session.adopt(session.document, tmp_path / "other.neurodesk")
    assert panel.examples.pictures.items == []
    assert link.last(PreviewData).request > asked


def test_no_data_yet(qtbot: QtBot, session: Session, link: QuietLink):
    """Nothing is asked; the box invites."""
    session.adopt(empty_document())
    panel = shown(qtbot, DataPanel(session, link), 700)
    assert link.sent == []
    assert panel.box.currentText() == "Choose data…"
    assert panel.facts.text() == ""
    assert texts(panel.note) == []
    assert panel.invitation.title.text() == "No data yet"
    press(panel.invitation.buttons["digits"])
    assert session.document.source.key == "digits"
    assert panel.stage.currentWidget() is panel.tabs


@pytest.mark.parametrize("key", ["iris", "spiral", "diabetes"])
def test_real_tables_have_a_preview(qtbot: QtBot, session: Session, key: str):
    """From the real engine: examples, balance and parts."""
    session.edit("Use", lambda document: set_source(document, chosen(key)))
    link = EngineLink(session, "thread")
    panel = DataPanel(session, link)
    with qtbot.waitSignal(link.arrived, timeout=60_000, check_params_cb=lambda event: isinstance(event, DataPreviewed)):
        shown(qtbot, panel, 900)
    link.close()
    assert panel.examples.pictures.items
    assert "held out" in panel.facts.text()
    assert panel.balance.counts.sum() > 100


def test_a_role_is_chosen_in_the_row_of_its_column(panel: DataPanel, session: Session, tmp_path: Path):
    """One step of history; the fields that name columns give way to the table, and come back with other data."""
    (tmp_path / "t.csv").write_text("size,colour,label\n1,red,x\n" + "2,blue,y\n3,red,x\n" * 6)
    session.adopt(empty_document().replaced(source=chosen("csv", file="t.csv")), tmp_path / "p.neurodesk")
    assert [column.role for column in panel.roles.columns] == ["number", "category", "target"]
    assert panel._form.editors["ignore"].isHidden()
    box = panel.roles.cellWidget(1, 1)
    box.activated.emit(box.findData("ignore"))
    assert session.facts.features == ("size",)
    assert [column.role for column in panel.roles.columns] == ["number", "ignore", "target"]
    session.undo()
    assert len(session.facts.features) == 3
    session.edit("Use", lambda document: set_source(document, chosen("iris")))
    assert not panel.tabs.isTabVisible(panel.tabs.indexOf(panel.roles))


def test_a_role_that_its_cells_cannot_play_is_said_at_once(panel: DataPanel, session: Session, tmp_path: Path):
    """In the bar, at Train and in the dock, whose columns stay at hand to be given another role."""
    (tmp_path / "t.csv").write_text(
        "day,size,label\n" + "\n".join(f"{at}.01.2024,{at},{'xy'[at % 2]}" for at in range(1, 29))
    )
    session.adopt(empty_document().replaced(source=chosen("csv", file="t.csv")), tmp_path / "p.neurodesk")
    panel.tabs.setCurrentWidget(panel.roles)
    box = panel.roles.cellWidget(0, 1)
    box.setFocus()
    QTest.keyClicks(box, "Number")
    box.activated.emit(box.currentIndex())
    assert 'line 2, column "day": expected a number, found "1.01.2024"' in blocked(session)
    assert session.facts is None
    assert panel.tabs.isVisible()
    assert panel.tabs.currentWidget() is panel.roles
    assert panel.note.label.text().endswith('Give the column "day" the role Category or Left out.')
    box = panel.roles.cellWidget(0, 1)
    assert box.currentText() == "Number"
    assert box.hasFocus()
    box.activated.emit(box.findData("ignore"))
    assert session.facts_fault is None
    assert session.facts.features == ("size",)
    assert not panel.note.isVisible()


@pytest.mark.parametrize(("width", "view"), [(2, "plane"), (4, "rows")])
def test_examples_are_shown_as_what_they_are(panel: DataPanel, link: QuietLink, width: int, view: str):
    """Points of a plane in it, rows of a table as rows, pictures as pictures."""
    rows = {"pictures": np.empty((3, 0), np.float32), "values": np.ones((3, width), np.float32)}
    link.say(previewed(link.last(PreviewData).request, **rows))
    assert panel.examples.views.currentWidget() is getattr(panel.examples, view)
    panel.ask()
    link.say(previewed(link.last(PreviewData).request))
    assert panel.examples.views.currentIndex() == 0


def test_values_as_they_are_keep_every_digit(panel: DataPanel, link: QuietLink):
    """Prices and sizes as the file has them, what is to be predicted too; four digits only where they are scaled."""
    values, scaled = np.array([[66112.0, 0.25, 1234.56]] * 3), np.array([[0.123456, 1.0, -1.0]] * 3)
    rows = {"pictures": np.empty((3, 0), np.float32), "values": values.astype(np.float32), "entering": scaled}
    told = {"classes": (), "labels": np.full((3, 1), 403750.25, np.float32), **rows}
    link.say(previewed(link.last(PreviewData).request, **told))
    cells = panel.examples.rows
    assert [cells.item(0, at).text() for at in range(4)] == ["403,750.25", "66,112", "0.25", "1,234.56"]
    panel.examples.look.setFocus()
    QTest.keyClick(panel.examples.look, Qt.Key.Key_Down)
    panel.examples.look.activated.emit(panel.examples.look.currentIndex())
    assert cells.item(0, 1).text() == "0.1235"


def test_a_folder_is_asked_for_at_once(panel: DataPanel, session: Session, tmp_path: Path, monkeypatch):
    """The button for one's own data opens the dialog; so does Choose again when a folder is gone."""
    (tmp_path / "pets").mkdir()
    monkeypatch.setattr(QFileDialog, "getExistingDirectory", lambda *_asked: str(tmp_path / "pets"))
    session.adopt(empty_document())
    press(panel.invitation.buttons["image_folder"])
    assert Path(session.document.source.values["folder"]) == tmp_path / "pets"
    assert "holds no class folders" in panel.invitation.text.text()
    monkeypatch.setattr(QFileDialog, "getExistingDirectory", lambda *_asked: str(tmp_path))
    press(panel.invitation.choose_again)
    assert Path(session.document.source.values["folder"]) == tmp_path


def test_shares_are_set_beside_what_comes_of_them(panel: DataPanel, session: Session, link: QuietLink):
    """One step of history and a new look; shares that cannot be are refused in place."""
    link.say(previewed(link.last(PreviewData).request))
    panel.tabs.setCurrentWidget(panel.split)
    assert "40 to learn from, 5 to watch, 10 held out." in panel.split.words.text()
    before = link.last(PreviewData).request
    box = panel.split.form.editors["test"].line
    box.setFocus()
    box.selectAll()
    QTest.keyClicks(box, "0.5")
    QTest.keyClick(box, Qt.Key.Key_Return)
    assert session.document.learning.options["test"] == 0.5
    asked = link.last(PreviewData)
    assert asked.request > before
    assert asked.ranges
    link.say(
        Refused(asked.request, "The test and validation shares leave nothing to learn from.", "Make them smaller.")
    )
    assert panel.split.reason.text().endswith("Make them smaller.")
    assert panel.split.reason.isVisible()
    session.undo()
    link.say(previewed(link.last(PreviewData).request))
    assert not panel.split.reason.isVisible()


def test_a_skew_is_said(panel: DataPanel, link: QuietLink):
    """When the commonest class is three times as common as the rarest."""
    link.say(previewed(link.last(PreviewData).request))
    assert "“9” has 10.0 times as many examples as “0”" in panel.note.label.text()
    panel.ask()
    link.say(previewed(link.last(PreviewData).request, counts=np.full(10, 7)))
    assert not panel.note.isVisible()


def test_pages_and_parts_are_asked_for_without_measuring_anew(panel: DataPanel, link: QuietLink):
    """On with the button, another part with keys: the ranges of all are known by then."""
    link.say(previewed(link.last(PreviewData).request))
    press(panel.examples.pager.on)
    asked = link.last(PreviewData)
    assert (asked.part, asked.offset, asked.ranges) == ("train", 3, False)
    link.say(previewed(asked.request, offset=3))
    panel.examples.parts.setFocus()
    QTest.keyClick(panel.examples.parts, Qt.Key.Key_Down)
    assert (link.last(PreviewData).part, link.last(PreviewData).offset) == ("validation", 0)


@pytest.mark.parametrize("width", [760, 860])
def test_a_note_on_bad_files_is_read_whole(panel: DataPanel, link: QuietLink, width: int):
    """As wide as the dock is beside library and inspector at 1280 and 1360 px; long names are cut in the middle."""
    panel.resize(width, 320)
    name = "cats/a picture with a rather long name IMG_20240417_123456789_BURST001_COVER_TOP.png"
    bad = tuple((name, "it is not an image of a known kind (PNG, JPEG, BMP, GIF, TIFF, WEBP, PPM)") for _ in range(4))
    link.say(previewed(link.last(PreviewData).request, skipped=bad, bad=4))
    QApplication.processEvents()
    assert panel.width() == width
    assert panel.minimumSizeHint().width() <= width
    assert "cats/a picture with …" in panel.note.label.text()
    assert panel.rect().contains(panel.note.geometry())
    assert panel.left_out.item(0, 0).text() == name
