"""Keeps the proof that an export comes into its folder whole or not at all, and that nobody's own file is removed."""

import hashlib
import json
from pathlib import Path

import pytest

from neurodesk.disk.atomic import SaveError
from neurodesk.files.exports import folder
from neurodesk.files.exports.folder import fill, left_over, own, place, staged
from neurodesk.graph.errors import ExportError


def earlier(out: Path, *names: str) -> None:
    """An earlier export of files that hold their own names."""
    rows = [{"name": name, "sha256": hashlib.sha256(name.encode()).hexdigest()} for name in names]
    (out / "report.json").write_text(json.dumps({"files": rows}))
    for name in names:
        (out / name).write_text(name)


def inside(out: Path) -> dict[str, str]:
    """What lies in a folder."""
    return {path.name: path.read_text() for path in out.iterdir()}


def test_the_new_takes_the_place_of_the_old(tmp_path):
    earlier(tmp_path, "network.py", "network.onnx")
    (tmp_path / "mine.txt").write_text("mine")
    with staged(tmp_path) as stage:
        fill(stage, {"network.py": b"new", "report.json": b"{}"}, tmp_path)
        place(stage, ["network.py"], tmp_path)
    assert inside(tmp_path) == {"network.py": "new", "report.json": "{}", "mine.txt": "mine"}


def test_a_persons_own_files_stay(tmp_path):
    """Files changed since, and names that no export writes, are not removed whatever a report says."""
    earlier(tmp_path, "network.py", "network.onnx", "thesis.txt")
    (tmp_path / "network.py").write_text("changed by hand")
    assert left_over(tmp_path, []) == ["network.onnx"]


def test_what_a_person_wrote_by_the_same_name_is_put_aside(tmp_path):
    """No export wrote it, or it was changed since; what is replaced by the same is not."""
    earlier(tmp_path, "network.py", "network.onnx")
    (tmp_path / "network.py").write_text("changed by hand")
    (tmp_path / "weights.safetensors").write_text("mine")
    (tmp_path / "weights.npz").write_text("new")
    names = ["network.py", "network.onnx", "weights.safetensors", "weights.npz"]
    with staged(tmp_path) as stage:
        fill(stage, dict.fromkeys((*names, "report.json"), b"new"), tmp_path)
        assert own(tmp_path, stage, names) == ["network.py", "weights.safetensors"]
        place(stage, names, tmp_path)
    aside = {"network.py~": "changed by hand", "weights.safetensors~": "mine"}
    assert inside(tmp_path) == {**dict.fromkeys((*names, "report.json"), "new"), **aside}


def test_a_report_that_no_export_wrote_is_put_aside(tmp_path):
    (tmp_path / "report.json").write_text("my thesis")
    with staged(tmp_path) as stage:
        fill(stage, {"network.py": b"new", "report.json": b"new"}, tmp_path)
        place(stage, ["network.py"], tmp_path)
    assert inside(tmp_path) == {"network.py": "new", "report.json": "new", "report.json~": "my thesis"}


@pytest.mark.parametrize("text", ["", "[]", "null", '{"files": 3}', '{"files": [{"name": []}]}', "\0", "[" * 100_000])
def test_a_report_that_is_none_removes_nothing(tmp_path, text):
    (tmp_path / "network.py").write_text("kept")
    (tmp_path / "report.json").write_text(text)
    assert left_over(tmp_path, []) == []


def test_a_full_disk_leaves_what_was_there(tmp_path, monkeypatch):
    """Half of an export is removed, and the sentence says so; the export before it is whole."""
    save = folder.atomic_save

    def full(path: Path, data: bytes, *, backup: bool) -> None:
        if path.name == "network.onnx":
            raise SaveError(path, OSError(28, "No space left on device"))
        save(path, data, backup=backup)

    monkeypatch.setattr(folder, "atomic_save", full)
    earlier(tmp_path, "network.py")
    before = inside(tmp_path)
    told = r"disk is full\. The files of this half-done export were removed"
    for out in (tmp_path, tmp_path / "new"):
        with pytest.raises(ExportError, match=told), staged(out) as stage:
            fill(stage, {"network.py": b"new", "network.onnx": b"new"}, out)
        assert inside(tmp_path) == before


def test_a_folder_in_the_way_is_said(tmp_path):
    (tmp_path / "network.py").mkdir()
    earlier(tmp_path, "network.onnx")
    with pytest.raises(SaveError, match="a folder has this name"), staged(tmp_path) as stage:
        place(stage, ["network.py"], tmp_path)
    assert (tmp_path / "network.onnx").is_file()
    assert (tmp_path / "report.json").is_file()
