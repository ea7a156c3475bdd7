"""Keeps the bytes a message crosses the pipe as.

A frame is two lengths (header, body), a JSON header that names the message and its fields, and the raw bytes of the
arrays. Nothing is pickled; what arrives is taken only when it carries a known name, exactly the fields of that message,
and values of the declared types.
"""

import dataclasses
import json
import struct
import types
import typing
from collections.abc import Mapping
from functools import cache
from typing import Any, BinaryIO

import numpy as np

from neurodesk.engine.protocol import Array, messages

PREFIX = struct.Struct("<IQ")  # bytes of the header, bytes of the body
MAX_HEADER = 48 << 20  # a project of 16 MB travels as text inside JSON, where a character may take three
MAX_BODY = 1 << 30  # 1 GiB: no picture list or matrix the window can show comes near
MAX_ARRAYS = 4096
MAX_AXES = 8
DTYPES = frozenset(["<f2", "<f4", "<f8", "|i1", "<i2", "<i4", "<i8", "|u1", "<u2", "<u4", "<u8", "|b1"])


class ProtocolError(ValueError):
    """A message that cannot be sent, or bytes that are no message."""


def encode(message: Any) -> bytes:
    """The frame that carries `message`; raises ProtocolError for what may not cross or is over a cap."""
    kind: type = type(message)
    if messages().get(kind.__name__) is not kind:
        raise ProtocolError(f"a message of the protocol is expected, not {kind.__name__}")
    arrays: list[Array] = []
    fields = {field: _pack(getattr(message, field), arrays) for field in _hints(kind)}
    header = json.dumps([kind.__name__, fields], ensure_ascii=True, separators=(",", ":")).encode()
    body = b"".join(array.tobytes() + bytes(-array.nbytes % 8) for array in arrays)
    _check_sizes(len(header), len(body))
    return PREFIX.pack(len(header), len(body)) + header + body


def decode(frame: bytes) -> Any:
    """The message in one whole frame; raises ProtocolError."""
    if len(frame) < PREFIX.size:
        raise ProtocolError("the frame ends within its lengths")
    header, body = PREFIX.unpack_from(frame)
    _check_sizes(header, body)
    if len(frame) != PREFIX.size + header + body:
        raise ProtocolError("the frame is not as long as it says")
    return _unfold(frame[PREFIX.size : PREFIX.size + header], frame[PREFIX.size + header :])


def read(stream: BinaryIO) -> Any | None:
    """The next message of a blocking, buffered stream, None at its end; raises ProtocolError."""
    prefix = stream.read(PREFIX.size)
    if len(prefix) < PREFIX.size:
        return None
    header, body = PREFIX.unpack(prefix)
    _check_sizes(header, body)
    rest = stream.read(header + body)
    if len(rest) < header + body:
        return None
    return _unfold(rest[:header], rest[header:])


def _check_sizes(header: int, body: int) -> None:
    if header > MAX_HEADER or body > MAX_BODY:
        raise ProtocolError(f"a message of at most {MAX_HEADER} + {MAX_BODY} bytes is expected, not {header} + {body}")


def _pack(value: Any, arrays: list[Array]) -> Any:
    match value:
        case None | bool() | int() | float() | str():
            return value
        case np.generic():
            return value.item()
        case np.ndarray():
            dtype = value.dtype.newbyteorder("<")
            if dtype.str not in DTYPES or value.ndim > MAX_AXES or len(arrays) >= MAX_ARRAYS:
                raise ProtocolError(f"at most {MAX_ARRAYS} plain arrays are expected, not {value.dtype} {value.shape}")
            arrays.append(value.astype(dtype, order="C", copy=False))
            return {"array": [dtype.str, list(value.shape)]}
        case tuple() | list():
            return [_pack(item, arrays) for item in value]
        case Mapping():
            return {"map": [[str(key), _pack(item, arrays)] for key, item in value.items()]}
    raise ProtocolError(f"numbers, text, tuples, maps and arrays may cross, not {type(value).__name__}")


def _unfold(header: bytes, body: bytes) -> Any:
    try:
        name, fields = json.loads(header)
        kind = messages()[name]
        hints = _hints(kind)
        if set(fields) != set(hints):
            raise ProtocolError(f"{name} expects exactly the fields {', '.join(hints)}")
        reader = _Body(body)
        values = {field: reader.unpack(fields[field]) for field in hints}
    except (ValueError, KeyError, TypeError, AttributeError, IndexError, RecursionError) as error:
        raise ProtocolError(f"the bytes are no message: {error}") from error
    for field, hint in hints.items():
        if not _fits(hint, values[field]):
            raise ProtocolError(f"{name}.{field} expects {hint}, not {type(values[field]).__name__}")
    return kind(**values)


class _Body:
    """Hands out the arrays of a body, in the order the header names them; they are read-only views."""

    def __init__(self, body: bytes) -> None:
        self.body, self.offset, self.count = body, 0, 0

    def unpack(self, value: Any) -> Any:
        if isinstance(value, list):
            return tuple(self.unpack(item) for item in value)
        if not isinstance(value, dict):
            return value
        ((mark, inside),) = value.items()
        if mark == "map":
            return {key: self.unpack(item) for key, item in inside}
        if mark != "array":
            raise ProtocolError(f"a map or an array is expected, not {mark}")
        return self._array(*inside)

    def _array(self, dtype: str, shape: list[int]) -> Array:
        self.count += 1
        if dtype not in DTYPES or len(shape) > MAX_AXES or self.count > MAX_ARRAYS:
            raise ProtocolError("an array of a plain type is expected")
        if not all(type(size) is int and 0 <= size <= MAX_BODY for size in shape):
            raise ProtocolError("sizes of an array are whole numbers from 0")
        array: Array = np.ndarray(tuple(shape), dtype, self.body, self.offset)
        self.offset += array.nbytes + -array.nbytes % 8
        return array


def read_hint(hint: Any) -> tuple[Any, tuple[Any, ...]]:
    """A declared type without its arguments, and these. A name for a type, as numpy's NDArray is from 2.5 on, gives
    what it stands for.
    """
    plain = typing.get_origin(hint) or hint
    meant = getattr(plain, "__value__", None)
    return (plain, typing.get_args(hint)) if meant is None else read_hint(meant)


@cache
def _hints(kind: Any) -> dict[str, Any]:
    hints = typing.get_type_hints(kind)
    return {field.name: hints[field.name] for field in dataclasses.fields(kind)}


def _fits(hint: Any, value: Any) -> bool:
    """Whether `value` is of the declared type; a whole number serves as a float, a truth value never as a number."""
    plain, args = read_hint(hint)
    if plain is Any:
        return True
    if plain in (typing.Union, types.UnionType):
        return any(_fits(arg, value) for arg in args)
    if plain is typing.Literal:
        return value in args
    if plain is tuple and len(args) == 2 and args[1] is Ellipsis:
        return isinstance(value, tuple) and all(_fits(args[0], item) for item in value)
    if plain is tuple and args:
        return isinstance(value, tuple) and len(value) == len(args) and all(map(_fits, args, value))
    if isinstance(plain, type) and issubclass(plain, Mapping) and args:
        return isinstance(value, dict) and all(_fits(args[0], k) and _fits(args[1], v) for k, v in value.items())
    if plain is float:
        return type(value) in (int, float)
    return type(value) is plain
