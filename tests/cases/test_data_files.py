"""Hostile data: CASES A33 to A37, each file built here."""

import gzip
import io
import json
import os
import struct
import subprocess
import sys
import zlib
from pathlib import Path

import pytest
from PIL import Image

from neurodesk.data.catalogue import describe
from neurodesk.graph.errors import DataError
from neurodesk.graph.model import Chosen, chosen
from tests.cases.data_projects import base, fill, loaded

__all__ = ["base"]

ROOT = Path(__file__).resolve().parents[2]

# Runs in a child that has loaded all it needs: any of these events would be a file that acts.
WATCHER = """
import codecs, json, os, sys, time
from pathlib import Path
from PIL import Image
from neurodesk.data.catalogue import describe
from neurodesk.data.prepare import prepare
from neurodesk.data import decoding
from neurodesk.graph.errors import DataError
from neurodesk.graph.model import chosen, empty_document

Image.init()
for name in ("utf-16", "utf-16-le", "utf-16-be", "latin-1", "cp1252"):
    codecs.lookup(name)
key, values, base = sys.argv[1], json.loads(sys.argv[2]), Path(sys.argv[3])
document = empty_document().replaced(source=chosen(key, **values))
try:  # a sound table and folder first, so that what is loaded late is loaded
    prepare(empty_document().replaced(source=chosen("csv", file="sound.csv")), base)
    prepare(empty_document().replaced(source=chosen("image_folder", folder="sound", size=8)), base)
except DataError as error:
    sys.exit(str(error))
status = open("/proc/self/status")  # before the watch begins

def highest():  # KB; not ru_maxrss: that begins with what the parent had
    status.seek(0)
    return next(int(line.split()[1]) for line in status if line.startswith("VmHWM"))

seen, peak, start = [], highest(), time.process_time()
BAD = ("exec", "compile", "import", "pickle", "socket", "subprocess", "os.system", "os.exec", "os.posix_spawn",
       "os.fork", "os.rename", "os.remove", "os.link", "os.symlink", "shutil", "ctypes", "marshal")

def watch(event, args):
    if event.startswith(BAD) or (event == "open" and isinstance(args[1], str) and set(args[1]) & set("wax+")):
        seen.append(event)
    if event == "os.mkdir" and not os.fsdecode(args[0]).startswith(os.environ["NEURODESK_HOME"]):  # its own settings
        seen.append(event)
    if event in ("open", "os.listdir", "os.scandir") and isinstance(args[0], (str, bytes)):
        touched.append(os.fsdecode(args[0]))

touched = []
sys.addaudithook(watch)
try:
    prepare(document, base)
    said, cure = "", ""
except DataError as error:
    said, cure = str(error), error.cure
took = time.process_time() - start
grown = highest() - peak
print(json.dumps({"said": said, "cure": cure, "seen": seen, "took": took, "grown": grown / 1024, "touched": touched}))
"""


def watched(base: Path, source: Chosen) -> dict[str, object]:
    """Prepare a source in a child under watch, and check the promises that hold for every hostile file."""
    values = json.dumps(dict(source.values.items()))
    words = [sys.executable, "-P", "-c", WATCHER, source.key, values, str(base)]
    env = {"PYTHONPATH": str(ROOT), "NEURODESK_HOME": str(base / "home"), "OMP_NUM_THREADS": "1"}
    done = subprocess.run(words, capture_output=True, text=True, timeout=150, env=env, check=False)
    assert done.returncode == 0, done.stderr
    told = json.loads(done.stdout)
    assert told["seen"] == []
    assert told["took"] < 2
    assert told["grown"] < 256
    assert "Traceback" not in told["said"]
    if told["said"]:
        assert told["cure"]
    return told


@pytest.mark.parametrize(
    "path",
    [
        "/etc", "..", "../other", "a/../../other", "~", "~other/data", "file:///etc", "file:etc", "http://example.org/data",
        "\\\\server\\share", "//server/share", "D:\\data", "d:/data", "smb://server/x", "/" * 900,
    ],
)  # fmt: skip
def test_a33_a_foreign_folder_is_missing_and_never_touched(base, path):
    stays_missing(base, chosen("image_folder", folder=path), "folder")


@pytest.mark.parametrize("path", ["/etc/hosts.txt", "../t.csv", "~/t.csv", "//server/share/t.csv"])
def test_a33_a_foreign_file_is_missing_and_never_touched(base, path):
    stays_missing(base, chosen("csv", file=path), "file")


def stays_missing(base: Path, source: Chosen, kind: str) -> None:
    """Expect the one sentence, and that nothing outside the project and the program's settings was opened or listed."""
    told = watched(base, source)
    assert told["said"].startswith(f"The data {kind} ")
    assert told["said"].endswith("is not here.")
    assert told["cure"] == f"Choose the {kind} again."
    assert [place for place in told["touched"] if not place.startswith(str(base))] == []


def test_a33_describing_does_not_touch_it_either(base, tmp_path_factory):
    outside = tmp_path_factory.mktemp("outside")
    fill(outside)
    with pytest.raises(DataError, match="is not here"):
        describe(chosen("image_folder", folder=str(outside)), base)


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


def eps() -> bytes:
    """PostScript, which Ghostscript would run."""
    return b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 9 9\n%%EndComments\n(touched) (w) file\nshowpage\n%%EOF\n"


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (bomb(13_000), "megapixels"),
        (png(20_000, 20_000, b"x"), "megapixels"),
        (png(9, 9, b"x")[:40], "not an image|damaged|too early"),
        (png(9, 9, b"", chunk(b"zTXt", b"k\0\0" + zlib.compress(bytes(64 << 20)))), "not an image|damaged"),
        (eps(), "not an image of a known kind"),
        (b"8BPS\0\1" + bytes(60), "not an image of a known kind"),
        (lying_tiff(), "damaged|too early|not an image"),
        (b"\x93NUMPY\1\0v\0{'descr': '|O', 'fortran_order': False, 'shape': (1,)}\n", "not an image"),
        (gzip.compress(bytes(64 << 20)), "not an image"),
    ],
    ids=["bomb", "lying size", "truncated", "text chunk", "eps", "psd", "tiff", "npy", "gzip"],
)  # fmt: skip
def test_a34_a35_a36_a_hostile_picture_is_left_out(base, data, reason):
    fill(base / "pics")
    (base / "pics" / "cats" / "evil.png").write_bytes(data)
    told = watched(base, chosen("image_folder", folder="pics", size=16))
    assert told["said"] == ""
    (skipped,) = loaded(base, chosen("image_folder", folder="pics", size=16)).examples.skipped
    assert skipped.name == "cats/evil.png"
    assert any(part in skipped.reason for part in reason.split("|"))


def test_a35_of_a_long_animation_only_the_first_frame_is_seen(base):
    fill(base / "pics")
    (base / "pics" / "cats" / "long.gif").write_bytes(animation(100_000))
    assert watched(base, chosen("image_folder", folder="pics", size=16))["said"] == ""


def test_a36_links_out_and_pipes_are_not_opened(base, tmp_path_factory):
    outside = tmp_path_factory.mktemp("outside")
    fill(outside)
    fill(base / "pics")
    (base / "pics" / "cats" / "link.png").symlink_to(outside / "cats" / "1.png")
    (base / "pics" / "linked").symlink_to(outside / "dogs")
    (base / "pics" / "cats" / "zero.png").symlink_to("/dev/zero")
    os.mkfifo(base / "pics" / "dogs" / "pipe.png")
    told = watched(base, chosen("image_folder", folder="pics", size=16))
    assert told["said"] == ""
    assert not [
        place for place in told["touched"] if place.startswith((str(outside), "/dev")) or place.endswith("pipe.png")
    ]
    assert len(loaded(base, chosen("image_folder", folder="pics", size=16)).examples.skipped) == 3


@pytest.mark.parametrize("kind", ["pipe", "device", "folder", "loop"])
def test_a36_a_table_that_is_no_plain_file_is_missing(base, kind):
    path = base / "t.csv"
    {"pipe": lambda: os.mkfifo(path), "device": lambda: path.symlink_to("/dev/zero"), "folder": path.mkdir,
     "loop": lambda: path.symlink_to(path)}[kind]()  # fmt: skip
    assert watched(base, chosen("csv", file="t.csv"))["said"].endswith("is not here.")


LONG = "1," * 40 + "x\n"


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"a,b\n1,x\n2,\0y\n", 't.csv, line 3, column "2": a NUL byte, which no text has.'),
        (b"a,b\n1," + b"x" * (2 << 20) + b"\n", "t.csv, line 2: the line has more than 1048576 characters."),
        (
            ",".join(f"c{index}" for index in range(100_000)).encode() + b"\n",
            "t.csv, line 1: 100000 columns; at most 4096 are read.",
        ),
        (b'a,b\n1,"x\n' + b"2,y\n" * 1000, "t.csv, line 2: a quote is opened and never closed."),
        (b'a,b\n1,"x\n' + b"2,y\n" * 100_000, "t.csv, line 2: a quote is opened and never closed."),
        (b'"' + b"x" * 500_000, "t.csv, line 1: a cell is too long, or a quote is never closed."),
        (b"", "t.csv is empty."),
        (b"\xff\xfe", "t.csv is empty."),
    ],
    ids=["nul", "long line", "wide", "open quote", "open quote, long", "one quote", "empty", "mark only"],
)
def test_a37_a_hostile_table_is_named_by_line(base, data, said):
    (base / "t.csv").write_bytes(data)
    assert watched(base, chosen("csv", file="t.csv"))["said"] == said


def test_a37_a_line_of_a_gigabyte_is_refused_unread(base):
    with (base / "t.csv").open("wb") as file:
        file.truncate(1 << 30)
    assert "1074 MB; at most 268 MB are read" in watched(base, chosen("csv", file="t.csv"))["said"]


def test_a37_utf_16_and_formula_cells_are_plain_text(base):
    lines = ["name,=cmd|' /C calc'!A0", *(f"{index},{['=HYPERLINK(1)', '+cmd'][index % 2]}" for index in range(30))]
    (base / "t.csv").write_text("\n".join(lines), encoding="utf-16")
    assert watched(base, chosen("csv", file="t.csv"))["said"] == ""
    assert loaded(base, chosen("csv", file="t.csv")).facts.classes == ("+cmd", "=HYPERLINK(1)")
