"""The window over a small network, for cases that come in through it."""

from tests.ui.conftest import link, session, window

__all__ = ["link", "session", "window"]
