"""Numbers as people read them: 61.7 k, 4.1 MB, 2 min 5 s."""

from __future__ import annotations


def compact(number: float) -> str:
    """A large count in three digits: `1.23 M`."""
    for limit, unit in ((1e12, "T"), (1e9, "G"), (1e6, "M"), (1e4, "k")):
        if abs(number) >= limit:
            scale = 1e3 if unit == "k" else limit
            return f"{number / scale:.3g} {unit}"
    return f"{number:,.0f}" if number == int(number) else f"{number:.3g}"


def memory(size: float) -> str:
    """Bytes in the unit that fits: `4.1 MB` (1 MB = 1024 x 1024 bytes)."""
    for unit in ("B", "kB", "MB", "GB"):
        if size < 1024:
            return f"{size:.0f} {unit}" if unit == "B" else f"{size:.1f} {unit}"
        size /= 1024
    return f"{size:.1f} TB"


def duration(seconds: float) -> str:
    """Seconds as `8 s`, `2 min 5 s` or `1 h 20 min`; a dash when nobody knows."""
    if not 0 <= seconds < 1e9:
        return "–"
    whole = round(seconds)
    if whole < 60:
        return f"{whole} s"
    if whole < 3600:
        return f"{whole // 60} min {whole % 60} s"
    return f"{whole // 3600} h {whole % 3600 // 60} min"


def percent(share: float) -> str:
    """A share as `97.2%`."""
    return f"{100 * share:.1f}%"
