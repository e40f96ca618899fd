"""A block's weights as one piece of bytes: what lies where in it, and how it is read from the file."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final, Self

import torch
from torch import Tensor, nn

from footfall_daemon.engine.hunyuan.checkpoint import Checkpoint
from footfall_daemon.engine.hunyuan.precision import Precision
from footfall_daemon.engine.hunyuan.swap import Source
from footfall_daemon.engine.hunyuan.weights import converted, held_as, laid_out, own_tensors, put

_ALIGNMENT: Final = 256
"""Bytes, as the devices' own allocators align: the same kernels run wherever a weight lies."""


@dataclass(frozen=True, slots=True)
class Part:
    """A tensor of the block."""

    module: nn.Module
    name: str
    published: str
    like: Tensor
    """On the meta device: its shape, layout and precision."""
    first: int
    """Of its bytes, among the block's."""

    @property
    def end(self) -> int:
        return self.first + self.like.numel() * self.like.element_size()

    def among(self, block: Tensor) -> Tensor:
        """It, where these are the block's bytes."""
        own = block[self.first : self.end].view(self.like.dtype)
        return own.as_strided(self.like.shape, self.like.stride())

    def put(self, tensor: Tensor) -> None:
        put(self.module, self.name, tensor)


@dataclass(frozen=True, slots=True)
class Parcel:
    """The tensors of a block, in their order."""

    module: nn.Module
    parts: tuple[Part, ...]

    @classmethod
    def of(
        cls,
        module: nn.Module,
        prefix: str,
        checkpoint: Checkpoint,
        precision: Precision,
        *,
        without: Sequence[str] = (),
    ) -> Self:
        """`module` lies on the meta device and is published under `prefix`; `without` names children of it."""
        parts: list[Part] = []
        for path, inner in module.named_modules():
            if path.partition(".")[0] not in without:
                for name, like in own_tensors(inner):
                    published = ".".join(filter(None, (prefix, path, name)))
                    eight = precision.in_eight_bits(published)
                    dtype = held_as(checkpoint.tensors[published].dtype, precision.dtype, eight)
                    held = torch.empty_strided(like.shape, like.stride(), dtype=dtype, device="meta")
                    first = _aligned(parts[-1].end) if parts else 0
                    parts.append(Part(inner, name, published, held, first))
        return cls(module, tuple(parts))

    @property
    def size(self) -> int:
        """Bytes."""
        return _aligned(self.parts[-1].end)

    def empty(self) -> None:
        """Let go of the weights."""
        for part in self.parts:
            part.put(part.like)

    def bind(self, block: Tensor) -> None:
        """The weights are what these bytes are, now and later."""
        for part in self.parts:
            part.put(part.among(block))


@dataclass(frozen=True, slots=True)
class Filed(Source):
    """Weights in a file, mapped while they are read."""

    parcel: Parcel
    precision: Precision
    open: Callable[[], Checkpoint]

    def into(self, place: Tensor) -> None:
        for part, tensor in self._read():
            part.among(place).copy_(tensor)

    def settle(self, device: torch.device) -> None:
        """The module has them on this device, as if they had been loaded there."""
        for part, tensor in self._read():
            part.put(laid_out(tensor, part.like).to(device))

    def _read(self) -> Iterator[tuple[Part, Tensor]]:
        """Each as it is held, on the CPU."""
        checkpoint, precision = self.open(), self.precision
        for part in self.parcel.parts:
            eight = precision.in_eight_bits(part.published)
            yield part, converted(checkpoint.tensors[part.published], precision.dtype, eight, part.module)


def _aligned(size: int) -> int:
    return -(-size // _ALIGNMENT) * _ALIGNMENT
