"""The kinds of parameter a declaration can have: default, hard limits, slider range and one line of explanation.

A parameter is written as a class attribute of a `Declared` class and read from its instances as the plain value.
`check` is strict, because values come from files: `True` is no number, `"3"` is no number, NaN is refused.
"""

from __future__ import annotations

import math
from typing import Any, ClassVar, Generic, TypeVar, overload

from neurodesk.graph.errors import ParameterError

T = TypeVar("T")
Owner = type[Any]


class Param(Generic[T]):
    """One named, typed, explained value of a declaration. `type` is the word the command line and the forms use."""

    type: ClassVar[str] = "any"
    name: str = ""
    min: float | None = None
    max: float | None = None
    soft_min: float | None = None
    soft_max: float | None = None

    def __init__(self, default: T, *, doc: str, unit: str = "") -> None:
        self.default, self.doc, self.unit = default, doc, unit

    def __set_name__(self, owner: Owner, name: str) -> None:
        self.name = name.rstrip("_")  # `shape_` is the parameter shape of a class that has a method shape

    @overload
    def __get__(self, declared: None, owner: Owner) -> Param[T]: ...
    @overload
    def __get__(self, declared: Any, owner: Owner) -> T: ...
    def __get__(self, declared: Any, owner: Owner) -> Param[T] | T:
        if declared is None:
            return self
        value: T = declared.values[self.name]
        return value

    def check(self, value: object) -> T:
        """Return the value as this parameter keeps it. Raises ParameterError that says what is expected."""
        raise NotImplementedError

    def wrong(self, expected: str, value: object) -> ParameterError:
        """Make the error for a value that is not what is expected, quoting at most 40 characters of it."""
        return ParameterError(f"{self.name} must be {expected}, not {_said(value)}")

    def within(self, value: float) -> None:
        """Raise ParameterError when the number is outside the hard limits."""
        if self.min is not None and value < self.min:
            raise self.wrong(f"at least {_said(self.min).removesuffix('.0')}", value)
        if self.max is not None and value > self.max:
            raise self.wrong(f"at most {_said(self.max).removesuffix('.0')}", value)


class _Number(Param[T]):
    """What whole and real numbers share: hard limits and the range that a slider offers."""

    def __init__(
        self,
        default: T,
        *,
        doc: str,
        min: float | None = None,
        max: float | None = None,
        soft_min: float | None = None,
        soft_max: float | None = None,
        unit: str = "",
    ) -> None:
        super().__init__(default, doc=doc, unit=unit)
        self.min, self.max = min, max
        self.soft_min = min if soft_min is None else soft_min
        self.soft_max = max if soft_max is None else soft_max


class Int(_Number[int]):
    """A whole number."""

    type = "int"

    def check(self, value: object) -> int:
        """Return the whole number. Raises ParameterError for another type or a number outside the limits."""
        if type(value) is not int:
            raise self.wrong("a whole number", value)
        self.within(value)
        return value


class Float(_Number[float]):
    """A real number; `log` says that its slider works in powers of ten."""

    type = "float"

    def __init__(self, default: float, *, log: bool = False, **rest: Any) -> None:
        super().__init__(default, **rest)
        self.log = log

    def check(self, value: object) -> float:
        """Return the number as a float. Raises ParameterError for NaN, infinity, another type or outside the limits."""
        if type(value) is int and abs(value) < 2**53:
            value = float(value)
        if type(value) is not float or not math.isfinite(value):
            raise self.wrong("a number", value)
        self.within(value)
        return value


class Bool(Param[bool]):
    """Yes or no."""

    type = "bool"

    def check(self, value: object) -> bool:
        """Return the choice. Raises ParameterError for anything but true and false."""
        if type(value) is not bool:
            raise self.wrong("true or false", value)
        return value


class Text(Param[str]):
    """A short line of text without control characters."""

    type = "text"

    def __init__(self, default: str = "", *, doc: str, max_length: int = 128) -> None:
        super().__init__(default, doc=doc)
        self.max_length = max_length

    def check(self, value: object) -> str:
        """Return the text. Raises ParameterError when it is too long or could not be shown or saved."""
        if type(value) is not str:
            raise self.wrong("text", value)
        if len(value) > self.max_length:
            raise ParameterError(f"{self.name} must be at most {self.max_length} characters, not {len(value)}")
        if not all(letter.isprintable() for letter in value):
            raise ParameterError(f"{self.name} must be one line of printable text")
        return value


class OneOf(Param[str]):
    """One word of a fixed list."""

    type = "choice"

    def __init__(self, default: str, *, options: tuple[str, ...], doc: str) -> None:
        super().__init__(default, doc=doc)
        self.options = options

    def check(self, value: object) -> str:
        """Return the word. Raises ParameterError that lists the words there are."""
        if type(value) is not str or value not in self.options:
            raise self.wrong(f"one of {', '.join(self.options)}", value)
        return value


class Ints(Param[tuple[int, ...]]):
    """A row of whole numbers, such as a shape; `length` is the least and the greatest number of them."""

    type = "ints"

    def __init__(
        self,
        default: tuple[int, ...] = (),
        *,
        doc: str,
        length: tuple[int, int] = (0, 6),
        min: int | None = None,
        max: int | None = None,
    ) -> None:
        super().__init__(default, doc=doc)
        self.length, self.min, self.max = length, min, max

    def check(self, value: object) -> tuple[int, ...]:
        """Return the row as a tuple. Raises ParameterError for a wrong length, type or a number outside the limits."""
        if not isinstance(value, list | tuple) or any(type(number) is not int for number in value):
            raise self.wrong("a row of whole numbers", value)
        low, high = self.length
        if not low <= len(value) <= high:
            wanted = f"{low}" if low == high else f"{low} to {high}"
            raise ParameterError(f"{self.name} must be {wanted} whole number{'s' * (high > 1)}, not {len(value)}")
        for number in value:
            self.within(number)
        return tuple(value)


class Peer(Text):
    """Another node of the same network, by name; nothing for none."""

    type = "node"

    def __init__(self, *, doc: str) -> None:
        super().__init__("", doc=doc, max_length=64)


class Folder(Text):
    """A folder, written relative to the project file where it can be."""

    type = "folder"

    def __init__(self, default: str = "", *, doc: str) -> None:
        super().__init__(default, doc=doc, max_length=1024)


class File(Folder):
    """A file, written relative to the project file where it can be; `suffixes` are the ones it may have."""

    type = "file"

    def __init__(self, default: str = "", *, suffixes: tuple[str, ...] = (), doc: str) -> None:
        super().__init__(default, doc=doc)
        self.suffixes = suffixes

    def check(self, value: object) -> str:
        """Return the path as text. Raises ParameterError when its suffix is not among those allowed."""
        text = super().check(value)
        if text and self.suffixes and not text.lower().endswith(self.suffixes):
            raise self.wrong(f"a file ending in {', '.join(self.suffixes)}", text)
        return text


def _said(value: object) -> str:
    """Print a value as it is typed, in at most 40 characters: 3, 0.5, 1e-05, 'zeros'."""
    if type(value) is int and value.bit_length() > 100:  # Python refuses to print more than 4300 digits
        return f"a number of about {int(value.bit_length() * math.log10(2)) + 1} digits"
    words = repr(value)
    return words if len(words) <= 40 else words[:37] + "..."
