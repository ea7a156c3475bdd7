"""Keeps where the program's own files live: settings, recovery, logs, caches. NEURODESK_HOME gathers them in one.

Each folder is made when missing. Where the disk makes none, whoever writes there hears why.
"""

from __future__ import annotations

import contextlib
import os
from pathlib import Path

from platformdirs import PlatformDirs

_DIRS = PlatformDirs("neurodesk", appauthor=False)


def settings_dir() -> Path:
    """Where settings and the list of recent files are kept."""
    return _made("settings", _DIRS.user_config_path)


def recovery_dir() -> Path:
    """Where unsaved work is kept for after a crash, for this person's eyes only."""
    return _private("recovery")


def versions_dir() -> Path:
    """Where earlier states of saved projects are kept, for this person's eyes only."""
    return _private("versions")


def log_dir() -> Path:
    """Where logs are kept."""
    return _made("logs", _DIRS.user_log_path)


def _private(name: str) -> Path:
    folder = _made(name, _DIRS.user_state_path / name)
    if os.name == "posix":
        with contextlib.suppress(OSError):
            folder.chmod(0o700)
    return folder


def _made(name: str, usual: Path) -> Path:
    home = os.environ.get("NEURODESK_HOME")
    folder = Path(home).expanduser().absolute() / name if home else usual
    with contextlib.suppress(OSError):
        folder.mkdir(parents=True, exist_ok=True)
    return folder
