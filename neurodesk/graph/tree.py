"""Keeps the border between JSON text and plain values: strict in, readable and stable out."""

from __future__ import annotations

import json
import math
from collections.abc import Iterable
from typing import Any, NoReturn

from neurodesk.graph.errors import BadFile

MOST_BYTES = 16 * 2**20  # of a project's text
MOST_BRACKETS = 400_000  # a legal project has a few per node; each costs some 100 bytes once parsed
MOST_COMMAS = 1_000_000
MOST_ENTRIES = 6_000  # in one object: the nodes of the largest network
MOST_DIGITS = 20
DEEPEST = 64
LINE = 100  # characters up to which a list or object stays on one line

_flat = json.JSONEncoder(ensure_ascii=False, allow_nan=False).encode  # made once: json.dumps makes one a call

CURE = "Open a copy from before the change, or correct the file in a text editor."

_BROKEN = {
    "property": "a name in double quotes is expected",
    "':'": "a colon is expected",
    "','": "a comma is expected",
    "trailing": "nothing follows a comma",
    "value": "a value is expected",
    "Extra": "more follows after its end",
    "Unterminated": "a text in quotes does not end",
    "control": "a text in quotes holds a control character",
    "\\": "what follows a backslash is unknown",
}
"""What is wrong, by a word of the reader's own sentence."""


def parse(text: str, where: str) -> Any:
    """The values of a JSON text. Raises BadFile for what is no JSON, and for what JSON readers disagree on:
    double keys, NaN, infinity, numbers out of range; and for texts built to exhaust the reader."""
    check_size(text, where)
    try:
        tree = json.loads(
            text, object_pairs_hook=_once, parse_constant=_no_constant, parse_int=_integer, parse_float=_float
        )
    except json.JSONDecodeError as error:
        said = next((told for word, told in _BROKEN.items() if word in error.msg), "it cannot be read on")
        reason = f"it is no complete JSON text: {said}"
        raise BadFile(where, reason, f"line {error.lineno}, column {error.colno}", CURE) from error
    except RecursionError as error:
        raise BadFile(where, f"its entries stand more than {DEEPEST} deep inside each other", "", CURE) from error
    except ValueError as error:
        raise BadFile(where, str(error), "", CURE) from error
    if _deeper(tree, DEEPEST):
        raise BadFile(where, f"its entries stand more than {DEEPEST} deep inside each other", "", CURE)
    return tree


def check_size(text: str, where: str) -> None:
    """Raises BadFile for a text that is larger than any project's."""
    if len(text) > MOST_BYTES:
        raise BadFile(where, f"it is larger than {MOST_BYTES / 2**20:.0f} MB", "", "Choose another file.")
    if text.count("[") + text.count("{") > MOST_BRACKETS or text.count(",") > MOST_COMMAS:
        raise BadFile(where, "it holds more lists and values than any project", "", "Choose another file.")


class Piece(str):
    """An object that is JSON already, indented for where it is to stand."""

    __slots__ = ()


def write(tree: Any, indent: int = 0) -> str:
    """`tree` as JSON: what is flat and short on one line, the rest one entry a line, keys in the order given.

    A node (whatever names a layer) always takes a line an entry, so that a change of one shows as that line.
    """
    if isinstance(tree, Piece):
        return tree
    if not isinstance(tree, (dict, list)) or not tree:
        return _flat(tree)
    if _is_flat(tree) and len(flat := _flat(tree)) + indent <= LINE:
        return flat
    pad = " " * (indent + 2)
    if isinstance(tree, dict):
        lines = [f"{pad}{_flat(key)}: {write(item, indent + 2)}" for key, item in tree.items()]
        return "{\n" + ",\n".join(lines) + "\n" + " " * indent + "}"
    return "[\n" + ",\n".join(pad + write(item, indent + 2) for item in tree) + "\n" + " " * indent + "]"


def _is_flat(tree: dict[str, Any] | list[Any]) -> bool:
    if isinstance(tree, list):
        return True
    return "layer" not in tree and not any(isinstance(item, (dict, Piece)) for item in tree.values())


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    if len(pairs) > MOST_ENTRIES:
        raise ValueError(f"it holds {len(pairs):,} entries in one place; at most {MOST_ENTRIES:,} are expected")
    entries = dict(pairs)
    if len(entries) != len(pairs):
        seen: set[str] = set()
        double = next(key for key, _ in pairs if key in seen or seen.add(key))  # type: ignore[func-returns-value]
        raise ValueError(f"it says {ascii(double)[:80]} twice in one place, and only one can count")
    return entries


def _no_constant(word: str) -> NoReturn:
    raise ValueError(f"it holds {word} where a finite number is expected")


def _integer(digits: str) -> int:
    if len(digits) > MOST_DIGITS:
        raise ValueError(f"it holds a whole number of {len(digits):,} digits; at most {MOST_DIGITS} are expected")
    return int(digits)


def _float(digits: str) -> float:
    number = float(digits)
    if not math.isfinite(number):
        raise ValueError(f"it holds {digits[:40]}, a number too large to calculate with")
    return number


def _deeper(tree: Any, most: int) -> bool:
    """True when lists and objects stand more than `most` deep; without recursion."""
    level = [tree]
    for _ in range(most):
        level = [item for each in level if isinstance(each, (dict, list)) for item in _items(each)]
        if not level:
            return False
    return any(isinstance(each, (dict, list)) for each in level)


def _items(tree: dict[str, Any] | list[Any]) -> Iterable[Any]:
    return tree.values() if isinstance(tree, dict) else tree
