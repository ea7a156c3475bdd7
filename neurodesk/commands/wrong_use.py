"""What a command line got wrong, in one sentence of plain words and where the help is."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import Any

EXPECTED = {
    "--epochs": "a whole number from 1",
    "--seed": "a whole number from 0",
    "--sample": "a whole number from 0",
    "--run": "the number of a run",
    "--resume": "the number of a run",
    "--device": "auto, cpu, cuda or mps",
    "--engine": "process or thread",
    "--theme": "dark or light",
}


def sentence(error: Any, arguments: Sequence[str]) -> str:
    """Say what a usage error of the parser means; `arguments` are the command line, the command first."""
    command = f"neurodesk {arguments[0]}"
    return f"{_wrong(error, list(arguments), command)} `{command} --help` tells how to use it."


def _wrong(error: Any, arguments: list[str], command: str) -> str:
    words = str(getattr(error, "message", error))
    names = [error.option_name] if getattr(error, "option_name", None) else _names(error)
    option = next((name for name in names if name.startswith("--")), "")
    kind = type(error).__name__
    if kind == "NoSuchOption":
        near = list(getattr(error, "possibilities", None) or ())
        return f"There is no option {names[0]}.{f' Did you mean {near[0]}?' if near else ''}"
    if kind == "MissingParameter" or words.startswith("Missing "):
        return f"`{command}` needs {option or names[0].upper()}."
    if kind == "BadOptionUsage":
        return f"{option or names[0]} needs a value{_hint(option)}."
    if option:
        return f"{option} takes {EXPECTED.get(option, 'another value')}, not {given(arguments, option)!r}."
    if names:
        return f"The {names[0].upper()} given cannot be used."
    return f"`{command}` does not take so many words."


def _names(error: Any) -> list[str]:
    """The names of the parameter that an error is about."""
    parameter = getattr(error, "param", None)
    found = [*getattr(parameter, "opts", ()), getattr(parameter, "name", None)]
    return [str(name) for name in found if name]


def _hint(option: str) -> str:
    return f": {EXPECTED[option]}" if option in EXPECTED else ""


def given(arguments: Sequence[str], option: str) -> str:
    """Return the last value that a command line gives an option, as it was typed; "" when it gives none."""
    values = [word.partition("=")[2] for word in arguments if word.startswith(f"{option}=")]
    pairs = pairwise(arguments)
    return ([*values, *(value for word, value in pairs if word == option)] or [""])[-1][:60]
