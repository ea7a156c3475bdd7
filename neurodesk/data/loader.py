"""The batches of a training run: tensors that live on the device, shuffled by one gather an epoch."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

Batch = tuple[Tensor, Tensor]

SLAB = 256 << 20  # bytes gathered at once: whole epochs of small data, and large data without a second copy


class Resident:
    """N examples and their labels on a device, handed out in batches.

    The order of epoch e depends on `seed` and e alone, on every device alike, so a run resumed at epoch e, batch b
    sees what it would have seen. `x` is N x input (float32 or int64), `y` N (int64) or N x targets (float32).
    With `channels_last`, N C H W batches have that memory format, which convolutions are faster with. Data that
    would fill more than half of a GPU's free memory stays in the computer's and is moved slab by slab.
    """

    def __init__(
        self,
        x: NDArray[Any],
        y: NDArray[Any],
        *,
        device: str | torch.device = "cpu",
        batch: int = 32,
        channels_last: bool = False,
        seed: int = 0,
    ) -> None:
        """Copy the arrays to the device. Raises ValueError for unequal lengths or a batch below 1."""
        if len(x) != len(y) or batch < 1:
            raise ValueError("one label per example and a batch of at least 1 are needed")
        self.device, self.batch, self.seed = torch.device(device), batch, seed
        self._channels_last = channels_last and x.ndim == 4
        home = self.device if _fits(x.nbytes + y.nbytes, self.device) else torch.device("cpu")
        arrays = (x.transpose(0, 2, 3, 1) if self._channels_last else x, y)
        self._x, self._y = (torch.tensor(np.ascontiguousarray(array)).to(home) for array in arrays)
        self._per_slab = max(1, SLAB // max(1, batch * (x.nbytes // max(len(x), 1)))) * batch

    def __len__(self) -> int:
        """How many examples there are."""
        return len(self._x)

    @property
    def x(self) -> Tensor:
        """All examples in their own order, where they live."""
        return self._seen(self._x)

    @property
    def y(self) -> Tensor:
        """All labels in their own order, where they live."""
        return self._y

    @property
    def steps(self) -> int:
        """How many batches an epoch has."""
        return len(self._sizes())

    def epoch(self, number: int, *, start: int = 0, drop_single: bool = False) -> Iterator[Batch]:
        """The shuffled batches of one epoch, from batch `start` on.

        Batch normalization cannot learn from one example, so a last batch of 1 joins the batch before it; with
        `drop_single` it is left out instead, which keeps every batch at its size, and `steps` is the same.
        """
        order = torch.randperm(len(self), generator=_generator(self.seed, number)).to(self._x.device)
        sizes = self._sizes()
        if drop_single and sizes and sizes[-1] > self.batch:
            sizes[-1] = self.batch
        yield from self._batches(order, sizes, start)

    def _batches(self, order: Tensor, sizes: list[int], start: int) -> Iterator[Batch]:
        """Gather slab after slab of whole batches, and hand out views of each."""
        at, low = start * self.batch, start
        while low < len(sizes):
            high, total = low, 0
            while high < len(sizes) and (high == low or total + sizes[high] <= self._per_slab):
                total += sizes[high]
                high += 1
            rows = order[at : at + total]
            x, y = self._x.index_select(0, rows), self._y.index_select(0, rows)
            x, y = self._seen(x.to(self.device)), y.to(self.device)
            cut = sizes[low:high]
            yield from zip(torch.split_with_sizes(x, cut), torch.split_with_sizes(y, cut), strict=True)
            at, low = at + total, high

    def _plain_sizes(self) -> list[int]:
        """The sizes of the batches: all full but the last."""
        full, rest = divmod(len(self), self.batch)
        return [self.batch] * full + [rest] * bool(rest)

    def _sizes(self) -> list[int]:
        """The same for training: a last batch of 1 joins the one before."""
        sizes = self._plain_sizes()
        if len(sizes) > 1 and sizes[-1] == 1 < self.batch:
            sizes[-2:] = [self.batch + 1]
        return sizes

    def _seen(self, x: Tensor) -> Tensor:
        """N H W C storage seen as N C H W, which is what channels-last means."""
        return x.permute(0, 3, 1, 2) if self._channels_last else x


def _generator(seed: int, epoch: int) -> torch.Generator:
    """A generator on the CPU whose state comes from both numbers, mixed so that neighbours share nothing."""
    state = np.random.SeedSequence([seed % 2**63, epoch, 0x10AD]).generate_state(1, np.uint64)[0]
    return torch.Generator().manual_seed(int(state) >> 1)


def _fits(size: int, device: torch.device) -> bool:
    """Whether data of that many bytes leaves half of a GPU's free memory to the network."""
    return device.type != "cuda" or size <= torch.cuda.mem_get_info(device)[0] // 2
