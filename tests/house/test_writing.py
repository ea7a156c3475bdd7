"""Whatever is written goes through `atomic_save`, the careful folders or SQLite; the few other ways stand here, each
with its reason.
"""

import ast
from pathlib import Path

import pytest

from tests.house.test_safety import holder
from tests.house.tree import dotted, none, parsed, python_files, shown

WRITES = {  # whatever stands before the dot
    "write_text", "write_bytes", "symlink_to", "hardlink_to", "truncate", "tofile", "savefig", "setFileName",
    "setOutputFileName", "to_csv", "memmap", "savez", "savetxt", "copyfileobj", "copystat",
}  # fmt: skip
FROM_OS = {
    "open",
    "replace",
    "rename",
    "renames",
    "link",
    "symlink",
    "truncate",
    "ftruncate",
    "write",
    "fdopen",
    "mkfifo",
}
FROM_SHUTIL = {"move", "copy", "copy2", "copyfile", "copytree", "copymode", "unpack_archive", "make_archive"}
MODULES = {"os": FROM_OS, "shutil": FROM_SHUTIL, "sqlite3": {"connect"}, "np": {"save"}}
NAMES = {"QFile", "QSaveFile", "QSettings", "QTemporaryFile", "QTemporaryDir", "FileHandler", "ZipFile", "save_file"}
RENAMES = {"rename", "replace"}  # of a path; many other things have these names
ALLOWED = {  # (file, inside, call): why it may
    ("neurodesk/disk/atomic.py", "_save", "tempfile.mkstemp"): "the one way to write a file",
    ("neurodesk/disk/atomic.py", "_save", "os.replace"): "the one way to write a file",
    ("neurodesk/disk/atomic.py", "_write", "os.write"): "the one way to write a file",
    ("neurodesk/disk/atomic.py", "_back_up", "os.link"): "the one way to write a file",
    ("neurodesk/disk/atomic.py", "_back_up", "os.replace"): "the one way to write a file",
    ("neurodesk/disk/atomic.py", "settle", "os.open"): "a folder, only to wait for it",
    ("neurodesk/disk/folders.py", "copy_folder", "tempfile.mkdtemp"): "the one way to copy a folder",
    ("neurodesk/disk/folders.py", "copy_folder", "os.rename"): "the one way to copy a folder",
    ("neurodesk/disk/folders.py", "_copy", "there.open"): "the one way to copy a folder",
    ("neurodesk/disk/folders.py", "_copy", "shutil.copystat"): "the one way to copy a folder",
    ("neurodesk/disk/folders.py", "move_folder", "os.rename"): "the one way to move a folder",
    ("neurodesk/disk/folders.py", "_move_far", "os.rename"): "the one way to move a folder",
    ("neurodesk/disk/locks.py", "_opened", "os.open"): "a lock is an empty file that the system holds",
    ("neurodesk/disk/locks.py", "is_held", "os.open"): "only to look",
    ("neurodesk/disk/reading.py", "_read", "os.open"): "only to read",
    ("neurodesk/disk/reading.py", "_read", "os.fdopen"): "only to read",
    ("neurodesk/disk/sqlite.py", "open_sqlite", "sqlite3.connect"): "the one way to open a database",
    ("neurodesk/disk/sqlite.py", "settle_log", "os.open"): "a log, only to wait for it",
    (
        "neurodesk/files/exports/folder.py",
        "staged",
        "tempfile.TemporaryDirectory",
    ): "a room for what is moved from there",
    ("neurodesk/files/exports/folder.py", "place", "os.replace"): "files that were synced, in the laboratory's order",
    (
        "neurodesk/files/exports/parity.py",
        "difference",
        "tempfile.TemporaryDirectory",
    ): "a room for the reader's answer",
    ("neurodesk/files/exports/parity.py", "_reopened", "np.save"): "in that room, for one reader, gone afterwards",
    (
        "neurodesk/files/exports/parity.py",
        "_reopened",
        "file.write_text",
    ): "in that room, for one reader, gone afterwards",
    ("neurodesk/files/exports/reopen.py", "main", "np.save"): "in that room, for one reader, gone afterwards",
    ("neurodesk/disk/sqlite.py", "_renamed", "path.with_name.rename"): "a damaged database is put aside, never written",
    ("neurodesk/ui/settings.py", "_put_aside", "path.replace"): "damaged settings are put aside, never written",
    ("neurodesk/engine/__main__.py", "_pipes", "os.open"): "/dev/null in place of its standard input",
    ("neurodesk/engine/__main__.py", "_pipes", "os.fdopen"): "the pipes to the window",
    (
        "neurodesk/ui/fault_file.py",
        "FaultFile.__init__",
        "os.open",
    ): "written in a crash, when nothing else can be done",
    ("neurodesk/ui/fault_file.py", "FaultFile.write", "os.write"): "a line to that file; a torn one is only shown",
    ("neurodesk/engine/__main__.py", "_behave", "Path.write_text"): "a wish to the system, in /proc",
}


def calls(path: Path) -> list[ast.Call]:
    """Return the calls in a file."""
    return [node for node in ast.walk(parsed(path)) if isinstance(node, ast.Call)]


def modes(call: ast.Call, at: int) -> set[str]:
    """Return the letters of an `open`'s mode, given by place or by name; all that it may be where it is worked out."""
    given = [word.value for word in call.keywords if word.arg == "mode"] + call.args[at : at + 1]
    parts = [part.value for part in ast.walk(given[0]) if isinstance(part, ast.Constant)] if given else []
    return {letter for part in parts if isinstance(part, str) and len(part) <= 3 for letter in part}


def name_of(call: ast.Call) -> str:
    """Return what is called: `os.replace`, `there.open`, `Path.write_text` for what stands behind any call."""
    name = dotted(call.func)
    if name.startswith("?.") and isinstance(call.func, ast.Attribute) and isinstance(call.func.value, ast.Call):
        return f"{dotted(call.func.value.func)}.{call.func.attr}"
    return name


def writes(call: ast.Call) -> bool:
    """Say whether a call writes a file, or makes one that could be written, in a way of its own."""
    front, _, last = dotted(call.func).rpartition(".")
    if front == "tempfile" or last in NAMES or last in WRITES or last in MODULES.get(front, ()):
        return True
    if last == "open":
        return front != "Image" and bool(modes(call, 0 if front else 1) & set("wax+"))
    if last in RENAMES and len(call.args) == 1 and not call.keywords:
        return front not in ("edit", "self", "self.networks", "self.tabs", "w.networks")
    return last == "save" and bool(call.args) and is_path(call.args[0])


def is_path(given: ast.AST) -> bool:
    """Say whether an argument is the text of a path: `str(path)`."""
    return isinstance(given, ast.Call) and dotted(given.func) in ("str", "os.fspath", "os.fsencode")


def found(folder: str) -> dict[tuple[str, str, str], str]:
    """Return where a folder's files are written, and the line."""
    return {
        (shown(path), holder(path, call), name_of(call)): f"{shown(path)}:{call.lineno} {ast.unparse(call)[:80]}"
        for path in python_files(folder)
        for call in calls(path)
        if writes(call)
    }


def test_every_write_goes_through_the_one_way():
    """A file is written by `atomic_save`, a database by SQLite; every other place is named here, with its reason."""
    there = found("neurodesk")
    assert none([line for key, line in there.items() if key not in ALLOWED])
    assert none([f"{key} is not there any more" for key in ALLOWED if key not in there])


@pytest.mark.parametrize(
    "line",
    [
        "open(name, 'w')", "open(name, mode='ab')", "path.open('x')", "path.open(mode='r+b')", "path.write_text(text)",
        "Path(name).write_bytes(b'')", "os.replace(a, b)", "path.rename(other)", "path.replace(other)",
        "shutil.move(a, b)", "shutil.copytree(a, b)", "QSaveFile(name)", "QSettings('a', 'b')",
        "image.save(str(path), 'PNG')",
        "view.grab().save(str(out))", "tempfile.mkdtemp()", "sqlite3.connect(path)", "made.setFileName(name)",
        "np.save(path, x)", "os.open(path, flags)", "file.open('w' if fresh else 'a')",
    ],
)  # fmt: skip
def test_the_rule_sees_what_writes(line: str):
    """Each of these is found."""
    assert writes(ast.parse(line, mode="eval").body)


@pytest.mark.parametrize(
    "line",
    [
        "open(name)", "path.open('rb')", "path.open(encoding='utf-8')", "image.save(buffer, 'PNG')", "painter.save()",
        "text.replace('a', 'b')", "replace(graph, nodes=nodes)",
        "Image.open(data, formats=('PNG',))", "base.execute(text)",
    ],
)  # fmt: skip
def test_the_rule_leaves_the_others_alone(line: str):
    """None of these is."""
    assert not writes(ast.parse(line, mode="eval").body)
