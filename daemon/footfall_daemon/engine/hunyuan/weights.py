"""A network filled with published weights: in the precision and the layout in which it holds them."""

from __future__ import annotations

import logging
import math
from collections.abc import Callable
from typing import Protocol, runtime_checkable

import torch
from torch import Tensor, nn

from footfall_daemon.engine.hunyuan.checkpoint import EIGHT_BITS, Checkpoint, Stored

_log = logging.getLogger("footfall.engine")


@runtime_checkable
class Scales(Protocol):
    """A module that multiplies what its weight gives by a number: eight bits need not hold values as small."""

    scale: float


def load(
    network: nn.Module,
    checkpoint: Checkpoint,
    *,
    device: torch.device,
    dtype: torch.dtype,
    in_eight_bits: Callable[[str], bool] = lambda _: False,
    only: Callable[[str], bool] = lambda _: True,
    beat: Callable[[], None] = lambda: None,
) -> tuple[str, ...]:
    """Fill a network that was built on the meta device; returns the names that it has no use for.

    Each tensor goes from the mapped file to `device` by itself, into the layout that the network gave it; `beat`
    is called after each. The weights named by `in_eight_bits` are held in float8, and the network must bring them
    to `dtype` where it uses them; what the file holds in float8 stays as it is. What `only` does not name stays on
    the meta device. Raises `WeightsError` before anything is read: weights-missing, weights-shape, weights-format.
    """
    unexpected = check(network, checkpoint)
    if unexpected:
        _log.info("%s: not used: %s", checkpoint.file, ", ".join(unexpected))
    for path, module in network.named_modules():
        for name, like in own_tensors(module):
            full = f"{path}.{name}" if path else name
            if only(full):
                tensor = converted(checkpoint.tensors[full], dtype, in_eight_bits(full), module)
                put(module, name, laid_out(tensor, like).to(device))
                beat()
    network.requires_grad_(False)
    return unexpected


def own_tensors(module: nn.Module) -> list[tuple[str, Tensor]]:
    """What a module holds itself of what is published, by its name there."""
    return [(name, tensor) for name, tensor in module.state_dict().items() if "." not in name]


def converted(stored: Stored, dtype: torch.dtype, in_eight_bits: bool, module: nn.Module) -> Tensor:
    """As it will be held by `module`, on the CPU: not every device knows what a file may hold.

    To eight bits a weight is brought by a power of two that puts its largest value just below the format's, where
    the module can scale its result back: an ordinary weight lies among float8's subnormals.
    """
    tensor = stored.read()
    if in_eight_bits and isinstance(module, Scales):
        module.scale = 1.0 if stored.dtype in EIGHT_BITS else _scale(tensor)
        if module.scale != 1:
            tensor = tensor.float() / module.scale
    return tensor.to(held_as(stored.dtype, dtype, in_eight_bits))


def held_as(stored: torch.dtype, dtype: torch.dtype, in_eight_bits: bool) -> torch.dtype:
    if not in_eight_bits:
        return dtype
    return stored if stored in EIGHT_BITS else torch.float8_e4m3fn


def put(module: nn.Module, name: str, tensor: Tensor) -> None:
    """In place of the parameter or buffer of this name, whatever it was."""
    if name in module._parameters:
        module._parameters[name] = nn.Parameter(tensor, requires_grad=False)
    else:
        module._buffers[name] = tensor


def _scale(tensor: Tensor) -> float:
    """The power of two by which float8 values have to be multiplied to be those of this weight."""
    largest = float(tensor.abs().max())
    if not 0 < largest < math.inf:
        return 1.0
    return 2.0 ** math.ceil(math.log2(largest / torch.finfo(torch.float8_e4m3fn).max))


def laid_out(tensor: Tensor, like: Tensor) -> Tensor:
    """In the layout of `like`: itself, where it lies so."""
    if tensor.stride() == like.stride():
        return tensor
    return torch.empty_strided(like.shape, like.stride(), dtype=tensor.dtype).copy_(tensor)


def check(network: nn.Module, checkpoint: Checkpoint) -> tuple[str, ...]:
    """The names that it has no use for. Raises `WeightsError`, of the headers alone; see `load`."""
    wanted, held = network.state_dict(), checkpoint.tensors
    unexpected = tuple(name for name in held if name not in wanted)
    if missing := [name for name in wanted if name not in held]:
        raise checkpoint.lacking(missing)
    if misshapen := [
        f"{name} {tuple(held[name].shape)} for {tuple(tensor.shape)}"
        for name, tensor in wanted.items()
        if held[name].shape != tensor.shape
    ]:
        raise checkpoint.misshapen(misshapen)
    odd = [name for name in wanted if not held[name].dtype.is_floating_point]
    if any(held[name].dtype in EIGHT_BITS for name in wanted):
        odd += [name for name in unexpected if "scale" in name.rpartition(".")[2]]
    if odd:
        raise checkpoint.quantised(odd)
    return unexpected
