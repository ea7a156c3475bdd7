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
