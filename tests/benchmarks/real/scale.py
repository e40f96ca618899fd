"""The traces of the simulator, and what a step costs, scaled down so that a processor can play them for real.

Time runs ten times as fast. Steps sleep for longer than it takes to touch their memory, so that who else uses the
processor hardly counts.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from footfall_bridge.timeline import SAMPLE_RATE
from footfall_daemon.engine.messages import Load, Loaded
from footfall_daemon.media.placing import segments
from tests.benchmarks.simulator import traces
from tests.benchmarks.simulator.devices import DEVICES
from tests.benchmarks.simulator.traces import BACKGROUND, Clip
from tests.engine.child import Child
from tests.synthetic.info import SYNTHETIC
from tests.synthetic.install import environment
from tests.synthetic.options import Cost, Options

MIB = 2**20
_FASTER = 10
_BULK = 40
"""Background clips of every trace."""
_ROOM = 300 * MIB
"""Of the card, beside the loaded engine: eight of the longest segments fit."""
_SLACK = 32 * MIB
"""What the engine's process grows by once it works."""
_STEP = Cost(fixed=0.002, per_token=65e-6, knee=1200, bytes_per_token=32 * 1024)
"""A step takes 80 ms up to 24 seconds of sound, about three clips; from there on it takes longer."""


@dataclass(frozen=True, slots=True)
class Script:
    """What is asked for, and what the editor holds: seconds from the beginning."""

    name: str
    clips: Sequence[Clip]
    moves: Sequence[tuple[float, int]] = ()
    """When the editor holds how many MiB from then on."""


def scripts(seed: int) -> list[Script]:
    t2, t3, t4 = (make(seed, DEVICES[0]) for make in (traces.t2, traces.t3, traces.t4))
    moves = [(time / _FASTER, _held(bytes_ / DEVICES[0].total)) for time, bytes_ in t4.editor.points]
    return [
        Script("T2", _scaled(t2.clips)),
        Script("T3", _scaled(t3.clips)),
        Script("T4", _scaled(t4.clips), moves),
    ]


def samples(clip: Clip) -> int:
    """Whole milliseconds: an exact number of samples."""
    return round(clip.length * 1000) * SAMPLE_RATE // 1000


def parts(clip: Clip) -> list[tuple[int, int]]:
    """Start and length, in samples, of the segments that the daemon would make of it."""
    plan = segments(samples(clip), SYNTHETIC.window, [])
    return [(part.start, part.samples) for part in plan]


def options(folder: Path, editors: Path, steps: int = 10) -> Options:
    """For a card with room for eight clips beside the engine, which is loaded once to see what it takes here."""
    child = Child(environment(folder, Options()))
    try:
        child.say(Load(engine="synthetic"))
        held = child.hear_first(Loaded).memory.held
    finally:
        child.close()
    return Options(steps=steps, step=_STEP, card=held + _SLACK + _ROOM, editors=str(editors))


def _scaled(clips: Sequence[Clip]) -> list[Clip]:
    bulk = [clip for clip in clips if clip.class_ == BACKGROUND][:_BULK]
    clicks = [clip for clip in clips if clip.class_ != BACKGROUND]
    return [replace(clip, time=clip.time / _FASTER) for clip in bulk + clicks]


def _held(share: float) -> int:
    """MiB. Of a large card 30-70 % are taken; here it is half to one and a half of the room beside the engine.

    Less than the room leaves place for some clips, more of it leaves none unless weights are streamed.
    """
    return round((2.5 * share - 0.25) * _ROOM / MIB) if share else 0
