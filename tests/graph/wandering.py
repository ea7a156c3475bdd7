"""Random edits of a document, as many as asked for, in a history that takes them back."""

from __future__ import annotations

import random
from collections.abc import Callable

from neurodesk.files.project import dumps
from neurodesk.graph import edit
from neurodesk.graph.entries import entries
from neurodesk.graph.errors import EditError
from neurodesk.graph.history import History
from neurodesk.graph.model import Document, Graph, Place, Port, chosen, empty_document


def wandered(edits: int, seed: int = 0) -> tuple[History[Document], str]:
    """So many random edits of a document in a history, and the text it began as."""
    chance = random.Random(seed)
    history: History[Document] = History.start(empty_document())
    before = dumps(history.value)
    done = 0
    while done < edits:
        graph = history.value.graph()
        names = [name for name, _ in entries(graph.nodes)]
        pick = chance.random()
        try:
            if pick < 0.4 or len(names) < 4:
                _do(history, lambda graph: edit.add(graph, chosen("add"), at=Place(chance.randrange(9000), 0))[0])
            elif pick < 0.7:
                one, other = chance.sample(names, 2)
                end = Port(other, chance.choice("ab"))
                _do(history, lambda graph, one=one, end=end: edit.connect(graph, Port(one, "out"), end))
            elif pick < 0.9 or len(names) < 200:
                name = chance.choice(names)
                there = Place(chance.randrange(9000), chance.randrange(9000))
                _do(history, lambda graph, name=name, there=there: edit.move(graph, {name: there}))
            else:
                name = chance.choice(names)
                _do(history, lambda graph, name=name: edit.remove(graph, [name]))
        except EditError:
            continue
        done += 1
    return history, before


def _do(history: History[Document], change: Callable[[Graph], Graph]) -> None:
    history.do("Edit", lambda document: document.with_graph(document.main, change(document.graph())))
