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
from typing import NamedTuple

import torch

from footfall_daemon.engine.hunyuan.dit import DiT, Moments
from footfall_daemon.engine.hunyuan.packing import Branch, Packing
from footfall_daemon.engine.hunyuan.sampler import LOSSLESS, Evaluation, Options, Schedule, guided


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
    options: Options = LOSSLESS
    done: int = 0
    """Steps."""
    before: Evaluation | None = None
    """Where a step needs it: the latest one, if the velocity went on smoothly from there."""

    @property
    def progress(self) -> float:
        return self.done / self.schedule.steps

    @property
    def present(self) -> tuple[Branch, ...]:
        """The branches that this step needs."""
        return self.branches if self._guided(self.done) else self.branches[:1]

    def after(self, conditional: torch.Tensor, unconditional: torch.Tensor | None = None) -> Landing:
        """A step on, of the velocities of those present, fp32 [na, 128] each."""
        velocity = conditional
        if unconditional is not None:
            velocity = guided(conditional, unconditional, self.guidance)
        if not self.options.remember:
            return Landing(self.schedule.advance(self.latents, velocity.mT, self.done), self.done + 1, None)
        now = Evaluation(self.done, velocity.mT.clone())  # what it was cut from is the whole company's
        then = self._reached(now)
        smooth = self._guided(then) == self._guided(self.done)
        return Landing(self._advanced(now, then), then, now if smooth else None)

    def _reached(self, now: Evaluation) -> int:
        """The step that this velocity leads to, never across a bound of the guidance interval."""
        if self.before is None or not self.options.reuse:
            return self.done + 1
        furthest = min(self.done + now.reach(self.before, self.options.reuse), self.schedule.steps)
        led = self._guided(self.done)
        return next((step for step in range(self.done + 1, furthest) if self._guided(step) != led), furthest)

    def _advanced(self, now: Evaluation, then: int) -> torch.Tensor:
        velocity = now.velocity
        if self.before is not None and self.options.solver == "ab2":
            velocity = now.extrapolated(self.before, self.schedule, then)
        return self.schedule.advance(self.latents, velocity, now.step, then)

    def _guided(self, step: int) -> bool:
        low, high = self.options.guidance_interval
        sigma = round(self.schedule.sigmas[step], 6)  # an fp32 value: 0.8 lies above 0.8
        return len(self.branches) > 1 and low <= sigma <= high


class Landing(NamedTuple):
    """Where a step leads a request to: see there."""

    latents: torch.Tensor
    done: int
    before: Evaluation | None


class Denoiser:
    """Keeps what the present company needs at every step: how it is packed, and the tables of its schedules."""

    def __init__(self, dit: DiT) -> None:
        self._dit = dit
        self._tables: dict[Schedule, Moments] = {}
        self._packed: _Packed | None = None

    def start(
        self,
        noise: torch.Tensor,
        conditions: Conditions,
        *,
        guidance: float,
        steps: int,
        options: Options = LOSSLESS,
    ) -> Denoising:
        """noise [128, na]. Guidance of 1 or less follows the prompt alone: half the work, and no negative."""
        length, given = noise.shape[-1], conditions
        branches = [self._dit.seeing(length, given.clip_feat, given.sync_feat, given.text)]
        if guidance > 1:
            nv, ns = len(given.clip_feat), len(given.sync_feat)
            branches.append(self._dit.unseeing(length, nv, ns, given.negative))
        return Denoising(noise.float(), tuple(branches), guidance, Schedule.linear(steps), options)

    def step(self, states: Sequence[Denoising]) -> None:
        """One step of all that are not at their end. Where it raises, every state is as before."""
        if running := [state for state in states if state.progress < 1]:
            landings = self._landings(running)
            for state, landing in zip(running, landings, strict=True):
                state.latents, state.done, state.before = landing

    def _landings(self, states: Sequence[Denoising]) -> list[Landing]:
        stands = [(state.schedule, state.done) for state in states for _ in state.present]
        distinct = list(dict.fromkeys(stands))
        branches = [branch for state in states for branch in state.present]
        packing = self._packing(branches, [distinct.index(stand) for stand in stands])
        latents = torch.cat([state.latents for state in states for _ in state.present], dim=1).mT
        velocities = self._dit.velocity(latents, packing, self._moments(distinct))
        parts = iter(torch.split(velocities, packing.audio.lengths))
        return [state.after(*(next(parts) for _ in state.present)) for state in states]

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
