"""Keeps how an explanation is drawn for a file: a heat map over the example, or a bar for each feature, and a scale."""

from __future__ import annotations

import io
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw, ImageFont

from neurodesk.explanation.spec import METHODS, Floats
from neurodesk.graph.errors import ExplainError

if TYPE_CHECKING:
    from neurodesk.explanation.explain import Explanation

Bytes = NDArray[np.uint8]

# Blue against, orange for: read alike with every form of colour vision (Okabe and Ito 2008), grey in the middle.
SIGNED = ("#0a4f8f", "#3d94d6", "#a8cdea", "#f2f2f2", "#f3cf94", "#e69f00", "#9a5b00")
PAPER, INK, DIM, LINE = "#ffffff", "#1b1f24", "#5b6570", "#c9d0d8"
SIDE = 320  # px of a shown example's longer side
MARGIN = 24
HEAD = 72  # title and two lines
FOOT = 56  # the scale
BARS = 20  # features shown, those that weigh most
ROW = 24


def draw(explanation: Explanation) -> bytes:
    """The explanation as a PNG file's bytes."""
    sheet = _bars(explanation) if explanation.picture.ndim == 1 else _map(explanation)
    file = io.BytesIO()
    sheet.save(file, "PNG")
    return file.getvalue()


def must_be_png(path: Path) -> None:
    """Raise ExplainError unless a file's name ends as that of the picture this writes."""
    if path.suffix.lower() != ".png":
        ending = f"ends in {path.suffix}" if path.suffix else "has no ending"
        cure = f"Call it {path.with_suffix('.png').name}." if path.name else "Call it why.png."
        raise ExplainError(f"The picture is a PNG, whose name ends in .png; {path.name!r} {ending}.", cure)


def heat(weights: Floats) -> tuple[Floats, float]:
    """Weights C H W or H W as one signed H W map from -1 to 1, and the largest weight of that map."""
    flat = weights.sum(0) if weights.ndim == 3 else weights
    top = float(np.abs(flat).max(initial=0.0))
    return (flat / top if top else flat), top


def colours(values: Floats) -> Bytes:
    """Values from -1 to 1 as ... x 3 bytes of the signed scale."""
    anchors = np.array([[int(anchor[i : i + 2], 16) for i in (1, 3, 5)] for anchor in SIGNED], float)
    at = (np.clip(values, -1, 1) + 1) / 2 * (len(anchors) - 1)
    return np.stack([np.interp(at, np.arange(len(anchors)), anchors[:, c]) for c in range(3)], -1).astype(np.uint8)


def grey(picture: Floats) -> Bytes:
    """A C H W or H W example as H W 3 bytes; three channels are colours, any other number is averaged."""
    low, high = float(picture.min()), float(picture.max())
    low, high = min(low, 0.0), max(high, 1.0) if low >= 0 else high
    levels = ((picture - low) / ((high - low) or 1.0) * 255).astype(np.uint8)
    if levels.ndim == 3 and len(levels) == 3:
        return levels.transpose(1, 2, 0)
    plane = levels.mean(0).astype(np.uint8) if levels.ndim == 3 else levels
    return np.repeat(plane[..., None], 3, -1)


def _map(told: Explanation) -> Image.Image:
    """The example, and beside it the heat map over its paler self."""
    seen = grey(told.picture)
    weights, top = heat(told.attribution)
    share = (0.25 + 0.75 * np.abs(weights))[..., None]
    over = ((1 - share) * (160 + seen * 0.35) + share * colours(weights)).astype(np.uint8)
    height, width = weights.shape
    size = max(1, round(width * SIDE / max(height, width))), max(1, round(height * SIDE / max(height, width)))
    sheet, pen = _sheet(told, 3 * MARGIN + 2 * max(size[0], 200), HEAD + size[1] + FOOT)
    second = sheet.width - MARGIN - max(size[0], 200)
    for left, pixels in ((MARGIN, seen), (second, over)):
        sheet.paste(Image.fromarray(pixels).resize(size, Image.Resampling.NEAREST), (left, HEAD))
        pen.rectangle((left - 1, HEAD - 1, left + size[0], HEAD + size[1]), outline=LINE)
    _scale(told, sheet, pen, (second, HEAD + size[1] + 12), size[0], top)
    return sheet


def _bars(told: Explanation) -> Image.Image:
    """A bar for each of the features that weigh most, the heaviest first, with its value in this example."""
    weights = told.attribution
    order = np.argsort(-np.abs(weights), kind="stable")[:BARS]
    top = float(np.abs(weights).max(initial=0.0))
    sheet, pen = _sheet(told, 720, HEAD + ROW * len(order) + FOOT)
    middle, reach = 500, 180
    for row, feature in enumerate(order):
        y = HEAD + row * ROW
        name = told.features[feature] if feature < len(told.features) else f"feature {feature + 1}"
        _write(pen, (middle - reach - 96, y + 4), _short(name, 30), INK, anchor="ra")
        _write(pen, (middle - reach - 16, y + 4), f"{told.picture[feature]:.4g}", DIM, anchor="ra")
        size = float(weights[feature]) / top * reach if top else 0.0
        fill = tuple(colours(np.array(np.sign(size) * 0.67, np.float32)).tolist())
        pen.rectangle((min(middle, middle + size), y + 3, max(middle, middle + size), y + ROW - 5), fill=fill)
    pen.line((middle, HEAD, middle, HEAD + ROW * len(order)), fill=LINE)
    _scale(told, sheet, pen, (middle - reach, HEAD + ROW * len(order) + 12), 2 * reach, top)
    return sheet


def _sheet(told: Explanation, width: int, height: int) -> tuple[Image.Image, ImageDraw.ImageDraw]:
    """An empty sheet with its title."""
    from neurodesk.explanation.trust import verdict

    sheet = Image.new("RGB", (max(width, 560), height), PAPER)
    pen = ImageDraw.Draw(sheet)
    _write(pen, (MARGIN, 10), f"{METHODS[told.method].label}: why example {told.sample} was answered so", INK, 16)
    _write(pen, (MARGIN, 32), _short(_answer(told), 96), INK)
    _write(pen, (MARGIN, 50), verdict(told.gap), DIM)
    return sheet, pen


def _answer(told: Explanation) -> str:
    if not told.classes:
        return f"answered {told.predicted:.4g}, in truth {told.actual:.4g}"
    names = [_short(told.classes[int(number)], 24) for number in (told.predicted, told.actual)]
    sure = "" if told.probability is None else f" ({told.probability:.1%} sure)"
    asked = f"; explained: {_short(told.classes[told.target], 24)}" if told.target is not None else ""
    return f"answered {names[0]}{sure}, in truth {names[1]}{asked}"


def _scale(
    told: Explanation, sheet: Image.Image, pen: ImageDraw.ImageDraw, at: tuple[int, int], width: int, top: float
) -> None:
    """The colours from against to for, with the weight they stand for at the ends."""
    ramp = colours(np.linspace(-1, 1, width, dtype=np.float32))[None]
    sheet.paste(Image.fromarray(np.repeat(ramp, 8, 0)), at)
    against, favour = ("against", "for") if told.classes else ("lowers", "raises")
    for x, text, anchor in (
        (0, f"{against} {-top:.2g}", "la"),
        (width // 2, "0", "ma"),
        (width, f"{favour} {top:.2g}", "ra"),
    ):
        _write(pen, (at[0] + x, at[1] + 12), text, DIM, anchor=anchor)


def _write(
    pen: ImageDraw.ImageDraw, at: tuple[float, float], text: str, fill: str, size: int = 13, anchor: str = "la"
) -> None:
    pen.text(at, text, fill=fill, font=ImageFont.load_default(size), anchor=anchor)


def _short(text: str, most: int) -> str:
    plain = "".join(letter if letter.isprintable() else " " for letter in text)
    return plain if len(plain) <= most else plain[: most - 1] + "…"
