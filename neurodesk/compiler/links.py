"""Which line of printed source belongs to which node, so that a selection can be followed both ways."""

from __future__ import annotations

import re
from collections.abc import Iterator

CLASS = re.compile(r"class (\w+)\(")
MADE = re.compile(r"        self\.(\w+)(?:\.weight)? = ")
PICKED = re.compile(r"        (\w+)_\w+ = \1\[")
CALLED = re.compile(r"        (\w+) = (?:self\.(\w+)\()?")


def lines_of(source: str, node: str, class_name: str = "") -> tuple[int, ...]:
    """The lines, counted from 1, where a node is made and called. `class_name` limits the search to one class."""
    return tuple(line for line, at, name in _marks(source) if name == node and class_name in ("", at))


def node_at(source: str, line: int) -> tuple[str, str] | None:
    """The class and the node that a line, counted from 1, belongs to; None where it belongs to no single node."""
    return next(((at, name) for number, at, name in _marks(source) if number == line), None)


def _marks(source: str) -> Iterator[tuple[int, str, str]]:
    """Yield line, class and node for each line that makes or calls one."""
    at = ""
    for number, line in enumerate(source.splitlines(), 1):
        if found := CLASS.match(line):
            at = found[1]
        elif found := MADE.match(line) or PICKED.match(line):
            yield number, at, found[1]
        elif found := CALLED.match(line):
            yield number, at, found[2] or found[1]
