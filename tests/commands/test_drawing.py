"""Tests of the commands about drawings, on templates and on projects broken on purpose."""

import json
from pathlib import Path

import pytest

from neurodesk.commands import drawing, output
from neurodesk.disk.locks import Lock


@pytest.fixture(autouse=True)
def fresh_console():
    """Let each test's capture see the console."""
    output.console.cache_clear()
    yield
    output.console.cache_clear()


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A project made of the wine template."""
    file = tmp_path / "wine.neurodesk"
    assert drawing.new("wine", file, force=False) == 0
    return file


def changed(file: Path, **nodes: dict | None) -> Path:
    """Change nodes of the main network in a project file; None takes a node's wires away."""
    text = json.loads(file.read_text())
    drawn = text["networks"][text["main"]]["nodes"]
    for name, change in nodes.items():
        if change is None:
            drawn[name].pop("inputs")
        else:
            drawn[name].update(change)
    file.write_text(json.dumps(text))
    return file


def test_templates_as_table_and_json(capsys):
    """The table and the JSON tell the same templates."""
    drawing.templates(as_json=True)
    rows = json.loads(capsys.readouterr().out)
    drawing.templates(as_json=False)
    shown = capsys.readouterr().out
    assert all(row["key"] in shown for row in rows)
    assert len({row["key"] for row in rows}) == len(rows)


def test_layers_tell_their_choices(capsys):
    """A parameter that is one of a list names the list; numbers have their limits."""
    drawing.layers(as_json=True)
    rows = {row["key"]: row for row in json.loads(capsys.readouterr().out)}
    units = next(part for part in rows["linear"]["parameters"] if part["name"] == "units")
    assert (units["type"], units["min"]) == ("int", 1)
    choices = [part for row in rows.values() for part in row["parameters"] if part["type"] == "choice"]
    assert choices
    assert all(part["default"] in part["options"] for part in choices)


def test_new_says_what_comes_next(tmp_path: Path, monkeypatch, capsys):
    """After making a project the person reads the next command."""
    monkeypatch.chdir(tmp_path)
    assert drawing.new("wine", Path("w.neurodesk"), force=False) == 0
    assert capsys.readouterr().out == "Wrote w.neurodesk. Next: neurodesk train w.neurodesk\n"


def test_new_lists_the_templates(tmp_path: Path, capsys):
    """An unknown template brings the list of those there are."""
    assert drawing.new("whisky", tmp_path / "w.neurodesk", force=False) == 2
    assert "wine" in capsys.readouterr().err


def test_check_prints_cures(project: Path, capsys):
    """A problem is followed by its cures, and the exit code is 1."""
    assert drawing.check(project, as_json=False) == 0
    capsys.readouterr()
    assert drawing.check(changed(project, linear_1=None), as_json=False) == 1
    printed = capsys.readouterr().out
    assert "error: " in printed
    assert "    cure: " in printed


def spoiled(file: Path, source: dict | None = None, **learning: dict) -> Path:
    """Change a project's data and parts of its learning."""
    text = json.loads(file.read_text())
    text["learning"].update(learning)
    text["data"] = source or text["data"]
    file.write_text(json.dumps(text))
    return file


@pytest.mark.parametrize(
    "source",
    [{"source": "csv", "values": {"file": "gone.csv"}}, {"source": "image_folder", "values": {"folder": "gone"}}],
)
def test_check_tells_every_problem_at_once(project: Path, capsys, source):
    """Drawing, missing data and wrong learning values stand in one list, with exit code 1."""
    adam = {"key": "adam", "values": {"rate": -1}}
    file = spoiled(project, source, optimizer=adam, options={"epochs": -1, "batch_size": 8})
    assert drawing.check(changed(file, linear_1=None), as_json=True) == 1
    told = json.loads(capsys.readouterr().out)
    codes = [row["code"] for row in told if row["severity"] == "error"]
    assert {"data", "bad_optimizer", "bad_options", "unknown_options_value"} < set(codes)
    assert any(row["network"] for row in told)
    assert all(row["cures"] for row in told)
    assert drawing.check(file, as_json=False) == 1
    assert "is not here. Choose the f" in capsys.readouterr().out


def test_summary_adds_up(project: Path, capsys):
    """The table's rows add up to its last line."""
    assert drawing.summary(project, as_json=True) == 0
    told = json.loads(capsys.readouterr().out)
    assert drawing.summary(project, as_json=False) == 0
    assert f"{output.number(told['parameters'])} parameters" in capsys.readouterr().out
    assert sum(row["parameters"] for row in told["nodes"]) == told["parameters"]


@pytest.mark.parametrize(("name", "made", "added"), [("w", "w.neurodesk", True), ("w.neurodesk", "w.neurodesk", False)])
def test_new_gives_a_name_its_ending(tmp_path: Path, capsys, name: str, made: str, added: bool):
    """A name without an ending gets the one that the window knows, and is told so; what is there stays."""
    assert drawing.new("wine", tmp_path / name, force=False) == 0
    assert [path.name for path in tmp_path.iterdir()] == [made]
    assert (".neurodesk was added to the name" in capsys.readouterr().out) == added
    assert drawing.new("wine", tmp_path / name, force=False) == 2
    assert drawing.new("wine", Path(), force=False) == 2  # a folder


def test_a_file_that_a_window_has_open_is_not_replaced(tmp_path, capsys):
    file = tmp_path / "w.neurodesk"
    assert drawing.new("wine", file, force=False) == 0
    before, lock = file.read_bytes(), Lock(file)
    assert lock.acquire()
    assert drawing.new("digits_mlp", file, force=True) == 2
    assert file.read_bytes() == before
    assert "is open" in capsys.readouterr().err
    lock.release()
    assert drawing.new("digits_mlp", file, force=True) == 0
    assert file.read_bytes() != before
