"""What is measured: packed against one by one, larger and larger sets, memory against its prediction, joining."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from statistics import median

from footfall_daemon.catalog import HUNYUAN_XL
from footfall_daemon.engine.hunyuan.denoiser import Denoiser
from footfall_daemon.engine.hunyuan.packing import Packing
from footfall_daemon.memory import Costs
from tests.benchmarks.denoising.bed import STEPS, Bed, Clip
from tests.benchmarks.denoising.plan import Plan
from tests.benchmarks.denoising.work import lossless, naive

_LONGEST = 10.0
"""Seconds of a clip in the sets whose memory is foretold."""


@dataclass(frozen=True)
class Pace:
    """Of a set of clips, from noise to latents in 50 guided steps."""

    step: float
    """Seconds."""
    prepared: float
    """Seconds that are spent once, on all."""
    clips_per_second: float
    rate: float
    """Useful operations per second."""

    @classmethod
    def of(cls, clips: int, step: float, prepared: float, work: int) -> Pace:
        return cls(step, prepared, clips / (prepared + STEPS * step), work / step)


@dataclass(frozen=True)
class Race:
    packed: Pace
    one_by_one: Pace
    ratio: float
    """Clips per second; each repetition by itself, then the median."""
    spread: tuple[float, float]
    work_ratio: float
    """What the ratio would be if arithmetic were all."""


def race(bed: Bed, plan: Plan) -> Race:
    """Interleaved, so that what else the machine does falls on both."""
    clips = [bed.clip(seconds, number) for number, seconds in enumerate(plan.mix)]
    denoiser = Denoiser(bed.dit)
    states = [bed.start(denoiser, clip) for clip in clips]
    denoiser.step(states)
    prepared = bed.usual(lambda: _prepare(bed, clips), 1)
    for clip in clips:
        bed.step_plainly(clip)
    pairs = [
        (
            bed.seconds(lambda: denoiser.step(states)),
            bed.seconds(lambda: [bed.step_plainly(clip) for clip in clips]),
        )
        for _ in range(plan.times)
    ]
    work = lossless(bed.sizes, [clip.length for clip in clips])
    plain_work = sum(naive(bed.sizes, clip.length) for clip in clips)
    packed = Pace.of(len(clips), median(ours for ours, _ in pairs), prepared, work)
    one_by_one = Pace.of(len(clips), median(theirs for _, theirs in pairs), 0.0, plain_work)
    ratios = [STEPS * theirs / (prepared + STEPS * ours) for ours, theirs in pairs]
    return Race(packed, one_by_one, median(ratios), (min(ratios), max(ratios)), plain_work / work)


def _prepare(bed: Bed, clips: Sequence[Clip]) -> None:
    """What is done once: projections of the conditions, and the tables of the schedule."""
    denoiser = Denoiser(bed.dit)
    for clip in clips:
        bed.start(denoiser, clip)
    bed.dit.tabulate(bed.start(denoiser, clips[0]).schedule.times)


@dataclass(frozen=True)
class Scale:
    seconds: float
    clips: int
    pace: Pace


def scaling(bed: Bed, plan: Plan) -> list[Scale]:
    return [_scale(bed, seconds, count, plan) for seconds in plan.lengths for count in plan.counts]


def _scale(bed: Bed, seconds: float, count: int, plan: Plan) -> Scale:
    clips = [bed.clip(seconds, seed) for seed in range(count)]
    denoiser = Denoiser(bed.dit)
    states = [bed.start(denoiser, clip) for clip in clips]
    step = bed.usual(lambda: denoiser.step(states), plan.times)
    prepared = bed.seconds(lambda: _prepare(bed, clips))
    work = lossless(bed.sizes, [clip.length for clip in clips])
    return Scale(seconds, count, Pace.of(count, step, prepared, work))


@dataclass(frozen=True)
class Foretold:
    """Bytes of a set of so many seconds of sound."""

    seconds: float
    predicted: int
    measured: int
    error: float
    """Of all that is held, as the scheduler counts; a share."""
    error_beyond_weights: float


def memory(bed: Bed, plan: Plan) -> list[Foretold]:
    """As the daemon learns it: from the peaks of steps of sets as they happen to come."""
    dice = random.Random(3)
    bed.gauge.relieve()
    costs = Costs.guessed(HUNYUAN_XL)
    costs.base_bytes = bed.gauge.read().held
    _weigh(bed, [_LONGEST])  # what the libraries keep for themselves
    for _ in range(plan.learned):
        lengths = _drawn(dice.uniform(plan.buckets[0], plan.buckets[-1]), dice)
        costs.weighed(_tokens(sum(lengths)), _weigh(bed, lengths))
    return [_foretold(bed, costs, _drawn(seconds, dice)) for seconds in plan.buckets]


def _drawn(seconds: float, dice: random.Random) -> list[float]:
    """Clips of at least two seconds that make up so many in all."""
    lengths = []
    while seconds > 4:
        lengths.append(dice.uniform(2, min(seconds - 2, _LONGEST)))
        seconds -= lengths[-1]
    return [*lengths, seconds]


def _weigh(bed: Bed, lengths: Sequence[float]) -> int:
    """The peak of the first step of these clips, which packs them."""
    denoiser = Denoiser(bed.dit)
    states = [bed.start(denoiser, bed.clip(seconds, seed)) for seed, seconds in enumerate(lengths)]
    bed.gauge.mark()
    denoiser.step(states)
    bed.gauge.settle()
    peak = bed.gauge.peak()
    assert peak is not None
    return peak


def _foretold(bed: Bed, costs: Costs, lengths: Sequence[float]) -> Foretold:
    seconds = sum(lengths)
    predicted, measured = costs.peak(_tokens(seconds)), _weigh(bed, lengths)
    off, own = abs(predicted - measured), max(1, measured - costs.base_bytes)
    return Foretold(seconds, predicted, measured, off / measured, off / own)


def _tokens(seconds: float) -> float:
    return HUNYUAN_XL.tokens(seconds)


@dataclass(frozen=True)
class Boundary:
    """What a newcomer and a leaver cost between two steps, in seconds."""

    step_before: float
    admitted: float
    """Its conditions are projected."""
    packed: float
    """The company is packed anew."""
    first_step: float
    """With the newcomer, packing and all."""
    step_with: float
    """Later ones."""
    first_step_after: float
    """It has left."""

    @property
    def joined(self) -> float:
        """From between two steps to the end of the newcomer's first."""
        return self.admitted + self.first_step

    @property
    def join_share(self) -> float:
        """Of a step: what joining costs beside the newcomer's own part of the steps."""
        return (self.admitted + max(0.0, self.first_step - self.step_with)) / self.step_with

    @property
    def leave_share(self) -> float:
        return max(0.0, self.first_step_after - self.step_before) / self.step_before


def boundary(bed: Bed, plan: Plan) -> Boundary:
    """The median of each."""
    runs = [asdict(_joining(bed, plan.company)) for _ in range(plan.times)]
    return Boundary(**{name: median(run[name] for run in runs) for name in runs[0]})


def _joining(bed: Bed, company: int) -> Boundary:
    denoiser = Denoiser(bed.dit)
    states = [bed.start(denoiser, bed.clip(4, seed)) for seed in range(company)]
    newcomer = bed.clip(4, company)
    denoiser.step(states)
    before = bed.seconds(lambda: denoiser.step(states))
    joined = list(states)
    admitted = bed.seconds(lambda: joined.append(bed.start(denoiser, newcomer)))
    branches = [branch for state in joined for branch in state.branches]
    moments = [int(state is joined[-1]) for state in joined for _ in state.branches]
    packed = bed.seconds(lambda: Packing.of(branches, moments, bed.dit.unseen()))
    first = bed.seconds(lambda: denoiser.step(joined))
    later = bed.seconds(lambda: denoiser.step(joined))
    after = bed.seconds(lambda: denoiser.step(states))
    return Boundary(before, admitted, packed, first, later, after)
