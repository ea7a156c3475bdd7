"""Keeps the proof that errors read as sentences and carry their cure."""

from pathlib import Path

import pytest

from neurodesk.graph import errors
from neurodesk.graph.errors import BadFile, EditError, NeuroDeskError, visible


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


def test_a_name_neither_turns_the_writing_round_nor_speaks_to_a_terminal():
    shown = str(BadFile("evil\u202e\n\x1b[31mfdp.neurodesk", "it is empty"))
    assert shown == "evil\ufffd\ufffd\ufffd[31mfdp.neurodesk: it is empty."
    assert visible("a\n\u202eb\tc", "\n") == "a\n\ufffdb\ufffdc"
    assert visible("97,2\u00a0%") == "97,2\u00a0%"
    assert visible("می\u200cخواهم 👩\u200d💻") == "می\u200cخواهم 👩\u200d💻"
    assert visible("Größe 大きさ גודל") == "Größe 大きさ גודל"


@pytest.mark.parametrize("name", [name for name in vars(errors) if name.endswith("Error") or name == "BadFile"])
def test_one_family(name):
    assert issubclass(getattr(errors, name), NeuroDeskError)
