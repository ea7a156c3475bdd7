"""Recent projects: with picture and time, marked when they are gone, taken off the list by a button."""

from pathlib import Path

from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from neurodesk.ui.recent_files import RecentFiles
from neurodesk.ui.session import Session
from neurodesk.ui.settings import settings
from tests.ui.desk import press, shown


def test_there_and_gone(qtbot: QtBot, session: Session, tmp_path: Path):
    """One that is there has its picture and opens; one that is gone says so; both can be taken off."""
    there, gone, broken = (tmp_path / f"{name}.neurodesk" for name in ("there", "gone", "broken"))
    session.save(there)
    broken.write_text("{")
    for path in (broken, gone, there):
        settings().add_recent(path)
    files = shown(qtbot, RecentFiles(), 800, 200)
    QApplication.processEvents()
    row, missing, unreadable = files.rows[str(there)], files.rows[str(gone)], files.rows[str(broken)]
    assert list(files.rows) == [str(there), str(gone), str(broken)]
    assert not row.picture.pixmap().isNull()
    assert unreadable.picture.pixmap().isNull()
    assert ":" in row.when.text()
    assert missing.when.text() == "No longer there"
    assert not missing.button.isEnabled()
    opened = []
    files.file_chosen.connect(opened.append)
    press(row.button)
    assert opened == [there]
    press(missing.away)
    assert list(files.rows) == [str(there), str(broken)]
    settings().remember(recent=[])
    assert files.isHidden()
