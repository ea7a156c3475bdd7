"""Data made to harm (A33-A37): places that are not the project's, pictures and tables; with what is said of each."""

import gzip
import io
import struct
import zlib
from collections.abc import Callable

from PIL import Image

from tests.cases.hostile_files import CODE, NPY

FOLDERS = (
    "/etc", "..", "../other", "a/../../other", "~", "~other/data", "file:///etc", "file:etc", "http://example.org/data",
    "\\\\server\\share", "//server/share", "D:\\data", "d:/data", "smb://server/x", "/" * 900,
)  # fmt: skip
FILES = ("/etc/hosts.txt", "../t.csv", "~/../t.csv", "//server/share/t.csv")
"""Where data is said to lie, outside of the project's folder (A33)."""


def chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def png(width: int, height: int, pixels: bytes, *before: bytes) -> bytes:
    """A one-bit grey PNG that says this size."""
    header = chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 1, 0, 0, 0, 0))
    return b"\x89PNG\r\n\x1a\n" + header + b"".join(before) + chunk(b"IDAT", pixels) + chunk(b"IEND", b"")


def bomb(side: int) -> bytes:
    """A small PNG whose pixels fill gigabytes."""
    rows = zlib.compressobj(9)
    line = b"\0" * (1 + side // 8 + 1)
    return png(side, side, b"".join(rows.compress(line) for _ in range(side)) + rows.flush())


def large() -> bytes:
    """A PNG of 25 megapixels in colours with transparency: 100 MB of pixels, as many as are read."""
    into = io.BytesIO()
    bands = [Image.linear_gradient("L").resize((5000, 5000), Image.Resampling.NEAREST)] * 4
    Image.merge("RGBA", bands).save(into, "PNG", compress_level=1)
    return into.getvalue()


def animation(frames: int) -> bytes:
    """A GIF of many frames."""
    into = io.BytesIO()
    Image.new("P", (1, 1)).save(into, "GIF")
    data = into.getvalue()
    start = data.index(b",")
    return data[:start] + data[start:-1] * frames + b";"


def lying_tiff() -> bytes:
    """A TIFF whose strip is said to lie and to be long where nothing is."""
    into = io.BytesIO()
    Image.new("L", (64, 64)).save(into, "TIFF")
    data = bytearray(into.getvalue())
    for tag in (273, 279):
        at = data.find(struct.pack("<H", tag))
        data[at + 8 : at + 12] = struct.pack("<I", 2**31 - 1)
    return bytes(data)


UNKNOWN = "it is not an image of a known kind"
PICTURES: dict[str, tuple[Callable[[], bytes], str]] = {
    "A34 a bomb": (lambda: bomb(13_000), "the picture has more than 25 megapixels"),
    "A34 a size that is a lie": (lambda: png(20_000, 20_000, b"x"), "the picture has more than 25 megapixels"),
    "A35 cut": (lambda: png(9, 9, b"x")[:40], UNKNOWN),
    "A35 a text of 64 MB": (
        lambda: png(9, 9, b"", chunk(b"zTXt", b"k\0\0" + zlib.compress(bytes(64 << 20)))), UNKNOWN
    ),
    "A35 PostScript": (
        lambda: b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 9 9\n(touched) (w) file\n%%EOF\n", UNKNOWN
    ),
    "A35 Photoshop": (lambda: b"8BPS\0\1" + bytes(60), UNKNOWN),
    "A35 a TIFF that lies": (lying_tiff, "the file ends too early|the picture is damaged"),
    "A36 numbers of numpy that are objects": (lambda: NPY + CODE, UNKNOWN),
    "A36 packed": (lambda: gzip.compress(bytes(64 << 20)), UNKNOWN),
}  # fmt: skip
"""Pictures that are left out, each with the reason."""

TABLES: dict[str, tuple[Callable[[], bytes], str]] = {
    "a NUL byte": (lambda: b"a,b\n1,x\n2,\0y\n", 't.csv, line 3, column "2": a NUL byte, which no text has.'),
    "a long line": (
        lambda: b"a,b\n1," + b"x" * (2 << 20) + b"\n", "t.csv, line 2: the line has more than 1048576 characters."
    ),
    "100 000 columns": (
        lambda: ",".join(f"c{index}" for index in range(100_000)).encode() + b"\n",
        "t.csv, line 1: 100000 columns; at most 4096 are read.",
    ),
    "an open quote": (lambda: b'a,b\n1,"x\n' + b"2,y\n" * 1000, "t.csv, line 2: a quote is opened and never closed."),
    "an open quote before 50 MB": (
        lambda: b'a,b\n1,"x\n' + b"2,y\n" * 12_500_000,
        "t.csv, line 2: a quote is opened and never closed.",
    ),
    "nothing but a quote": (
        lambda: b'"' + b"x" * 500_000, "t.csv, line 1: a cell is too long, or a quote is never closed."
    ),
    "empty": (lambda: b"", "t.csv is empty."),
    "a mark only": (lambda: b"\xff\xfe", "t.csv is empty."),
}  # fmt: skip
"""Tables that are refused, each with the sentence (A37)."""
