"""All plots of a run share their steps: the part seen, the cursor, what happened when."""

from pytestqt.qtbot import QtBot

from neurodesk.ui.plots.axis import Axis
from neurodesk.ui.plots.timeline import Marker, Timeline


def test_the_axis_grows_with_the_run(qtbot: QtBot):
    """In round stages, told once each; another first step shows too."""
    line, told = Timeline(), []
    line.changed.connect(lambda: told.append(line.axis()))
    for step in range(1, 101):
        line.reach(step)
    assert line.axis().low == 0
    assert line.axis().high >= 100
    assert len(told) < 40
    line.clear(400)
    line.reach(500, first=10)
    assert line.axis().low == 10


def test_zoom_logarithm_and_all(qtbot: QtBot):
    """What is seen stays while the run grows, until all is asked for."""
    line = Timeline()
    line.reach(1000)
    line.see(Axis(10, 20))
    line.reach(5000)
    assert line.axis() == Axis(10, 20)
    line.set_log(True)
    assert line.axis().log
    assert line.axis().low >= 1
    line.see(None)
    assert line.axis() != Axis(10, 20)


def test_markers_and_cursor(qtbot: QtBot):
    """The best epoch moves, pauses stay; the cursor is told apart from the rest."""
    line, moved, changed = Timeline(), [], []
    line.cursor_moved.connect(lambda: moved.append(line.cursor))
    line.changed.connect(lambda: changed.append(1))
    line.mark(Marker(5, "best", "Best epoch: 1"), only=True)
    line.mark(Marker(6, "paused", "Paused"))
    line.mark(Marker(9, "best", "Best epoch: 2"), only=True)
    assert [(m.step, m.kind) for m in line.markers] == [(6, "paused"), (9, "best")]
    line.point(3.0)
    line.point(3.0)
    assert moved == [3.0]
    assert len(changed) == 3
    line.smooth(0.5)
    assert line.smoothing == 0.5
