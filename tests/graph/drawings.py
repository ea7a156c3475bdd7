"""Keeps the hypothesis strategies that make drawings and documents of any legal content."""

from __future__ import annotations

from keyword import iskeyword

from hypothesis import strategies as st

from neurodesk.graph.edit import add, add_frame, bend, connect, mute, pin
from neurodesk.graph.errors import EditError
from neurodesk.graph.model import Chosen, Document, Frame, Graph, Learning, Place, Port, chosen
from neurodesk.graph.names import RESERVED

names = st.from_regex(r"\A[a-z][a-z0-9_]{0,8}\Z").filter(lambda name: name not in RESERVED and not iskeyword(name))
texts = st.text(st.characters(min_codepoint=32, exclude_categories=["Cs"]), max_size=20)
scalars = st.one_of(
    st.booleans(),
    st.integers(-(2**63), 2**63 - 1),
    st.floats(allow_nan=False, allow_infinity=False),
    texts,
)
values = st.one_of(scalars, st.lists(scalars, max_size=3), st.lists(st.lists(scalars, max_size=2), max_size=2))
places = st.builds(Place, st.floats(-1e6, 1e6), st.floats(-1e6, 1e6))
frames = st.builds(Frame, texts, places, st.floats(96, 1e6), st.floats(64, 1e6), st.integers(0, 5))
dots = st.lists(places, max_size=2)
keys = st.sampled_from(["input", "conv2d", "add", "linear", "not_in_this_version"])


@st.composite
def chosens(draw: st.DrawFn) -> Chosen:
    return chosen(draw(keys), **draw(st.dictionaries(names, values, max_size=3)))


@st.composite
def graphs(draw: st.DrawFn, most: int = 6) -> Graph:
    graph = Graph()
    for name in draw(st.lists(names, max_size=most, unique=True)):
        graph, _ = add(graph, draw(chosens()), name, draw(places))
    there = graph.names()
    if there:
        ports = st.builds(Port, st.sampled_from(there), st.sampled_from(["a", "b", "out"]))
        for source, target in draw(st.lists(st.tuples(ports, ports), max_size=8)):
            try:
                graph = connect(graph, source, target)
            except EditError:
                continue
        graph = bend(
            graph,
            {target: draw(dots) for target in draw(st.sets(st.sampled_from(list(graph.wires))))} if graph.wires else {},
        )
        graph = mute(graph, draw(st.sets(st.sampled_from(there), max_size=2)))
        graph = pin(graph, draw(st.sets(st.sampled_from(there), max_size=2)))
    for frame in draw(st.lists(frames, max_size=2)):
        graph, _ = add_frame(graph, frame)
    return graph


@st.composite
def documents(draw: st.DrawFn) -> Document:
    networks = draw(st.dictionaries(names, graphs(), min_size=1, max_size=2))
    return Document(
        networks,
        draw(st.sampled_from(list(networks))),
        draw(st.none() | chosens()),
        Learning(draw(chosens()), draw(chosens()), draw(chosens()), draw(chosens()), draw(chosens()).values),
        draw(texts),
    )
