"""Requests on their way from noise to latents, stepped in any company: lengths, times, guidance, step counts.

    denoiser = Denoiser(dit)
    state = denoiser.start(noise, Conditions(...), guidance=4.5, steps=50)
    while running := [state for state in states if state.progress < 1]:
        denoiser.step(running)

Nothing couples the requests: they join and leave between any two steps.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import torch

from footfall_daemon.engine.hunyuan.dit import DiT, Moments
from footfall_daemon.engine.hunyuan.packing import Branch, Packing
from footfall_daemon.engine.hunyuan.sampler import Schedule, guided


@dataclass(frozen=True, slots=True)
class Conditions:
    """What a request is to sound like, as the encoders gave it."""

    clip_feat: torch.Tensor
    """[nv, 768]"""
    sync_feat: torch.Tensor
    """[ns, 768]"""
    text: torch.Tensor
    """[nt, 768]"""
    negative: torch.Tensor
    """[nt, 768]: both texts padded to the longer of these two, never to that of another request."""


@dataclass(slots=True, eq=False)
class Denoising:
    """One request. Pickles; goes on the same in another process that has the same weights."""

    latents: torch.Tensor
    """fp32 [128, na]"""
    branches: tuple[Branch, ...]
    """Conditional and, where guided, unconditional."""
    guidance: float
    schedule: Schedule
    done: int = 0
    """Steps."""

    @property
    def progress(self) -> float:
        return self.done / self.schedule.steps

    def after(self, conditional: torch.Tensor, unconditional: torch.Tensor | None = None) -> torch.Tensor:
        """The latents one step on, of the branches' velocities, fp32 [na, 128] each."""
        velocity = conditional
        if unconditional is not None:
            velocity = guided(conditional, unconditional, self.guidance)
        return self.schedule.advance(self.latents, velocity.mT, self.done)


class Denoiser:
    """Keeps what the present company needs at every step: how it is packed, and the tables of its schedules."""

    def __init__(self, dit: DiT) -> None:
        self._dit = dit
        self._tables: dict[Schedule, Moments] = {}
        self._packed: _Packed | None = None

    def start(self, noise: torch.Tensor, conditions: Conditions, *, guidance: float, steps: int) -> Denoising:
        """noise [128, na]. Guidance of 1 or less follows the prompt alone: half the work, and no negative."""
        length, given = noise.shape[-1], conditions
        branches = [self._dit.seeing(length, given.clip_feat, given.sync_feat, given.text)]
        if guidance > 1:
            nv, ns = len(given.clip_feat), len(given.sync_feat)
            branches.append(self._dit.unseeing(length, nv, ns, given.negative))
        return Denoising(noise.float(), tuple(branches), guidance, Schedule.linear(steps))

    def step(self, states: Sequence[Denoising]) -> None:
        """One step of all that are not at their end. Where it raises, every state is as before."""
        if running := [state for state in states if state.progress < 1]:
            results = self._advanced(running)
            for state, result in zip(running, results, strict=True):
                state.latents = result
                state.done += 1

    def _advanced(self, states: Sequence[Denoising]) -> list[torch.Tensor]:
        """The latents of each one step on."""
        stands = [(state.schedule, state.done) for state in states for _ in state.branches]
        distinct = list(dict.fromkeys(stands))
        branches = [branch for state in states for branch in state.branches]
        packing = self._packing(branches, [distinct.index(stand) for stand in stands])
        latents = torch.cat([state.latents for state in states for _ in state.branches], dim=1).mT
        velocities = self._dit.velocity(latents, packing, self._moments(distinct))
        parts = iter(torch.split(velocities, packing.audio.lengths))
        return [state.after(*(next(parts) for _ in state.branches)) for state in states]

    def _packing(self, branches: list[Branch], moments: list[int]) -> Packing:
        if self._packed is None or not self._packed.is_of(branches, moments):
            self._packed = None  # before the next one is made: both at once may be too much
            packing = Packing.of(branches, moments, self._dit.unseen())
            self._packed = _Packed(branches, moments, packing)
        return self._packed.packing

    def _moments(self, stands: Sequence[tuple[Schedule, int]]) -> Moments:
        """A schedule is tabulated as a whole: its rows are the same in any company, and after a park."""
        schedules = {schedule for schedule, _ in stands}
        self._tables = {
            schedule: self._tables.get(schedule) or self._dit.tabulate(schedule.times) for schedule in schedules
        }
        return Moments.joined([self._tables[schedule].at(step) for schedule, step in stands])


@dataclass(frozen=True, slots=True)
class _Packed:
    branches: list[Branch]
    moments: list[int]
    packing: Packing

    def is_of(self, branches: list[Branch], moments: list[int]) -> bool:
        same = len(branches) == len(self.branches) and self.moments == moments
        return same and all(ours is theirs for ours, theirs in zip(self.branches, branches, strict=True))
