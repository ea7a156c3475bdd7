"""Tests of what is known of the machine."""

import math
import re

import pytest
import torch

from neurodesk.graph.errors import TrainingError
from neurodesk.training import device

CPU = torch.device("cpu")


def test_auto_takes_the_gpu_where_there_is_one(monkeypatch):
    """CUDA before the CPU; a word that is no device is refused."""
    monkeypatch.setattr(torch.cuda, "is_available", lambda: True)
    assert device.choose("auto").type == "cuda"
    with pytest.raises(TrainingError):
        device.choose("tpu")


def test_memory_is_counted():
    """Free and used are some numbers of bytes, and a limit of the process counts."""
    assert 1e6 < device.free_memory(CPU) < 1 << 62
    assert device.used_memory(CPU) > 1e6


def test_threads_are_put_back():
    """Also after an error."""
    before = torch.get_num_threads()

    def fail() -> None:
        with device.threads(before + 1):
            assert torch.get_num_threads() == before + 1
            raise RuntimeError

    with pytest.raises(RuntimeError):
        fail()
    assert torch.get_num_threads() == before


def test_random_numbers_are_undisturbed():
    """Whatever is drawn inside."""
    torch.manual_seed(0)
    with device.undisturbed(CPU):
        torch.rand(10)
    drawn = torch.rand(3)
    torch.manual_seed(0)
    assert torch.equal(torch.rand(3), drawn)


@pytest.mark.parametrize(
    ("error", "is_memory"),
    [
        (MemoryError(), True),
        (torch.OutOfMemoryError("CUDA out of memory. Tried to allocate 2 GiB"), True),
        (RuntimeError("DefaultCPUAllocator: can't allocate memory: you tried to allocate 4 bytes"), True),
        (RuntimeError("CUDA error: CUBLAS_STATUS_ALLOC_FAILED when calling `cublasCreate(handle)`"), True),
        (RuntimeError("mat1 and mat2 shapes cannot be multiplied"), False),
        (ValueError("out of memory"), False),
    ],
)
def test_memory_errors_are_known(error, is_memory):
    """By type, and on the CPU by their text."""
    assert device.is_memory_error(error) == is_memory


def test_a_step_is_timed():
    """The shortest of some trials."""
    taken = []
    assert device.seconds_each(lambda: taken.append(1), CPU) < 0.1
    assert 3 <= len(taken) <= 40
    unordered = RuntimeError("an_op does not have a deterministic implementation, but you set")
    assert device.seconds_each(lambda: broken(unordered), CPU) == math.inf
    with pytest.raises(RuntimeError, match="shapes"):
        device.seconds_each(lambda: broken(RuntimeError("shapes cannot be multiplied")), CPU)


def test_a_card_adds_up_in_order_inside_the_block_only():
    """Where it is wanted; the CPU does so always."""
    told = []
    for where, wanted in (("cuda", True), ("cuda", False), ("cpu", True)):
        with device.in_order(torch.device(where), wanted):
            told.append(torch.are_deterministic_algorithms_enabled())
        assert not torch.are_deterministic_algorithms_enabled()
        assert torch.utils.deterministic.fill_uninitialized_memory
    assert told == [True, False, False]


def broken(error: Exception) -> None:
    """Raise it."""
    raise error


@pytest.mark.parametrize(
    ("step", "said"),
    [
        (lambda: torch.zeros(2).put_(torch.tensor([0]), torch.tensor([1.0])), r"another order each time \(put_\)"),
        (lambda: broken(RuntimeError("Deterministic behavior was enabled, but it uses CuBLAS and")), r"\(CuBLAS\)"),
        (lambda: broken(torch.OutOfMemoryError("CUDA out of memory")), "no memory to find out"),
        (lambda: broken(MemoryError()), "no memory to find out"),
        (lambda: broken(ValueError("Expected more than 1 value per channel")), "^$"),
        (lambda: torch.zeros(2).sum(), "^$"),
    ],
    ids=["put", "cublas", "card", "memory", "value", "sum"],
)
def test_what_cannot_be_added_up_in_order_is_named(step, said):
    """By the operation's own name; what else is wrong is not this question's."""
    assert re.search(said, device.out_of_order(step, torch.device("cuda")))
