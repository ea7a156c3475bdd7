"""The doctor: versions, devices, Qt's platform and missing libraries, to paste into a question."""

from __future__ import annotations

import ctypes
import importlib.metadata
import os
import platform
import re
import sys
from collections.abc import Iterator
from pathlib import Path

from neurodesk import __version__
from neurodesk.commands.output import FINE, NO, say
from neurodesk.disk.reading import is_there

Finding = tuple[str, str, bool]
"""What was looked at, what was found, and whether it is well."""


def doctor() -> int:
    """Print what a helper needs to know; the answer is no when something NeuroDesk needs is missing."""
    findings = [*system(), *packages(), *devices(), *window(), *places()]
    for name, found, well in findings:
        say(f"{name:<18} {found}", None if well else "red")
    return FINE if all(well for *_, well in findings) else NO


def system() -> Iterator[Finding]:
    """Look at NeuroDesk, Python and the machine."""
    yield "neurodesk", __version__, True
    yield "Python", f"{platform.python_version()} ({sys.executable})", sys.version_info >= (3, 11)
    yield "system", f"{platform.platform()}, {os.cpu_count()} cores", True


def packages() -> Iterator[Finding]:
    """Look at the packages NeuroDesk depends on, as its own metadata lists them."""
    try:
        needed = importlib.metadata.requires("neurodesk") or ()
    except importlib.metadata.PackageNotFoundError:
        yield "packages", "unknown: NeuroDesk was not installed. Run: python3 packaging/dev.py app", False
        return
    for line in needed:
        if "extra ==" in line:
            continue
        match = re.match(r"[\w.-]+", line)
        name = match.group() if match else line
        try:
            yield name, importlib.metadata.version(name), True
        except importlib.metadata.PackageNotFoundError:
            yield name, f"missing: pip install '{line}'", False


def devices() -> Iterator[Finding]:
    """Look at what PyTorch can compute on."""
    try:
        import torch
    except (ImportError, OSError) as error:
        yield "PyTorch", f"cannot be loaded: {error}", False
        return
    found = [f"cpu ({torch.get_num_threads()} threads)"]
    for index in range(torch.cuda.device_count()):
        found.append(f"cuda:{index} {torch.cuda.get_device_name(index)}")
    if torch.backends.mps.is_available():
        found.append("mps")
    yield "devices", ", ".join(found), True


def window() -> Iterator[Finding]:
    """Look at Qt, the platform it would open its windows on, and the system libraries that one needs."""
    try:
        from PySide6 import QtCore, QtGui, QtWidgets  # noqa: F401 - loading them is the test
    except ImportError as error:
        yield "Qt", f"cannot be loaded: {error}", False
        return
    yield "Qt", QtCore.qVersion(), True
    plugin = qt_platform()
    yield "Qt platform", plugin, True
    missing = missing_library(plugin)
    yield "missing libraries", missing or "none", not missing


def qt_platform() -> str:
    """Say which of Qt's platforms a window would open on here."""
    if chosen := os.environ.get("QT_QPA_PLATFORM"):
        return chosen.split(":")[0].split(";")[0]
    if sys.platform == "darwin":
        return "cocoa"
    if os.name == "nt":
        return "windows"
    if os.environ.get("WAYLAND_DISPLAY"):
        return "wayland"
    return "xcb" if os.environ.get("DISPLAY") else "offscreen (no display)"


def missing_library(plugin: str) -> str:
    """Name the first system library that Qt's platform plugin lacks on Linux; "" when all are there."""
    from PySide6.QtCore import QLibraryInfo

    folder = Path(QLibraryInfo.path(QLibraryInfo.LibraryPath.PluginsPath)) / "platforms"
    file = folder / f"libq{plugin.split(' ')[0]}.so"
    if not sys.platform.startswith("linux") or not is_there(file):
        return ""
    try:
        ctypes.CDLL(str(file))
    except OSError as error:
        return f"{str(error).split(':')[0]} (python3 packaging/dev.py app installs it, or names the package)"
    return ""


def places() -> Iterator[Finding]:
    """Look at the folders NeuroDesk keeps its own files in."""
    from neurodesk.disk.places import log_dir, recovery_dir, settings_dir

    for name, folder in (("settings", settings_dir()), ("recovery", recovery_dir()), ("logs", log_dir())):
        found = "" if os.access(folder, os.W_OK) else ": nothing can be kept there"
        yield name, f"{folder}{found}", not found
