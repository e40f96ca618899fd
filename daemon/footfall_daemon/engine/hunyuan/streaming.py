"""A transformer on a device, with a share of its blocks outside: each is brought in when its turn comes.

What modulates the triple blocks is outside always, since a schedule reads it once. On the processor, outside means
in the file; elsewhere in pinned memory of the host. Not verified on a GPU.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from functools import partial
from pathlib import Path
from typing import Final, Self, cast

import torch
from torch import nn
from torch.utils.hooks import RemovableHandle

from footfall_daemon.engine.devices import has_streams
from footfall_daemon.engine.hunyuan.checkpoint import Checkpoint, WeightsError, open_checkpoint
from footfall_daemon.engine.hunyuan.dit import DiT
from footfall_daemon.engine.hunyuan.parcel import Filed, Parcel
from footfall_daemon.engine.hunyuan.precision import Precision, abilities, choose
from footfall_daemon.engine.hunyuan.sizes import Sizes
from footfall_daemon.engine.hunyuan.swap import InTurn, Lane, SideStream, Source, Turns, pinned
from footfall_daemon.engine.hunyuan.weights import check, load

_ONCE_PER_SCHEDULE: Final = ("audio_mod", "v_cond_mod")
_ONCE_PER_TEXT: Final = ("text_cross_kv", "text_cross_k_norm")
"""Small, and read outside the block's turn: they stay."""
_ONE_CLIP: Final = 2**30
"""Bytes beside the weights, for what a clip takes in a step and for the decoder: an estimate, not measured."""


class Transformer:
    """The network of a file, in the precision that it was found room for."""

    def __init__(self, dit: DiT, precision: Precision, streamer: Streamer) -> None:
        self.dit = dit
        self.precision = precision
        self._streamer = streamer

    @classmethod
    def load(
        cls,
        path: Path,
        device: torch.device,
        *,
        wanted: str = "auto",
        budget: int | None = None,
        streamed: float = 0.0,
        need: int = _ONE_CLIP,
        beat: Callable[[], None] = lambda: None,
    ) -> Self:
        """`wanted` as `choose` has it; of the budget, in bytes, all but `need` may be weights.

        Raises `SegmentError`: precision, weights-missing, weights-shape, weights-format, weights-damaged.
        """
        checkpoint = open_checkpoint(path)
        dit = _unfilled(checkpoint)
        precision = choose(
            wanted,
            abilities(device),
            stored_in_eight_bits=checkpoint.in_eight_bits,
            fits=lambda precision: budget is None or resident_bytes(dit, precision) + need <= budget,
        )
        streamer = Streamer(dit, checkpoint, precision, device)
        streamer.set_share(streamed)
        streamer.load(beat)
        return cls(dit, precision, streamer)

    @property
    def blocks(self) -> list[nn.Module]:
        """In the order of their use."""
        return [block for _, block in _blocks(self.dit)]

    @property
    def streamable_bytes(self) -> int:
        return self._streamer.streamable_bytes

    def stream(self, share: float) -> None:
        """From the next step on, this share of the streamable bytes, 0..1."""
        self._streamer.set_share(share)


class Streamer:
    """Changes nothing but where weights lie: what the transformer gives is the same to the bit."""

    def __init__(self, dit: DiT, checkpoint: Checkpoint, precision: Precision, device: torch.device) -> None:
        """`dit` is built on the meta device; `load` fills it. Raises `WeightsError`, see `weights.load`."""
        check(dit, checkpoint)
        self._dit = dit
        self._reopen = checkpoint.reopen or (lambda: checkpoint)
        self._precision = precision
        self._device = device
        self._streams = has_streams(device)
        without = (*_ONCE_PER_SCHEDULE, *_ONCE_PER_TEXT)
        self._parcels = [
            Parcel.of(block, name, checkpoint, precision, without=without) for name, block in _blocks(dit)
        ]
        visitors = (item for item in dit.named_modules() if item[0].endswith(_ONCE_PER_SCHEDULE))
        self._visitors = [Parcel.of(module, name, checkpoint, precision) for name, module in visitors]
        self._share = 0.0
        self._outside: dict[int, Source] = {}
        """By the number of the block."""
        self._turns: Turns | None = None
        self._hooks: list[RemovableHandle] = []
        self._loaded = False

    @property
    def streamable_bytes(self) -> int:
        """Of the device's memory, that a share of 1 saves."""
        return max(0, sum(self._sizes) - self._places * max(self._sizes))

    def set_share(self, share: float) -> None:
        """From the next step on. Before `load`: only the rest is loaded.

        Where it raises, some blocks have changed and others not: each is somewhere, and steps can be made.
        """
        self._share = share
        if self._loaded:
            self._arrange(set(self._chosen()))

    def load(self, beat: Callable[[], None] = lambda: None) -> tuple[str, ...]:
        """Returns the names that the transformer has no use for. Raises `WeightsError`."""
        outside = set(self._chosen())
        away = [*self._visitors, *(self._parcels[number] for number in outside)]
        later = {part.published for parcel in away for part in parcel.parts}
        unexpected = load(
            self._dit,
            self._reopen(),
            device=self._device,
            dtype=self._precision.dtype,
            in_eight_bits=self._precision.in_eight_bits,
            only=lambda name: name not in later,
            beat=beat,
        )
        _Visits(self._visitors, self._reopen, self._precision, self._device)
        self._loaded = True
        self._arrange(outside)
        return unexpected

    @property
    def _sizes(self) -> list[int]:
        return [parcel.size for parcel in self._parcels]

    @property
    def _places(self) -> int:
        return 2 if self._streams else 1

    def _chosen(self) -> list[int]:
        """Numbers of the blocks that are outside: as few as save the share, spread evenly along the depth."""
        sizes = self._sizes
        wanted = self._share * self.streamable_bytes
        if wanted <= 0:
            return []
        spreads = (_spread(count, len(sizes)) for count in range(1, len(sizes)))
        overhead = self._places * max(sizes)
        enough = (spread for spread in spreads if sum(sizes[n] for n in spread) >= wanted + overhead)
        return next(enough, list(range(len(sizes))))

    def _arrange(self, outside: set[int]) -> None:
        if outside == self._outside.keys():
            return
        self._stop()
        try:
            self._move(outside)
        finally:
            for turn, number in enumerate(sorted(self._outside)):
                block = self._parcels[number].module
                self._hooks += (
                    block.register_forward_pre_hook(partial(self._enter, turn)),
                    block.register_forward_hook(partial(self._leave, turn)),
                )
        self._start()

    def _move(self, outside: set[int]) -> None:
        opened = self._reopen()
        for number in sorted(outside - self._outside.keys()):
            self._outside[number] = self._source(self._parcels[number], opened)
            self._parcels[number].empty()
        for number in sorted(self._outside.keys() - outside):
            Filed(self._parcels[number], self._precision, lambda: opened).settle(self._device)
            del self._outside[number]

    def _source(self, parcel: Parcel, opened: Checkpoint) -> Source:
        """On the processor the file is mapped anew each time: else its pages would stay."""
        if not self._streams:
            return Filed(parcel, self._precision, self._reopen)
        return pinned(Filed(parcel, self._precision, lambda: opened), parcel.size)

    def _start(self) -> Turns | None:
        """Where there is no room for the places, the next step tries again."""
        if self._outside and self._turns is None:
            size = max(self._parcels[number].size for number in self._outside)
            places = [torch.empty(size, dtype=torch.uint8, device=self._device) for _ in range(self._places)]
            lane: Lane = SideStream(self._device, len(places)) if self._streams else InTurn()
            self._turns = Turns([source for _, source in sorted(self._outside.items())], places, lane)
            for turn, number in enumerate(sorted(self._outside)):
                self._parcels[number].bind(self._turns.place(turn))
        return self._turns

    def _stop(self) -> None:
        for hook in self._hooks:
            hook.remove()
        self._hooks.clear()
        if self._turns is not None:
            self._turns.close()
            self._turns = None
        for number in self._outside:
            self._parcels[number].empty()

    def _enter(self, turn: int, *_: object) -> None:
        turns = self._start()
        assert turns is not None
        turns.enter(turn)

    def _leave(self, turn: int, *_: object) -> None:
        assert self._turns is not None
        self._turns.leave(turn)


class _Visits:
    """Weights that are on the device only while they are called, one after another, again and again."""

    def __init__(
        self,
        parcels: Sequence[Parcel],
        reopen: Callable[[], Checkpoint],
        precision: Precision,
        device: torch.device,
    ) -> None:
        self._parcels = parcels
        self._reopen = reopen
        self._precision = precision
        self._device = device
        self._opened: Checkpoint | None = None
        for number, parcel in enumerate(parcels):
            parcel.module.register_forward_pre_hook(partial(self._enter, number))
            parcel.module.register_forward_hook(partial(self._leave, number))

    def _enter(self, number: int, *_: object) -> None:
        opened = self._opened = self._opened or self._reopen()
        Filed(self._parcels[number], self._precision, lambda: opened).settle(self._device)

    def _leave(self, number: int, *_: object) -> None:
        self._parcels[number].empty()
        if number == len(self._parcels) - 1:
            self._opened = None


def resident_bytes(dit: DiT, precision: Precision) -> int:
    """Of the device, that the weights take where none is streamed."""
    held = ((name, tensor) for name, tensor in dit.state_dict().items() if not _once_per_schedule(name))
    return sum(tensor.numel() * precision.size(name) for name, tensor in held)


def _unfilled(checkpoint: Checkpoint) -> DiT:
    try:
        sizes = Sizes.of(checkpoint.shapes)
    except ValueError as error:
        raise WeightsError("weights-missing", f"{checkpoint.file}: {error}") from error
    with torch.device("meta"):
        return DiT(sizes)


def _blocks(dit: DiT) -> Iterator[tuple[str, nn.Module]]:
    """In the order of their use."""
    for stack in ("triple_blocks", "single_blocks"):
        for number, block in enumerate(cast(nn.ModuleList, getattr(dit, stack))):
            yield f"{stack}.{number}", block


def _once_per_schedule(name: str) -> bool:
    return any(f".{module}." in name for module in _ONCE_PER_SCHEDULE)


def _spread(count: int, among: int) -> list[int]:
    return [(2 * n + 1) * among // (2 * count) for n in range(count)]
