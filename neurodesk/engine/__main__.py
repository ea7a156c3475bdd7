"""Keeps the child process the engine lives in: events leave by its stdout, requests come by its stdin.

Whatever libraries print goes to stderr, so that nothing but events is ever on the pipe. When stdin ends (the window
closed, or died) a present run is stopped and kept, and the process is gone within two seconds.
"""

import contextlib
import faulthandler
import os
import signal
import sys
import threading
from pathlib import Path
from typing import BinaryIO

from neurodesk.engine import protocol
from neurodesk.engine.outbox import Outbox
from neurodesk.engine.thread import EngineThread
from neurodesk.engine.wire import ProtocolError, encode, read
from neurodesk.files.exports.folder import abandon

GRACE = 2.0  # seconds for the run to be kept after the end was asked
BEAT = 1.0  # seconds between two signs of life when there is nothing else to tell
NICENESS = 5  # the window paints first


def main() -> None:
    """Serves until the engine's thread has ended and all its events are written; never returns."""
    requests, events = _pipes()
    _behave()
    outbox = Outbox()
    engine = EngineThread(outbox)
    # a thread of its own, for a handler may interrupt whoever holds the locks that leaving needs
    signal.signal(signal.SIGTERM, lambda *_: threading.Thread(target=_leave, args=(engine,), daemon=True).start())
    engine.start()
    threading.Thread(target=_listen, args=(requests, engine), daemon=True).start()
    _tell(outbox, engine, events)
    engine.join(GRACE)  # so that an error it ends with is on stderr
    os._exit(0)  # without the seconds that the interpreter and PyTorch take to tidy up


def _pipes() -> tuple[BinaryIO, BinaryIO]:
    """Takes stdin and stdout for the messages alone: prints go to stderr, and reads find the end."""
    requests, events = os.fdopen(os.dup(0), "rb"), os.fdopen(os.dup(1), "wb")
    nothing = os.open(os.devnull, os.O_RDONLY)
    os.dup2(nothing, 0)
    os.close(nothing)
    os.dup2(2, 1)
    return requests, events


def _behave() -> None:
    """Leaves Ctrl+C to the parent, lets the window go first, and is the first to go when memory runs out (Linux)."""
    faulthandler.enable()
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    with contextlib.suppress(OSError):
        Path("/proc/self/oom_score_adj").write_text("1000", encoding="ascii")
    if hasattr(os, "nice"):
        with contextlib.suppress(OSError):
            os.nice(NICENESS)


def _listen(requests: BinaryIO, engine: EngineThread) -> None:
    try:
        while (request := read(requests)) is not None and not isinstance(request, protocol.Shutdown):
            engine.submit(request)
    except ProtocolError as error:
        sys.stderr.write(f"unreadable request: {error}\n")
    _leave(engine)


def _leave(engine: EngineThread) -> None:
    engine.submit(protocol.Shutdown())
    if not engine.join(GRACE):
        abandon()
        os._exit(0)


def _tell(outbox: Outbox, engine: EngineThread, events: BinaryIO) -> None:
    """Writes events until there can be no more; with nobody left to read they are dropped."""
    heard = True
    while (batch := outbox.take(BEAT)) or not outbox.closed:
        try:
            for event in (batch or [protocol.Heartbeat(engine.busy, engine.held)]) if heard else ():
                events.write(encode(event))
            events.flush()
        except OSError:
            heard = False


if __name__ == "__main__":
    main()
