"""Keeps the project file: the text of a document (`graph.text`) on disk, opened with care and saved all at once."""

from __future__ import annotations

import hashlib
import os
import re
from pathlib import Path

from neurodesk.disk.atomic import SaveError, atomic_save
from neurodesk.disk.reading import ReadError, can_be_told, read_plain, read_start
from neurodesk.graph import tree
from neurodesk.graph.errors import BadFile
from neurodesk.graph.model import Project
from neurodesk.graph.plain import FORMAT
from neurodesk.graph.text import dumps, dumps_fragment, loads, loads_fragment
from neurodesk.graph.writing import Writer

__all__ = ["SUFFIX", "dumps", "dumps_fragment", "loads", "loads_fragment", "open_project", "save_project"]

SUFFIX = ".neurodesk"


def open_project(path: Path | str) -> Project:
    """The project in the file `path`. Raises BadFile for whatever is no readable project; runs nothing of it."""
    path = _placed(Path(path))
    _check_name(path)
    try:
        data = read_plain(path, tree.MOST_BYTES)
    except ReadError as error:
        raise BadFile(path, str(error), "", error.cure) from error
    try:
        text = data.decode("utf-8-sig")  # Windows editors put a byte order mark in front
    except UnicodeDecodeError as error:
        raise BadFile(path, "it is no text in UTF-8", f"byte {error.start}", "Choose a .neurodesk file.") from error
    return Project(loads(text, str(path)), path)


def _placed(path: Path) -> Path:
    """The path from the root of the disk, without `..`: one file goes by one name."""
    path = path.absolute()
    return Path(os.path.realpath(path.parent), path.name) if ".." in path.parts else path


def _check_name(path: Path) -> None:
    """Raise BadFile for a name that is no text: Qt ends the program where it is to show one."""
    if not can_be_told(str(path)):
        raise BadFile(path, "its name, or that of its folder, is no text in UTF-8", "", "Give it another name.")


def save_project(project: Project, writer: Writer | None = None) -> None:
    """Writes the project to its file, all at once; the old file stays as `name~`. A `writer` that wrote it before has
    less to do.

    Raises BadFile when the disk refuses, when the document holds more than a project file may, or when a newer
    NeuroDesk wrote what is there; the old file stands.
    """
    if project.path is None:
        raise BadFile("untitled", "it has no file name yet", "", "Save it under a name.")
    _check_name(project.path.absolute())
    _check_older(project.path)
    # What could not be opened again is not written over what can.
    text = (writer or Writer()).proved(project.document, str(project.path))
    try:
        atomic_save(project.path, text.encode())
    except SaveError as error:
        raise BadFile(project.path, str(error.strerror), "", error.cure) from error


def _check_older(path: Path) -> None:
    """Raise BadFile where a project of a newer format lies: what it holds beyond ours would be lost."""
    try:
        begun = _BEGIN.match(read_start(path, _HEAD)[0])
    except ReadError:
        return  # nothing is there, or saving says better why it cannot
    if begun and int(begun[1]) > FORMAT:
        reason = f"a newer NeuroDesk wrote it (format {int(begun[1])}); it was not written over"
        raise BadFile(path, reason, "", "Update NeuroDesk, or save under another name.")


_HEAD = 256  # bytes: the format is the first entry
_BEGIN = re.compile(rb'(?:\xef\xbb\xbf)?\s*\{\s*"neurodesk"\s*:\s*(\d{1,9})\b')


def fingerprint(path: Path) -> str:
    """What tells one content of a file from another: its SHA-256 in hex; "" where none can be read."""
    try:
        return hashlib.sha256(read_plain(path, tree.MOST_BYTES)).hexdigest()
    except ReadError:
        return ""
