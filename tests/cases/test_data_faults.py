"""Damaged and unlucky data: CASES F6, F9 to F11 and F13, each file built here."""

from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from neurodesk.compiler.facts import Facts
from neurodesk.data import prepare as preparing
from neurodesk.data.examples import Examples
from neurodesk.data.source import SOURCES, Source
from neurodesk.graph.model import chosen
from tests.cases.data_projects import base, fill, loaded, picture, refused

__all__ = ["base"]


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
        ({"cats": 1, "dogs": 1}, {}, "At least 10 examples are needed.*Every class needs at least 2 examples"),
        ({"cats": 20, "dogs": 0, "owls": 0}, {}, 'class folders "dogs", "owls" hold no images'),
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
    refused(base, chosen("csv", file="t.csv", numbers="x", target="y"), "single row.* at least 10")


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
