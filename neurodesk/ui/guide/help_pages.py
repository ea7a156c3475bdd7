"""Help pages, made from what is declared: a layer with its formula, shapes and parameters; a dock; the window."""

from __future__ import annotations

import html
from typing import Any

from neurodesk.compiler.headings import HEADINGS
from neurodesk.graph.errors import NeuroDeskError
from neurodesk.layers.catalogue import LAYERS
from neurodesk.layers.parameters import Param
from neurodesk.layers.spec import Layer, show
from neurodesk.ui.actions import shortcuts
from neurodesk.ui.look.numbers import said
from neurodesk.ui.widgets.editors import words
from neurodesk.ui.words import spoken, tr


def layer_page(key: str) -> tuple[str, str]:
    """Title and page of a layer."""
    kind = LAYERS[key]
    parts = [_heading(kind.label), *(_text(part) for part in kind.doc.split("\n\n"))]
    if kind.formula:
        parts.append(f"<p><code>{html.escape(kind.formula)}</code></p>")
    parts += _shapes(kind)
    if kind.params():
        parts += [_section(tr("Parameters")), _table([_parameter(param) for param in kind.params().values()])]
    if kind.torch_name:
        parts.append(_text(tr("PyTorch calls it {name}.", name=kind.torch_name)))
    if kind.quick:
        parts.append(_text(tr("In a typed chain: {words}", words=", ".join(kind.quick))))
    return spoken(kind.label), "".join(parts)


def problem_page(code: str, key: str) -> tuple[str, str]:
    """Title and page of a kind of problem, and below it the page of the layer that has it, where that is known."""
    title, meaning = HEADINGS[code]
    cures = tr("The Problems dock offers what would mend it, each in one click; undo takes it back.")
    page = _heading(title) + _text(meaning) + _text(cures)
    return title, page + (layer_page(key)[1] if key in LAYERS else "")


def dock_page(name: str) -> tuple[str, str]:
    """Title and page of a dock."""
    texts = docks()
    return spoken(name), _heading(name) + _text(texts.get(name, tr("A dock of this window.")))


def window_page() -> tuple[str, str]:
    """Title and page of the window: the way from data to files, and the keys that help everywhere."""
    keys = [
        (shortcuts.first("palette"), tr("find any action, dock, layer or node by some of its letters")),
        (shortcuts.first("add"), tr("add a layer")),
        (shortcuts.first("chain"), tr("type a whole chain of layers")),
        (shortcuts.first("train"), tr("train")),
        (shortcuts.first("keys"), tr("list every key")),
        (shortcuts.first("help"), tr("help on what is under the pointer, or has the focus")),
    ]
    way = tr(
        "The bar on top is the way: choose data, build a network, train it, understand its answers, export it. "
        "A step with a warning says in its tip what it needs."
    )
    title = tr("The desk")
    return title, _heading(title) + _text(way) + _table([(key, what) for key, what in keys if key])


def docks() -> dict[str, str]:
    """What each dock is for, by its name."""
    return {
        "Library": tr("Every layer by family, and the templates. Type to search; a double click or a drag adds one."),
        "Inspector": tr("The selected layer: its parameters, shapes, costs, formula and a picture of what it does."),
        "Learning": tr("How the network learns: loss, optimizer, schedule and the options of a run."),
        "Problems": tr("What is wrong with the drawing, each with a cure in one click and one step of undo."),
        "Data": tr("Where examples come from, how they are split and scaled, and how they look to the network."),
        "Train": tr(
            "The run under way: loss and score as they fall and rise, speed, time left, and the confusion matrix."
        ),
        "Activations": tr("What every layer answers for one example, live while the network learns."),
        "Evaluate": tr("The trained network on examples it never saw, the worst first. A click on one explains it."),
        "Explain": tr("Why the network gave its answer: methods side by side, each with how far to trust it."),
        "Runs": tr("Every run of this project: compare, rename, continue, evaluate, export or delete them."),
        "Export": tr("Weights, readable PyTorch and ONNX as files, each compared with the network you trained."),
        "Code": tr("The PyTorch source of this drawing. A click on a line selects its node, and the other way round."),
    }


def _shapes(kind: type[Layer]) -> list[str]:
    made, rows = kind(), []
    for ports, side in ((made.inputs(), tr("in")), (made.outputs(), tr("out"))):
        rows += [
            (f"{name} ({side})", " ".join(filter(None, (port.axes, spoken(port.doc))))) for name, port in ports.items()
        ]
    parts = [_section(tr("Ports")), _table(rows)] if rows else []
    for shapes in kind.examples()[:2]:
        try:
            out = made.shapes(*shapes)
        except NeuroDeskError:
            continue
        told = tr("{before} becomes {after}", before=", ".join(map(show, shapes)), after=", ".join(map(show, out)))
        parts += [_text(told)] if shapes else []
    return parts


def _parameter(param: Param[Any]) -> tuple[str, str]:
    default = show(param.default) if isinstance(param.default, tuple) and param.default else said(param.default)
    limits = [said(limit) for limit in (param.min, param.max) if limit is not None]
    range_ = tr("from {low} to {high}", low=limits[0], high=limits[1]) if len(limits) == 2 else ""
    choices = " · ".join(map(words, getattr(param, "options", ())))
    usual = tr("usually {value}", value=default) if param.default not in ("", ()) else ""
    return words(param.name), " ".join(
        filter(None, (spoken(param.doc), "; ".join(filter(None, (usual, range_, choices)))))
    )


def _heading(text: str) -> str:
    return f"<h2>{html.escape(spoken(text))}</h2>"


def _section(text: str) -> str:
    return f"<h4>{html.escape(text)}</h4>"


def _text(text: str) -> str:
    return f"<p>{html.escape(spoken(' '.join(text.split())))}</p>"


def _table(rows: list[tuple[str, str]]) -> str:
    cells = (
        f"<tr><td style='padding-right:16px'><b>{html.escape(name)}</b></td><td>{html.escape(text)}</td></tr>"
        for name, text in rows
    )
    return f"<table cellspacing='4'>{''.join(cells)}</table>"
