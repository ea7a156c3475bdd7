"""One picture file turned into numbers, or the reason why it cannot be; the file is not trusted."""

from __future__ import annotations

import io
import struct
import warnings
import zlib
from pathlib import Path
from typing import Any

import numpy as np
from PIL import ExifTags, Image, ImageOps

from neurodesk.data.examples import Array
from neurodesk.data.folders import read_file
from neurodesk.disk.reading import ReadError

FORMATS = ("PNG", "JPEG", "BMP", "GIF", "TIFF", "WEBP", "PPM")  # no EPS, PSD or PDF: these run programs or hide layers
MAX_PIXELS = 25_000_000
MAX_FILE = 128 << 20  # bytes of one picture file
_WEBP_PIXELS = 12_500_000  # its decoder holds a picture four times
_WHOLE, _BAND = 4_000_000, 1 << 20  # pixels: of a picture that is taken whole, and of a band of a larger one
_TURNS = {  # what brings a picture upright, by what the camera noted
    2: Image.Transpose.FLIP_LEFT_RIGHT, 3: Image.Transpose.ROTATE_180, 4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE, 6: Image.Transpose.ROTATE_270, 7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}  # fmt: skip
_GREY = {"1", "L", "LA", "La", "I", "I;16", "I;16B", "I;16L", "I;16N", "F"}
_BROKEN = (  # what Pillow raises on crafted or damaged files
    OSError, ValueError, SyntaxError, EOFError, TypeError, KeyError, IndexError, AttributeError, NotImplementedError,
    ArithmeticError, MemoryError, RuntimeError, struct.error, zlib.error, Image.DecompressionBombError, Warning,
)  # fmt: skip


class Unreadable(Exception):
    """A picture that cannot be used; the text says why."""


def read_picture(path: Path, size: int, channels: int, *, crop: bool = True) -> Array:
    """One file as C x size x size floats from 0 to 255, C 1 (grey) or 3 (RGB). Raises Unreadable."""
    image = _opened(path)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # odd metadata is no reason to leave a picture out
            image.draft(None, (2 * size, 2 * size))  # a large JPEG is decoded at a fraction of its size
            image.load()
            flat = _flat(image, "L" if channels == 1 else "RGB", 2 * size)
            turn = _TURNS.get(image.getexif().get(ExifTags.Base.Orientation, 1))
            upright = flat if turn is None else flat.transpose(turn)
            square = (ImageOps.fit if crop else _stretched)(upright, (size, size), Image.Resampling.BILINEAR)
    except _BROKEN as error:
        short = "truncated" in str(error).lower() or isinstance(error, EOFError)
        raise Unreadable("the file ends too early" if short else "the picture is damaged") from error
    pixels = np.asarray(square, np.float32)
    return pixels[None] if channels == 1 else pixels.transpose(2, 0, 1)


def is_grey(path: Path) -> bool | None:
    """Whether a file says that it has no colours; None when it cannot be read. Only its header is decoded."""
    try:
        return _opened(path).mode in _GREY
    except Unreadable:
        return None


def _opened(path: Path) -> Image.Image:
    """An image whose header is read and whose size is allowed, and whose pixels are not decoded yet."""
    try:
        data = read_file(path, MAX_FILE)
    except ReadError as error:
        raise Unreadable(str(error)) from error
    if not data:
        raise Unreadable("the file is empty")
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            image = Image.open(io.BytesIO(data), formats=FORMATS)
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        raise Unreadable(f"the picture has more than {MAX_PIXELS / 1e6:.0f} megapixels") from error
    except _BROKEN as error:
        raise Unreadable(f"it is not an image of a known kind ({', '.join(FORMATS)})") from error
    mega, most = image.width * image.height / 1e6, _WEBP_PIXELS if image.format == "WEBP" else MAX_PIXELS
    if mega > most / 1e6:
        raise Unreadable(f"the picture has {mega:.0f} megapixels; at most {most / 1e6:g} are read")
    return image


def _flat(image: Image.Image, mode: str, least: int) -> Image.Image:
    """The picture as 8 bits of a mode. A large one is taken in bands, so that it stands in memory once, and averaged
    down, no side below `least`.
    """
    width, height = image.size
    large = width * height > _WHOLE
    share = max(1, min(width, height) // least) if large else 1
    rows = share * max(1, _BAND // (width * share)) if large else height
    bands = [(top, (0, top, width, min(top + rows, height))) for top in range(0, height, rows)]
    deep = image.mode == "F" or image.mode.startswith("I")
    brightest = max(_numbers(image.crop(box)).max(initial=0) for _, box in bands) if deep else 0.0
    flat = Image.new(mode, (-(-width // share), -(-height // share)))
    for top, box in bands:
        flat.paste(_eight_bit(image.crop(box), brightest).convert(mode).reduce(share), (0, top // share))
    return flat


def _numbers(image: Image.Image) -> Array:
    """The numbers of a picture of one deep channel."""
    return np.nan_to_num(np.asarray(image, np.float32))


def _eight_bit(image: Image.Image, brightest: float) -> Image.Image:
    """The picture in a mode that converts faithfully: 16 bits brought to 8, transparency laid on white."""
    if image.mode.startswith("I"):
        return _grey(_numbers(image) / (257.0 if brightest > 255 else 1.0))
    if image.mode == "F":
        return _grey(_numbers(image) * (255.0 if brightest <= 1 else 1.0))
    if image.mode in {"RGBA", "LA", "PA", "La", "RGBa"} or "transparency" in image.info:
        clear = image.convert("RGBA")
        return Image.alpha_composite(Image.new("RGBA", clear.size, "white"), clear)
    return image


def _grey(values: Array) -> Image.Image:
    """H x W numbers from 0 to 255 as a grey picture, rounded."""
    return Image.fromarray(np.clip(values + 0.5, 0, 255).astype(np.uint8))


def _stretched(image: Image.Image, size: tuple[int, int], method: Any) -> Image.Image:
    return image.resize(size, method)
