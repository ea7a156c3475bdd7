"""Commands about what a run can tell and give: an explanation of one example, and files to take away."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from neurodesk.commands.drawing import facts_of
from neurodesk.commands.learning import runs_of
from neurodesk.commands.output import FINE, NO, give, nearby, note, number, say


def explain(
    file: Path,
    *,
    method: str,
    sample: int,
    target: str | None,
    out: Path,
    run: int | None,
    runs: Path | None,
    as_json: bool,
) -> int:
    """Draw why a run answers as it does for one held-out example; `target` is a class, by number or name."""
    from neurodesk.files.project import open_project

    project = open_project(file)  # a file that cannot be read is told at once, before PyTorch is loaded
    from neurodesk.explanation.explain import explain as explanation
    from neurodesk.explanation.explain import write_png
    from neurodesk.explanation.pictures import must_be_png

    must_be_png(out)
    chosen = None if target is None else class_number(project, target)
    with runs_of(project, runs) as folder:
        found = explanation(
            project.document, project.base, folder, method=method, sample=sample, run=run, target=chosen
        )
    out.parent.mkdir(parents=True, exist_ok=True)
    write_png(found, out)
    if as_json:
        give(in_json(found))
    else:
        say(f"Wrote {nearby(out)}: {in_words(found)}")
    return FINE


def in_json(found: Any) -> dict[str, Any]:
    """Say what an explanation found to a program; `predicted` is a class number, or the value of a regression."""
    answer = {name: getattr(found, name) for name in ("method", "sample", "target", "predicted", "probability")}
    if found.classes:
        answer["predicted"] = int(found.predicted)
    gap = {} if found.gap is None else {"gap": found.gap}
    return answer | gap | {"shape": found.attribution.shape}


def in_words(found: Any) -> str:
    """Say what an explanation found in one line."""
    if not found.classes:
        answer = f"answers {number(float(found.predicted))}"
    else:
        answer = f"says {found.classes[int(found.predicted)]} with probability {found.probability:.3f}"
        if found.target != found.predicted:
            answer += f", explained for {found.classes[found.target]}"
    gap = "" if found.gap is None else f"; completeness gap {found.gap:.1%}"
    return f"run {found.run} {answer} for held-out example {found.sample}{gap}."


def class_number(project: Any, target: str) -> int:
    """Return the number of a class given by its number or name. Raises ExplainError that lists the classes."""
    from neurodesk.graph.errors import ExplainError

    facts = facts_of(project)
    classes = facts.classes if facts else ()
    if target in classes:
        return int(classes.index(target))
    if target.isdecimal() and (int(target) < len(classes) or not classes):
        return int(target)
    known = ", ".join(classes[:20]) + (", ..." if len(classes) > 20 else "")
    raise ExplainError(
        f"There is no class {target}.", f"Give a number from 0 to {len(classes) - 1}, or one of: {known}."
    )


def export(file: Path, *, to: str, out: Path, run: int | None, runs: Path | None, as_json: bool) -> int:
    """Write a run's network as files, each opened again in a clean process and compared with the trained network."""
    from neurodesk.files.project import open_project

    project = open_project(file)
    from neurodesk.files.exports.export import export as write

    formats = tuple(name.strip() for name in to.split(",") if name.strip())
    with runs_of(project, runs) as folder:
        report = write(project.document, project.base, folder, formats=formats, out=out.absolute(), run=run)
    if as_json:
        give({"files": report.files, "parity": report.parity})
    else:
        for path in report.files:
            say(f"Wrote {nearby(path)}")
        say(report.text)
    if report.agrees:
        return FINE
    note("Do not use the files that answer differently from the trained network.", "red")
    return NO
