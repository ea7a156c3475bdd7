"""Tests of the demo's order; it is run whole in tests/journeys/test_commands.py."""

from pathlib import Path

from neurodesk.commands import demo, drawing, learning, taking, window


def test_a_failing_step_ends_it(monkeypatch, tmp_path: Path, capsys):
    """The demo stops at the first step that fails and passes its exit code on."""
    done = []

    def step(name: str, code: int = 0):
        return lambda *_, **__: done.append(name) or code

    monkeypatch.setattr(drawing, "new", step("new"))
    monkeypatch.setattr(drawing, "summary", step("summary"))
    monkeypatch.setattr(learning, "train", step("train"))
    monkeypatch.setattr(learning, "evaluate", step("evaluate"))
    monkeypatch.setattr(taking, "explain", step("explain"))
    monkeypatch.setattr(taking, "export", step("export", 1))
    monkeypatch.setattr(window, "screenshot", step("screenshot"))
    assert demo.demo(tmp_path / "all") == 1
    assert done == ["new", "summary", "train", "evaluate", "explain", "explain", "explain", "export"]
    assert "Done" not in capsys.readouterr().out
