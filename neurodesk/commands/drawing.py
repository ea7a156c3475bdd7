"""Commands about drawings: the templates and layers there are, a new project, its problems, its summary."""

from __future__ import annotations

import shlex
from pathlib import Path
from typing import Any

from neurodesk.commands.output import FINE, NO, UNUSABLE, give, nearby, note, number, say, size, table
from neurodesk.disk.reading import is_there


def templates(*, as_json: bool) -> int:
    """List the gallery."""
    from neurodesk.files.templates import templates as gallery

    found = gallery()
    if as_json:
        give([_template_row(template) for template in found])
        return FINE
    rows = [(t.key, t.title, t.task, t.data, number(t.parameters)) for t in found]
    table("", ("key", "title", "task", "data", "#parameters"), rows)
    say("\nneurodesk new KEY FILE makes a project of one.", "dim")
    return FINE


def _template_row(template: Any) -> dict[str, Any]:
    names = ("key", "title", "task", "data", "parameters")
    row = {name: getattr(template, name) for name in names}
    published = template.published_parameters
    return row if published is None else row | {"published_parameters": published}


def layers(*, as_json: bool) -> int:
    """List the catalogue of layers with their ports and parameters."""
    from neurodesk.layers.catalogue import LAYERS

    if as_json:
        give([_layer_row(layer) for layer in LAYERS])
        return FINE
    rows = []
    for layer in LAYERS:
        parameters = ", ".join(f"{name}={param.default!r}" for name, param in layer.params().items())
        rows.append((layer.key, layer.category, parameters, layer.summary))
    table("", ("key", "category", "parameters", "what it does"), rows)
    return FINE


def _layer_row(layer: Any) -> dict[str, Any]:
    made = layer()
    parameters = [
        {
            "name": name,
            "type": param.type,
            "default": param.default,
            "min": param.min,
            "max": param.max,
            "doc": param.doc,
        }
        | ({"options": param.options} if hasattr(param, "options") else {})
        for name, param in layer.params().items()
    ]
    ports = {"inputs": list(made.inputs()), "outputs": list(made.outputs())}
    return {"key": layer.key, "category": layer.category, "doc": layer.doc, **ports, "parameters": parameters}


def new(template: str, file: Path, *, force: bool) -> int:
    """Write a project from a template; an existing file stays as it is unless `force`, and while a window has it open.

    A name without an ending gets .neurodesk, and is told so.
    """
    from neurodesk.disk.locks import Lock
    from neurodesk.files.project import save_project
    from neurodesk.files.templates import template as read_template
    from neurodesk.files.templates import templates as gallery
    from neurodesk.graph.model import Project

    keys = [known.key for known in gallery()]
    if template not in keys:
        note(f"There is no template called {template}. Choose one of: {', '.join(keys)}.")
        return UNUSABLE
    named = file if file.suffix or file.name in ("", "..") else file.with_name(f"{file.name}.neurodesk")
    added = "" if named == file else f" ({named.suffix} was added to the name)"
    file = named
    if is_there(file) and not force:
        note(f"{file} is there already. Choose another name, or give --force to replace it.")
        return UNUSABLE
    lock = Lock(file)
    if is_there(file) and not lock.acquire():
        note(f"{nearby(file)} is open in a window of NeuroDesk. Close it there, or choose another name.")
        return UNUSABLE
    try:
        save_project(Project(read_template(template), file))
    finally:
        lock.release()
    say(f"Wrote {nearby(file)}{added}. Next: {shlex.join(('neurodesk', 'train', nearby(file)))}")
    return FINE


def facts_of(project: Any) -> Any:
    """Return what is known of the project's data without loading it; None when it has no data yet."""
    from neurodesk.data.catalogue import describe

    return None if project.document.source is None else describe(project.document.source, project.base)


def check(file: Path, *, as_json: bool) -> int:
    """Tell every problem of a project's drawing, data and learning; the answer is no when one of them is an error."""
    from neurodesk.files.project import open_project
    from neurodesk.training.checking import problems_of

    project = open_project(file)
    problems = problems_of(project.document, project.base)
    if as_json:
        names = ("code", "severity", "network", "node", "port", "text")
        rows = [{name: getattr(problem, name) for name in names} for problem in problems]
        give([row | {"cures": [cure.label for cure in p.cures]} for row, p in zip(rows, problems, strict=True)])
    elif not problems:
        say(f"{file.name}: no problems.")
    for problem in () if as_json else problems:
        say(f"{problem.severity}: {problem.text}", {"error": "red", "warning": "yellow"}.get(problem.severity))
        for cure in problem.cures:
            say(f"    cure: {cure.label}")
    return NO if any(problem.severity == "error" for problem in problems) else FINE


def summary(file: Path, *, as_json: bool) -> int:
    """Print the network node by node with shapes, parameters, operations, and the memory that training takes."""
    from neurodesk.compiler.count import count
    from neurodesk.files.project import open_project
    from neurodesk.layers.spec import show

    project = open_project(file)
    counted = count(project.document, facts_of(project))
    if as_json:
        names = ("name", "layer", "shape", "parameters", "flops")
        rows = [{name: getattr(row, name) for name in names} for row in counted.nodes]
        give({"nodes": rows, "parameters": counted.parameters, "flops": counted.flops, "memory": counted.memory})
        return FINE
    lines = [(row.name, row.layer, show(row.shape), number(row.parameters), number(row.flops)) for row in counted.nodes]
    table(file.stem, ("node", "layer", "shape", "#parameters", "#FLOPs"), lines)
    say(
        f"\n{number(counted.parameters)} parameters, {number(counted.flops)} floating-point operations an example, "
        f"{size(counted.memory)} to train one batch."
    )
    return FINE
