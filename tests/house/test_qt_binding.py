"""The Qt binding keeps its references: PySide6 6.12 drops one to None in each void call and aborts Python 3.11.

And nothing of ours lets it lose one: some getters move what they return from its owner to whoever was asked.
"""

import ast
import os
import subprocess
import sys

from tests.house.tree import ROOT, python_files, shown

TAKES = {"nextInFocusChain", "previousInFocusChain", "topLevelWidget", "buddy", "sourceModel"}
"""Getters after which the binding holds that what they return belongs to what was asked."""


def test_nothing_is_asked_that_takes_another_into_its_keeping():
    """When what was asked goes, Python would hold the other, which still lives, for gone, with all that is in it."""
    found = [
        f"{shown(path)}:{node.lineno} {node.attr}"
        for path in python_files("neurodesk", "tests", "packaging")
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Attribute) and node.attr in TAKES
    ]
    assert found == []


def test_no_call_of_qt_loses_or_keeps_references_to_none():
    """A child counts, for a binding that does would end the suite too. From Python 3.12 on None is immortal."""
    environment = os.environ | {"QT_QPA_PLATFORM": "offscreen"}
    command = [sys.executable, "-m", "tests.house.none_references"]
    done = subprocess.run(command, check=False, capture_output=True, text=True, cwd=ROOT, env=environment)
    assert done.returncode == 0, done.stderr
    *losing, counted = done.stdout.splitlines()
    assert losing == []
    assert int(counted.split()[0]) > 40
