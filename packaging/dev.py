"""Set-up and the daily commands: python3 packaging/dev.py app | test | bench | soak | run.

Standard library only, for Linux, macOS and Windows. The environment lives in `.venv` at the root; a stamp in it
remembers what it was made from, so that a second start costs next to nothing.
"""

import sys

if sys.version_info < (3, 11):  # before anything a Python this old could not read
    import shutil

    newer = next((name for name in ("python3.14", "python3.13", "python3.12", "python3.11") if shutil.which(name)), "")
    sys.exit(
        "NeuroDesk needs Python 3.11 or newer; this is Python {}.{} ({}).\n{}".format(
            sys.version_info[0],
            sys.version_info[1],
            sys.executable,
            f"Run: {newer} {' '.join(sys.argv)}" if newer else "Install a newer Python first.",
        )
    )

import argparse
import ctypes
import hashlib
import json
import os
import shutil
import subprocess
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
BIN = VENV / ("Scripts" if os.name == "nt" else "bin")
PYTHON = BIN / ("python.exe" if os.name == "nt" else "python")
STAMP = VENV / "neurodesk-stamp.json"
CONSTRAINTS = ROOT / "packaging" / "constraints.txt"

# What Qt loads from the system: the library's file name, then its package on Debian and on Fedora.
OFFSCREEN = {
    "libGL.so.1": ("libgl1", "mesa-libGL"),
    "libEGL.so.1": ("libegl1", "mesa-libEGL"),
    "libxkbcommon.so.0": ("libxkbcommon0", "libxkbcommon"),
    "libfontconfig.so.1": ("libfontconfig1", "fontconfig"),
    "libdbus-1.so.3": ("libdbus-1-3", "dbus-libs"),
    "libglib-2.0.so.0": ("libglib2.0-0", "glib2"),
}
X_WINDOW = {
    "libxkbcommon-x11.so.0": ("libxkbcommon-x11-0", "libxkbcommon-x11"),
    "libxcb-cursor.so.0": ("libxcb-cursor0", "xcb-util-cursor"),
    "libxcb-icccm.so.4": ("libxcb-icccm4", "xcb-util-wm"),
    "libxcb-keysyms.so.1": ("libxcb-keysyms1", "xcb-util-keysyms"),
    "libxcb-shape.so.0": ("libxcb-shape0", "libxcb"),
}
# Programs some tests run; a test that cannot find its program says so.
TEST_PROGRAMS = {
    "strace": ("strace", "strace"),
    "dot": ("graphviz", "graphviz"),
    "Xvfb": ("xvfb", "xorg-x11-server-Xvfb"),
    "dbus-run-session": ("dbus", "dbus-daemon"),
    "/usr/libexec/at-spi-bus-launcher": ("at-spi2-core", "at-spi2-core"),
}
SCREEN_READER = ("gir1.2-atspi-2.0 python3-gi", "python3-gobject")  # what the system's Python reads a window with
READS = "import gi; gi.require_version('Atspi', '2.0')"


def say(text: str) -> None:
    """Print one line at once, so that it stands before what a child process prints."""
    print(f"[dev] {text}", flush=True)


def call(*command: str | Path, **options: object) -> int:
    """Run a command in the project's root and return its exit code."""
    return subprocess.run([str(part) for part in command], cwd=ROOT, check=False, **options).returncode


# ---------------------------------------------------------------- the environment


def fingerprint() -> str:
    """Name what the environment is made from: the declared dependencies, the pins and this Python."""
    digest = hashlib.sha256(sys.version.encode())
    for path in (ROOT / "pyproject.toml", CONSTRAINTS):
        digest.update(path.read_bytes())
    return digest.hexdigest()


def read_stamp() -> dict[str, str]:
    """Return what the environment was made from; empty when it was never finished."""
    try:
        stamp = json.loads(STAMP.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return stamp if isinstance(stamp, dict) and PYTHON.exists() else {}


def make_environment(extra: str, torch_index: str) -> None:
    """Bring `.venv` up to date with pyproject.toml and the pins; at once when it already is.

    `extra` is "" or an extra of the project ("test"); `torch_index` is the address of another PyTorch build, or "".
    """
    stamp = read_stamp()
    wanted = fingerprint()
    same_torch = torch_index in ("", stamp.get("torch_index", ""))
    if stamp.get("made_from") == wanted and extra in ("", stamp.get("extra")) and same_torch:
        return
    STAMP.unlink(missing_ok=True)  # an interrupted set-up must not look finished
    make_venv()
    say("Installing NeuroDesk and what it needs into .venv (the first time takes a few minutes) ...")
    if torch_index and not same_torch:
        pip("--no-deps", "--force-reinstall", "--index-url", torch_index, pinned("torch"))
    more_places = ("--extra-index-url", torch_index) if torch_index else ()
    pip("--constraint", CONSTRAINTS, *more_places, "--editable", f".[{extra}]" if extra else ".")
    made = {"made_from": wanted, "extra": extra or stamp.get("extra", ""), "torch_index": torch_index}
    STAMP.write_text(json.dumps(made), encoding="utf-8")


def make_venv() -> None:
    """Create `.venv`, or make it anew when it is broken or belongs to a Python too old."""
    if PYTHON.exists() and call(PYTHON, "-c", "import sys, pip; sys.exit(sys.version_info < (3, 11))") == 0:
        return
    say(f"Making .venv with Python {sys.version.split()[0]} ...")
    if call(sys.executable, "-m", "venv", "--clear", VENV) == 0:
        return
    if is_debian_root():
        install_packages(["python3-venv"])
        if call(sys.executable, "-m", "venv", "--clear", VENV) == 0:
            return
    sys.exit("Python could not make an environment. On Debian or Ubuntu run: sudo apt-get install python3-venv")


def pip(*arguments: str | Path) -> None:
    """Install with the environment's pip; leave with its exit code when it fails."""
    quiet = () if sys.stdout.isatty() else ("--quiet",)
    code = call(PYTHON, "-m", "pip", "--disable-pip-version-check", "install", *quiet, *arguments)
    if code:
        sys.exit(f"[dev] pip could not install what NeuroDesk needs (its message stands above, exit code {code}).")


def pinned(package: str) -> str:
    """Return the line of constraints.txt for a package: `torch==2.13.0`."""
    lines = CONSTRAINTS.read_text(encoding="utf-8").splitlines()
    return next(line for line in lines if line.lower().startswith(f"{package}=="))


# ---------------------------------------------------------------- the system


def is_debian_root() -> bool:
    """Say whether packages can be installed here without asking: root on Debian, Ubuntu and their like."""
    return hasattr(os, "geteuid") and os.geteuid() == 0 and shutil.which("apt-get") is not None


def has_display() -> bool:
    """Say whether a window can be shown: always on macOS and Windows, with an X or Wayland display on Linux."""
    if not sys.platform.startswith("linux"):
        return True
    return bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))


def is_missing(library: str) -> bool:
    """Say whether the system's loader cannot find a library by its file name."""
    try:
        ctypes.CDLL(library)
    except OSError:
        return True
    return False


def test_packages() -> list[tuple[str, str]]:
    """Return the packages that some tests would use and that are not there: programs, a screen, a reader of it."""
    lacking = [packages for program, packages in TEST_PROGRAMS.items() if not shutil.which(program)]
    lacking += [packages for library, packages in X_WINDOW.items() if is_missing(library)]
    system = Path("/usr/bin/python3")
    reads = system.exists() and call(system, "-c", READS, stderr=subprocess.DEVNULL) == 0
    return lacking if reads else [*lacking, SCREEN_READER]


def install_packages(packages: list[str]) -> bool:
    """Install Debian packages as root; fetch the package lists first when they are missing or old."""
    install = ["apt-get", "install", "-y", "-qq", "--no-install-recommends", *packages]
    quiet = {"env": os.environ | {"DEBIAN_FRONTEND": "noninteractive"}, "stdout": subprocess.DEVNULL}
    if call(*install, **quiet, stderr=subprocess.DEVNULL) == 0:
        return True
    call("apt-get", "update", "-qq", **quiet)
    return call(*install, **quiet) == 0


def see_to_libraries(*, testing: bool) -> None:
    """Install the Linux libraries Qt needs, or print the one line that does and leave."""
    if not sys.platform.startswith("linux"):
        return
    needed = OFFSCREEN | (X_WINDOW if has_display() and not testing else {})
    missing = [packages for library, packages in needed.items() if is_missing(library)]
    useful = test_packages() if testing and is_debian_root() else []
    if is_debian_root() and (missing or useful):
        say("Installing system packages: " + " ".join(debian for debian, _ in missing + useful))
        install_packages(" ".join(debian for debian, _ in missing + useful).split())
        missing = [packages for library, packages in needed.items() if is_missing(library)]
    if not missing:
        return
    if shutil.which("dnf"):
        line = "sudo dnf install " + " ".join(fedora for _, fedora in missing)
    else:
        line = "sudo apt-get install " + " ".join(debian for debian, _ in missing)
    sys.exit(f"Qt needs libraries this system lacks. Run this line, then try again:\n  {line}")


# ---------------------------------------------------------------- the commands


def hand_over(program: str, *arguments: str, **environment: str) -> int:
    """Become a program of the environment (on Windows: run it and wait); return its exit code."""
    path = shutil.which(program, path=str(BIN)) or shutil.which(program)
    if path is None:
        sys.exit(f"There is no program called {program} in .venv or on PATH.")
    command = [path, *arguments]
    settings = os.environ | {"PATH": f"{BIN}{os.pathsep}{os.environ.get('PATH', '')}"} | environment
    if os.name == "nt":
        return subprocess.run(command, env=settings, check=False).returncode
    os.execve(command[0], command, settings)  # noqa: S606 - the program takes over this process: signals reach it


def app(arguments: list[str]) -> int:
    """Open the window; with no display run the demo instead, and say so."""
    if has_display():
        return hand_over("neurodesk", *arguments)
    say("No display was found (DISPLAY and WAYLAND_DISPLAY are empty), so no window can open.")
    say("Running `neurodesk demo` instead: the main job from drawing to files, with a picture of the window.")
    return hand_over("neurodesk", "demo", QT_QPA_PLATFORM="offscreen")


def check(command: tuple[str, ...]) -> tuple[str, int, str]:
    """Run one check and return its words, exit code and output."""
    words = " ".join(command)
    name, *arguments = command
    path = shutil.which(name, path=str(BIN)) or name
    done = subprocess.run([path, *arguments], cwd=ROOT, check=False, capture_output=True, text=True, encoding="utf-8")
    return words, done.returncode, (done.stdout + done.stderr).strip()


# Compiling comes along: some environments keep no compiled files, and hundreds of children would each compile it all.
COMPILED = ("python", "-m", "compileall", "-q", "neurodesk")
CHECKS = (COMPILED, ("mypy",), ("lint-imports",), ("ruff", "check", "."), ("ruff", "format", "--check", "."))


def test(arguments: list[str]) -> int:
    """Run lint, types and borders, then the suite; pytest's summary comes last and tells of failed checks too.

    With `--slow` the long part follows, alone: it measures times, as of programs that are killed and started again.
    """
    failed = []
    with ThreadPoolExecutor(max_workers=2) as pool:
        for words, code, output in pool.map(check, CHECKS):
            say(f"{words}: {'fine' if code == 0 else f'failed (exit code {code})'}")
            if code:
                print(output, flush=True)
                failed.append(words)
    environment = {"QT_QPA_PLATFORM": "offscreen", "OMP_NUM_THREADS": "1", "NEURODESK_FAILED_CHECKS": "; ".join(failed)}
    alone = any(part.startswith(("-n", "-p", "--pdb")) for part in arguments)
    # By file, so that its fixtures are made once. A worker that crashes ends the run with the name of its test: xdist
    # would run that test again in a new worker and then wait for ever.
    # In the order of `tests/conftest.py`, for xdist's own begins with the files of many tests, and those are short.
    order = ("--dist", "loadfile", "--no-loadscope-reorder")
    workers = [] if alone else ["-n", "2", *order, "--max-worker-restart", "0"]
    runs = [[*workers, *arguments]]
    if "--slow" in arguments and "-m" not in arguments:
        runs = [[*workers, *arguments, "-m", "not slow"], [*arguments, "-m", "slow"]]
    codes = [call(PYTHON, "-m", "pytest", *words, env=os.environ | environment) for words in runs]
    nothing = 5 if len(runs) > 1 else 0  # pytest's code where a file that was named holds no test of that part
    return next((code for code in codes if code not in (0, nothing)), int(bool(failed)))


def bench(arguments: list[str]) -> int:
    """Run the benchmarks one after the other, or those named (`bench canvas`): medians, contenders in turn."""
    files = {path.stem.removeprefix("bench_"): path for path in sorted((ROOT / "tests" / "bench").glob("bench_*.py"))}
    unknown = [name for name in arguments if name not in files]
    if unknown:
        sys.exit(f"There is no benchmark {unknown[0]}. Choose among: {', '.join(files)}.")
    environment = {"QT_QPA_PLATFORM": "offscreen"} | os.environ
    codes = []
    for name in arguments or files:
        say(f"{name} ...")
        codes.append(call(PYTHON, "-m", f"tests.bench.bench_{name}", env=environment))
    return max(codes, default=0)


def soak(arguments: list[str]) -> int:
    """Use the real window at twenty times real load for half an hour (`--minutes N`), and tell what grows."""
    return call(PYTHON, "-m", "tests.soak", *arguments, env={"QT_QPA_PLATFORM": "offscreen"} | os.environ)


def run(arguments: list[str]) -> int:
    """Run any program in the environment: `dev.py run -- neurodesk doctor`."""
    arguments = arguments[1:] if arguments[:1] == ["--"] else arguments
    if not arguments:
        sys.exit("Say what to run: python3 packaging/dev.py run -- neurodesk doctor")
    return hand_over(*arguments)


COMMANDS = {
    "app": (app, ""),
    "test": (test, "test"),
    "bench": (bench, "test"),
    "soak": (soak, "test"),
    "run": (run, ""),
}


def main() -> int:
    """Read the command line, set up, and do what it says; return the exit code."""
    torch_index = argparse.ArgumentParser(add_help=False, allow_abbrev=False)
    torch_index.add_argument(
        "--torch-index",
        metavar="URL",
        default=os.environ.get("NEURODESK_TORCH_INDEX", ""),
        help="take PyTorch from this package index, as that of its builds for the CPU",
    )
    parser = argparse.ArgumentParser(prog="dev.py", description=__doc__.split("\n\n")[0])
    commands = parser.add_subparsers(dest="command", required=True, metavar="app | test | bench | soak | run")
    for name, (function, _) in COMMANDS.items():
        text = function.__doc__ or ""
        commands.add_parser(name, parents=[torch_index], help=text, description=text, allow_abbrev=False)
    chosen, rest = parser.parse_known_args()
    function, extra = COMMANDS[chosen.command]
    see_to_libraries(testing=chosen.command in ("test", "bench", "soak"))
    make_environment(extra, chosen.torch_index)
    return function(rest)


if __name__ == "__main__":
    try:
        sys.exit(main())
    except KeyboardInterrupt:
        sys.exit(130)
