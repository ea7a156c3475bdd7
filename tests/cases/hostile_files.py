"""Files of other programs, made to harm, offered at every door (A1-A4, A9-A15, A36, A38); and what is no plain file."""

import io
import json
import os
import struct
import zipfile
import zlib
from collections.abc import Callable
from functools import cache
from pathlib import Path

CODE = b"cos\nsystem\n(S'touch TOUCHED'\ntR."  # a pickle, written by hand: os.system("touch TOUCHED")
NPY = b"\x93NUMPY\1\0v\0{'descr': '|O', 'fortran_order': False, 'shape': (1,)}" + b" " * 52 + b"\n"


def zipped(*members: tuple[str | zipfile.ZipInfo, bytes], packed: bool = False) -> bytes:
    """A zip of these members."""
    into = io.BytesIO()
    with zipfile.ZipFile(into, "w", zipfile.ZIP_DEFLATED if packed else zipfile.ZIP_STORED) as archive:
        for name, content in members:
            archive.writestr(name, content)
    return into.getvalue()


def torch_file(pickled: bytes, *more: tuple[str, bytes]) -> bytes:
    """What `torch.save` writes, with another pickle in it."""
    return zipped(("archive/data.pkl", pickled), ("archive/version", b"3\n"), ("archive/byteorder", b"little"), *more)


STORAGE = b"((U\x07storagectorch\nFloatStorage\nU\x010U\x03cpuK\x04tQ"  # four numbers, as torch pickles them
EXPANDED = (  # a tensor of 10^12 numbers over a storage of four: strides of 0
    b"\x80\x02ctorch._utils\n_rebuild_tensor_v2\n"
    + STORAGE
    + b"K\0J@B\x0f\0J@B\x0f\0\x86K\0K\0\x86\x89ccollections\nOrderedDict\n)RtR."
)
SPARSE = (  # a sparse CSR tensor whose indices lead out of it
    b"\x80\x02ctorch._utils\n_rebuild_sparse_tensor\n(ctorch.serialization\n_get_layout\n(U\x10torch.sparse_csrtR"
    b"(K\0K\0K\0K\x01K\x01\x86ttR."
)


def _entry(name: str, mode: int, content: bytes) -> tuple[zipfile.ZipInfo, bytes]:
    told = zipfile.ZipInfo(name)
    told.create_system, told.external_attr = 3, mode << 16
    return told, content


def _lying() -> bytes:
    """A zip that says 100 bytes where 64 MB lie."""
    data = bytearray(zipped(("project.json", bytes(32 << 20)), packed=True))
    at = data.rfind(b"PK\1\2")
    data[at + 24 : at + 28] = struct.pack("<I", 100)
    return bytes(data)


def _flagged(data: bytes) -> bytes:
    """A zip that says it is encrypted."""
    changed = bytearray(data)
    for sign, offset in ((b"PK\3\4", 6), (b"PK\1\2", 8)):
        changed[changed.find(sign) + offset] |= 1
    return bytes(changed)


SOUND = zipped(("project.json", b'{"neurodesk": 2}'))
FOREIGN: dict[str, Callable[[], bytes]] = {
    "A1 a pickle": lambda: CODE,
    "A1 a pickle in a zip": lambda: zipped(("project.json", CODE), ("weights.pkl", CODE)),
    "A1 a pickle as .pt": lambda: torch_file(CODE),
    "A1 an old .pt": lambda: b"\x80\x02\x8a\nl\xfc\x9cF\xf9 j\xa8P\x19.\x80\x02M\xe9\x03." + CODE,
    "A1 numbers of numpy that are objects": lambda: NPY + CODE,
    "A2 a .pt with a sparse tensor": lambda: torch_file(SPARSE, ("archive/data/0", bytes(16))),
    "A3 a .pt of a million million numbers": lambda: torch_file(EXPANDED, ("archive/data/0", bytes(16))),
    "A4 a .pt2 with a pickle": lambda: zipped(
        ("serialized_exported_program.json", b"{}"), ("serialized_example_inputs.pt", CODE), ("version", b"8.8")
    ),
    "A9 names that lead out": lambda: zipped(
        *((name, b"{}") for name in ("../../TOUCHED", "/TOUCHED", "C:\\TOUCHED", "..\\TOUCHED", "CON", "a. "))
    ),
    "A10 a link in a zip": lambda: zipped(
        _entry("project.json", 0o120777, b"/etc/passwd"), _entry("dev", 0o020666, b"")
    ),
    "A11 a zip bomb": lambda: zipped(("project.json", bytes(32 << 20)), packed=True),
    "A12 a lying size": _lying,
    "A12 a zip in a zip": lambda: zipped(("project.json", zipped(("project.json", SOUND)))),
    "A13 two members of one name": lambda: SOUND[:-22] + SOUND,
    "A14 many members": lambda: zipped(*((f"{at}", b"") for at in range(20_000))),
    "A15 encrypted": lambda: _flagged(SOUND),
    "A15 cut": lambda: SOUND[: len(SOUND) // 2],
    "A15 a picture in front": lambda: b"\x89PNG\r\n\x1a\n" + bytes(40) + SOUND,
    "A15 a program in front": lambda: b"MZ" + bytes(500) + SOUND,
    "A15 a wrong sum": lambda: SOUND.replace(b'"neurodesk": 2', b'"neurodesk": 3', 1),
    "A36 an npz": lambda: zipped(("x.npy", NPY + bytes(32 << 20)), packed=True),
    "A36 packed numbers": lambda: b"\x1f\x8b\x08\0\0\0\0\0\0\3" + zlib.compress(bytes(32 << 20))[2:-4],
    "A36 an idx of any size": lambda: struct.pack(">IIII", 0x00000803, 2**31 - 1, 28, 28) + bytes(99),
    "A38 an ONNX file with data elsewhere": lambda: (
        b"\x08\x08:\x1e*\x1c\x08\x04\x10\x01B\x01wj\x0f\n\x08location\x12\x03../"
    ),
}
"""Each is offered as a project, weights, a state, a list of runs, a table, a picture, settings, and dropped."""


def foreign(folder: Path, suffix: str) -> dict[str, Path]:
    """All of them in a folder, under names with a suffix."""
    folder.mkdir(parents=True, exist_ok=True)
    found = {name: folder / f"{at}{suffix}" for at, name in enumerate(FOREIGN)}
    for name, path in found.items():
        path.write_bytes(content(name))
    return found


@cache
def content(name: str) -> bytes:
    """One of them."""
    return FOREIGN[name]()


def odd(path: Path, kind: str) -> Path:
    """What is no plain file, at a path (A10)."""
    path.parent.mkdir(parents=True, exist_ok=True)
    match kind:
        case "pipe":
            os.mkfifo(path)
        case "link to a pipe":
            os.mkfifo(path.with_name(f"{path.name}.pipe"))
            path.symlink_to(f"{path.name}.pipe")
        case "device":
            path.symlink_to("/dev/zero")
        case "loop":
            path.symlink_to(path.name)
        case "folder":
            path.mkdir()
        case "link to nothing":
            path.symlink_to(path.with_name("nothing"))
        case "huge":
            with path.open("wb") as file:
                file.write(b"[")
                file.truncate(200 << 20)
    return path


ODD = ("pipe", "link to a pipe", "device", "loop", "folder", "link to nothing", "huge")


def safetensors(header: object, numbers: bytes = b"") -> bytes:
    """A safetensors file: any header, any numbers."""
    told = header if isinstance(header, bytes) else json.dumps(header).encode()
    return struct.pack("<Q", len(told)) + told + numbers
