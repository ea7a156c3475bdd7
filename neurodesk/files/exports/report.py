"""Keeps what an export came to: the files, and how far the answers of each are from the network's."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from pathlib import Path

from neurodesk.files.exports.parity import TOLERANCE
from neurodesk.files.exports.spec import REPORT, Trained
from neurodesk.training.runs import versions


@dataclass(frozen=True, slots=True)
class Report:
    """`files` written, report included; `parity` the largest difference by format; `agrees` whether all are small.

    `examples` counts the held-out examples asked; `text` says it in a sentence or two.
    """

    run: int
    files: tuple[Path, ...]
    parity: dict[str, float]
    agrees: bool
    examples: int
    text: str


def sentence(parity: dict[str, float], agrees: bool, examples: int) -> str:
    """What was compared and how it went."""
    told = ", ".join(f"{form} {gap:.1e}" if gap else f"{form} 0" for form, gap in parity.items())
    start = "Every file answers as the trained network does" if agrees else "Not every file answers as the network does"
    return f"{start}; largest difference on {examples} held-out examples: {told}."


def printed(report: Report, trained: Trained) -> bytes:
    """The contents of report.json."""
    facts = trained.facts
    told = {
        "run": report.run,
        "agrees": report.agrees,
        "parity": report.parity,
        "tolerance": TOLERANCE,
        "examples": report.examples,
        "text": report.text,
        "task": facts.task,
        "input": {"name": trained.input, "shape": facts.input, "dtype": facts.dtype},
        "output": {"name": trained.output, "classes": facts.classes, "targets": facts.outputs},
        "files": [_file(path) for path in report.files if path.name != REPORT],
        "versions": versions(),
    }
    return json.dumps(told, indent=2).encode() + b"\n"


def _file(path: Path) -> dict[str, object]:
    data = path.read_bytes()
    return {"name": path.name, "bytes": len(data), "sha256": hashlib.sha256(data).hexdigest()}
