"""The transformer's small operations between its products: they cost memory traffic and launches, not arithmetic.

As they are, or compiled to one kernel each. Compiled they take any number of rows: who joins or leaves a company
costs no new compilation.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

import torch
import torch.nn.functional as F

_log = logging.getLogger("footfall.engine")


def enter(
    x: torch.Tensor, gain: torch.Tensor, shift: torch.Tensor, index: torch.Tensor | None, eps: float
) -> torch.Tensor:
    """x [tokens, width], normalised and modulated in fp32, rounded to its precision for the product that follows.

    gain, shift [rows, width]: `index` [tokens] says which row each token takes; None: all take the only one.
    """
    normal = F.layer_norm(x.float(), x.shape[-1:], eps=eps)
    return normal.mul_(_spread(gain, index)).add_(_spread(shift, index)).to(x.dtype)


def leave(x: torch.Tensor, gate: torch.Tensor, index: torch.Tensor | None, change: torch.Tensor) -> torch.Tensor:
    """The stream with a branch's result added through the gate, [rows, width]."""
    return torch.addcmul(x, _spread(gate, index), change)


def gated(x: torch.Tensor, by: torch.Tensor) -> torch.Tensor:
    """`silu(x) * by`"""
    return F.silu(x).mul_(by)


def _spread(rows: torch.Tensor, index: torch.Tensor | None) -> torch.Tensor:
    return rows if index is None else rows[index]


@dataclass(frozen=True, slots=True)
class Small:
    enter: Callable[[torch.Tensor, torch.Tensor, torch.Tensor, torch.Tensor | None, float], torch.Tensor]
    leave: Callable[[torch.Tensor, torch.Tensor, torch.Tensor | None, torch.Tensor], torch.Tensor]
    gated: Callable[[torch.Tensor, torch.Tensor], torch.Tensor]


PLAIN: Final = Small(enter, leave, gated)


def compiled(device: torch.device) -> Small:
    """`PLAIN`, with a word in the log, where this machine has nothing to compile with. First steps take longer.

    Not verified on a GPU.
    """
    small = Small(*(torch.compile(one, dynamic=True) for one in (enter, leave, gated)))
    probe = torch.zeros(4, 8, device=device)
    try:
        small.gated(probe, probe)
    except (RuntimeError, ImportError, OSError) as error:  # what torch raises for want of a compiler, or of triton
        _log.warning("nothing was compiled: %s", str(error).partition("\n")[0])
        return PLAIN
    return small
