"""Five networks of 500 layers laid out, against Graphviz dot: time, and how often wires cross as they are drawn.

Run: python -m tests.bench.bench_tidy
"""

from __future__ import annotations

import resource
import shutil
import subprocess
from bisect import insort
from itertools import pairwise
from statistics import median
from time import process_time

from neurodesk.graph.arrange import Layout, arrange
from neurodesk.graph.leading import direct, points, through
from neurodesk.graph.model import Graph, Place, Port
from tests.bench.rows import Row, show
from tests.graph.networks import NETWORKS

NODES = 500
TURNS = 3
TIME, CROSSINGS = 2.0, 1.1  # times dot's, at most
FEWER = 250  # nodes at which crossings are counted where dot does not end at 500
_PATIENCE = 45.0  # s
_LONG = 5.0  # s; what takes longer is measured once
_APART = 4.0  # px; crossings nearer than that are one

Line = list[tuple[float, float]]
Wires = list[tuple[str, str, Line]]


def sizes(graph: Graph) -> dict[str, tuple[float, float]]:
    """Cards as the canvas makes them, 176 px wide and higher with more than three inputs."""
    return {name: (176.0, max(80.0, 16.0 + 24.0 * len(graph.into(name)))) for name in graph.nodes}


def drawn(graph: Graph, layout: Layout) -> Wires:
    """The wires as the canvas draws them."""
    found = []
    for name in graph.nodes:
        for number, (port, source) in enumerate(graph.into(name).items()):
            start, end = layout.places[source.node], layout.places[name]
            way = [
                Place(start.x + 176.0, start.y + 16.0),
                *layout.dots.get(Port(name, port), ()),
                Place(end.x, end.y + 16.0 + 24.0 * number),
            ]
            found.append((source.node, name, points(through(way) if way[2:] else [direct(*way)])))
    return found


def crossings(wires: Wires) -> int:
    """At how many points wires of different outputs cross, those into one node too; wires that run on top of each other
    cross another once."""
    boxes = sorted((min(x for x, _ in line), max(x for x, _ in line), at) for at, (_, _, line) in enumerate(wires))
    open_now: list[tuple[float, int]] = []
    found: set[tuple[int, int]] = set()
    for left, right, at in boxes:
        open_now = [(end, other) for end, other in open_now if end > left]
        for _, other in open_now:
            one, two = wires[at], wires[other]
            if one[0] != two[0]:
                found |= _crossed(one[2], two[2])
        insort(open_now, (right, at))
    return len(found)


def _crossed(one: Line, two: Line) -> set[tuple[int, int]]:
    """Where two lines cross, in squares of `_APART` px."""
    if max(y for _, y in one) < min(y for _, y in two) or max(y for _, y in two) < min(y for _, y in one):
        return set()
    pairs = ((a, b, c, d) for a, b in pairwise(one) for c, d in pairwise(two) if c[0] < b[0] and a[0] < d[0])
    return {spot for four in pairs if (spot := _cut(*four))}


def _cut(
    a: tuple[float, float], b: tuple[float, float], c: tuple[float, float], d: tuple[float, float]
) -> tuple[int, int] | None:
    def side(p: tuple[float, float], q: tuple[float, float], r: tuple[float, float]) -> float:
        return (q[0] - p[0]) * (r[1] - p[1]) - (q[1] - p[1]) * (r[0] - p[0])

    before, after = side(c, d, a), side(c, d, b)
    if side(a, b, c) * side(a, b, d) >= 0 or before * after >= 0:
        return None
    share = before / (before - after)
    x, y = (p + share * (q - p) for p, q in zip(a, b, strict=True))
    return round(x / _APART), round(y / _APART)


def by_dot(graph: Graph, program: str) -> tuple[float, Wires | None]:
    """Seconds of processor time that dot takes, and its wires; boxes of the same sizes and gaps. No wires where it does
    not end in time."""
    lines = ["digraph { rankdir=LR; nodesep=0.44; ranksep=0.78; node [shape=record fixedsize=true];"]
    for name, (wide, high) in sizes(graph).items():
        ports = "|".join(f"<{port}>" for port in graph.into(name))
        lines.append(f'{name} [width={wide / 72} height={high / 72} label="{ports}"];')
    lines += [f"{source.node} -> {target.node}:{target.port};" for target, source in graph.wires.items()]
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    try:
        done = subprocess.run(
            [program, "-Tplain"], input="\n".join([*lines, "}"]), capture_output=True, text=True, check=True,
            timeout=_PATIENCE,
        )  # fmt: skip
    except subprocess.TimeoutExpired:
        return _PATIENCE, None
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    spent = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    wires = []
    for words in (line.split() for line in done.stdout.splitlines() if line.startswith("edge")):
        numbers = [72 * float(word) for word in words[4 : 4 + 2 * int(words[3])]]  # inches
        way = [Place(*spot) for spot in zip(numbers[::2], numbers[1::2], strict=True)]
        curves = [(way[at], way[at + 1], way[at + 2], way[at + 3]) for at in range(0, len(way) - 3, 3)]
        wires.append((words[1], words[2], points(curves)))
    return spent, wires


def main() -> list[Row]:
    """Measure both in turn."""
    program = shutil.which("dot")
    if program is None:
        print("Graphviz is not here: no ratio. Its package is called graphviz.")
        return []
    rows = []
    for name, make in NETWORKS.items():
        graph = make(NODES)
        boxes = sizes(graph)
        arrange(graph, boxes)
        mine, theirs = [], []
        for _ in range(TURNS):
            started = process_time()
            layout = arrange(graph, boxes)
            mine.append(process_time() - started)
            spent, wires = by_dot(graph, program)
            theirs.append(spent)
            if spent > _LONG:
                break
        one, other = 1e3 * median(mine), 1e3 * median(theirs)
        rows.append(Row(f"{name}: tidy", one, other, one / other, TIME, most=True, unit="ms"))
        if wires is None:
            print(f"{name}: dot did not end in {_PATIENCE:.0f} s; crossings are those of {FEWER} layers")
            graph = make(FEWER)
            layout, (_, wires) = arrange(graph, sizes(graph)), by_dot(graph, program)
        here, there = crossings(drawn(graph, layout)), crossings(wires or [])
        ratio = here / there if there else float(here > 0) * 99.0
        rows.append(Row(f"{name}: crossings", here, there, ratio, CROSSINGS, most=True))
    return rows


if __name__ == "__main__":
    print(show(main(), __doc__))
