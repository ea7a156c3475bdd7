"""The torch modules that drawings need and PyTorch lacks.

Each class stands by itself, using only `math`, `torch`, `nn` and `F`, because exported source prints it word for word.
Shapes here have the batch axis: N examples, L or S steps, C channels, other letters features.
"""

from __future__ import annotations

import math

import torch
import torch.nn.functional as F
from torch import nn


class Noise(nn.Module):
    """Add normal noise while training; pass everything on unchanged afterwards."""

    def __init__(self, deviation: float) -> None:
        super().__init__()
        self.deviation = deviation

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        """Any shape in, the same out."""
        return x + self.deviation * torch.randn_like(x) if self.training else x

    def extra_repr(self) -> str:
        """Say the deviation where the module is printed."""
        return f"{self.deviation}"


class PositionalEncoding(nn.Module):
    """Add sine and cosine waves of many lengths (Vaswani et al. 2017, section 3.5)."""

    waves: torch.Tensor

    def __init__(self, steps: int, width: int) -> None:
        super().__init__()
        pairs = torch.arange(0, width, 2)
        angle = torch.arange(steps)[:, None] * torch.exp(pairs * (-math.log(10000.0) / width))
        waves = torch.stack((angle.sin(), angle.cos()), dim=2).flatten(1)[:, :width]
        self.register_buffer("waves", waves, persistent=False)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        """N L F in, the same out."""
        return x + self.waves

    def extra_repr(self) -> str:
        """Say steps and width where the module is printed."""
        return f"{self.waves.shape[0]}, {self.waves.shape[1]}"


class LearnedPositions(nn.Module):
    """Add a learned vector to each step."""

    def __init__(self, steps: int, width: int) -> None:
        super().__init__()
        self.positions = nn.Parameter(0.02 * torch.randn(steps, width))

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        """N L F in, the same out."""
        return x + self.positions

    def extra_repr(self) -> str:
        """Say steps and width where the module is printed."""
        return f"{self.positions.shape[0]}, {self.positions.shape[1]}"


class MultiheadAttention(nn.Module):
    """Scaled dot-product attention in several heads (Vaswani et al. 2017, section 3.2).

    The keys and values come from the sequence itself, or from a context of `context` features.
    """

    def __init__(
        self,
        width: int,
        heads: int,
        context: int | None = None,
        causal: bool = False,
        dropout: float = 0.0,
        bias: bool = True,
    ) -> None:
        super().__init__()
        self.heads, self.causal, self.dropout = heads, causal, dropout
        self.query = nn.Linear(width, width, bias=bias)
        self.key = nn.Linear(context or width, width, bias=bias)
        self.value = nn.Linear(context or width, width, bias=bias)
        self.out = nn.Linear(width, width, bias=bias)

    def forward(self, x: torch.Tensor, context: torch.Tensor | None = None) -> torch.Tensor:
        """N L F, and N S E for the context, in; N L F out."""
        other = x if context is None else context
        query, key, value = self.query(x), self.key(other), self.value(other)
        query, key, value = (t.unflatten(-1, (self.heads, -1)).transpose(1, 2) for t in (query, key, value))
        dropout = self.dropout if self.training else 0.0
        gathered = F.scaled_dot_product_attention(query, key, value, dropout_p=dropout, is_causal=self.causal)
        answer: torch.Tensor = self.out(gathered.transpose(1, 2).flatten(2))
        return answer

    def extra_repr(self) -> str:
        """Say heads and kind where the module is printed."""
        return f"heads={self.heads}, causal={self.causal}, dropout={self.dropout}"


class BothWays(nn.Module):
    """Read a sequence forwards and backwards with an RNN, LSTM or GRU; the last memories stand side by side."""

    def __init__(self, kind: str, width: int, units: int, num_layers: int = 1, dropout: float = 0.0) -> None:
        super().__init__()
        made = {"RNN": nn.RNN, "LSTM": nn.LSTM, "GRU": nn.GRU}[kind]
        self.recurrent = made(width, units, num_layers, batch_first=True, dropout=dropout, bidirectional=True)

    def forward(self, x: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
        """N L F in; N L 2U (the memory after each step) and N 2U (the last of each direction) out."""
        sequence, state = self.recurrent(x)
        memory = state[0] if isinstance(state, tuple) else state
        return sequence, torch.cat((memory[-2], memory[-1]), dim=1)


class DropPath(nn.Module):
    """Leave the whole branch out for random examples while training (Huang et al. 2016, arXiv:1603.09382)."""

    def __init__(self, rate: float) -> None:
        super().__init__()
        self.rate = rate

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        """Any shape in, the same out."""
        if not self.training:
            return x
        kept = torch.rand(x.shape[0], *[1] * (x.dim() - 1), device=x.device, dtype=x.dtype) >= self.rate
        return x * kept / (1 - self.rate)

    def extra_repr(self) -> str:
        """Say the rate where the module is printed."""
        return f"{self.rate}"


class Learned(nn.Module):
    """Numbers that are learned by themselves: added to what comes in, multiplied with it, or given in its place."""

    def __init__(self, shape: tuple[int, ...], use: str = "add", start: str = "normal") -> None:
        super().__init__()
        self.use, self.start = use, start
        made = {"normal": lambda: 0.02 * torch.randn(shape), "zeros": lambda: torch.zeros(shape)}
        self.weight = nn.Parameter(made.get(start, lambda: torch.ones(shape))())

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        """N and any shape in; the same out, or N and the shape of the learned numbers."""
        if self.use == "give":
            return self.weight.expand(x.shape[0], *self.weight.shape)
        return x + self.weight if self.use == "add" else x * self.weight

    def extra_repr(self) -> str:
        """Say shape, use and start where the module is printed."""
        return f"{tuple(self.weight.shape)}, use={self.use!r}, start={self.start!r}"


class LayerScale(nn.Module):
    """Multiply each channel by a learned number; `after` axes follow that of the channels (arXiv:2103.17239)."""

    def __init__(self, channels: int, start: float, after: int = 0) -> None:
        super().__init__()
        self.start, self.after = start, after
        self.weight = nn.Parameter(torch.full((channels, *[1] * after), start))

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        """Any shape in, the same out."""
        return x * self.weight

    def extra_repr(self) -> str:
        """Say channels, start and axes where the module is printed."""
        return f"{self.weight.shape[0]}, {self.start}, {self.after}"


class ClassToken(nn.Module):
    """Put learned steps before a sequence (Dosovitskiy et al. 2021, arXiv:2010.11929)."""

    def __init__(self, tokens: int, width: int) -> None:
        super().__init__()
        self.tokens = nn.Parameter(0.02 * torch.randn(tokens, width))

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        """N L F in, N L+tokens F out."""
        return torch.cat((self.tokens.expand(x.shape[0], *self.tokens.shape), x), dim=1)

    def extra_repr(self) -> str:
        """Say tokens and width where the module is printed."""
        return f"{self.tokens.shape[0]}, {self.tokens.shape[1]}"


class PatchEmbedding(nn.Module):
    """Cut an image into square patches and make each a vector (Dosovitskiy et al. 2021, arXiv:2010.11929)."""

    def __init__(self, channels: int, width: int, patch: int) -> None:
        super().__init__()
        self.project = nn.Conv2d(channels, width, patch, stride=patch)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        """N C H W in, N L width out, L = (H // patch) (W // patch)."""
        answer: torch.Tensor = self.project(x).flatten(2).transpose(1, 2)
        return answer


class SeparableConv2d(nn.Module):
    """A depthwise convolution, then one of 1 x 1 (Chollet 2017, arXiv:1610.02357)."""

    def __init__(self, channels: int, filters: int, kernel: int, stride: int, padding: int, bias: bool) -> None:
        super().__init__()
        self.depthwise = nn.Conv2d(channels, channels, kernel, stride, padding, groups=channels, bias=False)
        self.pointwise = nn.Conv2d(channels, filters, 1, bias=bias)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        """N C H W in, N filters H W out."""
        answer: torch.Tensor = self.pointwise(self.depthwise(x))
        return answer


class SqueezeExcitation(nn.Module):
    """Turn each channel up or down by what the means of all channels say (Hu et al. 2018, arXiv:1709.01507)."""

    def __init__(self, channels: int, hidden: int) -> None:
        super().__init__()
        self.reduce = nn.Linear(channels, hidden)
        self.expand = nn.Linear(hidden, channels)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        """N C and any sides in, the same out."""
        gates = torch.sigmoid(self.expand(torch.relu(self.reduce(x.flatten(2).mean(2)))))
        return x * gates.reshape(*gates.shape, *[1] * (x.dim() - 2))


class GatedFeedForward(nn.Module):
    """Two linear layers for each step, the first gated by a third (Shazeer 2020, arXiv:2002.05202)."""

    def __init__(self, width: int, hidden: int, gate: str = "silu", bias: bool = False) -> None:
        super().__init__()
        self.kind = gate
        self.gate = nn.Linear(width, hidden, bias=bias)
        self.up = nn.Linear(width, hidden, bias=bias)
        self.down = nn.Linear(hidden, width, bias=bias)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        """N L F in, the same out."""
        gate = self.gate(x)
        gate = F.silu(gate) if self.kind == "silu" else F.gelu(gate) if self.kind == "gelu" else torch.sigmoid(gate)
        answer: torch.Tensor = self.down(gate * self.up(x))
        return answer

    def extra_repr(self) -> str:
        """Say the function of the gate where the module is printed."""
        return f"gate={self.kind!r}"


class CausalEncoderLayer(nn.TransformerEncoderLayer):
    """A transformer encoder layer in which each step sees only itself and the steps before it."""

    def forward(self, src: torch.Tensor, *args: object, **kwargs: object) -> torch.Tensor:
        """N L F in, the same out."""
        later = torch.ones(src.shape[1], src.shape[1], dtype=torch.bool, device=src.device).triu(1)
        answer: torch.Tensor = super().forward(src, src_mask=later)
        return answer


class CausalDecoderLayer(nn.TransformerDecoderLayer):
    """A transformer decoder layer in which each step of the target sees only itself and the steps before it."""

    def forward(self, tgt: torch.Tensor, memory: torch.Tensor, *args: object, **kwargs: object) -> torch.Tensor:
        """N L F and N S F in, N L F out."""
        later = torch.ones(tgt.shape[1], tgt.shape[1], dtype=torch.bool, device=tgt.device).triu(1)
        answer: torch.Tensor = super().forward(tgt, memory, tgt_mask=later)
        return answer


class OneHot(nn.Module):
    """Write each whole number as a row of zeros with a single 1 at its place."""

    def __init__(self, classes: int) -> None:
        super().__init__()
        self.classes = classes

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        """N and any shape of whole numbers in; the same and an axis of `classes` out."""
        return (x[..., None] == torch.arange(self.classes, device=x.device)).to(torch.get_default_dtype())

    def extra_repr(self) -> str:
        """Say the classes where the module is printed."""
        return f"{self.classes}"


class Slice(nn.Module):
    """Take a range along an axis, counted with that of the batch; a stop of 0 means to the end."""

    def __init__(self, axis: int, start: int, stop: int, step: int) -> None:
        super().__init__()
        self.axis, self.taken = axis, slice(start, stop or None, step)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        """Any shape in, the axis shorter out."""
        return x[(slice(None),) * self.axis + (self.taken,)]

    def extra_repr(self) -> str:
        """Say axis and range where the module is printed."""
        return f"{self.axis}, {self.taken.start}, {self.taken.stop or 0}, {self.taken.step}"
