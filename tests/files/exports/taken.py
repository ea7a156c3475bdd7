"""Trained networks to export, made without training: fresh weights are as good as any for a proof."""

from dataclasses import replace

from neurodesk.files.exports.export import trained
from neurodesk.files.exports.spec import Trained
from neurodesk.graph.model import Document
from tests.engine import documents

# What a shared file may hold where a name is expected (case A31).
HOSTILE = (
    'x"); import os; os.system("touch MARKER") #',
    "'''); __import__('os').system('touch MARKER') #",
    '"""\nimport os; os.system("touch MARKER")\n"""',
    "*/ \\",
    "{x} %s {classes!r} {0}",
    "line\nbreak\rand\u2028more",
    "\ud800 \u202e\u200b",
    "</script>",
    "lambda",
    "\\'",
)


def taken(document: Document, **facts: object) -> Trained:
    """A document's network with fresh weights; `facts` replace what is known of its data."""
    prepared, model = documents.untrained(document)
    made = trained(document, prepared, model, 1)
    return replace(made, facts=replace(made.facts, **facts)) if facts else made


def hostile(document: Document) -> Trained:
    """The same with hostile names for classes and columns."""
    made = taken(document)
    classes = tuple(HOSTILE[number % len(HOSTILE)] + str(number) for number in range(len(made.facts.classes)))
    features = tuple(HOSTILE[number % len(HOSTILE)] + str(number) for number in range(len(made.facts.features)))
    return replace(made, facts=replace(made.facts, classes=classes, features=features))
