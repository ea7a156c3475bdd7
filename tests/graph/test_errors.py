"""Keeps the proof that errors read as sentences and carry their cure."""

from pathlib import Path

import pytest

from neurodesk.graph import errors
from neurodesk.graph.errors import BadFile, EditError, NeuroDeskError


def test_an_error_is_its_sentence_and_carries_its_cure():
    error = EditError("There is no conv_9.", "Choose another.")
    assert (str(error), error.cure) == ("There is no conv_9.", "Choose another.")
    assert EditError("No.").cure == ""


def test_a_bad_file_names_file_reason_and_place():
    error = BadFile("/far/away/digits.neurodesk", "it is empty.", "line 1", "Choose another.")
    assert str(error) == "digits.neurodesk: it is empty (at line 1)."
    assert str(BadFile("a", "it is no text (cut short)", "line 1")) == "a: it is no text (cut short), at line 1."
    assert error.path == Path("/far/away/digits.neurodesk")
    assert (error.reason, error.place, error.cure) == ("it is empty", "line 1", "Choose another.")
    assert str(BadFile("Pasted text", "it is empty")) == "Pasted text: it is empty."


@pytest.mark.parametrize("name", [name for name in vars(errors) if name.endswith("Error") or name == "BadFile"])
def test_one_family(name):
    assert issubclass(getattr(errors, name), NeuroDeskError)
