"""The small layers of the transformer: norms and modulation in fp32, gated projections, convolutions over time."""

from __future__ import annotations

from dataclasses import dataclass

import torch
import torch.nn.functional as F
from torch import nn

from footfall_daemon.engine.hunyuan.packing import Guards
from footfall_daemon.engine.hunyuan.small import PLAIN, Small


class Linear(nn.Linear):
    """Computes in the precision of its input, however the weight is stored: eight bits save memory, not work."""

    scale = 1.0
    """Of the weight, where it was brought into the range of eight bits: see `weights.converted`."""

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        return _product(x, self.weight, self.bias, self.scale)


@dataclass(frozen=True, slots=True)
class Modulation:
    """Shift, gain (1 + scale) and gate, [rows, width] each, and the row that each token takes."""

    shift: torch.Tensor
    gain: torch.Tensor
    gate: torch.Tensor
    index: torch.Tensor | None
    """[tokens]; None where all take the only one."""
    small: Small

    @classmethod
    def each(cls, rows: torch.Tensor, index: torch.Tensor | None, small: Small) -> list[Modulation]:
        """Those of one block, of what its `ModulationProjection` gave."""
        return [cls(one[:, 0], one[:, 1], one[:, 2], index, small) for one in rows.unbind(1)]

    def enter(self, x: torch.Tensor, eps: float) -> torch.Tensor:
        return self.small.enter(x, self.gain, self.shift, self.index, eps)

    def leave(self, x: torch.Tensor, change: torch.Tensor) -> torch.Tensor:
        return self.small.leave(x, self.gate, self.index, change)


class ModulationProjection(nn.Module):
    """May lie on another device than the rest: what is tabulated reads it once per schedule."""

    def __init__(self, width: int, count: int) -> None:
        super().__init__()
        self.linear = Linear(width, 3 * count * width)
        self._count = count

    def forward(self, signal: torch.Tensor) -> torch.Tensor:
        """[rows, width] -> [rows, count, 3, width]: shift, gain, gate."""
        rows = self.linear(signal.to(self.linear.weight.device)).to(signal.device)
        out: torch.Tensor = rows.unflatten(-1, (self._count, 3, -1))
        out[:, :, 1] += 1
        return out


class HeadNorm(nn.Module):
    """RMSNorm over the last axis with a weight, in fp32, rounded to the precision of its input."""

    def __init__(self, size: int, eps: float) -> None:
        super().__init__()
        self.weight = nn.Parameter(torch.ones(size))
        self._eps = eps

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        return F.rms_norm(x.float(), x.shape[-1:], self.weight.float(), self._eps).to(x.dtype)


class PointConv(nn.Module):
    """A convolution of kernel 1 of a [rows, channels] matrix: a linear with the published weight's third axis."""

    scale = 1.0

    def __init__(self, inputs: int, outputs: int, *, bias: bool = True) -> None:
        super().__init__()
        self.weight = nn.Parameter(torch.empty(outputs, inputs, 1))
        self.bias = nn.Parameter(torch.empty(outputs)) if bias else None

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        return _product(x, self.weight.squeeze(-1), self.bias, self.scale)


class TimeConv(nn.Module):
    """A convolution of kernel 3 over time of a guarded [rows, channels] matrix: products of rows shifted by one.

    The weight has the published shape [outputs, inputs, 3], but lies in memory tap by tap, so that nothing is
    copied for the products. `weights.load` and `copy_` keep that.
    """

    scale = 1.0

    def __init__(self, inputs: int, outputs: int, *, bias: bool = True) -> None:
        super().__init__()
        self.weight = nn.Parameter(torch.empty(3, outputs, inputs).permute(1, 2, 0))
        self.bias = nn.Parameter(torch.empty(outputs)) if bias else None

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        """Guard rows of `x` are zero; those of the result are undefined."""
        before, same, after = (tap.t() for tap in self.weight.to(x.dtype).unbind(-1))
        out = x.new_empty(len(x), len(self.weight))
        inner = out[1:-1]
        if self.bias is None:
            inner.addmm_(x[:-2], before, beta=0, alpha=self.scale)
        else:
            torch.addmm(self.bias, x[:-2], before, alpha=self.scale, out=inner)
        inner.addmm_(x[1:-1], same, alpha=self.scale).addmm_(x[2:], after, alpha=self.scale)
        return out


def _product(x: torch.Tensor, weight: torch.Tensor, bias: torch.Tensor | None, scale: float) -> torch.Tensor:
    """The scale is the product's own factor: it costs nothing, and the weight needs no second pass."""
    weight = weight.to(x.dtype)
    if scale == 1:
        return F.linear(x, weight, bias)
    if bias is None:
        return x.new_empty(len(x), len(weight)).addmm_(x, weight.t(), beta=0, alpha=scale)
    return torch.addmm(bias, x, weight.t(), alpha=scale)


class MLP(nn.Module):
    def __init__(self, width: int, inner: int) -> None:
        super().__init__()
        self.fc1 = Linear(width, inner)
        self.fc2 = Linear(inner, width)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        out: torch.Tensor = self.fc2(F.gelu(self.fc1(x), approximate="tanh"))
        return out


class Gated(nn.Module):
    """`w2(silu(w1 x) * w3 x)`; the three are linears or convolutions, without biases."""

    def __init__(self, w1: nn.Module, w2: nn.Module, w3: nn.Module) -> None:
        super().__init__()
        self.w1 = w1
        self.w2 = w2
        self.w3 = w3
        self.small = PLAIN

    def forward(self, x: torch.Tensor, guards: Guards | None = None) -> torch.Tensor:
        inner = self.small.gated(self.w1(x), self.w3(x))
        out: torch.Tensor = self.w2(guards.clear(inner) if guards else inner)
        return out
