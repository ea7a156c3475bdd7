"""Hostile, damaged and unlucky data: CASES A33 to A37, F6, F9 to F11 and F13, each file built here."""

import gzip
import io
import json
import os
import struct
import subprocess
import sys
import zlib
from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from rpds import HashTrieMap

from neurodesk.compiler.facts import Facts
from neurodesk.data import prepare as preparing
from neurodesk.data.catalogue import describe
from neurodesk.data.examples import Examples
from neurodesk.data.prepare import Prepared, prepare
from neurodesk.data.source import SOURCES, Source
from neurodesk.graph.errors import DataError
from neurodesk.graph.model import Chosen, chosen, empty_document

ROOT = Path(__file__).resolve().parents[2]

# Runs in a child that has loaded all it needs: any of these events would be a file that acts.
WATCHER = """
import codecs, json, os, resource, sys, time
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
seen, peak, start = [], resource.getrusage(resource.RUSAGE_SELF).ru_maxrss, time.perf_counter()
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
took = time.perf_counter() - start
grown = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - peak
print(json.dumps({"said": said, "cure": cure, "seen": seen, "took": took, "grown": grown / 1024, "touched": touched}))
"""


def picture(path: Path, value: int = 0) -> None:
    """One small sound picture."""
    path.parent.mkdir(parents=True, exist_ok=True)
    Image.new("L", (9, 9), value).save(path)


def fill(folder: Path, count: int = 60) -> None:
    """Two classes of sound pictures."""
    for index in range(count):
        picture(folder / ("cats" if index % 2 else "dogs") / f"{index}.png", index % 200)


@pytest.fixture
def base(tmp_path: Path) -> Path:
    """A project folder with a sound table and a sound folder of pictures."""
    fill(tmp_path / "sound", 20)
    (tmp_path / "sound.csv").write_text("a,b\n" + "1,x\n2,y\n" * 10)
    return tmp_path


def watched(base: Path, source: Chosen) -> dict[str, object]:
    """Prepare a source in a child under watch, and check the promises that hold for every hostile file."""
    values = json.dumps(dict(source.values.items()))
    words = [sys.executable, "-P", "-c", WATCHER, source.key, values, str(base)]
    env = {"PYTHONPATH": str(ROOT), "NEURODESK_HOME": str(base / "home"), "OMP_NUM_THREADS": "1"}
    done = subprocess.run(words, capture_output=True, text=True, timeout=60, env=env, check=False)
    assert done.returncode == 0, done.stderr
    told = json.loads(done.stdout)
    assert told["seen"] == []
    assert told["took"] < 2
    assert told["grown"] < 256
    assert "Traceback" not in told["said"]
    if told["said"]:
        assert told["cure"]
    return told


def loaded(base: Path, source: Chosen, **options: object) -> Prepared:
    """Prepare a source here."""
    document = empty_document().replaced(source=source)
    learning = type(document.learning)(options=HashTrieMap(options))
    return prepare(document.replaced(learning=learning), base)


def refused(base: Path, source: Chosen, text: str, **options: object) -> None:
    """Expect one sentence with this text, and a cure."""
    with pytest.raises(DataError, match=text) as caught:
        loaded(base, source, **options)
    assert caught.value.cure


# ---------------------------------------------------------------- hostile files


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


# ---------------------------------------------------------------- faults


class Faulty(Source):
    """Examples as a test wants them."""

    key = "faulty"
    given: Examples

    def load(self, base: Path) -> Examples:
        return self.given


@pytest.mark.parametrize(
    ("labels", "text"),
    [([0, 1, 2], "line 2 has the label 2; with 2 classes labels go from 0 to 1"), ([0, 1, -1], "has the label -1")],
)
def test_f6_labels_outside_the_classes_are_found_before_the_first_step(monkeypatch, labels, text):
    y = np.array([labels[index % 3] for index in range(30)])
    names = tuple(f"line {index}" for index in range(30))
    given = Examples(np.zeros((30, 2), np.float32), y, Facts((2,), classes=("a", "b")), names)
    monkeypatch.setattr(Faulty, "given", given, raising=False)
    monkeypatch.setattr(preparing, "source", lambda _: Faulty())
    monkeypatch.setattr(preparing, "_last", {})
    refused(Path(), chosen("faulty"), text)
    assert "faulty" not in SOURCES


def odd_pictures(folder: Path) -> None:
    """A picture of every kind that cameras, scanners and paint programs write."""
    grey = Image.fromarray(np.tile(np.linspace(0, 255, 24), (16, 1)).astype(np.uint8))
    turned = Image.Exif()
    turned[0x0112] = 6
    grey.convert("CMYK").save(folder / "cmyk.jpg")
    Image.fromarray(np.asarray(grey).astype(np.uint16) * 257).save(folder / "deep.png")
    grey.convert("RGBA").save(folder / "clear.png")
    grey.convert("P").save(folder / "palette.gif")
    grey.save(folder / "turned.jpg", exif=turned)


def test_f9_odd_pictures_are_read_and_spoiled_ones_listed(base):
    fill(base / "pics", 80)
    odd_pictures(base / "pics" / "cats")
    sound = (base / "pics" / "cats" / "turned.jpg").read_bytes()
    for name, data in (
        ("empty.jpg", b""),
        ("cut.jpg", sound[: len(sound) // 2]),
        ("noise.jpg", b"\xff\xd8" + bytes(99)),
    ):
        (base / "pics" / "dogs" / name).write_bytes(data)
    prepared = loaded(base, chosen("image_folder", folder="pics", size=16, colour="rgb"))
    assert len(prepared.examples.x) == 85
    assert [skipped.name for skipped in prepared.examples.skipped] == [
        "dogs/cut.jpg",
        "dogs/empty.jpg",
        "dogs/noise.jpg",
    ]
    assert prepared.notes == ("3 files could not be read and are left out.",)
    for index in range(3):
        (base / "pics" / "dogs" / f"more {index}.jpg").write_bytes(b"")
    refused(base, chosen("image_folder", folder="pics"), "6 of 91 files cannot be read, more than 5%: dogs/cut.jpg")


@pytest.mark.parametrize(
    ("counts", "options", "text"),
    [
        ({"cats": 20, "dogs": 0}, {}, 'class folder "dogs" holds no images'),
        ({"cats": 20}, {}, 'only one class folder, "cats"'),
        ({"cats": 20, "dogs": 1}, {}, r'at least 2 examples.* too few: "dogs" \(1\)'),
        ({"cats": 1, "dogs": 1}, {}, "At least 10 examples are needed"),
        ({"cats": 10, "dogs": 10}, {"test": 0.0}, "The test part is empty"),
        ({"cats": 10, "dogs": 10}, {"validation": 0.01}, "The validation part is empty"),
        ({}, {}, "holds no class folders"),
    ],
)  # fmt: skip
def test_f10_too_little_is_explained_before_the_start(base, counts, options, text):
    (base / "pics").mkdir()
    for name, count in counts.items():
        (base / "pics" / name).mkdir()
        for index in range(count):
            picture(base / "pics" / name / f"{index}.png")
    refused(base, chosen("image_folder", folder="pics", size=8), text, **options)


def test_f10_a_table_of_one_class_or_one_row_is_explained(base):
    (base / "t.csv").write_text("x,y\n" + "".join(f"{index},a\n" for index in range(30)))
    refused(base, chosen("csv", file="t.csv", target="y"), 'only one class, "a"')
    (base / "t.csv").write_text("x,y\n1,a\n")
    refused(base, chosen("csv", file="t.csv", numbers="x", target="y"), "At least 10 examples")


GOOD = [f"{20 + index / 2},{index * 3},{'ab'[index % 2]}" for index in range(40)]


@pytest.mark.parametrize(
    ("line", "text"),
    [
        ("21.5,3", 'line 9, column "kind": expected 3 cells, found 2'),
        ("21.5,3,a,b", 'line 9, column "4": expected 3 cells, found 4'),
        ("old,3,a", 'line 9, column "age": expected a number, found "old"'),
        ("21.5,many,a", 'line 9, column "width": expected a number, found "many"'),
    ],
)
def test_f11_a_bad_line_is_named_with_its_column(base, line, text):
    (base / "t.csv").write_text("\n".join(["age,width,kind", *GOOD[:7], line, *GOOD[7:]]))
    refused(base, chosen("csv", file="t.csv"), text)
    told = loaded(base, chosen("csv", file="t.csv", bad_lines="skip"))
    assert [skipped.name for skipped in told.examples.skipped] == ["line 9"]


def test_f11_mixed_encodings_are_named_with_line_and_column(base):
    (base / "t.csv").write_bytes("a,b\n1,ä\n2,y\n".encode() + "3,ö\n".encode("latin-1"))
    refused(base, chosen("csv", file="t.csv"), 'line 4, column "2": letters are written in another way than in line 2')


def test_f11_missing_values_header_and_decimal_commas_are_dealt_with_and_said(base):
    lines = [line.replace(".", "§").replace(",", ";").replace("§", ",") for line in GOOD]
    lines[4] = ";3;a"
    (base / "t.csv").write_text("\n".join(lines))
    prepared = loaded(base, chosen("csv", file="t.csv"))
    assert prepared.facts.features == ("column 1", "column 2")
    assert prepared.examples.x[1, 0] == 20.5
    assert np.isfinite(prepared.examples.x).all()
    assert "column 1: 1 missing value is filled with the training part's mean." in prepared.notes
    assert any("taken for data" in note for note in prepared.notes)


def test_f13_a_removed_picture_is_listed_and_a_removed_folder_explained(base, monkeypatch):
    fill(base / "pics", 40)
    source = chosen("image_folder", folder="pics", size=8)
    first = loaded(base, source)
    (base / "pics" / "cats" / "1.png").unlink()
    second = loaded(base, source)
    assert len(second.examples.x) == 39
    assert second.fingerprint != first.fingerprint  # what a resumed run compares
    (base / "pics").rename(base / "moved")
    refused(base, source, 'The data folder "pics" is not here')
    assert loaded(base, chosen("image_folder", folder="moved", size=8)).fingerprint == second.fingerprint


def test_f13_a_file_that_changes_while_it_is_read_is_noticed(base, monkeypatch):
    (base / "t.csv").write_text("\n".join(["age,width,kind", *GOOD]))
    table = SOURCES["csv"]
    load = table.load

    def slowly(self: Source, folder: Path) -> Examples:
        told = load(self, folder)
        (folder / "t.csv").write_text("\n".join(["age,width,kind", *GOOD[:30]]))
        return told

    monkeypatch.setattr(table, "load", slowly)
    refused(base, chosen("csv", file="t.csv"), "changed while it was read")
