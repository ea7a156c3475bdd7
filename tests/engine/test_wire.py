"""Keeps the proof that every message comes out of its bytes as it went in, and that nothing else does."""

import contextlib
import dataclasses
import io
import json
import types
import typing
from collections.abc import Mapping

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp
from numpy.typing import NDArray
from typing_extensions import TypeAliasType

from neurodesk.engine import protocol, wire

TEXT = st.text(st.characters(exclude_categories=()), max_size=20)  # lone surrogates too: names come from files
DTYPES = st.sampled_from(sorted(wire.DTYPES))


def arrays():
    shapes = hnp.array_shapes(min_dims=0, max_dims=4, min_side=0, max_side=4)
    return DTYPES.flatmap(lambda dtype: hnp.arrays(dtype, shapes))


def values(hint):
    """Any value of a declared type."""
    origin, args = wire.read_hint(hint)
    if origin in (typing.Union, types.UnionType):
        return st.one_of(*map(values, args))
    if origin is typing.Literal:
        return st.sampled_from(args)
    if origin is tuple:
        return st.lists(values(args[0]), max_size=3).map(tuple) if args[-1] is ... else st.tuples(*map(values, args))
    if isinstance(origin, type) and issubclass(origin, Mapping):
        return st.dictionaries(values(args[0]), values(args[1]), max_size=3)
    if origin is np.ndarray:
        return arrays()
    plain = {int: st.integers(), float: st.floats(), str: TEXT, bool: st.booleans(), type(None): st.none()}
    return st.one_of(plain.values()) if origin is typing.Any else plain[origin]


def message(kind):
    hints = typing.get_type_hints(kind)
    return st.builds(kind, **{field.name: values(hints[field.name]) for field in dataclasses.fields(kind)})


MESSAGES = st.sampled_from(list(protocol.messages().values())).flatmap(message)


def same(one, two):
    if isinstance(one, np.ndarray):
        alike = one.dtype == two.dtype and one.shape == two.shape
        return alike and one.tobytes() == two.tobytes()
    if isinstance(one, tuple):
        return len(one) == len(two) and all(map(same, one, two))
    if isinstance(one, dict):
        return one.keys() == two.keys() and all(same(one[key], two[key]) for key in one)
    return one == two or (one != one and two != two)


def assert_same(one, two):
    assert type(one) is type(two)
    for field in dataclasses.fields(one):
        assert same(getattr(one, field.name), getattr(two, field.name)), field.name


@settings(max_examples=300, deadline=None)
@given(MESSAGES)
def test_every_message_survives_its_bytes(sent):
    assert_same(sent, wire.decode(wire.encode(sent)))


def test_read_takes_messages_from_a_stream_one_by_one():
    sent = [protocol.Pause(), protocol.ChangeRate(0.5), protocol.Refused(3, "no", "yes")]
    stream = io.BytesIO(b"".join(map(wire.encode, sent)))
    for one in sent:
        assert_same(one, wire.read(stream))
    assert wire.read(stream) is None


@given(st.integers(0, 200))
def test_a_stream_cut_anywhere_ends_instead_of_giving_half_a_message(length):
    frame = wire.encode(protocol.Refused(1, "a", "b"))
    assert wire.read(io.BytesIO(frame[: min(length, len(frame) - 1)])) is None


def test_numpy_numbers_cross_as_plain_ones_and_foreign_byte_order_is_turned():
    frame = wire.encode(protocol.Exported(np.int64(1), ("a",), {"onnx": np.float32(0.5)}))
    assert wire.decode(frame).parity == {"onnx": 0.5}
    losses = np.arange(3, dtype=">f4")[::-1]
    shown = wire.decode(wire.encode(protocol.Evaluated(1, 1, {}, None, (), losses, losses, losses, losses)))
    assert shown.losses.tolist() == [2.0, 1.0, 0.0]


def test_a_name_for_a_type_is_read_as_what_it_stands_for():
    """As numpy's NDArray is one from 2.5 on."""
    scalar = typing.TypeVar("scalar", bound=np.generic)
    named = TypeAliasType("NDArray", np.ndarray[typing.Any, np.dtype[scalar]], type_params=(scalar,))
    for hint in (named, named[np.float32], NDArray[np.float32]):
        assert wire.read_hint(hint)[0] is np.ndarray
    assert wire.read_hint(float | None) == (types.UnionType, (float, type(None)))


def frame(header, body=b""):
    text = header if isinstance(header, bytes) else json.dumps(header).encode()
    return wire.PREFIX.pack(len(text), len(body)) + text + body


HUGE = {"array": ["<f4", [1 << 20, 1 << 20]]}


@pytest.mark.parametrize(
    "header",
    [
        b"", b"nonsense", b"[" * 100_000, b"null", b'["Pause"]', b'["Pause", 3]', b"9" * 5000,
        ["os.system", {}], ["Pause", {"more": 1}], ["ChangeRate", {}], ["ChangeRate", {"rate": "fast"}],
        ["ChangeRate", {"rate": True}], ["Watch", {"nodes": [1], "sample": 0, "hz": 1}],
        ["Watch", {"nodes": {"map": [[1]]}, "sample": 0, "hz": 1}], ["Watch", {"nodes": HUGE, "sample": 0, "hz": 1}],
        ["Watch", {"nodes": {"array": ["O", [1]]}, "sample": 0, "hz": 1}],
        ["Watch", {"nodes": {"array": ["<f4", [-1]]}, "sample": 0, "hz": 1}],
        ["Watch", {"nodes": {"array": ["<f4", [1] * 40]}, "sample": 0, "hz": 1}],
        ["Watch", {"nodes": {"call": []}, "sample": 0, "hz": 1}], ["Watch", {"nodes": {}, "sample": 0, "hz": 1}],
        ["Exported", {"request": 1, "files": [], "parity": {"map": [["a", "b"]]}, "text": ""}],
    ],
)  # fmt: skip
def test_bytes_that_are_no_message_are_refused(header):
    with pytest.raises(wire.ProtocolError):
        wire.decode(frame(header))


def test_lying_lengths_are_refused_before_anything_is_read():
    with pytest.raises(wire.ProtocolError):
        wire.read(io.BytesIO(wire.PREFIX.pack(0xFFFFFFFF, 1 << 62)))
    for bad in (b"", b"abc", wire.encode(protocol.Pause()) + b"x"):
        with pytest.raises(wire.ProtocolError):
            wire.decode(bad)


@settings(max_examples=300, deadline=None)
@given(st.binary(max_size=60), st.integers(0, 200))
def test_changed_bytes_are_a_message_or_refused_never_anything_else(noise, place):
    good = bytearray(wire.encode(protocol.Watch(("conv_1",), 3, 10.0)))
    good[place : place + len(noise)] = noise
    with contextlib.suppress(wire.ProtocolError):
        wire.decode(bytes(good))


@pytest.mark.parametrize("wrong", [object(), "text", 3])
def test_only_messages_are_sent(wrong):
    with pytest.raises(wire.ProtocolError):
        wire.encode(wrong)


@pytest.mark.parametrize("inside", [object(), {1, 2}, np.array([object()]), np.zeros(2, complex), np.zeros((1,) * 9)])
def test_only_plain_fields_are_sent(inside):
    with pytest.raises(wire.ProtocolError):
        wire.encode(protocol.Watch((inside,)))
