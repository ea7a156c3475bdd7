"""How windows stood comes back; a damaged or hostile file gives nothing."""

import json

import pytest

from neurodesk.ui import restoring
from neurodesk.ui.restoring import Standing
from neurodesk.ui.window import Window


def test_what_was_written_is_read(qapp: object):
    """In the same order."""
    states = [Standing(path="/a", zoom=2.0, canvas=True), Standing(journal="x")]
    restoring.write(states)
    assert restoring.read() == states


def test_a_window_is_taken_and_put(window: Window):
    """Network, zoom, docks and the welcome page."""
    window.docks.widgets["Code"].hide()
    state = restoring.taken(window)
    assert (state.network, state.canvas, state.journal) == ("network", True, "")
    window.docks.widgets["Code"].show()
    restoring.put(window, state)
    assert window.note.isHidden()
    assert window.docks.widgets["Code"].isHidden()
    window.show_welcome()
    assert not restoring.taken(window).canvas


@pytest.mark.parametrize(
    "text",
    [
        "", "{", "{}", "[" * 100_000, "[5]", '[{"path": 5}]', '[{"zoom": 1e999}]', '[{"zoom": true}]', "\x00",
        '[{"__class__": "x"}]', json.dumps([{"x": float("nan")}]),
    ],
)  # fmt: skip
def test_a_damaged_file_gives_none(qapp: object, text: str):
    """Whatever stands in it."""
    restoring._file().write_text(text)
    assert restoring.read() == []


def test_only_so_many_windows_come_back(qapp: object):
    """However many a file names; and words that are no place are none."""
    restoring._file().write_text(json.dumps([{}] * 500))
    assert len(restoring.read()) == 12
    assert restoring.read_place("%%%").isEmpty()
    assert restoring.read_place("ü").isEmpty()
