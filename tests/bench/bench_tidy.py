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

from neurodesk.graph.arrange import arrange
from neurodesk.graph.model import Graph, Place
from tests.bench.rows import Row, show
from tests.graph.networks import NETWORKS

NODES = 500
TURNS = 3
TIME, CROSSINGS = 2.0, 1.1  # times dot's, at most
_STEPS = 16  # straight pieces a curve is measured by

Line = list[tuple[float, float]]
Wires = list[tuple[str, str, Line]]


def sizes(graph: Graph) -> dict[str, tuple[float, float]]:
    """Cards as the canvas makes them, 176 px wide and higher with more than three inputs."""
    return {name: (176.0, max(80.0, 16.0 + 24.0 * len(graph.into(name)))) for name in graph.nodes}


def drawn(graph: Graph, places: dict[str, Place]) -> Wires:
    """The wires as the canvas draws them."""
    found = []
    for name in graph.nodes:
        for number, source in enumerate(graph.into(name).values()):
            x0, y0 = places[source.node].x + 176.0, places[source.node].y + 16.0
            x1, y1 = places[name].x, places[name].y + 16.0 + 24.0 * number
            bend = max(36.0, (x1 - x0) / 2)
            found.append((source.node, name, bezier([(x0, y0), (x0 + bend, y0), (x1 - bend, y1), (x1, y1)])))
    return found


def bezier(points: Line) -> Line:
    """Cubic curves, end to end, as straight pieces."""
    line = points[:1]
    for at in range(0, len(points) - 3, 3):
        for step in range(1, _STEPS + 1):
            t = step / _STEPS
            weights = ((1 - t) ** 3, 3 * t * (1 - t) ** 2, 3 * t * t * (1 - t), t**3)
            line.append(tuple(sum(w * p[axis] for w, p in zip(weights, points[at:], strict=False)) for axis in (0, 1)))
    return line


def crossings(wires: Wires) -> int:
    """How many pairs of wires without a common node cross."""
    boxes = sorted((min(x for x, _ in line), max(x for x, _ in line), at) for at, (_, _, line) in enumerate(wires))
    open_now: list[tuple[float, int]] = []
    total = 0
    for left, right, at in boxes:
        open_now = [(end, other) for end, other in open_now if end > left]
        for _, other in open_now:
            one, two = wires[at], wires[other]
            if not {one[0], one[1]} & {two[0], two[1]} and _cross(one[2], two[2]):
                total += 1
        insort(open_now, (right, at))
    return total


def _cross(one: Line, two: Line) -> bool:
    if max(y for _, y in one) < min(y for _, y in two) or max(y for _, y in two) < min(y for _, y in one):
        return False
    return any(_cut(a, b, c, d) for a, b in pairwise(one) for c, d in pairwise(two) if c[0] < b[0] and a[0] < d[0])


def _cut(a: tuple[float, float], b: tuple[float, float], c: tuple[float, float], d: tuple[float, float]) -> bool:
    def side(p: tuple[float, float], q: tuple[float, float], r: tuple[float, float]) -> float:
        return (q[0] - p[0]) * (r[1] - p[1]) - (q[1] - p[1]) * (r[0] - p[0])

    return side(a, b, c) * side(a, b, d) < 0 and side(c, d, a) * side(c, d, b) < 0


def by_dot(graph: Graph, program: str) -> tuple[float, Wires]:
    """Seconds of processor time that dot takes, and its wires; boxes of the same sizes and gaps."""
    lines = ["digraph { rankdir=LR; nodesep=0.44; ranksep=0.78; node [shape=record fixedsize=true];"]
    for name, (wide, high) in sizes(graph).items():
        ports = "|".join(f"<{port}>" for port in graph.into(name))
        lines.append(f'{name} [width={wide / 72} height={high / 72} label="{ports}"];')
    lines += [f"{source.node} -> {target.node}:{target.port};" for target, source in graph.wires.items()]
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    done = subprocess.run(
        [program, "-Tplain"], input="\n".join([*lines, "}"]), capture_output=True, text=True, check=True
    )
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    spent = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    wires = []
    for words in (line.split() for line in done.stdout.splitlines() if line.startswith("edge")):
        numbers = [float(word) for word in words[4 : 4 + 2 * int(words[3])]]
        wires.append((words[1], words[2], bezier(list(zip(numbers[::2], numbers[1::2], strict=True)))))
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
            places = arrange(graph, boxes)
            mine.append(process_time() - started)
            spent, wires = by_dot(graph, program)
            theirs.append(spent)
        here, there = crossings(drawn(graph, places)), crossings(wires)
        one, other = 1e3 * median(mine), 1e3 * median(theirs)
        rows.append(Row(f"{name}: tidy", one, other, one / other, TIME, most=True, unit="ms"))
        ratio = here / there if there else float(here > 0) * 99.0
        rows.append(Row(f"{name}: crossings", here, there, ratio, CROSSINGS, most=True))
    return rows


if __name__ == "__main__":
    print(show(main(), __doc__))
