"""Tests of the doctor."""

import importlib.metadata
import sys

import pytest

from neurodesk.commands import doctor


def test_what_it_tells(capsys: pytest.CaptureFixture[str]):
    """Versions, devices, Qt's platform and missing libraries each have their line, and all is well here."""
    assert doctor.doctor() == 0
    lines = capsys.readouterr().out.splitlines()
    told = {line.split()[0] for line in lines}
    assert {
        "neurodesk",
        "Python",
        "system",
        "torch",
        "pyside6-essentials",
        "devices",
        "Qt",
        "missing",
        "settings",
    } <= told
    assert any(line.split()[:2] == ["missing", "libraries"] and line.endswith("none") for line in lines)


def test_a_missing_package_is_told_with_its_cure(monkeypatch, capsys):
    """A dependency that is not there makes the answer no."""

    def version(name: str) -> str:
        if name == "captum":
            raise importlib.metadata.PackageNotFoundError(name)
        return "1"

    monkeypatch.setattr(importlib.metadata, "version", version)
    assert doctor.doctor() == 1
    assert "missing: pip install 'captum" in capsys.readouterr().out


def test_a_copy_that_was_not_installed(monkeypatch, capsys):
    """Started from its folder, it has no list of what it needs: said with the cure, and the rest is looked at."""

    def requires(name: str) -> None:
        raise importlib.metadata.PackageNotFoundError(name)

    monkeypatch.setattr(importlib.metadata, "requires", requires)
    assert doctor.doctor() == 1
    told = capsys.readouterr().out
    assert "was not installed. Run: python3 packaging/dev.py app" in told
    assert "Qt platform" in told


def test_a_torch_that_cannot_be_loaded(monkeypatch, capsys):
    """A broken PyTorch is a line, not a traceback."""
    monkeypatch.setitem(sys.modules, "torch", None)
    assert doctor.doctor() == 1
    assert "PyTorch" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("environment", "platform", "named"),
    [
        ({"QT_QPA_PLATFORM": "minimal:x"}, "linux", "minimal"),
        ({"DISPLAY": ":0"}, "linux", "xcb"),
        ({"DISPLAY": ":0", "WAYLAND_DISPLAY": "wayland-0"}, "linux", "wayland"),
        ({}, "linux", "offscreen (no display)"),
        ({}, "darwin", "cocoa"),
    ],
)
def test_the_platform_a_window_would_open_on(monkeypatch, environment, platform, named):
    """Qt's own choice is told before any window is opened."""
    for name in ("QT_QPA_PLATFORM", "DISPLAY", "WAYLAND_DISPLAY"):
        monkeypatch.delenv(name, raising=False)
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    monkeypatch.setattr(sys, "platform", platform)
    assert doctor.qt_platform() == named


def test_folders_that_cannot_be_made(own_home, capsys):
    """A file lies in their place: three lines, no traceback."""
    own_home.touch()
    assert doctor.doctor() == 1
    assert capsys.readouterr().out.count(": nothing can be kept there") == 3
