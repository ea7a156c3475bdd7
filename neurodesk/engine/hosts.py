"""Keeps where the engine lives: in a child process of its own, or in a thread of this one. Both are used alike."""

import contextlib
import queue
import signal
import subprocess
import sys
import threading
import time
from collections import deque
from typing import Any, BinaryIO, Literal
from typing import Protocol as Interface

from neurodesk.engine import protocol
from neurodesk.engine.outbox import Outbox
from neurodesk.engine.stalls import Stalls
from neurodesk.engine.thread import MEMORY, MOST_REQUESTS, RESTART, SHORT, SMALLER, EngineThread
from neurodesk.engine.wire import ProtocolError, encode, read

COMMAND = [sys.executable, "-P", "-m", "neurodesk.engine"]  # -P: nothing is imported from the folder we stand in
GO_ON = "Press Go on training: the engine starts afresh, and goes on from the last checkpoint."
IF_SHORT = "If memory was short, make the batch or the network smaller, or close other programs."
DEAF = "The engine did not stop when it was told to, so it was ended."
EARLY = "The engine ended before it was asked to."
BUILD = "This build of PyTorch does not fit this processor.", "Install another build of PyTorch."
CAUSES = {
    "SIGKILL": "The engine was killed from outside, as the system does when memory runs out.",
    "SIGSEGV": "The engine crashed inside PyTorch (memory access error).",
    "SIGBUS": "The engine crashed: memory or disk behind it went away.",
    "SIGABRT": "The engine was aborted by PyTorch or a driver.",
    "SIGFPE": "The engine crashed inside PyTorch (arithmetic error).",
    "SIGTERM": "The engine was asked to end by another program.",
}
OUTSIDE = {"SIGKILL", "SIGTERM"}  # which no last words explain
LACKED = {"SIGKILL", "SIGBUS"}  # which memory that runs out may be behind
SILENT = 1.6  # seconds without a sign of life until one that is to end is not waited for; they come every second
LAST_WORDS = 2000  # letters of what a child wrote that may say why it ended
WINDOWS_CAUSES = {0xC0000005: "SIGSEGV", 0xC000001D: "SIGILL", 0xC0000409: "SIGABRT", 0xC0000017: "SIGKILL"}


class Engine(Interface):
    """An engine wherever it lives: requests in, events out, and nothing of it left after `close`."""

    @property
    def alive(self) -> bool:
        """Whether requests are still answered."""

    def send(self, request: Any) -> None:
        """Hands over a request of the protocol; never waits."""

    def drain(self) -> list[Any]:
        """All events that have arrived, oldest first; never waits."""

    def wait(self, timeout: float | None = None) -> list[Any]:
        """All events that have arrived, once there is one; empty after `timeout` seconds or when nothing can come."""

    def begin_close(self) -> None:
        """Tells the engine to end, a present run being kept, and takes nothing more; never waits."""

    def close(self, timeout: float = 3.0) -> None:
        """Ends the engine: politely, a present run being kept; by force when that takes over `timeout` seconds from
        when it was told to.
        """


def open_engine(kind: Literal["process", "thread"] | str = "process") -> Engine:
    """Starts an engine in a child process ("process") or in a thread of this one ("thread"); ValueError for others."""
    if kind not in ("process", "thread"):
        raise ValueError(f'the engine lives in a "process" or a "thread", not in "{kind}"')
    return ProcessEngine() if kind == "process" else ThreadEngine()


class ThreadEngine:
    """The engine in a thread of this process."""

    def __init__(self) -> None:
        self._outbox = Outbox()
        self._engine = EngineThread(self._outbox)
        self._engine.start()

    @property
    def alive(self) -> bool:
        """Whether requests are still answered."""
        return self._engine.alive

    def send(self, request: Any) -> None:
        """Hands over a request of the protocol; never waits."""
        self._engine.submit(request)

    def drain(self) -> list[Any]:
        """All events that have arrived, oldest first; never waits."""
        return self._outbox.drain()

    def wait(self, timeout: float | None = None) -> list[Any]:
        """All events that have arrived, once there is one; empty after `timeout` seconds or when nothing can come."""
        return self._outbox.take(timeout)

    def begin_close(self) -> None:
        """Tells the engine to end; never waits."""
        self._outbox.close()
        self._engine.submit(protocol.Shutdown())

    def close(self, timeout: float = 3.0) -> None:
        """Ends the engine; a present run is kept. A thread cannot be forced: after `timeout` it is left to itself."""
        self.begin_close()
        self._engine.join(timeout)


class ProcessEngine:
    """The engine in a child process that ends with this one.

    Three small threads serve the pipes: requests out, events in, and the child's stderr, of which the end is kept.
    """

    def __init__(self) -> None:
        self._inbox = Outbox()
        self._told = self._forced = False
        self._closing: float | None = None  # since when, by the monotonic clock
        self._stalls = Stalls()
        self._requests: queue.Queue[Any] = queue.Queue()
        self._log: deque[str] = deque(maxlen=200)
        pipe = subprocess.PIPE
        hidden = getattr(subprocess, "CREATE_NO_WINDOW", 0)
        self._process = subprocess.Popen(COMMAND, stdin=pipe, stdout=pipe, stderr=pipe, creationflags=hidden)
        pipes = self._process.stdin, self._process.stdout, self._process.stderr
        self._threads = [
            threading.Thread(target=serve, args=(pipe,), name=f"engine {serve.__name__}", daemon=True)
            for serve, pipe in zip((self._write, self._read, self._listen), pipes, strict=True)
        ]
        for thread in reversed(self._threads):  # who reads waits for the last words
            thread.start()

    @property
    def alive(self) -> bool:
        """Whether requests are still answered."""
        return self._process.poll() is None

    @property
    def pid(self) -> int:
        """The child's process number."""
        return self._process.pid

    @property
    def log(self) -> str:
        """The last lines the child wrote to its stderr."""
        return "".join(self._log)

    def send(self, request: Any) -> None:
        """Hands over a request of the protocol; never waits."""
        self._stalls.sent(request)
        if self._requests.qsize() < MOST_REQUESTS:
            self._requests.put(encode(request))
        else:
            text = "The engine does not take questions at present."
            self._inbox.put(protocol.Refused(getattr(request, "request", 0), text, "Ask again in a moment."))

    def drain(self) -> list[Any]:
        """All events that have arrived, oldest first; never waits. Ends a child that does not stop when told to."""
        self._look()
        return self._inbox.drain()

    def wait(self, timeout: float | None = None) -> list[Any]:
        """All events that have arrived, once there is one; empty after `timeout` seconds or when nothing can come."""
        self._look()
        return self._inbox.take(timeout)

    def begin_close(self) -> None:
        """Asks the child to end; a present run is kept. Never waits."""
        if self._closing is None:
            self._closing = time.monotonic()
            self._inbox.close()
            self._requests.put(encode(protocol.Shutdown()))
            self._requests.put(None)

    def close(self, timeout: float = 3.0) -> None:
        """Ends the child within `timeout` seconds from when it was asked to: waits, terminates it, kills it.

        One that says nothing meanwhile has less time.
        """
        self.begin_close()
        if not self._leaves(timeout * 0.9):
            self._process.terminate()
            if not self._gone(timeout * 0.1):
                self._process.kill()
                self._process.wait()
        for thread in self._threads:
            thread.join()

    def _look(self) -> None:
        """Tells of an engine that does not move, and ends it when it does not stop either."""
        if self._closing is not None or not self.alive:
            return
        if warning := self._stalls.warning():
            self._inbox.put(warning)
        if self._stalls.deaf:
            self._forced = True
            self._process.kill()

    def _leaves(self, seconds: float) -> bool:
        """Whether the child goes by itself within so many seconds of its closing, while there are signs of life."""
        assert self._closing is not None
        while not self._gone(min(seconds, 0.1)):
            waited = time.monotonic() - self._closing
            if waited >= seconds or min(waited, self._stalls.silence) >= SILENT:
                return False
        return True

    def _gone(self, seconds: float) -> bool:
        try:
            self._process.wait(seconds)
        except subprocess.TimeoutExpired:
            return False
        return True

    def _write(self, stream: BinaryIO) -> None:
        with contextlib.suppress(OSError), stream:  # a broken pipe: the reader tells of the death
            while (frame := self._requests.get()) is not None:
                stream.write(frame)
                stream.flush()

    def _read(self, stream: BinaryIO) -> None:
        with stream:
            try:
                while (event := read(stream)) is not None:
                    self._stalls.heard(event)
                    if isinstance(event, protocol.Heartbeat):
                        continue
                    self._told = isinstance(event, protocol.EngineDied)
                    self._inbox.put(event)
            except ProtocolError:
                self._process.kill()
        self._bury()

    def _bury(self) -> None:
        """The pipe has ended: sees the child out, and tells why unless the child did or it was our wish."""
        if not self._gone(1.0):
            self._process.kill()
        code = self._process.wait()
        self._requests.put(None)
        if self._closing is None and not self._told:
            self._threads[-1].join(1.0)  # its last words
            way_on = GO_ON if self._stalls.kept else RESTART
            text, cure = (DEAF, way_on) if self._forced else cause(code, self.log, way_on)
            self._inbox.put(protocol.EngineDied(text, cure))
        self._inbox.close()

    def _listen(self, stream: BinaryIO) -> None:
        with stream:
            while line := stream.readline(2000):
                self._log.append(line.decode(errors="replace"))


def cause(code: int, log: str = "", way_on: str = RESTART) -> tuple[str, str]:
    """Why a child ended, by its exit code and last words, in words for a person, and the cure with the way on."""
    name = WINDOWS_CAUSES.get(code & 0xFFFFFFFF, "")
    if code < 0 and not name:
        with contextlib.suppress(ValueError):
            name = signal.Signals(-code).name
    if name == "SIGILL":
        return BUILD
    if name not in OUTSIDE and MEMORY.search(log[-LAST_WORDS:]):
        return SHORT, f"{SMALLER} {way_on}"
    ended = f"The engine ended by itself ({name or f'code {code}'})." if code else EARLY
    return CAUSES.get(name, ended), f"{IF_SHORT} {way_on}" if name in LACKED else way_on
