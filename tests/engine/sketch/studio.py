"""Pictures made up for the engine, and the sound it makes of them."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

import torch

from footfall_bridge.protocol import Layer
from footfall_daemon.cues import Contact, ContactKind, Cues, Curves
from footfall_daemon.engine.messages import SegmentOrder, Sounding
from footfall_daemon.engine.sketch.engine import SketchEngine, SketchState
from footfall_daemon.engine.sketch.prompt import Reading, Wish
from footfall_daemon.engine.sketch.vocabulary import SoundClass
from tests.engine.sketch.meters import Signal

RATE = 48_000


def contact(
    time: float,
    kind: ContactKind = ContactKind.impact,
    strength: float = 1.0,
    confidence: float = 0.9,
    track: int = 0,
) -> Contact:
    return Contact(time=time, kind=kind, strength=strength, confidence=confidence, track=track)


def steps(*times: float) -> list[Contact]:
    return [contact(time, ContactKind.step) for time in times]


def swings(seconds: float, speed: float, camera: float = 0.0) -> Curves:
    """Something that swings to and fro once in two seconds, fastest at 0.5, 1.5, 2.5 ... seconds."""
    times = [frame / 25 for frame in range(int(seconds * 25) + 1)]
    moving = [abs(math.sin(math.pi * time)) ** 2 for time in times]
    return Curves(
        time=times,
        energy=[0.8 * value for value in moving],
        speed=[speed * value for value in moving],
        x=[0.5] * len(times),
        camera=[camera] * len(times),
    )


@dataclass
class Studio:
    """One loaded engine and a folder for cues."""

    folder: Path
    engine: SketchEngine = field(default_factory=SketchEngine)
    _count: int = 0

    def __post_init__(self) -> None:
        self.engine.load(torch.device("cpu"))

    def order(
        self,
        contacts: Sequence[Contact] = (),
        *,
        prompt: str = "",
        negative: str = "",
        seed: int = 7,
        seconds: float = 3.0,
        curves: Curves | None = None,
    ) -> SegmentOrder:
        self._count += 1
        cues = self.folder / f"{self._count}.cues"
        Cues(analyser="test", contacts=list(contacts), curves=curves or Curves()).save(cues)
        samples = round(seconds * RATE)
        return SegmentOrder(
            id=f"job{self._count}/0",
            job=f"job{self._count}",
            start=0,
            samples=samples,
            total_samples=samples,
            cues=str(cues),
            prompt=prompt,
            negative=negative,
            seed=seed,
            wave=str(self.folder / f"{self._count}.npy"),
            state=str(self.folder / f"{self._count}.state"),
        )

    def start(self, order: SegmentOrder, sounding: Sounding | None = None) -> SketchState:
        order = order if sounding is None else order.model_copy(update={"sounding": sounding})
        (picture,) = self.engine.encode_picture([order])
        (text,) = self.engine.encode_text([order])
        return self.engine.start(order, picture, text)

    def run(self, *states: SketchState) -> list[Signal]:
        while unfinished := [state for state in states if state.progress < 1]:
            self.engine.step(unfinished)
        return [torch.cat(list(layers.values())).numpy() for layers in self.engine.finish(states)]

    def make(self, order: SegmentOrder, sounding: Sounding | None = None) -> Signal:
        (wave,) = self.run(self.start(order, sounding))
        return wave

    def layers(self, order: SegmentOrder, sounding: Sounding) -> dict[Layer, Signal]:
        """Each layer asked for, two channels."""
        state = self.start(order, sounding)
        while state.progress < 1:
            self.engine.step([state])
        (waves,) = self.engine.finish([state])
        return {Layer(layer): wave.expand(2, -1).numpy() for layer, wave in waves.items()}

    def perform(
        self, wish: Wish, contacts: Sequence[Contact] = (), *, seconds: float = 3.0, curves: Curves | None = None
    ) -> Signal:
        """One sound alone, as if a prompt had been read so."""
        order = self.order(contacts, seconds=seconds, curves=curves)
        (picture,) = self.engine.encode_picture([order])
        text = Reading((wish,), frozenset({SoundClass.room} - {wish.sound}))
        (wave,) = self.run(self.engine.start(order, picture, text))
        return wave

    def notes(self, order: SegmentOrder) -> list[str]:
        return self.engine.notes(self.start(order))
