"""The command line's names, options, help and exit codes; what the commands do is tested beside their modules."""

import subprocess
import sys
from pathlib import Path

import pytest

from neurodesk import cli
from neurodesk.graph.errors import BadFile

COMMANDS = (
    "open templates layers new check summary train runs evaluate explain export demo screenshot picture doctor".split()  # noqa: SIM905
)


def run(*arguments: str, cwd: Path | None = None) -> subprocess.CompletedProcess[str]:
    """Run the command line in a process of its own."""
    command = [sys.executable, "-m", "neurodesk", *arguments]
    return subprocess.run(command, capture_output=True, text=True, check=False, cwd=cwd)


def test_the_names_are_fixed():
    """Others build on these names."""
    assert cli.command_names() == COMMANDS


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_has_help(name: str, capsys: pytest.CaptureFixture[str]):
    """--help prints what the command does and every option with a text of its own."""
    assert cli.main([name, "--help"]) == 0
    printed = capsys.readouterr().out
    assert "Usage:" in printed
    command = next(part for part in cli.app.registered_commands if (part.name or part.callback.__name__) == name)
    assert command.callback.__doc__.split("\n")[0][:40] in printed


@pytest.mark.parametrize(
    ("given", "understood"),
    [
        ([], ["open"]),
        (["x.neurodesk"], ["open", "x.neurodesk"]),
        (["--engine", "thread"], ["open", "--engine", "thread"]),
        (["x.neurodesk", "--engine", "thread"], ["open", "x.neurodesk", "--engine", "thread"]),
        (["check", "x.neurodesk"], ["check", "x.neurodesk"]),
        (["--help"], ["--help"]),
        (["--version"], ["--version"]),
    ],
)
def test_no_command_opens_the_window(given: list[str], understood: list[str]):
    """`neurodesk FILE` is `neurodesk open FILE`."""
    assert cli.with_command(given) == understood


def test_version(capsys: pytest.CaptureFixture[str]):
    """--version prints one line."""
    assert cli.main(["--version"]) == 0
    assert capsys.readouterr().out.startswith("neurodesk 0.")


def test_a_misspelt_command_is_guessed(capsys: pytest.CaptureFixture[str]):
    """A word that is neither command nor file brings the nearest command."""
    assert cli.main(["trian"]) == 2
    assert capsys.readouterr().err == "There is no file trian. Did you mean `neurodesk train`?\n"


@pytest.mark.parametrize(
    "arguments", [["train"], ["train", "x", "--epochs", "many"], ["train", "x", "--device", "abacus"]]
)
def test_wrong_use_is_two(arguments: list[str], capsys: pytest.CaptureFixture[str]):
    """Missing and impossible options end with 2, and stdout stays empty."""
    assert cli.main(arguments) == 2
    assert capsys.readouterr().out == ""


TRAIN = "`neurodesk train --help` tells how to use it."


@pytest.mark.parametrize(
    ("line", "sentence"),
    [
        ("train", f"`neurodesk train` needs FILE. {TRAIN}"),
        ("train x --epochs 0", f"--epochs takes a whole number from 1, not '0'. {TRAIN}"),
        ("train x --epochs", f"--epochs needs a value: a whole number from 1. {TRAIN}"),
        ("train x --seed -1", f"--seed takes a whole number from 0, not '-1'. {TRAIN}"),
        ("train x --seed=-1", f"--seed takes a whole number from 0, not '-1'. {TRAIN}"),
        ("train x --device foo", f"--device takes auto, cpu, cuda or mps, not 'foo'. {TRAIN}"),
        ("train x --engine foo", f"--engine takes process or thread, not 'foo'. {TRAIN}"),
        ("train x --resume nosuch", f"--resume takes the number of a run, not 'nosuch'. {TRAIN}"),
        ("train x --runes y", f"There is no option --runes. Did you mean --runs? {TRAIN}"),
        ("train x y", f"`neurodesk train` does not take so many words. {TRAIN}"),
        ("evaluate x --run abc", "--run takes the number of a run, not 'abc'. `neurodesk evaluate --help`"),
        ("explain x", "`neurodesk explain` needs --method. `neurodesk explain --help`"),
        ("explain x --method m --out o.png --sample -1", "--sample takes a whole number from 0, not '-1'. `neurodesk"),
        ("screenshot x --out o.png --theme pink", "--theme takes dark or light, not 'pink'. `neurodesk screenshot"),
        ("--bogus", "There is no option --bogus. `neurodesk open --help` tells how to use it."),
        ("frobnicate", "There is no file frobnicate. neurodesk --help lists the commands."),
    ],
)
def test_wrong_use_is_one_sentence(line: str, sentence: str, capsys: pytest.CaptureFixture[str]):
    """One line on stderr says in plain words what is expected and where the help is; the exit code is 2."""
    assert cli.main(line.split()) == 2
    output = capsys.readouterr()
    assert output.out == ""
    assert output.err.startswith(sentence)
    assert output.err.count("\n") == 1


@pytest.mark.parametrize(
    ("error", "sentence"),
    [
        (
            BadFile("a.neurodesk", "it is a folder", cure="Choose a file."),
            "a.neurodesk: it is a folder. Choose a file.\n",
        ),
        (FileNotFoundError(2, "No such file or directory", "x"), "x cannot be used: no such file or directory.\n"),
    ],
)
def test_errors_are_one_sentence(monkeypatch, capsys, error: Exception, sentence: str):
    """What a person can mend is told without a traceback, with exit code 2."""
    from neurodesk.commands import drawing

    def fail(**_: object) -> int:
        raise error

    monkeypatch.setattr(drawing, "templates", fail)
    assert cli.main(["templates"]) == 2
    assert capsys.readouterr().err == sentence


@pytest.mark.parametrize("command", ["check", "summary", "train", "evaluate"])
@pytest.mark.parametrize("content", [None, "", "{", '{"neurodesk": 99}', "\0\0"])
def test_unreadable_projects(tmp_path: Path, capsys, command: str, content: str | None):
    """A missing, empty, half-written or newer project is one sentence and exit code 2, for every command."""
    file = tmp_path / "broken.neurodesk"
    if content is not None:
        file.write_text(content)
    assert cli.main([command, str(file)]) == 2
    output = capsys.readouterr()
    assert output.out == ""
    assert output.err.count("\n") == 1
    assert "broken.neurodesk" in output.err


def test_it_starts_light():
    """python -m neurodesk answers without loading numpy, Qt, torch or rich tables first."""
    program = "import sys; from neurodesk.cli import main; main(['--version']); print(len(sys.modules))"
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert int(done.stdout.splitlines()[-1]) < 400


def test_as_a_module():
    """python -m neurodesk passes the exit code on."""
    assert run("--version").returncode == 0
    assert run("nothing.neurodesk").returncode == 2


@pytest.mark.parametrize("words", [[], ["here.neurodesk"]])
def test_the_window_alone_needs_no_command_line(tmp_path: Path, words: list[str]):
    """`neurodesk` and `neurodesk FILE` open it without loading what parses commands."""
    (tmp_path / "here.neurodesk").touch()
    program = (
        "import sys, types; fake = types.ModuleType('app'); fake.start = lambda *files: print(*files) or 7\n"
        "sys.modules['neurodesk.ui.app'] = fake\n"
        "from neurodesk.__main__ import main\n"
        "code = main(); sys.exit('typer' in sys.modules or code)"
    )
    command = [sys.executable, "-c", program, *words]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout.split()) == (7, words), done.stderr


def test_a_name_speaks_to_no_terminal(tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    """Neither where all is well nor in a refusal, and what is to be typed next can be."""
    evil = tmp_path / "a b\x1b[31m\u202e.neurodesk"
    assert cli.main(["new", "wine", str(evil)]) == 0
    assert cli.main(["check", str(evil.with_name("\x1bgone.neurodesk"))]) == 2
    said = "".join(capsys.readouterr())
    assert "\x1b" not in said
    assert "\u202e" not in said
    assert "neurodesk train '" in said
