"""A text is translated as it stands, and filled in afterwards."""

import errno
import os
import re
import sys
from collections.abc import Iterator
from pathlib import Path
from unittest.mock import patch

import pytest
from PySide6.QtCore import QCoreApplication, QLocale
from PySide6.QtWidgets import QApplication

from neurodesk.compiler.check import check
from neurodesk.disk.atomic import SaveError
from neurodesk.graph.errors import BadFile
from neurodesk.graph.text import loads
from neurodesk.layers.parameters import Float
from neurodesk.training.events import RunFailed
from neurodesk.ui.widgets.editors import FloatEditor
from neurodesk.ui.words import language, reasoned, speak, spoken, tr
from tests.compiler.sketches import WRONG


@pytest.fixture
def backwards(monkeypatch: pytest.MonkeyPatch) -> None:
    """A language of one sentence."""
    monkeypatch.setattr(language(), "heard", {"{count} layers": "{count} Schichten"})


@pytest.mark.usefixtures("backwards")
def test_translated_then_filled_in():
    """The translator sees the sentence before the number is in it; braces without values stay."""
    assert tr("{count} layers", count=3) == "3 Schichten"
    assert tr("Set {x}") == "Set {x}"


def test_values_hold_nothing_that_cannot_be_seen():
    """A file's name may turn the rest of a sentence round; lines may be several."""
    assert tr("Saved {name}", name="a\u202efdp.exe") == "Saved a\ufffdfdp.exe"
    assert tr("{text}!", text="one\ntwo") == "one\ntwo!"


def test_what_was_said_once_is_not_kept():
    """Measurements are other texts at every step of a run: in English, nothing is kept of them, also beyond ASCII."""
    held = sys.getallocatedblocks()
    for low in range(1000):
        spoken(f"conv_1: {low} to 2, mean ± 3")
    assert sys.getallocatedblocks() - held < 100


def test_a_language_without_a_translation_is_english(qapp: QApplication):
    """Choosing it changes no text."""
    assert not speak("english")
    assert tr("Settings") == "Settings"


@pytest.fixture
def german(qapp: QApplication) -> Iterator[None]:
    """German for one test."""
    assert speak("deutsch")
    yield
    speak("english")


@pytest.mark.usefixtures("german")
def test_fields_show_numbers_as_the_chosen_language_writes_them(qapp: QApplication):
    """Whatever the computer's own is; both marks are understood."""
    field = FloatEditor(Float(0.001, doc="How fast."))
    field.put(0.25)
    assert field.line.text() == "0,25"
    assert field.read("0.5") == field.read("0,5") == 0.5
    speak("english")
    field.put(0.5)
    assert field.line.text() == "0.5"
    field.deleteLater()


@pytest.mark.usefixtures("german")
def test_german_is_spoken(qapp: QApplication):
    """Texts of the desk, and Qt's own."""
    assert tr("{count} layers", count=3) == "3 Schichten"
    assert tr("Learning rate") == "Lernrate"
    assert QCoreApplication.translate("QPlatformTheme", "Cancel") == "Abbrechen"


@pytest.mark.usefixtures("german")
def test_what_other_rooms_say_is_translated():
    """A sentence with values is found by its template, and values that are words are translated too."""
    assert spoken("linear_1 needs a wire: nothing reaches its input.") == (
        "linear_1 braucht eine Verbindung: Nichts erreicht seinen Eingang."
    )
    assert spoken("output_1 expects 10 numbers, one for each class; dropout_1 gives 7.") == (
        "output_1 erwartet 10 Zahlen, eine je Klasse; dropout_1 gibt 7."
    )
    assert (
        spoken("Insert Flatten and Linear (10) before output_1") == "Flach machen und Linear (10) vor output_1 einfügen"
    )
    assert spoken("Pad, Flatten and Add") == "Auffüllen, Flach machen und Addieren"
    assert spoken("my_data.csv") == "my_data.csv"
    assert spoken("") == ""


@pytest.mark.usefixtures("german")
def test_numbers_of_other_rooms_have_the_marks_of_the_language():
    """Also with a unit, in sentences that follow each other, and in what was declared; names stay as they are."""
    told = {
        "A list has at most 1,000 items, not 12,042.": "Eine Liste hat höchstens 1.000 Einträge, nicht 12.042.",
        "rate must be at least 0.001, not 0.0001": "rate muss mindestens 0,001 sein, nicht 0,0001",
        "Training needs 1.5 GB; this computer has 512.0 MB. linear_1 takes the most, 1.5 GB.": (
            "Das Training braucht 1,5 GB; dieser Computer hat 512,0 MB. linear_1 braucht das meiste, 1,5 GB."
        ),
        "The weights add up to the answer within 0.1%.": "Die Gewichte ergeben die Antwort bis auf 0,1\u00a0%.",
    }
    assert {text: spoken(text) for text in told} == told
    assert tr("Run {run}", run=1290) == "Lauf 1290"


@pytest.mark.usefixtures("german")
def test_a_cure_behind_a_reason_is_translated():
    """Both are one text where a problem is shown, and the reason's template reaches up to the last full stop."""
    told = 't.csv, line 2, column "day": expected a number, found "x". Give the column "day" the role Left out.'
    assert spoken(told).endswith("eine Zahl erwartet, „x“ gefunden. Geben Sie der Spalte „day“ die Rolle Ausgelassen.")
    told = spoken("max_pool2d has a kernel of 9 which does not fit a side of 8. Insert Flatten.")
    assert told == "max_pool2d hat einen Kern von 9, der nicht in eine Seite von 8 passt. Fügen Sie Flach machen ein."
    told = spoken("The engine ended by itself (code 3). Press Train again: the engine starts afresh.")
    assert told.endswith("(Code 3). Drücken Sie erneut Trainieren: Das Rechenwerk startet neu.")


@pytest.mark.usefixtures("german")
def test_a_cure_of_several_sentences_is_translated():
    """A reason and its cure are each looked up whole, also what the engine tells; an error of Python has no cure."""
    two = "Branches begin at one layer. Join those before with add or concat."
    cured = "Zweige beginnen an einer Schicht. Verbinden Sie die davor mit add oder concat."
    assert reasoned(BadFile("t.csv", "the disk has failed", cure=two)) == f"t.csv: der Datenträger hat versagt. {cured}"
    early = RunFailed(1, "engine", "The engine ended before it was asked to.", two)
    assert reasoned(early) == f"Das Rechenwerk endete, bevor es darum gebeten wurde. {cured}"
    assert reasoned(OSError("gone")) == "gone"


@pytest.mark.usefixtures("german")
def test_a_text_of_several_sentences_is_found_behind_another():
    """Each of them, values filled in, as where a problem's reason and its cure are one text."""
    reason = "Add images, or choose another folder."

    def filled(text: str) -> str:
        return re.sub(r"\{\w+\}", "Abc", text)

    heard = {filled(text): filled(told) for text, told in language().heard.items()}
    several = [text for text in heard if re.search(r"[a-z][.?!] [A-Z]", text) and text[0].isupper()]
    assert len(several) > 100
    assert {text: spoken(f"{reason} {text}") for text in several} == {
        text: f"{spoken(reason)} {heard[text]}" for text in several
    }


@pytest.mark.usefixtures("german")
@pytest.mark.parametrize(
    "text", ["{", '{"a" 1}', '{"a":1 "b"}', '{"a":}', "{} x", '{"a":"', '{"a":"\x01"}', '{"a":"\\q"}', "[]"]
)
def test_why_a_project_cannot_be_read_is_told_in_german(text: str):
    """Also what the reader of JSON finds, and where."""
    with pytest.raises(BadFile) as caught:
        loads(text, "d.neurodesk")
    told = reasoned(caught.value)
    assert re.search(r" \(bei (Zeile \d+, Spalte \d+|neurodesk)\)\. [ÖW]", told)
    assert not re.search(r"\b(expected|at|line|column|text|the|a)\b", told)


@pytest.mark.usefixtures("german")
def test_what_an_export_kept_is_told_in_german():
    told = "Every file answers as the trained network does; largest difference on 9 held-out examples: python 0."
    kept = spoken(f"{told} Files of yours that were there already are kept as network.py~, report.json~.")
    assert kept.endswith(" Ihre Dateien, die schon dalagen, sind als network.py~, report.json~ bewahrt.")
    assert kept.startswith("Jede Datei antwortet")


@pytest.mark.usefixtures("german")
def test_what_a_disk_says_is_told_in_german():
    told = reasoned(SaveError(Path("d.neurodesk"), OSError(errno.EMFILE, os.strerror(errno.EMFILE))))
    assert told == "d.neurodesk konnte nicht gesichert werden: zu viele offene Dateien. Sichern Sie anderswo."


@pytest.mark.usefixtures("german")
def test_a_reason_behind_a_name_is_translated():
    """With a full stop added, with a colon of its own, or where a shorter template fits the name too."""
    told = {
        "t.csv: a NUL byte, which no text has.": "t.csv: ein NUL-Byte, das kein Text hat.",
        "t.csv: it cannot be read: refused.": "t.csv: sie lässt sich nicht lesen: refused.",
        "t.csv: the disk has failed.": "t.csv: der Datenträger hat versagt.",
        "t.csv, line 2: the file is empty.": "t.csv, Zeile 2: die Datei ist leer.",
        'The data file "t.csv" is not here.': 'Die Datendatei "t.csv" ist nicht da.',
    }
    assert {text: spoken(text) for text in told} == told


@pytest.mark.usefixtures("german")
def test_every_problem_and_cure_is_translated():
    """What the compiler says of wrong drawings, and what it offers."""
    problems = [problem for document, facts, *_ in WRONG.values() for problem in check(document, facts)]
    told = {text for problem in problems for text in (problem.text, *(cure.label for cure in problem.cures))}
    assert len(told) > 60
    assert [text for text in told if spoken(text) == text] == []


def test_english_says_what_stands_in_the_source(qapp: QApplication):
    """No template is looked for."""
    speak("english")
    assert spoken("Insert Flatten before linear_1") == "Insert Flatten before linear_1"


def test_the_computers_language_is_followed(qapp: QApplication):
    """With `system`, a German computer gets German."""
    QLocale.setDefault(QLocale("de_DE"))
    try:
        with patch("neurodesk.ui.words.QLocale.system", lambda: QLocale("de_DE")):
            assert speak("system")
        assert tr("Settings") == "Einstellungen"
    finally:
        QLocale.setDefault(QLocale.c())
        speak("english")
