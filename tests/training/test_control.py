"""Tests of the buttons of a run."""

import threading

import pytest

from neurodesk.graph.errors import TrainingError
from neurodesk.training.control import Asked, Control, Watch


def test_untouched_buttons_ask_for_nothing():
    """The loop looks at one attribute only."""
    control = Control()
    assert not control.pressed
    assert control.ask() == Asked(False, False, None, None)


def test_a_rate_is_handed_out_once_and_the_rest_stays():
    """A pause lasts until resume; a rate is set once."""
    control, watch = Control(), Watch(("conv_1",))
    control.pause()
    control.change_rate(0.5)
    control.watch(watch)
    assert control.pressed
    assert control.ask() == Asked(True, False, 0.5, watch)
    assert control.ask() == Asked(True, False, None, watch)
    assert not control.pressed
    control.resume()
    control.stop()
    assert control.ask() == Asked(False, True, None, watch)


@pytest.mark.parametrize("rate", [0.0, -1.0, float("nan"), float("inf")])
def test_a_rate_must_be_a_positive_number(rate):
    """Said at once, in the thread that asks."""
    with pytest.raises(TrainingError, match="positive"):
        Control().change_rate(rate)


def test_waiting_ends_when_a_button_is_pressed():
    """A paused run wakes without delay."""
    control = Control()
    control.pause()
    control.ask()
    thread = threading.Thread(target=control.wait, args=(60.0,))
    thread.start()
    control.resume()
    thread.join(5)
    assert not thread.is_alive()
