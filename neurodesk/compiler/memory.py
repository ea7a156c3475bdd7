"""How much memory this computer has, and how amounts of it are written."""

from __future__ import annotations

import os
import sys
from functools import cache
from pathlib import Path

GUESS = 8 * 2**30  # bytes, where the system does not say
CGROUP = Path("/sys/fs/cgroup/memory.max")  # what a container may use (Linux, control groups version 2)


@cache
def machine_memory() -> int:
    """The memory of this computer or container, in bytes."""
    if sys.platform == "win32":
        return _windows_memory()
    try:
        total = os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE")
    except (ValueError, OSError):
        return GUESS
    try:
        allowed = CGROUP.read_text().strip()
    except OSError:
        return total
    return min(total, int(allowed)) if allowed.isdigit() else total


def _windows_memory() -> int:
    """Ask the system for MEMORYSTATUSEX.ullTotalPhys, 8 bytes in."""
    import ctypes

    status = (ctypes.c_ulonglong * 8)()
    ctypes.cast(status, ctypes.POINTER(ctypes.c_ulong))[0] = ctypes.sizeof(status)
    windows = getattr(ctypes, "windll", None)
    if windows is None or not windows.kernel32.GlobalMemoryStatusEx(ctypes.byref(status)):
        return GUESS
    return int(status[1])


def said(amount: float) -> str:
    """Write an amount of bytes as people read it: 512 bytes, 3.2 MB, 4.0 TB."""
    for unit in ("bytes", "kB", "MB", "GB", "TB"):
        if amount < 1000 or unit == "TB":
            return f"{amount:.0f} {unit}" if unit == "bytes" else f"{amount:.1f} {unit}"
        amount /= 1000
    raise AssertionError
