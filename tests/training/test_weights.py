"""Tests of weights as files: exactly the network's tensors, or a sentence that says what is wrong (A27, A28, A29)."""

import json
import struct

import pytest
import torch
from safetensors import SafetensorError

from neurodesk.graph.errors import BadFile
from neurodesk.training.weights import MAX_HEADER, read_header, read_weights, write_weights

WANTED = {"a": torch.arange(6, dtype=torch.float32).reshape(2, 3), "b": torch.tensor(7)}


def packed(header: object, body: bytes = b"", size: int | None = None) -> bytes:
    """A safetensors file of any header."""
    text = header if isinstance(header, bytes) else json.dumps(header).encode()
    return struct.pack("<Q", len(text) if size is None else size) + text + body


def entry(dtype: str = "F32", shape: object = (2,), offsets: object = (0, 8), **more: object) -> dict:
    """One tensor of a header."""
    return {"dtype": dtype, "shape": shape, "data_offsets": offsets, **more}


def test_what_is_written_is_read(tmp_path):
    """Names, shapes and numbers come back, whatever the memory format."""
    image = torch.rand(2, 3, 4, 4).to(memory_format=torch.channels_last)
    write_weights(tmp_path / "w", {**WANTED, "image": image}, {"note": "x"})
    found = read_weights(tmp_path / "w", {**WANTED, "image": image})
    assert all(torch.equal(found[name], tensor) for name, tensor in {**WANTED, "image": image}.items())
    assert read_header(tmp_path / "w").notes == {"note": "x"}


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"\0" * 7,
        packed({}, size=2**63),
        packed({}, size=MAX_HEADER + 1) + b" " * (MAX_HEADER + 1),
        packed({}, size=100),
        packed(b"[1]"),
        packed(b'{"a":1}'),
        packed(b'{"a":{},"a":{}}'),
        packed(b"[" * 100_000),
        packed({"a": entry()}, b"1234567"),
        packed({"a": entry()}, b"123456789"),
        packed({"a": entry(), "b": entry()}, b"12345678"),
        packed({"a": entry(offsets=(4, 12))}, b"1" * 12),
        packed({"a": entry(shape=(2**62, 4))}, b"12345678"),
        packed({"a": entry(shape=(0, 2**62))}, b""),
        packed({"a": entry(shape=(-2,))}, b"12345678"),
        packed({"a": entry(shape=(2.0,))}, b"12345678"),
        packed({"a": entry(shape=(True, 2))}, b"12345678"),
        packed({"a": entry(dtype="F4")}, b"12345678"),
        packed({"a": entry(more=1)}, b"12345678"),
        packed({"a": entry(offsets=("0", "8"))}, b"12345678"),
        packed({"a": entry(offsets=(False, 8))}, b"12345678"),
        packed({"__metadata__": {"a": 1}}),
        packed({str(at): entry(shape=(0,), offsets=(0, 0)) for at in range(4097)}),
    ],
)
def test_malformed_files_are_refused(tmp_path, data):
    """Every broken header ends in BadFile before any number is looked at."""
    (tmp_path / "w").write_bytes(data)
    with pytest.raises(BadFile) as caught:
        read_weights(tmp_path / "w", {"a": torch.zeros(2)})
    assert caught.value.cure


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"a": torch.zeros(3, 2)}, "2 x 3, not 3 x 2"),
        ({"a": torch.zeros(2, 3, dtype=torch.float64)}, "F32 numbers, not F64"),
        ({"../../a": torch.zeros(1)}, "nothing of this name"),
        ({"a": torch.full((2, 3), float("nan"))}, "not a finite number"),
    ],
)
def test_weights_of_another_network_are_refused(tmp_path, change, said):
    """The first difference is named, with what is expected."""
    write_weights(tmp_path / "w", {**WANTED, **change})
    with pytest.raises(BadFile, match=said):
        read_weights(tmp_path / "w", WANTED)


def test_missing_tensors_and_files(tmp_path):
    """A tensor that is not there is named; so is a file."""
    write_weights(tmp_path / "w", {"a": WANTED["a"]})
    with pytest.raises(BadFile, match="at b"):
        read_weights(tmp_path / "w", WANTED)
    with pytest.raises(BadFile, match="no such file"):
        read_weights(tmp_path / "none", WANTED)


def test_what_only_the_library_refuses_is_refused_in_words(tmp_path, monkeypatch):
    """Whatever passes the check of the header, the library has the last word."""
    write_weights(tmp_path / "w", {"a": torch.ones(2)})

    def refuse(_data: bytes) -> None:
        raise SafetensorError("invalid type: boolean")

    monkeypatch.setattr("neurodesk.training.weights.load", refuse)
    with pytest.raises(BadFile, match="no safetensors file"):
        read_weights(tmp_path / "w", {"a": torch.ones(2)})
