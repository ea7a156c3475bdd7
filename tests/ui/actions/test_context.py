"""The context menu offers the declared actions that apply, greyed ones with their reason."""

import pytest

from neurodesk.graph.model import Port
from neurodesk.ui.actions.context import kind_of
from neurodesk.ui.actions.menus import ACTIONS
from neurodesk.ui.canvas.hit import Hit

HITS = {"node": Hit("a"), "wire": Hit(wire=Port("a", "x")), "frame": Hit(frame="f"), "canvas": Hit()}


@pytest.mark.parametrize("kind", HITS)
def test_every_kind_of_thing_has_actions_of_its_own(kind):
    assert kind_of(HITS[kind]) == kind
    assert any(kind in declared.context.split() for declared in ACTIONS)


def test_contexts_are_written_right():
    assert {word for declared in ACTIONS for word in declared.context.split()} == set(HITS)
