"""The quick-add line: `conv 32 relu pool flatten linear` read into layers, and those layers drawn as a chain."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

from neurodesk.compiler.facts import Facts
from neurodesk.graph import edit
from neurodesk.graph.errors import ParameterError, ShapeError
from neurodesk.graph.model import Chosen, Graph, Place, Port, chosen
from neurodesk.layers.catalogue import LAYERS, quick_find
from neurodesk.layers.spec import Bool, Float, Int, Ints, Layer, Param, Shape, Text
from neurodesk.ui.canvas.edits import GAP, NOWHERE, beside, place_of
from neurodesk.ui.canvas.face import CARD, WIDTH, layer_of

_WORD: Final = re.compile(r"[^\s,>|]+")
_ON_SEQUENCES: Final = {
    "Recurrent",
    "Attention",
    "Pooling",
    "flatten",
    "mean",
    "select",
    "conv1d",
    "permute",
    "reshape",
}
_ARROWS: Final = {"-", "--", "->", "="}


@dataclass(frozen=True, slots=True)
class Link:
    """One layer of the chain: where its words stand in the text, and the shape it gives where that is known."""

    node: Chosen
    start: int
    end: int
    shape: Shape | None
    out: str = ""  # the output that feeds the next layer; "" when the layer has none


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
    return _Reader(text, shape, facts).read()


class _Reader:
    """The words of one line, taken one by one."""

    def __init__(self, text: str, shape: Shape | None, facts: Facts | None) -> None:
        self.words = [match for match in _WORD.finditer(text) if match.group() not in _ARROWS]
        self.shape, self.facts = shape, facts
        self.links: list[Link] = []
        self.soft: Fault | None = None

    def read(self) -> Chain:
        """Take layer after layer until the line or its sense ends."""
        at = 0
        while at < len(self.words):
            word = self.words[at]
            kind = quick_find(word.group(), self.shape)
            if kind is None:
                return Chain(tuple(self.links), Fault(_unknown(word.group()), word.start(), word.end()))
            stop = at + 1
            values: dict[str, Any] = {}
            params = list(kind.quick_params)
            while stop < len(self.words):
                found = _value(kind, params, self.words[stop].group())
                if found is None:
                    break
                if isinstance(found, str):
                    return Chain(tuple(self.links), Fault(found, self.words[stop].start(), self.words[stop].end()))
                name, value = found
                values[name] = (*values.get(name, ()), *value) if isinstance(value, tuple) else value
                stop += 1
            fault = self._take(kind, values, word.start(), self.words[stop - 1].end(), stop)
            if fault is not None:
                return Chain(tuple(self.links), fault)
            at = stop
        return Chain(tuple(self.links), self.soft)

    def _ends(self, at: int) -> bool:
        """Whether nothing but the output follows."""
        return all(word.group().lower() in LAYERS["output"].quick for word in self.words[at:])

    def _out(self, layer: Layer, at: int) -> str:
        """The output that goes on: of a layer with a last state, the sequence only where a later word needs one."""
        outputs = list(layer.outputs())
        if len(outputs) < 2 or "last" not in outputs:
            return outputs[0] if outputs else ""
        later = [kind for word in self.words[at:] if (kind := quick_find(word.group()))]
        return (
            outputs[0] if any(kind.key in _ON_SEQUENCES or kind.category in _ON_SEQUENCES for kind in later) else "last"
        )

    def _take(self, kind: type[Layer], values: dict[str, Any], start: int, end: int, stop: int) -> Fault | None:
        if self._ends(stop) and not values and kind.key == "linear" and self.facts and self.facts.outputs:
            values = {kind.quick_params[0]: self.facts.outputs}
        try:
            layer = kind.of(values)
        except ParameterError as error:
            return Fault(f"{kind.label}: {error}.", start, end)
        out = self._out(layer, stop)
        if kind.key == "input":
            self.shape = values.get("shape") or (self.facts.input if self.facts else None)
        elif self.shape is not None and out:
            try:
                wanted = sum(not port.optional for port in layer.inputs().values())
                self.shape = dict(zip(layer.outputs(), layer.shapes(*[self.shape] * wanted), strict=True))[out]
            except ShapeError as error:
                self.soft = self.soft or Fault(f"{kind.label}: {error}", start, end, soft=True)
                self.shape = None
        self.links.append(Link(chosen(kind.key, **values), start, end, self.shape, out))
        return None


def _value(kind: type[Layer], params: list[str], word: str) -> tuple[str, Any] | str | None:
    """The parameter a word sets and its value; a sentence when it is wrong; None when the word begins a layer."""
    name, equals, said = word.partition("=")
    if equals:
        if name not in kind.params():
            return f"{kind.label} has no parameter {name!r}; it has {', '.join(kind.params()) or 'none'}."
        return name, _read(kind.params()[name], said)
    number = _number(word)
    param = kind.params()[params[0]] if params else None
    if number is None and not isinstance(param, Text):
        return None
    if param is None:
        return f"{kind.label} takes {_numbers(len(kind.quick_params))}; {word} is one too many."
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
    return ("no numbers", "one number")[count] if count < 2 else f"at most {count} numbers"


def _unknown(word: str) -> str:
    near = LAYERS.search(word[:3])[:3] if word[:3].isalnum() else []
    words = [kind.quick[0] if kind.quick else kind.key for kind in near]
    return f"No layer is called {word[:40]!r}" + (
        f". Did you mean {' or '.join(dict.fromkeys(words))}?" if words else "."
    )


# ---------------------------------------------------------------------- drawing


def start_of(graph: Graph, selection: frozenset[str]) -> str:
    """The node a chain goes after: the one selected, or else the input whose wire is still missing; "" when none."""
    if len(selection) == 1 and (name := next(iter(selection))) in graph.nodes and _ports(graph, name, outputs=True):
        return name
    inputs = [name for name in graph.names() if graph.nodes[name].key == "input"]
    return min(inputs, key=lambda name: bool(graph.out_of(name)), default="")


def draw(graph: Graph, links: Sequence[Link], after: str = "") -> tuple[Graph, list[str]]:
    """Draw layers as a chain after a node and on to the output; input and output are made where they are missing.

    A node that feeds one other gets the chain put into that wire. The answer holds the names of the new nodes.
    """
    links = list(links)
    if links[0].node.key == "input":
        unused = [name for name in graph.names() if graph.nodes[name].key == "input" and not graph.out_of(name)]
        after = unused[0] if unused else ""
        links = links[1:] if unused else links
    elif not after:
        links.insert(0, Link(Chosen("input"), 0, 0, None, "out"))
    target, finish = _goal(graph, links, after)
    links += [Link(Chosen("output"), 0, 0, None)] * (finish and target is None)
    graph, here = _row(graph, after, target, len(links))
    made: list[str] = []
    last = Port(after, _ports(graph, after, outputs=True)[0]) if after else None
    for link in links:
        graph, name = edit.add(graph, link.node, at=here, prefix=layer_of(link.node).prefix)
        inputs = _ports(graph, name)
        if last is not None and inputs:
            graph = edit.connect(graph, last, Port(name, inputs[0]))
        made.append(name)
        last, here = Port(name, link.out) if link.out else None, Place(here.x + WIDTH + GAP, here.y)
    if target is not None and last is not None:
        graph = edit.connect(graph, last, target)
    return graph, made


def _goal(graph: Graph, links: Sequence[Link], after: str) -> tuple[Port | None, bool]:
    """The input that the chain's end feeds, and whether it should end in an output at all."""
    if links and not links[-1].out:
        return None, False
    follows = [target for _, target in graph.out_of(after)] if after else []
    if follows:
        return (follows[0], True) if len(follows) == 1 else (None, False)
    outputs = [name for name in graph.names() if graph.nodes[name].key == "output"]
    waiting = next((name for name in outputs if not graph.into(name)), "")
    return (Port(waiting, "in"), True) if waiting else (None, not outputs)


def _row(graph: Graph, after: str, target: Port | None, count: int) -> tuple[Graph, Place]:
    """Where a row of `count` cards begins: beside the node it follows, what comes after it moved on to the right."""
    step = WIDTH + GAP
    here = beside(graph, after) if after else NOWHERE
    if target is not None:
        end, needed = place_of(graph, target.node), here.x + count * step
        if not graph.into(target.node):
            graph = edit.move(graph, {target.node: Place(needed, here.y)})
        elif end.x < needed:
            moved = {name: Place(at.x + needed - end.x, at.y) for name, at in graph.places.items() if at.x >= end.x}
            graph = edit.move(graph, moved)
    taken = [place_of(graph, name) for name in graph.nodes]
    while any(here.x - WIDTH < at.x < here.x + count * step and abs(at.y - here.y) < CARD + 8 for at in taken):
        here = Place(here.x, here.y + CARD + 32)
    return graph, here


def _ports(graph: Graph, name: str, *, outputs: bool = False) -> list[str]:
    node = graph.nodes[name]
    layer = layer_of(node) if node.key in LAYERS else None
    return [] if layer is None else list(layer.outputs() if outputs else layer.inputs())
