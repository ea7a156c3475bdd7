"""The Train menu holds and ends a run."""

from neurodesk.ui.window import Window
from tests.ui.desk import started


def test_training_has_its_keys(window: Window):
    """Train asks the engine once; while it runs only pause and stop can be used."""
    window.actions_by_key["train"].trigger()
    window.link.say(started())
    assert not window.actions_by_key["train"].isEnabled()
    assert window.actions_by_key["pause"].isEnabled()
    window.actions_by_key["stop"].trigger()
    assert [type(request).__name__ for request in window.link.sent if not isinstance(request, tuple)].count("Stop") == 1
