"""Keeps how systems and SQLite say why a disk refused: in their own words, known here so that they are translated."""

from __future__ import annotations

WORDS = (
    "no space left on device", "disk quota exceeded", "permission denied", "operation not permitted",
    "read-only file system", "input/output error", "no such file or directory", "not a directory", "is a directory",
    "file exists", "file name too long", "file too large", "too many open files", "too many open files in system",
    "too many levels of symbolic links", "invalid argument", "device or resource busy", "text file busy",
    "no such device", "no such device or address", "connection timed out", "connection reset by peer",
    "connection refused", "network is unreachable", "network is down", "host is down", "no route to host",
    "stale file handle", "transport endpoint is not connected", "resource temporarily unavailable",
    "interrupted system call", "cannot allocate memory", "operation not supported", "invalid cross-device link",
    "directory not empty",
    "database is locked", "database table is locked", "database disk image is malformed", "file is not a database",
    "disk I/O error", "attempt to write a readonly database", "unable to open database file",
    "database or disk is full",
)  # fmt: skip
"""What is met with disks, network shares and databases, with a small letter at the start."""


def said(error: BaseException) -> str:
    """An error in the words of the system, as they stand within a sentence."""
    text = getattr(error, "strerror", None) or str(error) or type(error).__name__
    return text[:1].lower() + text[1:].rstrip(".")
