"""Tests of the sentences a run can end with."""

import sqlite3

import pytest

from neurodesk.graph.errors import BadFile, DataError, ParameterError
from neurodesk.training.failures import failure, weights_lost


@pytest.mark.parametrize(
    ("error", "code", "said"),
    [
        (DataError("No data is chosen yet.", "Choose data."), "data", "No data is chosen yet."),
        (ParameterError("kernel must be at least 1, not 0"), "parameter", "Kernel must be at least 1, not 0."),
        (ParameterError("linear_1 expects a vector"), "parameter", "linear_1 expects a vector."),
        (BadFile("a/w.safetensors", "it is empty"), "bad_checkpoint", "w.safetensors: it is empty."),
        (MemoryError(), "out_of_memory", "There is not enough memory for this network and data."),
        (ValueError("Expected more than 1 value per channel when training, got [1, 4]"), "batch_of_one", "at least 2"),
        (sqlite3.OperationalError("disk I/O error"), "disk", "disk I/O error"),
        (OSError(28, "No space left on device"), "disk", "the disk is full"),
        (RuntimeError("CUDA error: device-side assert triggered"), "device_lost", "The GPU stopped answering."),
        (RuntimeError("a\nTraceback: b"), "failed", "A training step could not be computed: a."),
        (RuntimeError(""), "failed", "no reason was given"),
    ],
)
def test_each_error_becomes_a_sentence_with_a_cure(error, code, said):
    """Typed where the type is known; never a traceback."""
    found = failure(error)
    assert found.code == code
    assert said in found.text
    assert found.cure
    assert "\n" not in found.text
    assert found.event(3).run == 3


def test_an_operation_without_an_order_is_no_lost_card():
    """Though its name has CUDA in it."""
    told = RuntimeError("max_pool2d_backward_cuda does not have a deterministic implementation, but you set it")
    assert failure(told).code == "failed"


def test_a_cure_for_the_window_and_the_command_line():
    """A run can be begun or taken up again in either."""
    assert "Train again, or go on with the run" in failure(RuntimeError("CUDA error: unspecified launch failure")).cure


@pytest.mark.parametrize(
    ("error", "said", "cure"),
    [
        (OSError(28, "No space left on device"), "the disk is full", "Free some space for the folder"),
        (OSError(13, "Permission denied"), "permission denied", "See that you may write to the folder"),
    ],
)
def test_weights_that_were_lost(tmp_path, error, said, cure):
    """What is gone, why, which folder, and another one."""
    found = weights_lost(4, error, tmp_path)
    assert found.code == "disk"
    assert "Run 4" in found.text
    assert f"are lost: {said}" in found.text
    assert found.cure.startswith(f"{cure} {tmp_path}")
    assert "--runs" in found.cure
