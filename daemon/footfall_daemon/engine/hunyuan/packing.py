"""Sequences of different clips packed into one matrix per stream: all that a step needs to know of their company.

Nothing is padded and no clip reads another's rows. Made when the company changes, not at every step.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import torch

from footfall_daemon.engine.hunyuan.attention import Spans
from footfall_daemon.engine.hunyuan.rotary import Rotary, interleaved, nearest, rotary

SYNC_PERIOD = 8


@dataclass(frozen=True, slots=True, eq=False)
class Branch:
    """One sequence, conditional or not: of its conditions what the steps need, projected once. Pickles."""

    length: int
    """Audio latents."""
    visual: torch.Tensor
    """[nv, width]"""
    sync_length: int
    sync: torch.Tensor | None
    """[ns, width]; None where nothing is seen: then the rows are the model's own, and repeat every 8."""
    text: torch.Tensor
    """[triple blocks, 2, nt, heads, head]: keys and values of the whole text, padding included."""


@dataclass(frozen=True, slots=True)
class Joint:
    """Audio and visual rows of each clip behind one another, as they attend together."""

    order: torch.Tensor
    """Of each row its row among all audio and then all visual ones."""
    back: torch.Tensor
    spans: Spans
    rotary: Rotary

    @classmethod
    def of(cls, audio: Spans, visual: Spans, head: int, device: torch.device) -> Joint:
        pairs = list(zip(audio.lengths, visual.lengths, strict=True))
        places = zip(audio.places, visual.places, strict=True)
        order = torch.cat([torch.cat((heard, audio.rows + seen)) for heard, seen in places])
        positions = torch.cat([interleaved(*pair) for pair in pairs]).to(device)
        spans = Spans.of([sum(pair) for pair in pairs], device)
        return cls(order.to(device), order.argsort().to(device), spans, rotary(positions, head))


@dataclass(frozen=True, slots=True)
class Guards:
    """Zero rows before, between and after the clips of a matrix, so that a convolution reads no other clip."""

    spans: Spans
    index: torch.Tensor
    places: torch.Tensor
    """Of each row of the packed matrix its row in the guarded one."""
    rotary: Rotary

    @classmethod
    def of(cls, lengths: Sequence[int], head: int, device: torch.device) -> Guards:
        spans = Spans.of(lengths, device, guarded=True)
        places = torch.cat(spans.places)
        positions = torch.zeros(spans.rows, dtype=torch.long)
        positions[places] = _counted(lengths)
        guard = torch.ones(spans.rows, dtype=torch.bool)
        guard[places] = False
        index = guard.nonzero().squeeze(1)
        return cls(spans, index.to(device), places.to(device), rotary(positions.to(device), head))

    def around(self, x: torch.Tensor) -> torch.Tensor:
        return x.new_zeros(self.spans.rows, *x.shape[1:]).index_copy_(0, self.places, x)

    def within(self, x: torch.Tensor) -> torch.Tensor:
        return x[self.places]

    def clear(self, x: torch.Tensor) -> torch.Tensor:
        """In place: modulation, attention and the convolutions themselves leave something in the guard rows."""
        return x.index_fill_(0, self.index, 0)


@dataclass(frozen=True, slots=True)
class Sync:
    """Synchronisation rows at their own rate: modulation is computed on these, then spread over audio tokens."""

    rows: torch.Tensor
    """[sum of ns, width]; branches that see nothing share 8 rows if they are at the same moment."""
    moments: torch.Tensor | None
    of_audio: torch.Tensor
    """[audio rows]: the row that each takes."""

    @classmethod
    def of(cls, branches: Sequence[Branch], moments: Sequence[int], unseen: torch.Tensor) -> Sync:
        rows: list[torch.Tensor] = []
        owners: list[int] = []
        shared: dict[int, int] = {}
        of_audio: list[torch.Tensor] = []
        for branch, moment in zip(branches, moments, strict=True):
            first = len(owners) if branch.sync is not None else shared.setdefault(moment, len(owners))
            taken = nearest(branch.length, branch.sync_length)
            of_audio.append(first + (taken if branch.sync is not None else taken % SYNC_PERIOD))
            if first == len(owners):
                rows.append(unseen if branch.sync is None else branch.sync)
                owners += [moment] * len(rows[-1])
        device = unseen.device
        return cls(torch.cat(rows), _by_row(owners, device), torch.cat(of_audio).to(device))


@dataclass(frozen=True, slots=True)
class Packing:
    """A company of sequences. Its moments number the distinct times at which they stand."""

    audio: Spans
    visual: Spans
    text: Spans
    joint: Joint
    guards: Guards
    audio_rotary: Rotary
    visual_rotary: Rotary
    audio_moments: torch.Tensor | None
    """[audio rows]; None where there is one moment only."""
    visual_moments: torch.Tensor | None
    visual_rows: torch.Tensor
    text_rows: torch.Tensor
    """[triple blocks, 2, text rows, heads, head]"""
    sync: Sync
    sync_of_guarded: torch.Tensor

    @classmethod
    def of(cls, branches: Sequence[Branch], moments: Sequence[int], unseen: torch.Tensor) -> Packing:
        """`unseen` [8, width]: the synchronisation rows of branches that see nothing."""
        device, head = unseen.device, branches[0].text.shape[-1]
        audio, visual, text = (
            [branch.length for branch in branches],
            [len(branch.visual) for branch in branches],
            [branch.text.shape[2] for branch in branches],
        )
        heard, seen = Spans.of(audio, device), Spans.of(visual, device)
        guards = Guards.of(audio, head, device)
        sync = Sync.of(branches, moments, unseen)
        return cls(
            audio=heard,
            visual=seen,
            text=Spans.of(text, device),
            joint=Joint.of(heard, seen, head, device),
            guards=guards,
            audio_rotary=rotary(_counted(audio).to(device), head),
            visual_rotary=rotary(_counted(visual).to(device), head),
            audio_moments=_by_row(_repeated(moments, audio), device),
            visual_moments=_by_row(_repeated(moments, visual), device),
            visual_rows=torch.cat([branch.visual for branch in branches]),
            text_rows=torch.cat([branch.text for branch in branches], dim=2),
            sync=sync,
            sync_of_guarded=guards.around(sync.of_audio),
        )


def _counted(lengths: Sequence[int]) -> torch.Tensor:
    """Positions that start again with each clip."""
    return torch.cat([torch.arange(length) for length in lengths])


def _repeated(moments: Sequence[int], lengths: Sequence[int]) -> list[int]:
    return [moment for moment, length in zip(moments, lengths, strict=True) for _ in range(length)]


def _by_row(moments: Sequence[int], device: torch.device) -> torch.Tensor | None:
    return torch.tensor(moments, device=device) if any(moments) else None
