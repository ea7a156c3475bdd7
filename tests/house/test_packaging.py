"""The set-up script and the wheel: what a newcomer runs first, and what an installed copy carries."""

import importlib.util
import re
import subprocess
import sys
import tomllib
import zipfile
from pathlib import Path
from types import ModuleType

import pytest

from tests.house.tree import ROOT

DEV = ROOT / "packaging" / "dev.py"


@pytest.fixture
def dev() -> ModuleType:
    """Return packaging/dev.py as a module, freshly loaded."""
    spec = importlib.util.spec_from_file_location("dev", DEV)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_help_needs_no_set_up():
    """--help answers at once, naming the four commands."""
    done = subprocess.run([sys.executable, str(DEV), "--help"], capture_output=True, text=True, check=True)
    assert all(name in done.stdout for name in ("app", "test", "bench", "run"))


def test_an_older_python_is_told_clearly():
    """Python 3.10 and before get a sentence with the cure, not a syntax error."""
    program = f"import sys; sys.version_info = (3, 9, 2); sys.argv = ['dev.py', 'app']; exec(open({str(DEV)!r}).read())"
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=False)
    assert done.returncode == 1
    assert done.stderr.startswith("NeuroDesk needs Python 3.11 or newer; this is Python 3.9")
    assert "Traceback" not in done.stderr


def test_a_second_start_does_nothing(dev: ModuleType, tmp_path: Path, monkeypatch):
    """A finished environment is left alone; other pins, another extra or another torch make it anew."""
    installed = []
    for name in ("VENV", "PYTHON", "STAMP"):
        monkeypatch.setattr(dev, name, tmp_path / name)
    (tmp_path / "PYTHON").touch()
    monkeypatch.setattr(dev, "make_venv", lambda: None)
    monkeypatch.setattr(dev, "pip", lambda *words: installed.append(words))
    dev.make_environment("", "")
    assert installed.pop()[-1] == "."
    dev.make_environment("", "")
    assert installed == []
    dev.make_environment("test", "")
    assert installed.pop()[-1] == ".[test]"
    dev.make_environment("", "")
    assert installed == []
    dev.make_environment("", "https://example.org/whl")
    assert [words[:2] for words in installed] == [("--no-deps", "--force-reinstall"), ("--constraint", dev.CONSTRAINTS)]
    assert dev.pinned("torch") in installed[0]
    monkeypatch.setattr(dev, "fingerprint", lambda: "other pins")
    dev.make_environment("", "")
    assert len(installed) == 3


def test_missing_libraries_are_one_line(dev: ModuleType, monkeypatch):
    """Without root the person gets the one line to run."""
    monkeypatch.setattr(sys, "platform", "linux")
    monkeypatch.setattr(dev, "is_missing", lambda library: library == "libEGL.so.1")
    monkeypatch.setattr(dev, "is_debian_root", lambda: False)
    monkeypatch.setattr(dev.shutil, "which", lambda program: None)
    with pytest.raises(SystemExit) as end:
        dev.see_to_libraries(testing=False)
    assert str(end.value).splitlines()[1:] == ["  sudo apt-get install libegl1"]


def test_root_on_debian_installs_what_is_missing(dev: ModuleType, monkeypatch):
    """As root the packages are installed, and looked for again."""
    missing, asked = {"libGL.so.1"}, []
    monkeypatch.setattr(sys, "platform", "linux")
    monkeypatch.setattr(dev, "is_missing", lambda library: library in missing)
    monkeypatch.setattr(dev, "is_debian_root", lambda: True)
    monkeypatch.setattr(dev, "install_packages", lambda packages: (asked.extend(packages), missing.clear()))
    dev.see_to_libraries(testing=False)
    assert asked == ["libgl1"]


def test_what_tests_would_use_is_installed_too(dev: ModuleType, monkeypatch):
    """Each by itself: a machine may have the launcher of the accessibility bus and no bindings that read it."""
    asked = []
    monkeypatch.setattr(sys, "platform", "linux")
    monkeypatch.setattr(dev, "is_missing", lambda library: library == "libxcb-cursor.so.0")
    monkeypatch.setattr(dev, "is_debian_root", lambda: True)
    monkeypatch.setattr(dev, "install_packages", asked.extend)
    monkeypatch.setattr(dev.shutil, "which", lambda program: program)
    monkeypatch.setattr(dev, "call", lambda *_command, **_options: 1)
    dev.see_to_libraries(testing=True)
    assert asked == ["libxcb-cursor0", "gir1.2-atspi-2.0", "python3-gi"]


@pytest.mark.parametrize(
    ("display", "started"), [("", ("neurodesk", "demo")), (":0", ("neurodesk", "x.neurodesk", "--engine", "thread"))]
)
def test_app(dev: ModuleType, monkeypatch, capsys, display: str, started: tuple[str, ...]):
    """`app` opens the window; with no display it runs the demo and says so."""
    monkeypatch.setattr(sys, "platform", "linux")
    monkeypatch.setenv("DISPLAY", display)
    monkeypatch.delenv("WAYLAND_DISPLAY", raising=False)
    monkeypatch.setattr(dev, "hand_over", lambda *words, **_: words)
    assert dev.app(["x.neurodesk", "--engine", "thread"]) == started
    assert ("No display" in capsys.readouterr().out) == (not display)


def test_a_failed_check_fails_the_suite(dev: ModuleType, monkeypatch):
    """Lint, types or borders that fail are told to pytest and to the caller, though every test passes."""
    told = {}
    monkeypatch.setattr(dev, "check", lambda command: (" ".join(command), int(command[0] == "mypy"), "one error"))
    monkeypatch.setattr(dev, "call", lambda *_, env: told.update(env) or 0)
    assert dev.test([]) == 1
    assert told["NEURODESK_FAILED_CHECKS"] == "mypy"


@pytest.mark.parametrize(
    ("arguments", "codes", "code", "parts"),
    [
        (["--slow"], [0, 0], 0, ["not slow", "slow"]),
        (["--slow"], [1, 0], 1, ["not slow", "slow"]),
        (["--slow"], [0, -11], -11, ["not slow", "slow"]),
        (["--slow", "tests/disk"], [0, 5], 0, ["not slow", "slow"]),
        (["--slow", "-m", "slow"], [5], 5, ["slow"]),
        ([], [5], 5, [""]),
    ],
)
def test_the_slow_part_runs_alone_after_the_others(dev: ModuleType, monkeypatch, arguments, codes, code, parts):
    """It measures times. Whichever part fails fails the whole; a part that a file has no test of does not."""
    asked = []
    monkeypatch.setattr(dev, "check", lambda command: (" ".join(command), 0, ""))
    monkeypatch.setattr(dev, "call", lambda *words, env: asked.append(words) or codes[len(asked) - 1])
    assert dev.test(arguments) == code
    assert [words[-1] if "-m" in words[3:] else "" for words in asked] == parts
    assert ["-n" in words for words in asked] == [len(asked) == 1 or part != "slow" for part in parts]


def test_pins_cover_every_dependency():
    """constraints.txt names each dependency, and torch exactly as pip must find it."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    wanted = project["dependencies"] + project["optional-dependencies"]["test"]
    lines = (ROOT / "packaging" / "constraints.txt").read_text(encoding="utf-8").splitlines()
    plain = {re.sub("[-_.]+", "-", line.split("==")[0]).lower() for line in lines if not line.startswith("#")}
    assert {re.match(r"[\w.-]+", line).group().lower() for line in wanted} - plain == set()
    assert "torch==2.13.0" in lines


def test_the_wheel_carries_its_resources(tmp_path: Path):
    """A built wheel finds templates and icons inside itself, and starts."""
    command = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(tmp_path)]
    subprocess.run(command, cwd=ROOT, check=True, capture_output=True)
    (wheel,) = tmp_path.glob("*.whl")
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(tmp_path / "site")
    program = (
        f"import sys; sys.path.insert(0, {str(tmp_path / 'site')!r})\n"
        "import neurodesk.cli; from neurodesk.disk.resources import resource\n"
        "print(resource('templates', 'index.json')); sys.exit(neurodesk.cli.main(['templates', '--json']))"
    )
    done = subprocess.run([sys.executable, "-P", "-c", program], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert Path(done.stdout.splitlines()[0]).is_relative_to(tmp_path / "site" / "neurodesk" / "resources")
