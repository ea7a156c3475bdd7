"""What lies under a point of the canvas."""

from __future__ import annotations

from typing import NamedTuple

from neurodesk.graph.model import Port


class Hit(NamedTuple):
    """What lies under a point: a node, perhaps one of its ports; the wire into an input, perhaps one of its dots; or
    the title or a corner of a frame."""

    node: str = ""
    port: str = ""
    output: bool = False
    wire: Port | None = None
    dot: int = -1
    frame: str = ""
    part: str = ""

    @property
    def end(self) -> Port | None:
        """The port as the drawing names it."""
        return Port(self.node, self.port) if self.port else None
