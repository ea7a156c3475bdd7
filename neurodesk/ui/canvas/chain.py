"""The quick-add line read into layers: `conv 32 relu x3 [pool | identity] add flatten linear`.

Words name layers and the numbers after them set their parameters. `x3` repeats the layer or the `( )` before it;
`[ a | b ]` are branches that begin at one layer, an empty one a skip connection; the layer after `]` joins them.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any, Final, NamedTuple

from neurodesk.compiler.facts import Facts
from neurodesk.graph.errors import ParameterError, ShapeError
from neurodesk.graph.model import Chosen, chosen
from neurodesk.layers.catalogue import LAYERS, along, quick_find
from neurodesk.layers.spec import Layer, Shape
from neurodesk.ui.canvas.chain_words import unknown, value_of
from neurodesk.ui.words import spoken, tr

MOST_LAYERS: Final = 500  # in one line; a larger drawing is a loop's work, or a block's

_WORD: Final = re.compile(r"[()\[\]|]|[^\s,>|()\[\]]+")
_TIMES: Final = re.compile(r"[x×*](\d{1,9})", re.IGNORECASE)
_SIGNS: Final = {"(", ")", "[", "]", "|"}
_ARROWS: Final = {"-", "--", "->", "="}
_ON_SEQUENCES: Final = {
    "Recurrent", "Attention", "Pooling", "flatten", "mean", "select", "conv1d", "permute", "reshape",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Link:
    """One layer of the chain: where its words stand in the text, and the shape it gives where that is known."""

    node: Chosen
    start: int
    end: int
    shape: Shape | None
    out: str = ""  # the output that feeds the next layer; "" when the layer has none
    feeds: tuple[int, ...] = (-1,)  # the links that feed it, by number; -1 is what the chain goes after
    column: int = 0
    lane: int = 0  # below the first row; branches lie in lanes of their own


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong with a word, and where it stands. A `soft` one does not keep the chain from being made."""

    text: str
    start: int
    end: int
    soft: bool = False


@dataclass(frozen=True, slots=True)
class Chain:
    """A line read: the layers up to the first fault, and that fault."""

    links: tuple[Link, ...] = ()
    fault: Fault | None = None

    @property
    def usable(self) -> bool:
        """Whether it can be drawn."""
        return bool(self.links) and (self.fault is None or self.fault.soft)


def read(text: str, shape: Shape | None = None, facts: Facts | None = None) -> Chain:
    """Read a line. `shape` feeds its first layer; a last `linear` without a number gives what the data asks for."""
    reader = _Reader(text, shape, facts)
    try:
        reader.sequence("")
    except _WrongWord as wrong:
        return Chain(tuple(reader.links), wrong.fault)
    return Chain(tuple(reader.links), reader.unjoined() or reader.soft)


class _WrongWord(Exception):
    """Ends the reading at a word."""

    def __init__(self, text: str, start: int, end: int) -> None:
        super().__init__(text)
        self.fault = Fault(text, start, end)


class _End(NamedTuple):
    """A loose end: the link it leaves, and the shape it carries."""

    link: int
    shape: Shape | None


@dataclass
class _Reader:
    """The words of one line, taken one by one, and where the drawing has come to."""

    text: str
    shape: Shape | None
    facts: Facts | None
    links: list[Link] = field(default_factory=list)
    soft: Fault | None = None

    def __post_init__(self) -> None:
        self.words = [match for match in _WORD.finditer(self.text) if match.group() not in _ARROWS]
        self.at = 0
        self.ends = [_End(-1, self.shape)]
        self.column = self.lane = self.lowest = 0
        self.loops: list[int] = []  # where the groups begin that come once more

    def sequence(self, closers: str) -> None:
        """Take layers, groups and branches until one of `closers`, or the line, ends them."""
        while (word := self._word()) and word not in closers:
            if word == "(":
                self._group()
            elif word == "[":
                self._branches()
            elif word in _SIGNS:
                open_sign = {")": "(", "]": "[", "|": "["}[word]
                raise self._wrong(tr("“{word}” needs a “{open}” before it.", word=word, open=open_sign))
            else:
                self._layers()

    def unjoined(self) -> Fault | None:
        """The fault of branches that end without a layer that joins them."""
        if len(self.ends) < 2:
            return None
        close = max(match.start() for match in self.words if match.group() == "]")
        said = tr("{count} branches end here. Join them: write add or concat after “]”.", count=len(self.ends))
        return Fault(said, close, close + 1)

    # ------------------------------------------------------------------ what a line is made of

    def _group(self) -> None:
        """Take `( ... ) x3`."""
        close = self._closing()
        begin = self.at + 1
        times, after = self._times(close + 1)
        for left in reversed(range(times)):
            self.at = begin
            self.loops += [begin] * bool(left)
            self.sequence(")")
            del self.loops[len(self.loops) - bool(left) :]
        self.at = after

    def _branches(self) -> None:
        """Take `[ ... | ... ]`: branches that begin at one layer, each in its lane; a skip keeps the first row free."""
        close = self._closing()
        if len(self.ends) > 1:
            raise self._wrong(tr("Branches begin at one layer. Join those before with add or concat."))
        start, column, lane, ends, farthest = self.ends[0], self.column, self.lane, [], self.column
        bottom = lane - (not self._has_skip(close))
        while self._word() != "]":
            self.at += 1  # past [ or |
            self.ends, self.column, self.lane, self.lowest = [start], column, bottom + 1, bottom
            self.sequence("|]")
            ends += self.ends
            farthest, bottom = max(farthest, self.column), max(bottom, self.lowest)
        self.at += 1
        self.ends, self.column, self.lane, self.lowest = ends, farthest, lane, max(bottom, lane)

    def _layers(self) -> None:
        """Take `conv 32 x3`."""
        first = self.words[self.at]
        kind = quick_find(first.group(), self.ends[0].shape)
        if kind is None:
            said = tr("“{word}” repeats what stands before it.", word=first.group()[:40])
            raise self._wrong(said if _TIMES.fullmatch(first.group()) else unknown(first.group()))
        values: dict[str, Any] = {}
        params = list(kind.quick_params)
        self.at += 1
        while (word := self._word()) and word not in _SIGNS and not _TIMES.fullmatch(word):
            found = value_of(kind, params, word)
            if found is None:
                break
            if isinstance(found, str):
                raise self._wrong(found)
            name, value = found
            values[name] = (*values.get(name, ()), *value) if isinstance(value, tuple) else value
            self.at += 1
        end = self.words[self.at - 1].end()
        times, self.at = self._times(self.at)
        for left in reversed(range(times)):
            self._take(kind, values, first.start(), end, again=bool(left))

    def _take(self, kind: type[Layer], values: dict[str, Any], start: int, end: int, *, again: bool) -> None:
        """Put one layer after the loose ends."""
        if len(self.links) >= MOST_LAYERS:
            raise _WrongWord(tr("A line makes at most {most} layers.", most=MOST_LAYERS), start, end)
        if not again and self._is_last() and not values and kind.key == "linear" and self.facts and self.facts.outputs:
            values = {kind.quick_params[0]: self.facts.outputs}
        if len(self.ends) > 1 and "inputs" in kind.params():
            values = {"inputs": len(self.ends), **values}
        try:
            values = along(Chosen(kind.key), values)
            layer = kind.of(values)
        except ParameterError as error:
            raise _WrongWord(f"{spoken(kind.label)}: {spoken(str(error))}.", start, end) from error
        if len(self.ends) > max(1, len(layer.inputs())):
            said = tr("{layer} joins no branches, and {count} meet here. Write add or concat before it.",
                      layer=kind.label, count=len(self.ends))  # fmt: skip
            raise _WrongWord(said, start, end)
        out = self._out(layer, again=again)
        shape = self._shape(layer, out, values, (start, end))
        feeds = tuple(each.link for each in self.ends)
        self.links.append(Link(chosen(kind.key, **values), start, end, shape, out, feeds, self.column, self.lane))
        self.ends = [_End(len(self.links) - 1, shape)]
        self.column, self.lowest = self.column + 1, max(self.lowest, self.lane)

    # ------------------------------------------------------------------ what is known on the way

    def _shape(self, layer: Layer, out: str, values: dict[str, Any], place: tuple[int, int]) -> Shape | None:
        if layer.key == "input":
            return values.get("shape") or (self.facts.input if self.facts else None)
        shapes = [end.shape for end in self.ends if end.shape is not None]
        if len(shapes) < len(self.ends) or not out:
            return None
        wanted = max(len(shapes), sum(not port.optional for port in layer.inputs().values()))
        fed = shapes if len(shapes) > 1 else shapes * wanted
        try:
            return dict(zip(layer.outputs(), layer.shapes(*fed), strict=True))[out]
        except ShapeError as error:
            told = spoken(f"{error}. {error.cure}".strip())
            self.soft = self.soft or Fault(f"{spoken(layer.label)}: {told}", *place, soft=True)
            return None

    def _out(self, layer: Layer, *, again: bool) -> str:
        """The output that goes on: of a layer with a last state, the sequence only where a later word needs one."""
        outputs = list(layer.outputs())
        if len(outputs) < 2 or "last" not in outputs:
            return outputs[0] if outputs else ""
        later = [kind for word in self._coming() if (kind := quick_find(word))] + [type(layer)] * again
        return (
            outputs[0] if any(kind.key in _ON_SEQUENCES or kind.category in _ON_SEQUENCES for kind in later) else "last"
        )

    def _coming(self) -> Iterable[str]:
        """The words still to be taken, those of groups that come once more included."""
        for begin in self.loops:
            yield from (word.group() for word in self.words[begin : self.at])
        yield from (word.group() for word in self.words[self.at :])

    def _is_last(self) -> bool:
        """Whether nothing but the output follows."""
        left = [word.lower() for word in self._coming() if word != ")" and not _TIMES.fullmatch(word)]
        return all(word in LAYERS["output"].quick for word in left)

    # ------------------------------------------------------------------ words and signs

    def _word(self) -> str:
        return self.words[self.at].group() if self.at < len(self.words) else ""

    def _wrong(self, said: str) -> _WrongWord:
        return _WrongWord(said, self.words[self.at].start(), self.words[self.at].end())

    def _times(self, at: int) -> tuple[int, int]:
        """How often the layers before the word `at` come, and the word after."""
        found = _TIMES.fullmatch(self.words[at].group()) if at < len(self.words) else None
        if found is None:
            return 1, at
        if not 1 <= int(found[1]) <= MOST_LAYERS:
            self.at = at
            raise self._wrong(tr("Repeat between x1 and x{most}.", most=MOST_LAYERS))
        return int(found[1]), at + 1

    def _closing(self) -> int:
        """The number of the word that closes the sign at hand."""
        open_sign = self._word()
        close, depth = {"(": ")", "[": "]"}[open_sign], 0
        for at in range(self.at, len(self.words)):
            depth += {open_sign: 1, close: -1}.get(self.words[at].group(), 0)
            if not depth:
                return at
        raise self._wrong(tr("“{open}” needs a “{word}” after it.", open=open_sign, word=close))

    def _has_skip(self, close: int) -> bool:
        """Whether one of the branches from here to the word `close` is empty."""
        depth, before = 0, ""
        for match in self.words[self.at : close + 1]:
            word = match.group()
            depth += word in "[("
            if depth == 1 and before in ("[", "|") and word in "|]":
                return True
            depth -= word in "])"
            before = word
        return False
