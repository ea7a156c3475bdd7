"""Tests of what is known of the machine."""

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
