"""The parts are right, stand by themselves, and leave as ONNX with any batch size."""

import inspect
import math
from pathlib import Path

import onnxruntime
import pytest
import torch
import torch.nn.functional as F
from torch import nn

from neurodesk.compiler import parts

CLASSES = [value for value in vars(parts).values() if inspect.isclass(value) and value.__module__ == parts.__name__]
MADE = {
    "Noise": lambda: parts.Noise(0.2),
    "PositionalEncoding": lambda: parts.PositionalEncoding(5, 6),
    "LearnedPositions": lambda: parts.LearnedPositions(5, 6),
    "MultiheadAttention": lambda: parts.MultiheadAttention(6, 2, causal=True),
    "DropPath": lambda: parts.DropPath(0.2),
    "Learned": lambda: parts.Learned((5, 6)),
    "LayerScale": lambda: parts.LayerScale(6, 0.5),
    "ClassToken": lambda: parts.ClassToken(2, 6),
    "SqueezeExcitation": lambda: parts.SqueezeExcitation(5, 2),
    "GatedFeedForward": lambda: parts.GatedFeedForward(6, 8),
    "CausalEncoderLayer": lambda: parts.CausalEncoderLayer(6, 2, 8, batch_first=True),
    "OneHot": lambda: parts.OneHot(3),
    "Slice": lambda: parts.Slice(1, 1, 0, 2),
    "BothWays": lambda: parts.BothWays("LSTM", 6, 4, num_layers=2),
}
ELSEWHERE = {"PatchEmbedding", "SeparableConv2d", "CausalDecoderLayer"}  # of images or of two inputs: test_onnx.py


class Together(nn.Module):
    """All parts in one network, and attention to a context besides."""

    def __init__(self) -> None:
        super().__init__()
        self.parts = nn.ModuleList([make() for make in MADE.values()])
        self.cross = parts.MultiheadAttention(6, 3, context=4)

    def forward(self, x: torch.Tensor, context: torch.Tensor) -> tuple[torch.Tensor, ...]:
        """The answers of all, the two of BothWays apart."""
        *answers, both = [part(x) for part in self.parts]
        return (*answers, *both, self.cross(x, context))


@pytest.fixture(autouse=True)
def seed() -> None:
    """Make every test's random numbers the same."""
    torch.manual_seed(0)


def test_every_part_is_proved():
    assert {cls.__name__ for cls in CLASSES} == {*MADE, *ELSEWHERE}


@pytest.mark.parametrize("cls", [cls for cls in CLASSES if cls.__name__ in MADE], ids=lambda cls: cls.__name__)
def test_its_source_stands_by_itself(cls: type[nn.Module]):
    room = {"math": math, "torch": torch, "nn": nn, "F": F}
    exec(inspect.getsource(cls), room)  # noqa: S102  our own source, as exported files hold it
    copy, made = room[cls.__name__].__new__(room[cls.__name__]), MADE[cls.__name__]()
    copy.__dict__.update(made.__dict__)
    x = torch.randn(2, 5, 6)
    assert repr(copy) == repr(made)
    for ours, theirs in zip(_tuple(copy.eval()(x)), _tuple(made.eval()(x)), strict=True):
        assert torch.equal(ours, theirs)


@pytest.mark.filterwarnings("ignore:::torch", "ignore::FutureWarning")  # the exporter's own, about its own
def test_they_leave_as_onnx_with_any_batch(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("tqdm.tqdm.monitor_interval", 0)  # or a thread is left to watch a progress bar
    made, file = Together().eval(), tmp_path / "parts.onnx"
    example = torch.randn(2, 5, 6), torch.randn(2, 3, 4)
    batch = {0: torch.export.Dim.DYNAMIC}
    torch.onnx.export(made, example, file, dynamic_shapes=(batch, batch), dynamo=True, verbose=False)
    session = onnxruntime.InferenceSession(file)
    for size in (1, 7):
        arriving = torch.randn(size, 5, 6), torch.randn(size, 3, 4)
        fed = {port.name: tensor.numpy() for port, tensor in zip(session.get_inputs(), arriving, strict=True)}
        for ours, theirs in zip(made(*arriving), session.run(None, fed), strict=True):
            assert torch.allclose(ours, torch.from_numpy(theirs), atol=1e-5)


@pytest.mark.parametrize("causal", [False, True])
@pytest.mark.parametrize("context", [None, 4])
def test_attention_is_torch_own(context: int | None, causal: bool):
    ours = parts.MultiheadAttention(6, 3, context=context, causal=causal)
    theirs = nn.MultiheadAttention(6, 3, kdim=context, vdim=context, batch_first=True)
    with torch.no_grad():
        if context:
            theirs.q_proj_weight.copy_(ours.query.weight)
            theirs.k_proj_weight.copy_(ours.key.weight)
            theirs.v_proj_weight.copy_(ours.value.weight)
        else:
            theirs.in_proj_weight.copy_(torch.cat((ours.query.weight, ours.key.weight, ours.value.weight)))
        theirs.in_proj_bias.copy_(torch.cat((ours.query.bias, ours.key.bias, ours.value.bias)))
        theirs.out_proj.load_state_dict(ours.out.state_dict())
    x = torch.randn(2, 5, 6)
    other = x if context is None else torch.randn(2, 5, context)
    mask = torch.ones(5, 5, dtype=torch.bool).triu(1) if causal else None
    wanted, _ = theirs(x, other, other, attn_mask=mask)
    assert torch.allclose(ours(x, *([other] if context else [])), wanted, atol=1e-6)


def test_attention_drops_weights_in_training_only():
    made, x = parts.MultiheadAttention(6, 2, dropout=0.5), torch.randn(2, 5, 6)
    assert not torch.equal(made(x), made(x))
    assert torch.equal(made.eval()(x), made(x))


@pytest.mark.parametrize("width", [1, 6, 7])
def test_positions_are_the_waves_of_the_paper(width: int):
    added = parts.PositionalEncoding(9, width)(torch.zeros(1, 9, width))[0]
    for step in range(9):
        for feature in range(width):
            angle = step / 10000 ** (2 * (feature // 2) / width)
            wanted = math.cos(angle) if feature % 2 else math.sin(angle)
            assert added[step, feature].item() == pytest.approx(wanted, abs=1e-5)


def test_fixed_positions_are_no_weights():
    assert not parts.PositionalEncoding(5, 6).state_dict()
    assert set(parts.LearnedPositions(5, 6).state_dict()) == {"positions"}


@pytest.mark.parametrize("kind", ["RNN", "LSTM", "GRU"])
def test_both_ways_is_torch_bidirectional(kind: str):
    made, x = parts.BothWays(kind, 6, 4, num_layers=2), torch.randn(2, 5, 6)
    sequence, last = made(x)
    assert torch.equal(sequence, made.recurrent(x)[0])
    assert torch.equal(last, torch.cat((sequence[:, -1, :4], sequence[:, 0, 4:]), dim=1))


def test_noise_is_for_training():
    made, x = parts.Noise(0.2), torch.zeros(10_000)
    assert made(x).std().item() == pytest.approx(0.2, abs=0.01)
    assert made.eval()(x) is x


def _tuple(answer: torch.Tensor | tuple[torch.Tensor, ...]) -> tuple[torch.Tensor, ...]:
    return answer if isinstance(answer, tuple) else (answer,)
