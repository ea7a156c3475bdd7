"""What a word of the quick-add line sets: a parameter's value, or the sentence that says what is expected."""

from __future__ import annotations

import re
from typing import Any

from neurodesk.layers.catalogue import LAYERS
from neurodesk.layers.spec import Bool, Float, Int, Ints, Layer, Param, Text
from neurodesk.ui.words import spoken, tr


def value_of(kind: type[Layer], params: list[str], word: str) -> tuple[str, Any] | str | None:
    """The parameter a word sets and its value; a sentence when it is wrong; None when the word begins a layer."""
    name, equals, given = word.partition("=")
    if equals:
        if name not in kind.params():
            return tr(
                "{label} has no parameter {name}; it has {value}.",
                label=spoken(kind.label),
                name=f"{name!r}",
                value=", ".join(kind.params()) or "none",
            )
        return name, _read(kind.params()[name], given)
    number = _number(word)
    param = kind.params()[params[0]] if params else None
    if number is None and not isinstance(param, Text):
        return None
    if param is None:
        return tr(
            "{label} takes {quick_params}; {word} is one too many.",
            label=spoken(kind.label),
            quick_params=_numbers(len(kind.quick_params)),
            word=word,
        )
    if not isinstance(param, Ints):
        params.pop(0)
    return param.name, _read(param, word)


def _read(param: Param[Any], word: str) -> Any:
    """A word as the parameter's kind of value, or as it stands: the parameter's own check then says what it expects."""
    if isinstance(param, Ints):
        return tuple(int(part) for part in re.split("[x*]", word.lower()) if part.lstrip("-").isdigit())
    number = _number(word)
    if isinstance(param, Bool):
        return {"yes": True, "true": True, "no": False, "false": False}.get(word.lower(), word)
    return number if isinstance(param, Int | Float) and number is not None else word


def _number(word: str) -> int | float | None:
    try:
        return int(word)
    except ValueError:
        pass
    try:
        return float(word.replace(",", "."))
    except ValueError:
        return None


def _numbers(count: int) -> str:
    return (tr("no numbers"), tr("one number"))[count] if count < 2 else tr("at most {count} numbers", count=count)


def unknown(word: str) -> str:
    """The sentence about a word that names no layer, with those that begin like it."""
    near = LAYERS.search(word[:3])[:3] if word[:3].isalnum() else []
    words = [kind.quick[0] if kind.quick else kind.key for kind in near]
    return tr("No layer is called {word}", word=f"{word[:40]!r}") + (
        tr(". Did you mean {words}?", words=" or ".join(dict.fromkeys(words))) if words else "."
    )
