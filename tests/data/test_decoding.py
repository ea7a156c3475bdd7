"""Pictures of every mode become the same kind of numbers; anything else gets a reason."""

import io
import struct
import zlib
from contextlib import suppress
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import ExifTags, Image

from neurodesk.data import decoding
from neurodesk.data.decoding import Unreadable, is_grey, read_picture


def ramp(mode: str) -> Image.Image:
    """40 x 30 pixels, dark on the left and light on the right, in a mode."""
    grey = np.tile(np.linspace(0, 255, 40), (30, 1))
    if mode.startswith("I"):
        return Image.fromarray((grey * 257).astype(np.uint16 if mode == "I;16" else np.int32))
    if mode == "F":
        return Image.fromarray((grey / 255).astype(np.float32))
    picture = Image.fromarray(grey.astype(np.uint8))
    return picture.convert("RGB").convert(mode) if mode in {"CMYK", "P", "RGBA", "YCbCr"} else picture.convert(mode)


@pytest.mark.parametrize(
    ("mode", "suffix"),
    [
        ("L", "png"), ("RGB", "jpg"), ("CMYK", "jpg"), ("RGBA", "png"), ("LA", "png"), ("P", "gif"), ("P", "png"),
        ("I;16", "png"), ("I;16", "tiff"), ("I", "tiff"), ("F", "tiff"), ("RGB", "bmp"), ("RGB", "webp"), ("L", "ppm"),
    ],
)  # fmt: skip
@pytest.mark.parametrize("channels", [1, 3])
def test_every_mode_gives_the_same_numbers(tmp_path, mode, suffix, channels):
    path = tmp_path / f"x.{suffix}"
    ramp(mode).save(path)
    pixels = read_picture(path, 20, channels, crop=False)
    assert pixels.shape == (channels, 20, 20)
    assert pixels.dtype == np.float32
    expected = np.linspace(0, 255, 40).reshape(20, 2).mean(1)
    assert np.abs(pixels.mean((0, 1)) - expected).max() < 16


def test_black_and_white_stay_so(tmp_path):
    Image.fromarray(np.array([[0, 255]] * 2, np.uint8)).convert("1").save(tmp_path / "x.png")
    assert read_picture(tmp_path / "x.png", 2, 1).tolist() == [[[0, 255], [0, 255]]]


def test_colours_keep_their_places(tmp_path):
    Image.new("RGB", (8, 8), (200, 100, 50)).save(tmp_path / "x.png")
    assert read_picture(tmp_path / "x.png", 4, 3)[:, 0, 0].tolist() == [200, 100, 50]


def test_what_is_transparent_lies_on_white(tmp_path):
    Image.new("RGBA", (8, 8), (0, 0, 0, 0)).save(tmp_path / "x.png")
    assert read_picture(tmp_path / "x.png", 4, 1).min() == 255


def test_a_photograph_is_turned_upright(tmp_path):
    sideways = Image.fromarray(np.tile(np.linspace(0, 255, 40), (40, 1)).astype(np.uint8))
    exif = Image.Exif()
    exif[0x0112] = 6  # turn a quarter to the right
    sideways.save(tmp_path / "x.jpg", exif=exif)
    upright = read_picture(tmp_path / "x.jpg", 10, 1)[0]
    assert upright[0].mean() < 40
    assert upright[-1].mean() > 215


def test_a_long_picture_is_cut_or_pressed(tmp_path):
    wide = np.zeros((10, 30), np.uint8)
    wide[:, 10:20] = 255
    Image.fromarray(wide).save(tmp_path / "x.png")
    assert read_picture(tmp_path / "x.png", 10, 1).mean() > 230
    assert 70 < read_picture(tmp_path / "x.png", 10, 1, crop=False).mean() < 100


def test_grey_is_read_from_the_header(tmp_path):
    for mode, name in (("L", "g.png"), ("I;16", "d.png"), ("RGB", "c.png")):
        ramp(mode).save(tmp_path / name)
    (tmp_path / "n.png").write_bytes(b"no image")
    assert [is_grey(tmp_path / name) for name in ("g.png", "d.png", "c.png", "n.png")] == [True, True, False, None]


def png(width: int, height: int, *chunks: tuple[bytes, bytes]) -> bytes:
    """A grey PNG with any claims, and further chunks before its (short) pixels."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    header = chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0))
    body = b"".join(chunk(*one) for one in chunks)
    return b"\x89PNG\r\n\x1a\n" + header + body + chunk(b"IDAT", zlib.compress(b"\0" * 64)) + chunk(b"IEND", b"")


def as_bytes(picture: Image.Image, kind: str) -> bytes:
    into = io.BytesIO()
    picture.save(into, kind)
    return into.getvalue()


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"", "is empty"),
        (b"hello", "not an image of a known kind"),
        (as_bytes(ramp("RGB"), "EPS"), "not an image of a known kind"),
        (as_bytes(ramp("RGB"), "ICO"), "not an image of a known kind"),
        (as_bytes(ramp("RGB"), "JPEG")[:300], "ends too early|not an image"),
        (as_bytes(ramp("L"), "BMP")[:-200], "ends too early|damaged"),
        (png(6000, 6000), "36 megapixels; at most 25"),
        (png(30_000, 30_000), "more than 25 megapixels"),
        (png(2**31 - 1, 2**31 - 1), "megapixels|not an image"),
        (png(8, 8, (b"zTXt", b"x\0\0" + zlib.compress(bytes(80 << 20)))), "not an image|damaged"),
    ],
)
def test_what_cannot_be_read_gets_a_reason(tmp_path, data, reason):
    (tmp_path / "x.png").write_bytes(data)
    with pytest.raises(Unreadable, match=reason):
        read_picture(tmp_path / "x.png", 8, 1)


def test_a_missing_file_and_a_folder_get_a_reason(tmp_path):
    for path in (tmp_path, tmp_path / "gone.png"):
        with pytest.raises(Unreadable):
            read_picture(path, 8, 1)


SOUND = {kind: as_bytes(ramp("RGB"), kind) for kind in ("PNG", "JPEG", "GIF", "TIFF", "WEBP", "BMP")}


@given(st.sampled_from(sorted(SOUND)), st.data())
def test_no_damage_gets_past(tmp_path_factory, kind, data):
    spoiled = bytearray(SOUND[kind])
    for at in data.draw(st.lists(st.integers(0, len(spoiled) - 1), min_size=1, max_size=8)):
        spoiled[at] = data.draw(st.integers(0, 255))
    cut = data.draw(st.integers(0, len(spoiled)))
    path = Path(tmp_path_factory.mktemp("spoiled")) / "x"
    path.write_bytes(spoiled[:cut] if data.draw(st.booleans()) else spoiled)
    with suppress(Unreadable):
        assert read_picture(path, 6, 3).shape == (3, 6, 6)


@pytest.mark.parametrize("mode", ["L", "LA", "RGB", "RGBA", "CMYK", "I;16", "I", "F", "P"])
def test_a_large_picture_in_bands_is_the_same_picture(tmp_path, monkeypatch, mode):
    """Averaged down band by band it differs by a few shades at most from what is taken whole, upright too."""
    rows, columns = np.mgrid[0:90, 0:130]
    grey = (rows + columns).astype(np.uint8)
    deep = {"I;16": np.uint16, "I": np.int32, "F": np.float32}
    if mode in deep:
        image = Image.fromarray((grey * (1 / 255 if mode == "F" else 200.0)).astype(deep[mode]))
    else:
        image = Image.merge("RGBA", [Image.fromarray(grey if at % 2 else 255 - grey) for at in range(4)]).convert(mode)
    noted = Image.Exif()
    noted[ExifTags.Base.Orientation] = 6
    path = tmp_path / ("a.tif" if mode in ("CMYK", "I", "F") else "a.png")
    image.save(path, exif=noted)
    for channels, crop in ((1, True), (3, True), (3, False)):
        whole = read_picture(path, 8, channels, crop=crop)
        with monkeypatch.context() as small:
            small.setattr(decoding, "_WHOLE", 1000)
            small.setattr(decoding, "_BAND", 999)
            banded = read_picture(path, 8, channels, crop=crop)
        assert np.abs(whole - banded).max() <= 4
        assert np.ptp(whole) > 20
