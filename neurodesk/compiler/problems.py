"""What is wrong with a drawing, and the edits that mend it."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from neurodesk.compiler.headings import title_of
from neurodesk.graph.model import Document, Graph

SEVERITIES = ("error", "warning", "hint")  # an error stops compiling; a warning costs quality; a hint may be left


@dataclass(frozen=True, slots=True)
class Cure:
    """One click that mends a problem: what it does in a few words, and the edit that does it."""

    label: str
    edit: Callable[[Document], Document]


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that is wrong: what, where (a network, its node and port; empty when of the whole), and its cures."""

    code: str
    severity: str
    network: str
    node: str
    port: str
    text: str
    cures: tuple[Cure, ...]

    @property
    def title(self) -> str:
        """The problem in at most 80 letters, for where there is room for no more."""
        return title_of(self.code, self.text)

    @property
    def more(self) -> str:
        """What the title leaves out; empty when it says all."""
        title = self.title
        return self.text.removeprefix(title).lstrip() if self.text.startswith(title) else self.text

    @property
    def where(self) -> str:
        """The place in words: `conv_1.features`, `conv_1`, or the network's name."""
        return f"{self.node}.{self.port}" if self.node and self.port else self.node or self.network


def cure(label: str, network: str, edit: Callable[[Graph], Graph]) -> Cure:
    """Make a cure that edits one network of the document."""

    def whole(document: Document) -> Document:
        return document.with_graph(network, edit(document.networks[network]))

    return Cure(label, whole)


def ranked(problems: Iterable[Problem]) -> tuple[Problem, ...]:
    """Order problems errors first, each sentence about a place once; equals keep the order they were found in."""
    once = {(p.code, p.network, p.node, p.port, p.text): p for p in problems}
    return tuple(sorted(once.values(), key=lambda problem: SEVERITIES.index(problem.severity)))
