"""Keeps a question that has an engine of its own, so that neither it nor a run waits for the other: an export."""

from pathlib import Path
from typing import Any

from neurodesk.disk.reading import is_there
from neurodesk.engine import protocol
from neurodesk.engine.hosts import ProcessEngine
from neurodesk.files.exports.folder import clear_away

AGAIN = "Export again; if memory was short, close other programs first, or tick fewer formats."


class Errand:
    """An export on its way in a process of its own, which reads the run from its files and is gone afterwards."""

    def __init__(self, request: protocol.ExportFiles) -> None:
        self.request = request
        self.over = False
        self._out = Path(request.out)
        self._fresh = not is_there(self._out)
        self._engine = ProcessEngine()
        self._engine.send(request)

    @property
    def pid(self) -> int:
        """The number of its process."""
        return self._engine.pid

    def answers(self, timeout: float = 0.0) -> list[Any]:
        """What was answered since, oldest first; waits `timeout` seconds for it. A process that dies has refused."""
        return [answer for event in self._engine.wait(timeout) if (answer := self._answer(event)) is not None]

    def close(self) -> None:
        """End it at once wherever it stands; nothing half-done stays in the folder."""
        self.over = True
        self._engine.close(timeout=0)
        clear_away(self._out, self.pid, fresh=self._fresh)

    def _answer(self, event: Any) -> Any | None:
        if isinstance(event, protocol.EngineDied):
            event = protocol.Refused(self.request.request, event.text, AGAIN)
        if self.over or getattr(event, "request", 0) != self.request.request:
            return None
        if not isinstance(event, protocol.ExportMoved):
            self.close()
        return event
