"""A call written down as a value, so that the network which is made and the source which is printed cannot differ."""

from __future__ import annotations

import importlib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, TypeVar

T = TypeVar("T")
Doer = Callable[[Callable[..., Any], tuple[Any, ...], dict[str, Any]], T]

ROOMS = {
    "nn": "torch.nn",
    "F": "torch.nn.functional",
    "torch": "torch",
    "operator": "operator",
    "parts": "neurodesk.compiler.parts",
}
"""The only modules a call may name, by the word that stands for each in printed source."""

SIGNS = {"operator.add": "+", "operator.mul": "*", "operator.sub": "-", "operator.truediv": "/"}


@dataclass(frozen=True, slots=True)
class Arg:
    """The place in a call for what arrives at an input port."""

    port: str


@dataclass(frozen=True, slots=True)
class Call:
    """A target such as `nn.Conv2d` with its arguments.

    Without an `Arg` it is a module, made once and called with what arrives at the input ports, in order.
    With one it is a function, called on the way; calls may stand inside each other then.
    """

    target: str
    args: tuple[Any, ...] = ()
    kwargs: tuple[tuple[str, Any], ...] = ()

    @property
    def needs(self) -> tuple[str, ...]:
        """The input ports the call takes, in the order they are first written."""
        return tuple(dict.fromkeys(_ports((*self.args, *(value for _, value in self.kwargs)))))

    @property
    def is_module(self) -> bool:
        """Whether this makes a module, not a value."""
        return not self.needs

    @property
    def part(self) -> str:
        """The class in `compiler.parts` that this needs, or nothing."""
        room, _, name = self.target.partition(".")
        return name if room == "parts" else ""

    def source(self, args: Mapping[str, str] | None = None) -> str:
        """Print the call as Python, with the given text for each input port. Parts are printed without their room."""
        names = args or {}
        if self.target in SIGNS:
            left, right = (_printed(value, names) for value in self.args)
            left_sign, right_sign = (value.target if isinstance(value, Call) else "" for value in self.args)
            left = f"({left})" if left_sign in SIGNS and left_sign != self.target else left
            right = f"({right})" if right_sign in SIGNS else right
            return f"{left} {SIGNS[self.target]} {right}"
        words = [_printed(value, names) for value in self.args]
        words += [f"{key}={_printed(value, names)}" for key, value in self.kwargs]
        return f"{self.part or self.target}({', '.join(words)})"

    def function(self) -> Callable[..., Any]:
        """Find what the target names. Raises ValueError for a room outside `ROOMS`."""
        room, _, name = self.target.partition(".")
        if room not in ROOMS or not name.isidentifier():
            raise ValueError(f"a call may not name {self.target!r}")
        found: Callable[..., Any] = getattr(importlib.import_module(ROOMS[room]), name)
        return found

    def make(self) -> Any:
        """Make the module (or compute the value of a call that needs no input)."""
        return self.function()(*self.args, **dict(self.kwargs))

    def apply(self, values: Mapping[str, T], do: Doer[T]) -> T:
        """Put the values in the places of the ports; hand each call to `do(function, args, kwargs)`, inner ones first.

        `do` is `fx.Graph.call_function` in the compiler; for tensors, `lambda f, args, kwargs: f(*args, **kwargs)`.
        """

        def filled(value: Any) -> Any:
            if isinstance(value, Arg):
                return values[value.port]
            if isinstance(value, Call):
                return value.apply(values, do)
            return tuple(map(filled, value)) if isinstance(value, tuple) else value

        return do(self.function(), filled(self.args), {key: filled(value) for key, value in self.kwargs})


def call(target: str, *args: Any, **kwargs: Any) -> Call:
    """Write a call down: `call("nn.Conv2d", 1, 16, 3, padding=1)`."""
    return Call(target, args, tuple(kwargs.items()))


def _ports(value: Any) -> Iterator[str]:
    """Yield every port named anywhere inside a value."""
    if isinstance(value, Arg):
        yield value.port
    elif isinstance(value, Call):
        yield from value.needs
    elif isinstance(value, tuple):
        for inner in value:
            yield from _ports(inner)


def _printed(value: Any, names: Mapping[str, str]) -> str:
    """Print one argument as Python; only plain values can stand in a call, so nothing else can be printed."""
    if isinstance(value, Arg):
        return names.get(value.port, value.port)
    if isinstance(value, Call):
        return value.source(names)
    if isinstance(value, tuple):
        inner = ", ".join(_printed(one, names) for one in value)
        return f"({inner},)" if len(value) == 1 else f"({inner})"
    return repr(value)
