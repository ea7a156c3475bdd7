"""Keeps the proof that the messages are plain values with names of their own, and come without torch."""

import dataclasses
import subprocess
import sys
import typing

import pytest

from neurodesk.engine import protocol
from neurodesk.training.events import Event


def test_every_message_has_a_name_of_its_own():
    names = [message.__name__ for message in typing.get_args(protocol.Request) + typing.get_args(protocol.Answer)]
    assert len(set(names)) == len(names)
    assert set(names) | {kind.__name__ for kind in typing.get_args(Event)} == set(protocol.messages())


@pytest.mark.parametrize("kind", protocol.messages().values(), ids=lambda kind: kind.__name__)
def test_messages_are_frozen_and_answers_say_what_they_are(kind):
    assert dataclasses.is_dataclass(kind)
    assert kind.__dataclass_params__.frozen
    assert kind.__doc__
    if kind in typing.get_args(protocol.Answer):
        words = "".join(f"_{letter.lower()}" if letter.isupper() else letter for letter in kind.__name__)
        assert kind.event == words.lstrip("_")


def test_the_protocol_is_plain():
    """The window imports it: no torch, nor anything heavy, may come with it."""
    code = (
        "import sys, neurodesk.engine.protocol, neurodesk.engine.hosts\n"
        "print(sorted({'torch', 'captum', 'pandas', 'sklearn', 'scipy', 'PySide6', 'onnx'} & set(sys.modules)))"
    )
    told = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert told.stdout.strip() == "[]"
