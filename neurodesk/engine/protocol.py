"""Keeps every message that crosses between the window and the engine, and the bytes it crosses as.

Requests go in, events come out. A message is a frozen dataclass of plain fields: truth values, numbers, text, tuples,
dicts and numpy arrays. On the pipe it is a frame: two lengths (header, body), a JSON header that names the message
and its fields, and the raw bytes of the arrays. Nothing is pickled; what arrives is taken only when it carries a
known name, exactly the fields of that message, and values of the declared types.
"""

import dataclasses
import json
import struct
import types
import typing
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any, BinaryIO, ClassVar

import numpy as np
from numpy.typing import NDArray

from neurodesk.training import events as training_events

Array = NDArray[Any]

PREFIX = struct.Struct("<IQ")  # bytes of the header, bytes of the body
MAX_HEADER = 48 << 20  # a project of 16 MB travels as text inside JSON, where a character may take three
MAX_BODY = 1 << 30  # 1 GiB: no picture list or matrix the window can show comes near
MAX_ARRAYS = 4096
MAX_AXES = 8
DTYPES = frozenset(["<f2", "<f4", "<f8", "|i1", "<i2", "<i4", "<i8", "|u1", "<u2", "<u4", "<u8", "|b1"])


class ProtocolError(ValueError):
    """A message that cannot be sent, or bytes that are no message."""


# ---------------------------------------------------------------- requests


@dataclass(frozen=True, slots=True)
class StartTraining:
    """Trains `document` (the project file's text); `base` is the project's folder, `runs` where runs are kept."""

    document: str
    base: str
    runs: str
    epochs: int | None = None
    seed: int | None = None
    device: str = "auto"
    resume: int | None = None


@dataclass(frozen=True, slots=True)
class Pause:
    """Holds the run between two steps."""


@dataclass(frozen=True, slots=True)
class Resume:
    """Lets a held run go on."""


@dataclass(frozen=True, slots=True)
class Stop:
    """Ends the run after the present step; what it learned is kept."""


@dataclass(frozen=True, slots=True)
class ChangeRate:
    """Sets the learning rate of the present run."""

    rate: float


@dataclass(frozen=True, slots=True)
class Watch:
    """Asks for the activations of `nodes` on held-out example `sample`, at most `hz` times a second; no nodes: none."""

    nodes: tuple[str, ...]
    sample: int = 0
    hz: float = 10.0


@dataclass(frozen=True, slots=True)
class Evaluate:
    """Asks for the held-out metrics of `run` (None: the newest finished)."""

    request: int
    document: str
    base: str
    runs: str
    run: int | None = None


@dataclass(frozen=True, slots=True)
class Explain:
    """Asks why held-out example `sample` was answered so: one `Explained` for each of `methods`."""

    request: int
    document: str
    base: str
    runs: str
    run: int | None
    methods: tuple[str, ...]
    sample: int
    target: int | None = None


@dataclass(frozen=True, slots=True)
class ShowExamples:
    """Asks for held-out examples of class `actual` answered as `predicted` (None: any), worst first.

    `order` is "loss" (largest loss first) or "confidence" (surest first).
    """

    request: int
    document: str
    base: str
    runs: str
    run: int | None
    actual: int | None = None
    predicted: int | None = None
    order: str = "loss"
    limit: int = 64


@dataclass(frozen=True, slots=True)
class ExportFiles:
    """Asks for `run` as files of `formats` in folder `out`, each proved against the trained network."""

    request: int
    document: str
    base: str
    runs: str
    run: int | None
    formats: tuple[str, ...]
    out: str


@dataclass(frozen=True, slots=True)
class PreviewData:
    """Asks for the first `count` examples of the document's data, before any scaling."""

    request: int
    document: str
    base: str
    count: int = 64


@dataclass(frozen=True, slots=True)
class Shutdown:
    """Ends the engine: the present run is stopped and kept."""


# ---------------------------------------------------------------- answers


@dataclass(frozen=True, slots=True, eq=False)
class EngineReady:
    """The engine has loaded PyTorch; `device` is what "auto" means here, `devices` all that may be chosen."""

    event: ClassVar[str] = "engine_ready"
    device: str
    devices: tuple[str, ...]
    torch: str
    threads: int


@dataclass(frozen=True, slots=True, eq=False)
class Evaluated:
    """Held-out answers of a run.

    `confusion` C C int64 (rows are the actual classes; None for regression), `targets` and `predictions` N,
    `probabilities` N C (N 0 for regression), `losses` N.
    """

    event: ClassVar[str] = "evaluated"
    request: int
    run: int
    metrics: dict[str, float]
    confusion: Array | None
    classes: tuple[str, ...]
    targets: Array
    predictions: Array
    probabilities: Array
    losses: Array


@dataclass(frozen=True, slots=True, eq=False)
class Explained:
    """One method's reasons.

    `attribution` and `picture` have the shape the example is shown in: C H W for pictures, else its own. `gap` is NaN
    where none exists. `target` is -1 when there is one output only; for regression `probability` is NaN and `predicted`
    the answer itself. `reason` says in words why the method cannot be used on this network; then the arrays are empty.
    """

    event: ClassVar[str] = "explained"
    request: int
    run: int
    method: str
    sample: int
    target: int
    predicted: float
    probability: float
    gap: float
    attribution: Array
    picture: Array
    features: tuple[str, ...]
    classes: tuple[str, ...]
    actual: float = float("nan")
    reason: str = ""


@dataclass(frozen=True, slots=True, eq=False)
class ExamplesShown:
    """Held-out examples: `indexes` n (into the held-out part), `pictures` n C H W or n ... unscaled, the rest n."""

    event: ClassVar[str] = "examples_shown"
    request: int
    indexes: Array
    pictures: Array
    actual: Array
    predicted: Array
    probability: Array
    losses: Array
    classes: tuple[str, ...]
    names: tuple[str, ...]


@dataclass(frozen=True, slots=True, eq=False)
class Exported:
    """Files written, and the largest difference between each format's answers and the trained network's."""

    event: ClassVar[str] = "exported"
    request: int
    files: tuple[str, ...]
    parity: dict[str, float]
    text: str = ""


@dataclass(frozen=True, slots=True, eq=False)
class DataPreviewed:
    """A first look at a source: a few training examples, the classes in turn.

    `pictures` n C H W from 0 to 1 (n 0 when the data is no pictures), `values` n ... unscaled, `labels` n or n T,
    `counts` C per class over all examples (10 bins of the first target for regression). `parts` counts the training,
    validation and test examples; `skipped` names what could not be read and why, `notes` what was assumed or repaired.
    """

    event: ClassVar[str] = "data_previewed"
    request: int
    pictures: Array
    values: Array
    labels: Array
    names: tuple[str, ...]
    classes: tuple[str, ...]
    features: tuple[str, ...]
    counts: Array
    parts: tuple[int, int, int]
    skipped: tuple[str, ...]
    notes: tuple[str, ...]


@dataclass(frozen=True, slots=True, eq=False)
class Refused:
    """A request that was not done: why, and the cure. `request` is 0 where the request had no number."""

    event: ClassVar[str] = "refused"
    request: int
    text: str
    cure: str = ""


@dataclass(frozen=True, slots=True, eq=False)
class EngineDied:
    """The engine is gone; the window and the document are not. `cure` says how to go on."""

    event: ClassVar[str] = "engine_died"
    text: str
    cure: str = ""


Request = (
    StartTraining | Pause | Resume | Stop | ChangeRate | Watch | Evaluate | Explain | ShowExamples | ExportFiles
    | PreviewData | Shutdown
)  # fmt: skip
Answer = EngineReady | Evaluated | Explained | ExamplesShown | Exported | DataPreviewed | Refused | EngineDied


@cache
def messages() -> Mapping[str, type]:
    """Every message by the name it travels under: the class's own name."""
    told = [kind for kind in vars(training_events).values() if isinstance(kind, type) and hasattr(kind, "event")]
    known = [*typing.get_args(Request), *typing.get_args(Answer), *filter(dataclasses.is_dataclass, told)]
    return types.MappingProxyType({kind.__name__: kind for kind in known})


# ---------------------------------------------------------------- bytes


def encode(message: Any) -> bytes:
    """The frame that carries `message`; raises ProtocolError for what may not cross or is over a cap."""
    kind = type(message)
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


@cache
def _hints(kind: Any) -> dict[str, Any]:
    hints = typing.get_type_hints(kind)
    return {field.name: hints[field.name] for field in dataclasses.fields(kind)}


def _fits(hint: Any, value: Any) -> bool:
    """Whether `value` is of the declared type; a whole number serves as a float, a truth value never as a number."""
    origin, args = typing.get_origin(hint), typing.get_args(hint)
    if hint is Any:
        return True
    if origin in (typing.Union, types.UnionType):
        return any(_fits(arg, value) for arg in args)
    if origin is typing.Literal:
        return value in args
    if origin is tuple and len(args) == 2 and args[1] is Ellipsis:
        return isinstance(value, tuple) and all(_fits(args[0], item) for item in value)
    if origin is tuple:
        return isinstance(value, tuple) and len(value) == len(args) and all(map(_fits, args, value))
    if isinstance(origin, type) and issubclass(origin, Mapping):
        return isinstance(value, dict) and all(_fits(args[0], k) and _fits(args[1], v) for k, v in value.items())
    if hint is float:
        return type(value) in (int, float)
    return type(value) is (origin or hint) or (hint is type(None) and value is None)
