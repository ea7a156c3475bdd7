"""Every layer and dock has a page, made from its declaration; its words are never markup."""

import pytest
from PySide6.QtCore import QLocale
from PySide6.QtGui import QTextDocument

from neurodesk.compiler.headings import HEADINGS
from neurodesk.layers.catalogue import LAYERS
from neurodesk.ui.docks import BOTTOM
from neurodesk.ui.guide.help_pages import docks, layer_page, problem_page, window_page


@pytest.mark.parametrize("key", [kind.key for kind in LAYERS])
def test_every_layer_has_a_page(qapp: object, key: str):
    """With its explanation, formula, ports and every parameter."""
    document = QTextDocument()
    title, page = layer_page(key)
    document.setHtml(page)
    text = " ".join(document.toPlainText().split())
    kind = LAYERS[key]
    assert title == kind.label
    assert kind.summary.rstrip(".") in text
    assert " ".join(kind.formula.split()) in text
    for param in kind.params().values():
        assert param.doc in text


def test_numbers_of_a_page_have_the_marks_of_the_language(qapp: object):
    """What is usual, and from where to where."""
    QLocale.setDefault(QLocale("de_DE"))
    try:
        assert "usually 0,5; from 0 to 0,99" in layer_page("dropout")[1]
    finally:
        QLocale.setDefault(QLocale.c())


def test_every_dock_has_a_page(qapp: object):
    """And the window names the keys that help."""
    assert {"Library", "Inspector", "Learning", *BOTTOM} <= set(docks())
    assert "Ctrl+K" in window_page()[1]


@pytest.mark.parametrize("code", HEADINGS)
def test_every_kind_of_problem_has_a_page(qapp: object, code: str):
    """What it means, and below it the page of the layer where there is one."""
    title, page = problem_page(code, "conv2d")
    document = QTextDocument()
    document.setHtml(page)
    text = document.toPlainText()
    assert text.startswith(title)
    assert HEADINGS[code].meaning in text
    assert "Conv 2d" in text
    assert problem_page(code, "<b>elsewhere")[1] == problem_page(code, "")[1]
