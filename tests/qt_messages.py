"""What Qt warns of while tests run, and the few warnings that are no fault of the program."""

import re
import sys

# What may be warned of, and why.
ALLOWED = (
    # The platform without a screen has no frames to size, no order of windows and no keyboard to grab.
    r"^This plugin does not support (propagateSizeHints|raise|lower)\(\)|grabbing the keyboard$",
    # Said by QTest itself of a button let go over a widget that leaves it to the widget around it.
    r"^Mouse event \"MouseRelease\" not accepted by receiving widget$",
    # Said of a line in the outline that closes while it has the keys, after its text was taken: the name is right.
    r"^QAbstractItemView::commitData called with an editor that does not belong to this view$",
)

_allowed = re.compile("|".join(ALLOWED))
_heard: list[str] = []


def listen() -> None:
    """Hear Qt from now on, whoever listened before; nothing to do until a test has loaded Qt."""
    core = sys.modules.get("PySide6.QtCore")
    if core is not None:
        core.qInstallMessageHandler(_hear)


def taken() -> list[str]:
    """Return what Qt has warned of since the last call."""
    heard = _heard.copy()
    _heard.clear()
    return heard


def _hear(kind: object, place: object, text: str) -> None:
    """Keep a warning or worse, and pass it on to the output of the test."""
    del place
    if _allowed.search(text):
        return
    sys.stderr.write(text + "\n")
    if kind.name not in ("QtDebugMsg", "QtInfoMsg"):
        _heard.append(text)
