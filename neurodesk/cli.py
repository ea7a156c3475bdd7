"""The command line: names, options and help of every command; what they do is in neurodesk/commands."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated, Literal

import typer

from neurodesk import __version__

app = typer.Typer(
    name="neurodesk",
    help="Draw a neural network, watch it learn, see why it answers as it does, and take it away as files.\n\n"
    "`neurodesk FILE` opens the window. Exit codes: 0 fine; 1 the answer is no; 2 wrong use or unreadable input.",
    no_args_is_help=False,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)

WrongUse: type[Exception] = typer.BadParameter.__mro__[1]
"""What the parser raises for any wrong use; where its class lives differs between versions of typer."""

File = Annotated[Path, typer.Argument(help="A project file (.neurodesk).")]
Json = Annotated[bool, typer.Option("--json", help="Print JSON on stdout and nothing else; logs go to stderr.")]
Engine = Annotated[
    Literal["process", "thread"],
    typer.Option("--engine", help="Where training runs: a child process, or a thread of this one."),
]
Run = Annotated[int | None, typer.Option("--run", metavar="RUN", help="Number of a run; default: the newest finished.")]
Runs = Annotated[
    Path | None, typer.Option("--runs", metavar="DIR", help="Folder of the runs; default: beside the project.")
]


def _version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"neurodesk {__version__}")
        raise typer.Exit


@app.callback()
def _options(
    version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Print the version and leave.")
    ] = False,
) -> None:
    """Hold the options before any command."""


@app.command("open")
def open_command(
    file: Annotated[Path | None, typer.Argument(help="A project file (.neurodesk).")] = None,
    engine: Engine | None = None,
) -> None:
    """Open the window, with a project or the welcome page. `neurodesk FILE` is the short way to say it."""
    from neurodesk.commands.window import open_window

    raise typer.Exit(open_window(file, engine=engine or "", commands=command_names()))


@app.command()
def templates(as_json: Json = False) -> None:
    """List the templates a project can start from."""
    from neurodesk.commands import drawing

    raise typer.Exit(drawing.templates(as_json=as_json))


@app.command()
def layers(as_json: Json = False) -> None:
    """List every layer with its ports and parameters."""
    from neurodesk.commands import drawing

    raise typer.Exit(drawing.layers(as_json=as_json))


@app.command()
def new(
    template: Annotated[str, typer.Argument(help="A key from `neurodesk templates`.")],
    file: File,
    force: Annotated[bool, typer.Option("--force", help="Replace the file if it is there already.")] = False,
) -> None:
    """Write a new project from a template."""
    from neurodesk.commands import drawing

    raise typer.Exit(drawing.new(template, file, force=force))


@app.command()
def check(file: File, as_json: Json = False) -> None:
    """Tell every problem of a drawing with its cures; exit code 1 if one is an error."""
    from neurodesk.commands import drawing

    raise typer.Exit(drawing.check(file, as_json=as_json))


@app.command()
def summary(file: File, as_json: Json = False) -> None:
    """Print the network as a table: shapes, parameters, operations, memory."""
    from neurodesk.commands import drawing

    raise typer.Exit(drawing.summary(file, as_json=as_json))


@app.command()
def train(
    file: File,
    epochs: Annotated[int | None, typer.Option(min=1, help="How often all examples are seen.")] = None,
    seed: Annotated[int | None, typer.Option(min=0, help="Start of every random choice.")] = None,
    device: Annotated[Literal["auto", "cpu", "cuda", "mps"], typer.Option(help="Where to compute.")] = "auto",
    engine: Engine = "process",
    runs: Runs = None,
    resume: Annotated[int | None, typer.Option(metavar="RUN", help="Continue this run exactly where it was.")] = None,
    as_json: Json = False,
) -> None:
    """Train a project with progress and time to go. Ctrl+C stops at the next step and keeps the run."""
    from neurodesk.commands import learning

    options = {"epochs": epochs, "seed": seed, "device": device}
    raise typer.Exit(
        learning.train(file, engine=engine, runs=runs, resume=resume, as_json=as_json, **options),
    )


@app.command()
def runs(file: File, runs: Runs = None, as_json: Json = False) -> None:
    """List the runs of a project with their names and tags."""
    from neurodesk.commands import learning

    raise typer.Exit(learning.list_runs(file, runs=runs, as_json=as_json))


@app.command()
def evaluate(
    file: File,
    run: Run = None,
    runs: Runs = None,
    part: Annotated[str, typer.Option(help="test (held out), validation or train.")] = "test",
    as_json: Json = False,
) -> None:
    """Measure a run on the held-out test part, or another."""
    from neurodesk.commands import learning

    raise typer.Exit(learning.evaluate(file, run=run, runs=runs, part=part, as_json=as_json))


@app.command()
def explain(
    file: File,
    method: Annotated[
        str,
        typer.Option(
            help="saliency, smoothgrad, integrated_gradients; guided_backprop, deeplift (where exact); gradcam, "
            "occlusion (images); ablation (tables)."
        ),
    ],
    sample: Annotated[int, typer.Option(min=0, metavar="I", help="Which held-out example, from 0.")],
    out: Annotated[Path, typer.Option(metavar="PNG", help="Where the picture goes.")],
    target: Annotated[
        str | None, typer.Option(metavar="T", help="Class to explain, by number or name; default: the predicted one.")
    ] = None,
    run: Run = None,
    runs: Runs = None,
    as_json: Json = False,
) -> None:
    """Draw why a run answers as it does for one held-out example."""
    from neurodesk.commands import taking

    code = taking.explain(
        file, method=method, sample=sample, target=target, out=out, run=run, runs=runs, as_json=as_json
    )
    raise typer.Exit(code)


@app.command()
def export(
    file: File,
    out: Annotated[Path, typer.Option(metavar="DIR", help="The folder to write into.")],
    to: Annotated[str, typer.Option(help="Formats, with commas between; pt2 is one more.")] = "python,weights,onnx",
    run: Run = None,
    runs: Runs = None,
    as_json: Json = False,
) -> None:
    """Write a run's network as files and compare each with it; exit code 1 if one answers differently."""
    from neurodesk.commands import taking

    raise typer.Exit(taking.export(file, to=to, out=out, run=run, runs=runs, as_json=as_json))


@app.command()
def demo(
    out: Annotated[Path, typer.Option(metavar="DIR", help="The folder to write into.")] = Path("neurodesk-demo"),
) -> None:
    """Do the main job end to end on the built-in digits, with a picture of the window."""
    from neurodesk.commands.demo import demo as run_demo

    raise typer.Exit(run_demo(out))


@app.command()
def screenshot(
    file: File,
    out: Annotated[Path, typer.Option(metavar="PNG", help="Where the picture goes.")],
    theme: Annotated[Literal["dark", "light"], typer.Option(help="The window's colours.")] = "dark",
    dock: Annotated[str, typer.Option(metavar="NAME", help="The dock in front: Train, Problems, Evaluate, ...")] = "",
    epochs: Annotated[int, typer.Option(min=0, help="Train so long in the window first, to show it at work.")] = 0,
) -> None:
    """Take a picture of the real window with a project open; needs no screen."""
    from neurodesk.commands import window

    raise typer.Exit(window.screenshot(file, out, theme=theme, dock=dock, epochs=epochs))


@app.command()
def picture(
    file: File,
    out: Annotated[Path, typer.Option(metavar="FILE", help="Where it goes; the name ends in .svg, .pdf or .png.")],
    network: Annotated[str, typer.Option(metavar="NAME", help="The network to draw; default: the main one.")] = "",
    theme: Annotated[Literal["paper", "light", "dark"], typer.Option(help="Light on white, or a theme's colours.")] = (
        "paper"
    ),
    shapes: Annotated[bool, typer.Option(help="Shapes and number of parameters on the cards.")] = True,
    parameters: Annotated[bool, typer.Option(help="Settings of the layers on the cards.")] = True,
    scale: Annotated[float, typer.Option(min=0.1, max=10, help="Of a PNG.")] = 2.0,
) -> None:
    """Draw the network as a picture for a paper: SVG and PDF of lines and text, or PNG; needs no screen."""
    from neurodesk.commands import picture as drawn

    code = drawn.picture(file, out, network=network, theme=theme, shapes=shapes, parameters=parameters, scale=scale)
    raise typer.Exit(code)


@app.command()
def doctor() -> None:
    """Print versions, devices, Qt's platform and missing libraries, to paste into a question."""
    from neurodesk.commands.doctor import doctor as examine

    raise typer.Exit(examine())


def command_names() -> list[str]:
    """Return the names of all commands."""
    return [str(command.name or command.callback.__name__) for command in app.registered_commands if command.callback]


def with_command(arguments: Sequence[str]) -> list[str]:
    """Put `open` before arguments that name no command, so that `neurodesk FILE` opens the window."""
    first = arguments[0] if arguments else ""
    before_commands = ("-h", "--help", "--version", "--install-completion", "--show-completion")
    if first in command_names() or first in before_commands:
        return list(arguments)
    return ["open", *arguments]


def main(arguments: Sequence[str] | None = None) -> int:
    """Run a command line (default: this process's) and return its exit code; an error is told in one sentence."""
    from neurodesk.graph.errors import NeuroDeskError

    words = with_command(sys.argv[1:] if arguments is None else arguments)
    try:
        code = app(args=words, prog_name="neurodesk", standalone_mode=False)
    except WrongUse as error:
        from neurodesk.commands.wrong_use import sentence

        return _tell(sentence(error, words))
    except SystemExit as end:
        return end.code if isinstance(end.code, int) else int(end.code is not None)
    except typer.Abort:
        return 130  # Ctrl+C, as shells tell it
    except NeuroDeskError as error:
        return _tell(" ".join(filter(None, (str(error), error.cure))))
    except OSError as error:
        if not error.strerror:
            raise
        return _tell(f"{error.filename or 'A file'} cannot be used: {error.strerror[:1].lower()}{error.strerror[1:]}.")
    return code if isinstance(code, int) else 0


def _tell(sentence: str) -> int:
    from neurodesk.graph.errors import visible

    typer.echo(visible(sentence), err=True)
    return 2
