"""Keeps the proof that the engine's thread comes through whatever its work does, and says it in words."""

import errno
import sys
import threading
from types import SimpleNamespace

import pytest
import torch

from neurodesk.disk.atomic import SaveError
from neurodesk.engine import answers, protocol
from neurodesk.engine.outbox import Outbox
from neurodesk.engine.thread import LOST_DEVICE, EngineThread, plain
from neurodesk.graph.errors import DataError
from neurodesk.training import events

LONG = 60
START = protocol.StartTraining("", "", "")
FINISHED = events.RunFinished(1, "finished", 1, 1, {}, 0.0)


@pytest.fixture
def engine(monkeypatch):
    """A thread whose start-up costs nothing; its outbox is `engine.outbox`."""
    monkeypatch.setattr(answers, "ready", lambda: protocol.EngineReady("cpu", ("cpu",), "0", 1))
    outbox = Outbox()
    made = EngineThread(outbox)
    made.outbox = outbox
    made.start()
    assert isinstance(told(made), protocol.EngineReady)
    yield made
    outbox.close()
    made.submit(protocol.Shutdown())
    assert made.join(LONG)


def told(engine):
    """The one event that comes next."""
    (event,) = engine.outbox.take(LONG)
    return event


def until(engine, kind):
    """All events up to one of a kind."""
    seen = []
    while not any(isinstance(event, kind) for event in seen):
        arrived = engine.outbox.take(LONG)
        assert arrived, f"{kind.__name__} did not come after {seen}"
        seen += arrived
    return seen


def until_stopped(_request, control):
    """A run that answers questions until Stop is pressed."""
    yield events.RunStarted(1, "cpu", 1, 1, 1, 1, 1)
    while not control.ask().stopped:
        control.between(None)
    yield FINISHED


def test_whatever_fails_becomes_a_sentence(engine, monkeypatch, capfd):
    def fail(_request):
        raise KeyError("conv_1")

    monkeypatch.setattr(answers, "answer", fail)
    engine.submit(protocol.PreviewData(4, "", ""))
    refused = told(engine)
    assert isinstance(refused, protocol.Refused)
    assert refused.request == 4
    assert "KeyError" not in refused.text
    assert refused.cure
    assert "KeyError" in capfd.readouterr().err  # for whoever looks into the log
    assert engine.alive


def test_a_run_that_breaks_is_told_and_another_may_start(engine, monkeypatch, capfd):
    def fail(_request, _control):
        yield events.RunStarted(1, "cpu", 1, 1, 1, 1, 1)
        raise DataError("The data is gone.", "Choose it again.")

    monkeypatch.setattr(answers, "train", fail)
    for _ in range(2):
        engine.submit(START)
        seen = until(engine, events.RunFailed)
        assert seen[-1].text == "The data is gone."
        assert seen[-1].cure == "Choose it again."
    assert capfd.readouterr().err == ""


def test_the_next_run_may_be_asked_for_as_soon_as_one_is_told_to_be_over(engine, monkeypatch):
    runs, go = [], threading.Event()

    def train(_request, control):
        runs.append(control)
        yield FINISHED
        go.wait(LONG)  # still putting its things away

    monkeypatch.setattr(answers, "train", train)
    engine.submit(START)
    assert told(engine) is FINISHED
    engine.submit(START)
    go.set()
    assert told(engine) is FINISHED
    assert len(set(runs)) == 2


def test_the_buttons_reach_the_run_that_waits_to_begin(engine, monkeypatch):
    go, seen = threading.Event(), []

    def wait(_request):
        go.wait(LONG)
        return iter(())

    def train(_request, control):
        seen.append(control.ask())
        yield FINISHED

    monkeypatch.setattr(answers, "answer", wait)
    monkeypatch.setattr(answers, "train", train)
    engine.submit(protocol.Watch(("conv_1",), 2, 5.0))
    engine.submit(protocol.PreviewData(1, "", ""))
    engine.submit(START)
    engine.submit(START)
    assert isinstance(told(engine), protocol.Refused)
    engine.submit(protocol.ChangeRate(0.5))
    go.set()
    assert told(engine) is FINISHED
    (asked,) = seen
    assert (asked.stopped, asked.rate, asked.watch.nodes) == (False, 0.5, ("conv_1",))


def test_a_run_that_waits_is_over_as_soon_as_it_is_to_stop(engine, monkeypatch):
    """Behind a question as while PyTorch is loaded: nobody waits for a run that is not wanted."""
    go, begun = threading.Event(), []
    monkeypatch.setattr(answers, "answer", lambda _request: iter([go.wait(LONG)][:0]))
    monkeypatch.setattr(answers, "train", lambda request, _control: begun.append(request) or iter([FINISHED]))
    engine.submit(protocol.PreviewData(1, "", ""))
    engine.submit(protocol.StartTraining("1", "", ""))
    engine.submit(protocol.Stop())
    assert told(engine) == events.RunFinished(0, "stopped", 0, 0, {}, 0.0)
    engine.submit(protocol.StartTraining("2", "", ""))
    go.set()
    assert told(engine) is FINISHED
    assert [request.document for request in begun] == ["2"]


def test_a_stop_goes_before_the_questions_that_wait(engine, monkeypatch):
    """One at hand that calls no network is answered first, and the engine says so; the others once the run is over."""
    go, begun, answered = threading.Event(), threading.Event(), []

    def answer(request):
        answered.append(request.request)
        begun.set()
        assert go.wait(LONG)
        return iter(())

    def train(request, control):
        for event in until_stopped(request, control):
            if event is FINISHED:
                answered.append("over")
                control.saving = True
                assert engine.held == "saving"
            yield event

    monkeypatch.setattr(answers, "answer", answer)
    monkeypatch.setattr(answers, "train", train)
    engine.submit(START)
    told(engine)
    for number in (1, 2):
        engine.submit(protocol.PreviewData(number, "", ""))
    assert begun.wait(LONG)
    assert engine.held == "answering"
    engine.submit(protocol.Stop())
    go.set()
    assert told(engine) is FINISHED
    assert engine.held == ""
    assert answered[:2] == [1, "over"]


class LongQuestion:
    """Answers questions, number 7 by going through module after module until it `may_end`."""

    def __init__(self):
        self.begun, self.may_end, self.tries = threading.Event(), threading.Event(), []

    def __call__(self, request):
        self.tries.append(request.request)
        self.begun.set()
        while request.request == 7 and not self.may_end.is_set():
            torch.nn.Identity()(0)
        yield protocol.Exported(request.request, (), {})


@pytest.fixture
def question(monkeypatch):
    """How questions are answered."""
    made = LongQuestion()
    monkeypatch.setattr(answers, "answer", made)
    return made


def stop_in_the_middle(engine, question):
    """Begin a run, ask it the long question, and stop it."""
    engine.submit(START)
    told(engine)
    engine.submit(protocol.PreviewData(7, "", ""))
    assert question.begun.wait(LONG)
    engine.submit(protocol.Stop())
    assert told(engine) is FINISHED


def test_stop_breaks_off_the_question_at_hand(engine, monkeypatch, question):
    """It is answered when the run is over: an explanation of a large network takes minutes, and Stop a second."""
    monkeypatch.setattr(answers, "train", until_stopped)
    stop_in_the_middle(engine, question)
    question.may_end.set()
    assert told(engine).request == 7
    assert question.tries == [7, 7]


def test_a_question_given_up_while_it_waits_once_more_is_not_answered(engine, monkeypatch, question):
    """Broken off by Stop, and then nobody waits for it."""

    def train(request, control):
        for event in until_stopped(request, control):
            if event is FINISHED:
                engine.submit(protocol.Cancel(7))
            yield event

    monkeypatch.setattr(answers, "train", train)
    stop_in_the_middle(engine, question)
    engine.submit(protocol.PreviewData(8, "", ""))
    assert told(engine).request == 8
    assert question.tries == [7, 8]


def test_a_run_that_is_asked_for_does_not_wait_for_a_question(engine, monkeypatch, question):
    """The question is broken off and answered during the run; what waits behind it keeps its turn."""

    def train(_request, control):
        yield events.RunStarted(1, "cpu", 1, 1, 1, 1, 1)
        question.may_end.set()
        control.ask()
        control.between(None)
        yield FINISHED

    monkeypatch.setattr(answers, "train", train)
    for number in (7, 8):
        engine.submit(protocol.PreviewData(number, "", ""))
    assert question.begun.wait(LONG)
    engine.submit(START)
    seen = until(engine, events.RunFinished)
    assert [getattr(event, "request", 0) for event in seen] == [0, 7, 8, 0]
    assert question.tries == [7, 7, 8]


@pytest.mark.parametrize("leave", [protocol.Cancel(7), protocol.Shutdown()])
def test_a_question_that_nobody_waits_for_is_broken_off(engine, question, leave):
    """In the middle of a part; nothing is told of it, and what was asked after it is answered."""
    engine.submit(protocol.PreviewData(7, "", ""))
    assert question.begun.wait(LONG)
    engine.submit(leave)
    if isinstance(leave, protocol.Cancel):
        engine.submit(protocol.PreviewData(8, "", ""))
        assert told(engine).request == 8
    else:
        assert engine.join(LONG)


def test_a_queue_without_end_is_refused(engine, monkeypatch):
    go = threading.Event()
    monkeypatch.setattr(answers, "answer", lambda _request: iter([go.wait(LONG)][:0]))
    monkeypatch.setattr("neurodesk.engine.thread.MOST_REQUESTS", 3)
    for number in range(1, 7):
        engine.submit(protocol.PreviewData(number, "", ""))
    assert isinstance(engine.outbox.take(LONG)[0], protocol.Refused)
    go.set()


def test_a_lost_graphics_card_ends_the_engine(engine, monkeypatch):
    def lost():
        raise RuntimeError("CUDA error: device-side assert triggered")

    cuda = SimpleNamespace(is_initialized=lambda: True, synchronize=lost, empty_cache=lost)
    monkeypatch.setattr(sys.modules["torch"], "cuda", cuda)
    monkeypatch.setattr(answers, "train", lambda _request, _control: iter([FINISHED]))
    engine.submit(START)
    seen = until(engine, protocol.EngineDied)
    assert seen[-1].text == LOST_DEVICE
    assert engine.join(LONG)


@pytest.mark.parametrize(
    ("error", "words"),
    [
        (MemoryError(), "not enough memory to load"),
        (ImportError("libtorch_cpu.so: failed to map segment from shared object"), "not enough memory to load"),
        (ImportError("No module named 'torch'"), "could not be loaded: No module"),
    ],
)
def test_pytorch_that_cannot_be_loaded_is_told(monkeypatch, error, words):
    def ready():
        raise error

    monkeypatch.setattr(answers, "ready", ready)
    outbox = Outbox()
    made = EngineThread(outbox)
    made.start()
    (told,) = outbox.take(LONG)
    assert words in told.text
    assert ("memory" in words) == ("Install" not in told.cure)
    assert made.join(LONG)


@pytest.mark.parametrize(
    ("error", "words"),
    [
        (DataError("Here it is.", "Do that."), "Here it is."),
        (SaveError("a.txt", OSError(errno.ENOSPC, "x")), "the disk is full"),
        (MemoryError(), "not enough memory"),
        (RuntimeError("[enforce fail] DefaultCPUAllocator: can't allocate memory: you tried"), "not enough memory"),
        (RuntimeError("CUDA out of memory. Tried to allocate 2 GiB"), "not enough memory"),
        (FileNotFoundError(2, "No such file or directory", "/home/someone/a.csv"), "a.csv: no such file"),
        (RuntimeError(""), "gave no reason"),
        (ValueError("x" * 1000 + "\nmore"), "could not do this"),
    ],
)
def test_plain_words_for_every_error(error, words):
    text, cure = plain(error)
    assert words in text
    assert "/home" not in text
    assert len(text) < 400
    assert cure


def test_a_question_given_up_is_not_begun_or_ends_after_the_part_at_hand(engine, monkeypatch):
    begun, go = threading.Event(), threading.Event()
    asked = []

    def slowly(request):
        asked.append(request.request)
        for part in range(3):
            yield protocol.Exported(request.request, (str(part),), {})
            begun.set()
            assert go.wait(LONG)

    monkeypatch.setattr(answers, "answer", slowly)
    for number in (1, 2, 3):
        engine.submit(protocol.PreviewData(number, "", ""))
    assert begun.wait(LONG)
    for number in (1, 2):
        engine.submit(protocol.Cancel(number))
    go.set()
    seen = []
    while len(seen) < 4:
        seen += engine.outbox.take(LONG)
    assert [(event.request, event.files) for event in seen] == [(1, ("0",)), *((3, (n,)) for n in "012")]
    assert asked == [1, 3]
