"""Each kind of call of a save fails in the real window (F18), for each of the causes that a disk has.

Every single call fails in `test_refusals.py`, without a window.
"""

import errno
import os
from itertools import product
from pathlib import Path

import pytest

from neurodesk.files.project import open_project
from neurodesk.graph import edit
from neurodesk.ui.window import Window
from tests.cases.test_refusals import CAUSES

CALLS = ("open", "fchmod", "write", "fsync", "replace")
WHY = [name for name in CAUSES if name != "EINTR"]  # which Python takes care of


def refuse(monkeypatch: pytest.MonkeyPatch, call: str, why: str, folder: Path) -> list[str]:
    """Have a kind of call fail for every file in a folder, by name or by handle; which ones it failed for."""
    real, code, failed = getattr(os, call), getattr(errno, why), []

    def refused(first: object, *more: object, **how: object) -> object:
        place = os.readlink(f"/proc/self/fd/{first}") if isinstance(first, int) else os.fsdecode(first)  # noqa: PTH115
        if Path(place).parent == folder:
            failed.append(place)
            raise OSError(code, os.strerror(code), place)
        return real(first, *more, **how)

    monkeypatch.setattr(os, call, refused)
    return failed


def lying(folder: Path) -> dict[str, bytes]:
    """What a folder holds."""
    return {path.name: path.read_bytes() for path in folder.iterdir()}


def test_a_save_that_the_disk_refuses_says_why_and_loses_nothing(window: Window, tmp_path: Path):
    """The file and all beside it stay byte for byte, the document stays unsaved; with room again one click saves."""
    session, path = window.session, tmp_path / "digits.neurodesk"
    session.save(path)
    for number, case in enumerate(product(WHY, CALLS)):
        why, call = case
        session.edit_graph("Set filters", lambda graph, at=number: edit.set_value(graph, "conv_1", "filters", 20 + at))
        before = lying(tmp_path)
        with pytest.MonkeyPatch.context() as broken:
            failed = refuse(broken, call, why, tmp_path)
            assert not window.save_whole(), case
        assert failed, case
        assert lying(tmp_path) == before, case
        assert not session.is_saved, case
        assert window.isWindowModified(), case
        assert not window.note.isHidden(), case
        assert CAUSES[why] in window.note.label.text(), case
        window.actions_by_key["save"].trigger()
        assert window.finish_saving(), case
        assert window.note.isHidden(), case
        assert not window.isWindowModified(), case
        assert open_project(path).document.graph().nodes["conv_1"].values["filters"] == 20 + number, case
        assert lying(tmp_path).keys() == before.keys() | {f"{path.name}~"}, case
