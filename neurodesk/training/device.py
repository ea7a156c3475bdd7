"""The machine a run has: which device, how much memory is free, how many threads pay."""

from __future__ import annotations

import contextlib
import math
import os
import time
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

import torch

from neurodesk.graph.errors import TrainingError

# cuBLAS adds up in a fixed order only with a workspace of a fixed size, and reads which when it is first used.
os.environ.setdefault("CUBLAS_WORKSPACE_CONFIG", ":4096:8")

PAYS = 1.15  # more threads are taken when they are so much faster: the window and the rest need a core too
CUBLAS = "CuBLAS"  # which says so when somebody else has chosen its workspace
UNORDERED = "does not have a deterministic implementation"  # what PyTorch says of an operation, behind its name
TRIAL = 0.12  # seconds each candidate may be tried for


def choose(device: str = "auto") -> torch.device:
    """The device a word means; `auto` is the GPU where there is one. Raises TrainingError when it is not there."""
    found = {"cpu": True, "cuda": torch.cuda.is_available(), "mps": torch.backends.mps.is_available()}
    if device == "auto":
        return torch.device(next((name for name in ("cuda", "mps") if found[name]), "cpu"))
    if device not in found:
        raise TrainingError(f"a device is one of auto, {', '.join(found)}, not {device[:40]!r}", "Choose auto.")
    if not found[device]:
        name = "NVIDIA GPU that PyTorch can use" if device == "cuda" else "Apple GPU that PyTorch can use"
        raise TrainingError(f"There is no {name} in this machine.", "Choose auto or cpu as the device.")
    return torch.device(device)


def free_memory(device: torch.device) -> int:
    """Bytes that can still be taken on a device; for the CPU also within the limits set for the process."""
    if device.type == "cuda":
        return int(torch.cuda.mem_get_info(device)[0])
    if device.type == "mps":
        return int(torch.mps.recommended_max_memory() - torch.mps.driver_allocated_memory())
    return min(_free_of_machine(), _left_of_limit())


def used_memory(device: torch.device) -> int:
    """Bytes in use: those of tensors on a GPU, of this process on the CPU."""
    if device.type == "cuda":
        return int(torch.cuda.memory_allocated(device))
    if device.type == "mps":
        return int(torch.mps.current_allocated_memory())
    return _statm(1)


def is_memory_error(error: BaseException) -> bool:
    """Whether an error says that memory ran out; PyTorch's CPU allocator says so only in its text."""
    if isinstance(error, MemoryError | torch.OutOfMemoryError):
        return True
    said = str(error).lower()
    return isinstance(error, RuntimeError) and any(
        words in said
        for words in (
            "can't allocate memory",
            "not enough memory",
            "out of memory",
            "failed to allocate",
            "alloc_failed",
        )
    )


@contextlib.contextmanager
def threads(count: int) -> Iterator[None]:
    """Compute with so many threads inside the block."""
    before = torch.get_num_threads()
    torch.set_num_threads(count)
    try:
        yield
    finally:
        torch.set_num_threads(before)


def random_state(device: torch.device) -> dict[str, torch.Tensor]:
    """The random state of torch on the CPU and on the device, uint8, on the CPU."""
    state = {"torch": torch.get_rng_state()}
    if device.type == "cuda":
        state["cuda"] = torch.cuda.get_rng_state(device)
    if device.type == "mps":
        state["mps"] = torch.mps.get_rng_state()
    return state


def put_random_state(device: torch.device, state: Mapping[str, torch.Tensor]) -> None:
    """Go back to a random state. Raises RuntimeError when it is none."""
    torch.set_rng_state(state["torch"])
    if device.type == "cuda" and "cuda" in state:
        torch.cuda.set_rng_state(state["cuda"], device)
    if device.type == "mps" and "mps" in state:
        torch.mps.set_rng_state(state["mps"])


@contextlib.contextmanager
def in_order(device: torch.device, wanted: bool = True) -> Iterator[None]:
    """Add up in the same order every time inside the block, so that equal numbers give equal bits on a GPU too.

    What has no such order raises RuntimeError. https://docs.pytorch.org/docs/stable/notes/randomness.html
    It holds for the whole process: nothing else may compute on the GPU meanwhile.
    """
    if device.type != "cuda" or not wanted:
        yield
        return
    before, filling = torch.get_deterministic_debug_mode(), torch.utils.deterministic
    filled = filling.fill_uninitialized_memory  # type: ignore[attr-defined]
    filling.fill_uninitialized_memory = False  # type: ignore[attr-defined]  # a pass over answers nobody reads unwritten
    torch.set_deterministic_debug_mode("error")  # `use_deterministic_algorithms` would load the compiler first: 1 s
    try:
        yield
    finally:
        torch.set_deterministic_debug_mode(before)
        filling.fill_uninitialized_memory = filled  # type: ignore[attr-defined]


def out_of_order(step: Callable[[], object], device: torch.device) -> str:
    """Why a GPU cannot take a step `in_order`, as half a sentence; "" where it can."""
    try:
        with in_order(device):
            step()
    except (RuntimeError, ValueError, MemoryError) as error:
        if is_memory_error(error):
            return "there was no memory to find out whether the graphics card adds up in order"
        told, known, _ = str(error).partition(f" {UNORDERED}")
        name = told[:60] if known else CUBLAS
        if name in told:  # whatever else is wrong with the step will be found by taking it
            return f"the graphics card adds up in another order each time ({name})"
    return ""


def card(device: torch.device) -> str:
    """The name of the graphics card; "" for the CPU."""
    return torch.cuda.get_device_name(device) if device.type == "cuda" else ""


@contextlib.contextmanager
def undisturbed(device: torch.device) -> Iterator[None]:
    """Put the random state of torch back after the block, whatever it draws."""
    kept = random_state(device)
    try:
        yield
    finally:
        put_random_state(device, kept)


def seconds_each(step: Callable[[], object], device: torch.device) -> float:
    """The shortest of some trials of a step, in seconds, after two to warm up; inf for one that is not `in_order`."""
    took, end = [], time.perf_counter() + TRIAL
    for trial in range(40):
        begun = time.perf_counter()
        try:
            step()
        except RuntimeError as error:
            if UNORDERED in str(error):
                return math.inf
            raise
        if device.type == "cuda":
            torch.cuda.synchronize(device)
        now = time.perf_counter()
        if trial >= 2 or now >= end:
            took.append(now - begun)
        if now >= end:
            break
    return min(took)


def _free_of_machine() -> int:
    """Bytes that programs can take without swapping."""
    with contextlib.suppress(OSError, ValueError, IndexError):
        lines = Path("/proc/meminfo").read_text(encoding="ascii").splitlines()
        return 1024 * next(int(line.split()[1]) for line in lines if line.startswith("MemAvailable"))
    with contextlib.suppress(OSError, ValueError, AttributeError):
        return os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE")
    return _free_of_windows()


def _free_of_windows() -> int:
    """The same where there is neither /proc nor sysconf."""
    import ctypes

    class Status(ctypes.Structure):
        _fields_ = (("length", ctypes.c_ulong), ("load", ctypes.c_ulong), ("sizes", ctypes.c_ulonglong * 7))

    status = Status(length=ctypes.sizeof(Status))
    kernel = getattr(ctypes, "windll", None)
    if kernel is None or not kernel.kernel32.GlobalMemoryStatusEx(ctypes.byref(status)):
        return 1 << 62
    return int(status.sizes[1])  # physical bytes available


def _left_of_limit() -> int:
    """What the limits of the process (ulimit -v, control groups) leave."""
    left = 1 << 62
    with contextlib.suppress(ImportError, OSError):
        import resource

        limit = resource.getrlimit(resource.RLIMIT_AS)[0]
        if limit != resource.RLIM_INFINITY:
            left = max(limit - _statm(0), 0)
    with contextlib.suppress(OSError, ValueError):
        group = Path("/sys/fs/cgroup")
        most = int((group / "memory.max").read_text(encoding="ascii"))
        used = int((group / "memory.current").read_text(encoding="ascii"))
        kinds = dict(line.split() for line in (group / "memory.stat").read_text(encoding="ascii").splitlines())
        left = min(left, max(most - used + int(kinds.get("inactive_file", 0)), 0))  # cached files are given up freely
    return left


def _statm(column: int) -> int:
    """Bytes of this process: its whole address space (0) or what lies in memory (1)."""
    with contextlib.suppress(OSError, ValueError, IndexError), Path("/proc/self/statm").open("rb") as file:
        return int(file.read().split()[column]) * os.sysconf("SC_PAGE_SIZE")
    with contextlib.suppress(ImportError):
        import resource
        import sys

        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        return peak if sys.platform == "darwin" else peak * 1024
    return 0
