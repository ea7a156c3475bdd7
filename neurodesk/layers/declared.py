"""What all that can be chosen shares: a key, a label, an explanation, parameters; and the register of such things."""

from __future__ import annotations

import inspect
import re
from collections.abc import Callable, Iterator, Mapping
from typing import Any, ClassVar, Final, Generic, TypeVar

from neurodesk.graph.errors import ParameterError
from neurodesk.graph.model import Chosen
from neurodesk.layers.parameters import Param

SENTENCE: Final = re.compile(r"(?<=[a-z0-9)\]%\"”][.?!]) (?=[A-Z`\"“])")
"""Where one sentence ends and the next begins; `et al. 2017` and `R. Fisher` do not part."""


class Declared:
    """A thing declared once, as a class; an instance is one choice of its parameter values.

    The docstring is the explanation people read: `doc` is all of it, `summary` its first sentence. `shown` and
    `quick_params` name parameters: those worth a line on the canvas, and those that bare numbers set in the quick-add
    (`conv 32 5`). `quick` holds the quick-add's words; the first declaration that has a word is preferred.
    """

    key: ClassVar[str] = ""
    label: ClassVar[str] = ""
    aliases: ClassVar[tuple[str, ...]] = ()
    quick: ClassVar[tuple[str, ...]] = ()
    quick_params: ClassVar[tuple[str, ...]] = ()
    shown: ClassVar[tuple[str, ...]] = ()
    doc: ClassVar[str] = ""
    summary: ClassVar[str] = ""
    _params: ClassVar[dict[str, Param[Any]]] = {}
    _defaults: ClassVar[dict[str, Any]] = {}
    _are_attributes: ClassVar[bool] = True

    def __init_subclass__(cls, **rest: Any) -> None:
        super().__init_subclass__(**rest)
        cls.doc = inspect.cleandoc(cls.__doc__ or "")
        cls.summary = SENTENCE.split(" ".join(cls.doc.split("\n\n")[0].split()))[0]
        found = {value.name: value for value in vars(cls).values() if isinstance(value, Param)}
        kept = {name: param for name, param in cls._params.items() if name not in vars(cls)}
        cls._params = kept | found
        cls._are_attributes = all(isinstance(getattr(cls, name, None), Param) for name in cls._params)
        cls._defaults = {name: param.default for name, param in cls._params.items()}

    def __init__(self, **values: Any) -> None:
        """Check every value given; the others keep their defaults. Raises ParameterError."""
        checked = {name: self._param(name).check(value) for name, value in values.items()}
        self.values: Mapping[str, Any] = {**self._defaults, **checked}
        if self._are_attributes:  # found without asking the Param each time, which halves the time of a shape rule
            self.__dict__.update(self.values)

    @classmethod
    def params(cls) -> dict[str, Param[Any]]:
        """The parameters by name, in the order they are declared, inherited ones first."""
        return dict(cls._params)

    @classmethod
    def of(cls, values: Mapping[str, Any]) -> Any:
        """Make one from a mapping of values. Raises ParameterError for an unknown name or a wrong value."""
        return cls(**dict(values.items()))

    @classmethod
    def _param(cls, name: str) -> Param[Any]:
        if name not in cls._params:
            known = ", ".join(cls._params) or "none"
            raise ParameterError(f"{cls.label or cls.key} has no parameter {name[:40]!r}; its parameters: {known}")
        return cls._params[name]

    def __repr__(self) -> str:
        changed = (f"{name}={value!r}" for name, value in self.values.items() if value != self._defaults[name])
        return f"{type(self).__name__}({', '.join(changed)})"


D = TypeVar("D", bound=Declared)
E = TypeVar("E", bound=Declared)


class Catalogue(Generic[D]):
    """A register of declarations of one kind, in the order they were declared. `kind` is the word for one of them."""

    def __init__(self, kind: str) -> None:
        self.kind = kind
        self._classes: dict[str, type[D]] = {}

    def declare(self, key: str, label: str = "", *, aliases: tuple[str, ...] = ()) -> Callable[[type[E]], type[E]]:
        """Enter the decorated class under a key; its label is made from the key where none is given.

        Raises ValueError when the key is taken.
        """
        if key in self._classes:
            raise ValueError(f"two declarations of {self.kind} are called {key!r}")

        def enter(cls: type[E]) -> type[E]:
            cls.key = key
            cls.label = label or cls.__dict__.get("label", "") or key.replace("_", " ").capitalize()
            cls.aliases = aliases or cls.aliases
            self._classes[key] = cls  # type: ignore[assignment]
            return cls

        return enter

    def __getitem__(self, key: str) -> type[D]:
        return self._classes[key]

    def get(self, key: str) -> type[D] | None:
        """The class declared under a key; None when there is none, as for a layer from a newer version."""
        return self._classes.get(key)

    def __contains__(self, key: object) -> bool:
        return key in self._classes

    def __iter__(self) -> Iterator[type[D]]:
        return iter(self._classes.values())

    def __len__(self) -> int:
        return len(self._classes)

    def keys(self) -> tuple[str, ...]:
        """The keys, in the order of declaration."""
        return tuple(self._classes)

    def sort(self, key: Callable[[type[D]], Any]) -> None:
        """Put the declarations in order, whoever was imported first; those alike stay as they were declared."""
        self._classes = {cls.key: cls for cls in sorted(self, key=key)}

    def make(self, chosen: Chosen) -> D:
        """Make what was chosen. Raises ParameterError when the key is unknown or a value is wrong."""
        if chosen.key not in self._classes:
            raise ParameterError(f"there is no {self.kind} called {chosen.key[:40]!r}")
        made: D = self._classes[chosen.key].of(chosen.values)
        return made

    def search(self, text: str) -> list[type[D]]:
        """The declarations that fit what was typed, best first: whole words before beginnings before parts of words."""
        wanted = _plain(text)
        ranked = [(_rank(cls, wanted), cls) for cls in self]
        return [cls for rank, cls in sorted(ranked, key=lambda pair: pair[0]) if rank < _NO]


_NO = 9


def _plain(text: str) -> str:
    """Text as it is compared: small letters, one space between words."""
    return " ".join(text.lower().replace("_", " ").replace("-", " ").split())


def _rank(cls: type[Declared], wanted: str) -> int:
    """How badly a declaration fits the text, from 0 (its very name) to 9 (not at all)."""
    names = [_plain(cls.key), _plain(cls.label)]
    others = [_plain(alias) for alias in (*cls.quick, *cls.aliases)]
    if wanted in names:
        return 0
    if wanted in others:
        return 1
    if any(name.startswith(wanted) for name in names):
        return 2
    if any(name.startswith(wanted) for name in others):
        return 3
    words = [word for name in names + others for word in name.split()]
    if any(word.startswith(wanted) for word in words):
        return 4
    if any(wanted in name for name in names + others):
        return 5
    return _NO
