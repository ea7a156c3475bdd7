"""The drawing as a picture: texts that are texts, whole names, valid XML whatever the names are."""

from pathlib import Path

import pytest
from PySide6.QtCore import QByteArray, QXmlStreamReader
from PySide6.QtGui import QColor, QImage
from PySide6.QtSvg import QSvgRenderer

from neurodesk.compiler.flow import flow
from neurodesk.data.catalogue import describe
from neurodesk.graph import edit
from neurodesk.graph.document import add_network
from neurodesk.graph.model import Document, Graph, chosen, empty_document
from neurodesk.ui import network_picture
from neurodesk.ui.look.theme import theme
from neurodesk.ui.network_picture import Look, Picture, PictureError, save_picture
from tests.engine import documents
from tests.ui.desk import small_cnn

LONG = "w" * 31 + "_" + "m" * 32


def drawn(document: Document, look: Look | None = None, network: str = "", names: tuple[str, ...] = ()) -> Picture:
    """A picture of a document's network."""
    facts = describe(document.source, Path()) if document.source else None
    return Picture(document, flow(document, network or document.main, facts), look or Look(), names)


def texts(svg: bytes) -> list[str]:
    """The texts of an SVG file, which must be well-formed XML."""
    reader, found = QXmlStreamReader(svg.decode()), []
    while not reader.atEnd():
        if reader.readNext() == QXmlStreamReader.TokenType.StartElement and reader.name() == "text":
            found.append(reader.readElementText().strip())
    assert not reader.hasError(), reader.errorString()
    return found


def test_an_svg_holds_names_shapes_and_settings_as_text(qapp):
    """And the counts; without them only names."""
    told = texts(drawn(small_cnn()).svg())
    assert {"conv_1", "linear_1", "8 x 8 x 8", "filters 8  ·  kernel 3", "80 params", "5,130 params"} <= set(told)
    bare = texts(drawn(small_cnn(), Look(shapes=False, parameters=False)).svg())
    assert sorted(bare) == sorted(small_cnn().graph().nodes)


def test_nothing_is_a_bitmap_and_it_can_be_read_again(qapp):
    """Qt draws the file as it was painted."""
    svg = drawn(small_cnn()).svg()
    assert b"<image" not in svg
    again = QSvgRenderer(QByteArray(svg))
    assert again.isValid()
    assert abs(again.viewBoxF().width() - drawn(small_cnn()).size.width()) < 1


@pytest.mark.parametrize("look", [Look(), Look(paper=False)])
def test_paper_is_white_whatever_the_window_is(qapp, look: Look):
    """Unless the window's own colours are asked for."""
    theme().choose("dark")
    image = QImage.fromData(drawn(small_cnn(), look).png())
    ground = image.pixelColor(2, 2)
    assert ground == (QColor("#ffffff") if look.paper else theme().color("canvas"))
    assert image.width() == round(drawn(small_cnn()).size.width() * look.scale)


def test_a_long_name_is_whole_and_inside_its_card(qapp):
    """Broken at its underscore, on as many lines as it takes."""
    document = small_cnn()
    document = document.with_graph(document.main, edit.rename(document.graph(), "conv_1", LONG))
    told = texts(drawn(document).svg())
    assert LONG in "".join(told)
    assert LONG not in told


@pytest.mark.parametrize("name", ["<b>&\"'</b>", "a\x00b\x1f", "\ud800\u202e", "]]><!--", "x" * 400])
def test_hostile_names_leave_the_file_valid(qapp, name: str):
    """Of a layer from elsewhere, whose key a file may choose."""
    graph, _ = edit.add(Graph(), chosen(name), "other_1")
    start = empty_document()
    svg = drawn(start.with_graph(start.main, graph)).svg()
    assert texts(svg)[0] == "other_1"
    assert QSvgRenderer(QByteArray(svg)).isValid()


def test_the_selection_alone_and_the_inside_of_a_block(qapp):
    """Wires to what is left out go with it."""
    assert {"conv_1", "relu_1"} <= set(texts(drawn(small_cnn(), names=("conv_1", "relu_1")).svg()))
    assert "linear_1" not in texts(drawn(small_cnn(), names=("conv_1", "relu_1")).svg())
    nested = add_network(small_cnn(), "stage", documents.chain(("conv2d", {"filters": 2}), "relu"))
    assert "linear_1" not in texts(drawn(nested, network="stage").svg())


def test_a_pdf_carries_its_fonts(qapp, tmp_path: Path):
    """One page, as large as the drawing."""
    document = small_cnn()
    seen = flow(document, document.main, describe(document.source, Path()))
    save_picture(tmp_path / "net.pdf", document, seen, Look())
    data = (tmp_path / "net.pdf").read_bytes()
    assert data.startswith(b"%PDF")
    assert b"/FontFile2" in data or b"/FontFile3" in data


def test_what_cannot_be_saved_is_said(qapp, tmp_path: Path, monkeypatch):
    """Another ending, nothing drawn, too large for pixels; no file is left."""
    document = small_cnn()
    seen = flow(document, document.main, None)
    with pytest.raises(PictureError, match="SVG, PDF or PNG"):
        save_picture(tmp_path / "net.gif", document, seen, Look())
    with pytest.raises(PictureError, match="nothing to draw"):
        save_picture(tmp_path / "net.svg", empty_document(), flow(empty_document(), empty_document().main), Look())
    monkeypatch.setattr(network_picture, "LARGEST", 100)
    with pytest.raises(PictureError, match="pixels wide"):
        save_picture(tmp_path / "net.png", document, seen, Look())
    assert list(tmp_path.iterdir()) == []
