"""A disk that is full in earnest (F18): a file system of 2 MB in a child's own name space, without any privilege."""

import json
import shutil
import subprocess
import sys
import warnings
from pathlib import Path

from tests.cases.full_disk import FREED, LAST
from tests.cases.oracle import ROOT

MOUNT = 'mount -t tmpfs -o size=2m none "$0" && exec "$@"'


def lacking(disk: Path) -> bool:
    """Whether no such file system can be had here, which a warning then says."""
    tried = [*inside(disk), "true"]
    if shutil.which("unshare") and subprocess.run(tried, capture_output=True, check=False).returncode == 0:
        return False
    warnings.warn("Nothing was written on a full disk: it needs unshare, and name spaces of users.", stacklevel=2)
    return True


def inside(disk: Path) -> list[str]:
    """What starts a program that sees the small disk in the place of a folder."""
    return ["unshare", "--user", "--map-root-user", "--mount", "sh", "-c", MOUNT, str(disk)]


def test_f18_on_a_full_disk_nothing_is_lost_and_training_goes_on(tmp_path: Path):
    """A save says so and leaves the file; a run warns once, keeps its checkpoint, and writes one when there is room."""
    if lacking(tmp_path):
        return
    words = [*inside(tmp_path), sys.executable, "-P", "-m", "tests.cases.full_disk", str(tmp_path)]
    env = {"PYTHONPATH": str(ROOT), "NEURODESK_HOME": str(tmp_path / "home"), "OMP_NUM_THREADS": "1", "PATH": "/bin"}
    done = subprocess.run(words, capture_output=True, text=True, env=env, check=False)
    assert done.returncode == 0, done.stderr
    told = json.loads(done.stdout)
    saved, run = told["saved"], told["trained"]
    assert "the disk is full" in saved["said"]
    assert "Free some space" in saved["said"]
    assert saved["untouched"] and saved["then"]  # noqa: PT018
    assert saved["names"] == ["a.neurodesk", "filler"]
    assert [text for text in run["warned"] if "the disk is full" in text]
    assert len(run["warned"]) == len(set(run["warned"])) <= 2  # of the checkpoint and of the list of runs, once each
    assert len(set(run["kept"])) == 1  # the one that was there, whole
    assert run["kept"][0] in run["steps"]
    assert run["end"] == "run_finished"
    assert run["steps"][-1] == run["last"]
    assert len([step for step in run["steps"] if step > FREED * run["last"] // LAST]) >= LAST - FREED - 1
