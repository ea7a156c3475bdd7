"""A screen reader's client, run by the system's Python in a bus of its own: reads a window and uses a node of it.

    dbus-run-session -- python3 reader.py COMMAND...

starts COMMAND, waits for its window, prints what AT-SPI tells of it as JSON, presses the node `conv_1`, and tells
again what is selected. It knows nothing of the program: all it has is what any screen reader has.
"""

import json
import os
import subprocess
import sys
import time

import gi

gi.require_version("Atspi", "2.0")
from gi.repository import Atspi  # noqa: E402  the version is chosen first

PATIENCE = 40.0  # s for a window on a busy machine


def until(found, patience=PATIENCE):
    """What `found` gives as soon as it gives something; None when it never does."""
    end = time.monotonic() + patience
    while time.monotonic() < end:
        try:
            answer = found()
        except gi.repository.GLib.Error:  # it went while it was read
            answer = None
        if answer:
            return answer
        subprocess.run(["sleep", "0.1"], check=False)
    return None


def children(thing):
    """What stands inside."""
    return [child for at in range(thing.get_child_count()) if (child := thing.get_child_at_index(at)) is not None]


def window_of(pid):
    """The first window of the process that has something in it."""
    for program in children(Atspi.get_desktop(0)):
        if program.get_process_id() == pid:
            return next((window for window in children(program) if window.get_child_count()), None)
    return None


def states(thing):
    """The names of its states."""
    return [state.value_nick for state in thing.get_state_set().get_states()]


def read(thing, path=()):
    """A thing and all in it, as rows: where it stands, role, name, description, rectangle, states."""
    box = thing.get_extents(Atspi.CoordType.SCREEN) if "Component" in thing.get_interfaces() else None
    rows = [
        {
            "path": path,
            "role": thing.get_role_name(),
            "name": thing.get_name() or "",
            "description": thing.get_description() or "",
            "box": [box.x, box.y, box.width, box.height] if box else None,
            "states": states(thing),
        }
    ]
    if "manages-descendants" in rows[0]["states"]:  # a table: its cells are not walked one by one
        return rows
    for at, child in enumerate(children(thing)):
        rows += read(child, (*path, at))
    return rows


def find(thing, name):
    """The first in there whose name begins so."""
    if (thing.get_name() or "").startswith(name):
        return thing
    return next((found for child in children(thing) if (found := find(child, name)) is not None), None)


def use(window, name):
    """Press what begins with this name; its actions, and its states afterwards."""
    thing = find(window, name)
    names = [Atspi.Action.get_action_name(thing, at) for at in range(Atspi.Action.get_n_actions(thing))]
    pressed = Atspi.Action.do_action(thing, names.index("Press"))
    until(lambda: "selected" in states(thing), 5.0)
    return {"actions": names, "pressed": pressed, "states": states(thing)}


def main():
    """Start the program, read it, use it, end it."""
    settings = os.environ | {"QT_QPA_PLATFORM": "xcb", "QT_LINUX_ACCESSIBILITY_ALWAYS_ON": "1"}
    with subprocess.Popen(sys.argv[1:], env=settings, stdout=sys.stderr) as program:
        try:
            window = until(lambda: window_of(program.pid))
            if window is None:
                sys.exit("no window came")
            until(lambda: find(find(window, "Canvas"), "conv_1"))
            print(json.dumps({"rows": read(window), "used": use(find(window, "Canvas"), "conv_1")}))
        finally:
            program.terminate()


main()
