"""Weights as files: safetensors, whose header is checked here, against the network, before anything is loaded.

The library refuses most malformed files, but a header of tens of MB costs it seconds and a GB, and it takes the last
of two tensors of one name. So the header is read here first, with a cap.
"""

from __future__ import annotations

import json
import math
from collections.abc import Mapping
from pathlib import Path
from typing import Any, NamedTuple

import torch
from safetensors import SafetensorError
from safetensors.torch import load, save
from torch import Tensor

from neurodesk.disk.atomic import atomic_save
from neurodesk.disk.reading import ReadError, read_start
from neurodesk.graph.errors import BadFile
from neurodesk.layers.spec import show

MAX_HEADER = 4 << 20  # bytes; a network of 4096 tensors needs 0.5 MB
MAX_TENSORS = 4096
MAX_BYTES = 64 << 30
BYTES = {"F64": 8, "F32": 4, "F16": 2, "BF16": 2, "I64": 8, "I32": 4, "I16": 2, "I8": 1, "U8": 1, "BOOL": 1}
DTYPES = {
    torch.float64: "F64",
    torch.float32: "F32",
    torch.float16: "F16",
    torch.bfloat16: "BF16",
    torch.int64: "I64",
    torch.int32: "I32",
    torch.int16: "I16",
    torch.int8: "I8",
    torch.uint8: "U8",
    torch.bool: "BOOL",
}
AGAIN = "Train again from the start."


class Header(NamedTuple):
    """What a safetensors file says it holds: (dtype, shape) by name, its notes, and how many bytes it has."""

    tensors: dict[str, tuple[str, tuple[int, ...]]]
    notes: dict[str, str]
    size: int


def read_header(path: Path, most: int = MAX_TENSORS) -> Header:
    """Check the header of a safetensors file; its numbers are not read. Raises BadFile, naming the tensor at fault."""
    data, whole = _start(path, 8)
    size = int.from_bytes(data, "little")
    if len(data) < 8 or size > min(MAX_HEADER, whole - 8):
        raise BadFile(path, "it is no safetensors file, or only a part of one", "the header", AGAIN)
    data, whole = _start(path, 8 + size)
    try:
        told = json.loads(data[8:].decode(), object_pairs_hook=_once)
    except (ValueError, RecursionError) as error:
        raise BadFile(path, "its header cannot be read, or names a tensor twice", "the header", AGAIN) from error
    notes = told.pop("__metadata__", {}) if isinstance(told, dict) else None
    if not isinstance(notes, dict) or not all(isinstance(note, str) for note in notes.values()):
        raise BadFile(path, "its header is not a list of tensors", "the header", AGAIN)
    if len(told) > most:
        raise BadFile(path, f"it holds {len(told)} tensors; at most {most} are read", "the header", AGAIN)
    end = 0
    for name, entry in sorted(told.items(), key=_offset):
        end = _check(path, name, entry, end)
    if 8 + size + end != whole:
        raise BadFile(path, "its numbers end too early or too late", "the end", AGAIN)
    return Header({name: (entry["dtype"], tuple(entry["shape"])) for name, entry in told.items()}, notes, whole)


def write_weights(path: Path, tensors: Mapping[str, Tensor], notes: Mapping[str, str] | None = None) -> None:
    """Save tensors whole or not at all. Raises SaveError."""
    data = save({name: tensor.contiguous() for name, tensor in tensors.items()}, dict(notes or {}))
    atomic_save(path, data, backup=False)


def read_weights(path: Path, wanted: Mapping[str, Tensor]) -> dict[str, Tensor]:
    """Read exactly the tensors of a network: the same names, shapes and kinds of number, all finite. Raises BadFile."""
    header = read_header(path)
    check_equal(path, header, wanted)
    found = read_tensors(path, header)
    for name, tensor in found.items():
        if tensor.is_floating_point() and not bool(torch.isfinite(tensor).all()):
            raise BadFile(path, "a weight is not a finite number", name[:80], AGAIN)
    return found


def read_tensors(path: Path, header: Header) -> dict[str, Tensor]:
    """The tensors of a file whose header was checked. Raises BadFile where it is not as long as that says."""
    data, whole = _start(path, header.size)
    if len(data) != whole or whole != header.size:
        raise BadFile(path, "it changed while it was read", cure="Try again.")
    try:
        return load(data)
    except SafetensorError as error:  # the library is stricter than the check, or the file has just been changed
        raise BadFile(path, "it is no safetensors file, or only a part of one", "the header", AGAIN) from error


def _start(path: Path, most: int) -> tuple[bytes, int]:
    try:
        return read_start(path, most)
    except ReadError as error:
        raise BadFile(path, str(error), cure=error.cure or AGAIN) from error


def check_equal(path: Path, header: Header, wanted: Mapping[str, Tensor]) -> None:
    """Raise BadFile, naming the first difference, unless the file holds exactly the tensors of the network."""
    cure = "Use the run that was made from this drawing, or train again."
    for name in header.tensors.keys() - wanted.keys():
        raise BadFile(path, "the network has nothing of this name", name[:80], cure)
    for name, tensor in wanted.items():
        if name not in header.tensors:
            raise BadFile(path, "the network's weights are missing in it", name, cure)
        dtype, shape = header.tensors[name]
        if shape != tuple(tensor.shape):
            raise BadFile(path, f"the network expects {show(tuple(tensor.shape))}, not {show(shape)}", name, cure)
        if dtype != DTYPES[tensor.dtype]:
            raise BadFile(path, f"the network expects {DTYPES[tensor.dtype]} numbers, not {dtype}", name, cure)


def _offset(item: tuple[str, Any]) -> int:
    """Where a tensor says it begins; anything that is no number sorts first and is refused by the check."""
    entry = item[1]
    offsets = entry.get("data_offsets") if isinstance(entry, dict) else None
    begin = offsets[0] if isinstance(offsets, list) and offsets else 0
    return begin if type(begin) is int else 0


def _check(path: Path, name: str, entry: Any, begin: int) -> int:
    """Check one tensor's entry, which must begin where the last one ended; returns where it ends."""
    match entry:
        case {"dtype": str(dtype), "shape": list(shape), "data_offsets": [int(first), int(last)], **rest} if not rest:
            numbers = (*shape, first, last)  # a truth value is an int to Python, and none to the library
            whole = all(type(number) is int and 0 <= number <= MAX_BYTES for number in numbers) and len(shape) <= 16
            if whole and dtype in BYTES and first == begin and last - first == BYTES[dtype] * math.prod(shape):
                return last
    raise BadFile(path, "its size, kind of number or place does not add up", name[:80], AGAIN)


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    if len(pairs) != len({name for name, _ in pairs}):
        raise ValueError("a name stands twice")
    return dict(pairs)
