"""The crash log never fills the disk (what is written to it: `test_app.py`)."""

from pathlib import Path

from neurodesk.ui.crash_log import write_log


def test_a_long_log_begins_anew(home: Path):
    """It never fills the disk."""
    file = write_log("x" * 1_100_000)
    write_log("fresh")
    assert file.stat().st_size < 1000
    assert "fresh" in file.read_text()
