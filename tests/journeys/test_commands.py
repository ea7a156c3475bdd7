"""The command line walked as a person walks it, from the gallery over training to files.

What takes a process of its own is done in one; the others begin where `python -m neurodesk` hands over to the command
line, in this process, for loading torch takes longer than all they do.
"""

import contextlib
import io
import json
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

import neurodesk as nd
from neurodesk import cli


def start(*arguments: object, folder: Path) -> subprocess.Popen[str]:
    """Start a command in a process of its own, standing in `folder`."""
    command = [sys.executable, "-m", "neurodesk", *map(str, arguments)]
    environment = os.environ | {"QT_QPA_PLATFORM": "offscreen", "OMP_NUM_THREADS": "1"}
    pipe = subprocess.PIPE
    return subprocess.Popen(command, cwd=folder, stdout=pipe, stderr=pipe, text=True, env=environment)


def alone(*arguments: object, folder: Path) -> str:
    """Run a command in a process of its own to its end, which is well; return its stdout."""
    with start(*arguments, folder=folder) as process:
        out, err = process.communicate()
    assert process.returncode == 0, out + err
    assert "Traceback" not in err
    return out


def run(*arguments: object, folder: Path, code: int = 0) -> str:
    """Run a command to its end; its exit code must be `code`; return its stdout."""
    out, err = io.StringIO(), io.StringIO()
    with contextlib.chdir(folder), contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
        ended = cli.main([*map(str, arguments)])
    assert ended == code, out.getvalue() + err.getvalue()
    assert "Traceback" not in err.getvalue()
    return out.getvalue()


def ask(*arguments: object, folder: Path, code: int = 0) -> object:
    """Run a command with --json and return what it says; stdout holds JSON and nothing else."""
    return json.loads(run(*arguments, "--json", folder=folder, code=code))


def lines(*arguments: object, folder: Path, code: int = 0) -> list[dict]:
    """Run a command that says one JSON object a line."""
    return [json.loads(line) for line in run(*arguments, "--json", folder=folder, code=code).splitlines()]


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with three trained projects: a picture classifier, a table classifier and a regression."""
    folder = tmp_path_factory.mktemp("desk")
    for template, epochs in (("digits_mlp", 3), ("wine", 20), ("diabetes", 20)):
        run("new", template, f"{template}.neurodesk", folder=folder)
        options = ("--epochs", epochs, "--device", "cpu", "--engine", "thread")
        run("train", f"{template}.neurodesk", *options, folder=folder)
    return folder


# ---------------------------------------------------------------- before training


def test_gallery(tmp_path: Path):
    """Every template says what it is, and becomes a project without problems."""
    gallery = ask("templates", folder=tmp_path)
    assert len(gallery) >= 9
    for row in gallery:
        assert {"key", "title", "task", "data", "parameters"} <= set(row)
    published = {row["key"]: row["published_parameters"] for row in gallery if "published_parameters" in row}
    assert 61706 in published.values()


def test_new_keeps_what_is_there(tmp_path: Path):
    """A template nobody knows, and a file that is there already, are refused in one sentence."""
    run("new", "nothing", "x.neurodesk", folder=tmp_path, code=2)
    assert not (tmp_path / "x.neurodesk").exists()
    run("new", "wine", "x.neurodesk", folder=tmp_path)
    before = (tmp_path / "x.neurodesk").read_bytes()
    run("new", "digits_mlp", "x.neurodesk", folder=tmp_path, code=2)
    assert (tmp_path / "x.neurodesk").read_bytes() == before
    run("new", "digits_mlp", "x.neurodesk", "--force", folder=tmp_path)
    assert (tmp_path / "x.neurodesk").read_bytes() != before


def test_catalogue(tmp_path: Path):
    """Every layer tells its ports and parameters."""
    layers = ask("layers", folder=tmp_path)
    assert len(layers) >= 45
    assert all(set(row) == {"key", "category", "doc", "inputs", "outputs", "parameters"} for row in layers)
    parameters = [parameter for row in layers for parameter in row["parameters"]]
    assert all({"name", "type", "default", "min", "max", "doc"} <= set(row) for row in parameters)


def test_check_and_summary(desk: Path):
    """A whole drawing has no problems and adds up; a broken one says what is wrong and how to mend it."""
    assert [row for row in ask("check", "wine.neurodesk", folder=desk) if row["severity"] == "error"] == []
    summary = ask("summary", "wine.neurodesk", folder=desk)
    assert set(summary) == {"nodes", "parameters", "flops", "memory"}
    assert all(set(row) == {"name", "layer", "shape", "parameters", "flops"} for row in summary["nodes"])
    assert sum(row["parameters"] for row in summary["nodes"]) == summary["parameters"] > 0

    project = json.loads((desk / "wine.neurodesk").read_text())
    nodes = project["networks"][project["main"]]["nodes"]
    next(node for node in nodes.values() if node["layer"] == "linear").pop("inputs")
    (desk / "broken.neurodesk").write_text(json.dumps(project))
    problems = ask("check", "broken.neurodesk", folder=desk, code=1)
    assert set(problems[0]) == {"code", "severity", "network", "node", "port", "text", "cures"}
    assert all(row["cures"] for row in problems)
    assert "error:" in run("check", "broken.neurodesk", folder=desk, code=1)
    assert run("train", "broken.neurodesk", folder=desk, code=1) == ""


# ---------------------------------------------------------------- training


@pytest.mark.parametrize("engine", ["process", "thread"])
def test_train_tells_one_event_a_line(tmp_path: Path, engine: str):
    """From run_started to run_finished, wherever the engine lives; a second training is another run."""
    run("new", "wine", "w.neurodesk", folder=tmp_path)
    options = ("--epochs", 3, "--seed", 7, "--device", "cpu", "--engine", engine, "--runs", "elsewhere")
    said = alone("train", "w.neurodesk", *options, "--json", folder=tmp_path)
    events = [json.loads(line) for line in said.splitlines()]
    names = [event["event"] for event in events]
    assert (names[0], names[-1]) == ("run_started", "run_finished")
    assert names.count("epoch_finished") == 3
    assert events[-1]["reason"] == "finished"
    assert sum(len(event["losses"]) for event in events if event["event"] == "steps_taken") == events[-1]["step"]
    assert (tmp_path / "elsewhere" / "runs.sqlite").exists()
    assert not (tmp_path / "w.runs").exists()
    again = lines("train", "w.neurodesk", *options, folder=tmp_path)
    assert again[-1]["run"] == events[-1]["run"] + 1
    assert again[-1]["metrics"] == events[-1]["metrics"]


def test_resume_continues(tmp_path: Path):
    """--resume goes on with the same run, from its last step."""
    run("new", "wine", "w.neurodesk", folder=tmp_path)
    options = ("--device", "cpu", "--engine", "thread")
    first = lines("train", "w.neurodesk", "--epochs", 2, *options, folder=tmp_path)[-1]
    events = lines("train", "w.neurodesk", "--epochs", 4, "--resume", first["run"], *options, folder=tmp_path)
    assert (events[0]["resumed"], events[0]["step"], events[0]["run"]) == (True, first["step"], first["run"])
    assert events[-1]["step"] == 2 * first["step"]


def test_what_cannot_begin_is_wrong_use(tmp_path: Path):
    """A runs folder that cannot be is told by exit code 2, before any run begins."""
    run("new", "wine", "w", folder=tmp_path)
    (tmp_path / "file").write_text("in the way")
    assert run("train", "w.neurodesk", "--runs", "file/runs", "--engine", "thread", folder=tmp_path, code=2) == ""


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_signal_stops_and_keeps_the_run(tmp_path: Path, number: int):
    """Ctrl+C ends training at the next step, keeps the run, exits with 0 and leaves no process."""
    run("new", "digits_mlp", "d.neurodesk", folder=tmp_path)
    with start("train", "d.neurodesk", "--epochs", 100000, "--device", "cpu", "--json", folder=tmp_path) as process:
        for line in process.stdout:
            if json.loads(line)["event"] == "epoch_finished":
                process.send_signal(number)
                break
        rest = process.stdout.read().splitlines()
        assert process.wait() == 0, process.stderr.read()
    assert json.loads(rest[-1])["reason"] == "stopped"


# ---------------------------------------------------------------- after training


def test_evaluate(desk: Path):
    """Classes have a confusion matrix over the held-out part; numbers have r2; both stand beside a guess."""
    answer = ask("evaluate", "wine.neurodesk", folder=desk)
    assert answer["metrics"]["accuracy"] > 0.8
    assert len(answer["confusion"]) == len(answer["classes"]) == 3
    assert sum(map(sum, answer["confusion"])) == 36  # a fifth of 178
    regression = ask("evaluate", "diabetes.neurodesk", folder=desk)
    assert set(regression) == {"run", "part", "examples", "metrics", "notes", "baseline"}
    assert [row["class"] for row in answer["per_class"]] == answer["classes"]
    assert answer == nd.evaluate(desk / "wine.neurodesk").report()
    assert regression["metrics"]["r2"] > 0.2
    assert "Confusion matrix" in alone("evaluate", "wine.neurodesk", folder=desk)


@pytest.mark.parametrize(
    ("template", "method", "target"),
    [
        ("digits_mlp", "saliency", None),
        ("digits_mlp", "integrated_gradients", "3"),
        ("digits_mlp", "occlusion", None),
        ("wine", "ablation", "grower 2"),
        ("diabetes", "integrated_gradients", None),
    ],
)
def test_explain(desk: Path, template: str, method: str, target: str | None):
    """A picture is written, and the answer names sample, target and prediction."""
    options = () if target is None else ("--target", target)
    out = Path("pictures") / f"{template}_{method}.png"
    words = ("explain", f"{template}.neurodesk", "--method", method, "--sample", 1, *options, "--out", out)
    answer = ask(*words, folder=desk)
    assert {"method", "sample", "target", "predicted", "probability", "shape"} <= set(answer)
    assert (answer["method"], answer["sample"]) == (method, 1)
    assert ("gap" in answer) == (method == "integrated_gradients")
    if target is not None:
        assert answer["target"] == {"3": 3, "grower 2": 1}[target]
    assert (desk / out).read_bytes().startswith(b"\x89PNG")


@pytest.mark.parametrize(
    "options",
    [
        ("--method", "magic", "--sample", 0),
        ("--method", "saliency", "--sample", 10**6),
        ("--method", "saliency", "--sample", 0, "--target", "cat"),
        ("--method", "saliency", "--sample", 0, "--run", 99),
    ],
)
def test_explain_refuses_in_a_sentence(desk: Path, options: tuple[object, ...]):
    """An unknown method, example, class or run is wrong use: exit code 2, nothing written."""
    assert run("explain", "digits_mlp.neurodesk", *options, "--out", "no.png", folder=desk, code=2) == ""
    assert not (desk / "no.png").exists()


def test_export(desk: Path):
    """Files, a report, and the largest difference of each format."""
    words = ("export", "digits_mlp.neurodesk", "--to", "python,weights,onnx", "--out", "trained")
    answer = ask(*words, folder=desk)
    assert set(answer["parity"]) == {"python", "weights", "onnx"}
    assert all(difference < 1e-4 for difference in answer["parity"].values())
    assert all((desk / path).exists() for path in answer["files"])
    assert (desk / "trained" / "report.json").exists()


def test_export_refuses_an_unknown_format(desk: Path):
    """A format nobody knows is wrong use."""
    run("export", "digits_mlp.neurodesk", "--to", "tape", "--out", "tapes", folder=desk, code=2)


@pytest.mark.parametrize("theme", ["dark", "light"])
def test_screenshot(desk: Path, theme: str):
    """The window's picture needs no screen."""
    alone("screenshot", "digits_mlp.neurodesk", "--theme", theme, "--out", f"{theme}.png", folder=desk)
    assert (desk / f"{theme}.png").read_bytes().startswith(b"\x89PNG")


def test_demo(tmp_path: Path):
    """The main job end to end: everything is there when it is done."""
    said = alone("demo", "--out", "all", folder=tmp_path)
    made = {path.relative_to(tmp_path / "all").as_posix() for path in (tmp_path / "all").rglob("*")}
    assert {"digits.neurodesk", "why_gradcam.png", "trained/report.json", "window.png"} <= made
    assert "Done in" in said
