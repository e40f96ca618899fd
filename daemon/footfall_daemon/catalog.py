"""What engines exist and what is known of them without loading them. No torch here.

Other packages list theirs under the entry point group `footfall.catalog`: an `EngineInfo`, in a module that loads
no torch, beside the engine itself under `footfall.engines`, both by the engine's name.
"""

from __future__ import annotations

import logging
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from fractions import Fraction
from importlib.metadata import EntryPoint, entry_points
from typing import Literal

from footfall_bridge.protocol import MIX, Layer

GROUP = "footfall.catalog"
_log = logging.getLogger("footfall.catalog")


@dataclass(frozen=True, slots=True)
class Reel:
    """Frames that an engine wants to see: so many a second, each as `media.stills` makes it by this name."""

    look: Literal["whole", "centre"]
    rate: int


@dataclass(frozen=True, slots=True, kw_only=True)
class EngineInfo:
    """What the daemon must know of an engine to plan for it."""

    name: str
    title: str
    licence: str
    channels: int
    """Of the mix."""
    layers: tuple[str, ...] = ()
    """Stems that it can give by themselves."""
    rooms: tuple[str, ...] = ()
    """Names of those that it can put sounds in."""
    materials: tuple[str, ...] = ()
    """What a contact can be said to be made of."""
    window: Fraction
    """Seconds: the longest segment the engine takes at once."""
    base_bytes: int
    """Device memory of the loaded engine before its first segment: a first guess, then measured."""
    bytes_per_second: int
    """Device memory per second of sound in the running set: a first guess, then measured."""
    streamable_bytes: int = 0
    """Of the base: weights that can be fetched step by step from host memory."""
    tokens_per_second: int = 50
    """The engine's measure of a segment's size: cost is a function of it."""
    overlap: Fraction = Fraction(0)
    """Seconds that neighbouring segments share where the picture is not cut between them: they are crossfaded."""
    shortest: Fraction = Fraction(0)
    """Seconds: shorter segments are made this long and trimmed."""
    reels: tuple[Reel, ...] = ()
    """What it must be given of the picture; none: cues are enough."""
    follows_cues: bool = True
    """Its sound follows the contacts seen in the picture or given instead; else an order says nothing of them."""
    encoders: str = ""
    """Name and version of what sees the reels: their features are shared by all engines that name the same."""
    negative: str = ""
    """What it keeps away from where the user does not say."""
    guidance: float | None = None
    """How strictly it follows the prompt where the user does not say; None: it cannot be told."""
    steps: int | None = None
    """Likewise."""
    weights: str = ""
    """Name of the set of files that it needs, see `library`; none: nothing is to be had but the engine."""

    def channels_of(self, layer: str, *, wide: bool) -> int:
        """Spots are mono unless they are placed in a panorama or a room (`wide`)."""
        return 1 if layer not in (MIX, Layer.ambience) and not wide else self.channels

    def tokens(self, seconds: float, guidance: float | None = None) -> float:
        """The size of a segment. Without guidance beyond the prompt's own it is half the work."""
        made = max(seconds, float(self.shortest))
        alone = self.guidance is not None and guidance is not None and guidance <= 1
        return made * self.tokens_per_second * (0.5 if alone else 1.0)


SKETCH = EngineInfo(
    name="sketch",
    title="Sketch: procedural Foley, no weights",
    licence="MIT",
    channels=2,
    layers=tuple(Layer),
    rooms=("outdoors", "small", "tiled", "hall"),
    materials=(
        *("wood", "metal", "glass", "ceramic", "stone", "plastic", "rubber", "cardboard", "body"),
        *("carpet", "gravel", "sand", "snow", "grass", "leaves", "mud", "water"),
    ),
    window=Fraction(60),
    base_bytes=512 * 2**20,
    bytes_per_second=4 * 2**20,
)


_GIB = 2**30


def _hunyuan(name: str, title: str, *, weights: int, streamable: int) -> EngineInfo:
    """Bytes of weights as they lie in eight bits where memory is short, else in sixteen."""
    return EngineInfo(
        name=name,
        title=title,
        licence="Tencent Hunyuan Community License",
        channels=1,
        window=Fraction(10),
        overlap=Fraction(1),
        shortest=Fraction(2),
        base_bytes=weights + _GIB,
        bytes_per_second=100 * 2**20,
        streamable_bytes=streamable,
        reels=(Reel("whole", 8), Reel("centre", 25)),
        follows_cues=False,
        encoders="siglip2+synchformer 1",
        negative="noisy, harsh, music, speech, voice",
        guidance=4.5,
        steps=50,
        weights=name,
    )


HUNYUAN_XL = _hunyuan("hunyuan-xl", "HunyuanVideo-Foley XL", weights=5 * _GIB // 2, streamable=9 * _GIB // 4)
HUNYUAN_XXL = _hunyuan("hunyuan-xxl", "HunyuanVideo-Foley XXL", weights=17 * _GIB // 4, streamable=4 * _GIB)


def installed() -> Iterator[EngineInfo]:
    """What other packages list. One that is broken is left out: the others go on."""
    for point in entry_points(group=GROUP):
        try:
            yield _listed(point)
        except Exception:  # noqa: BLE001 - other people's code may raise anything; ours goes on without it
            _log.exception("engine %r is left out", point.name)


def _listed(point: EntryPoint) -> EngineInfo:
    engine = point.load()
    if not isinstance(engine, EngineInfo):
        raise TypeError(f"{point.value} is no EngineInfo")
    if engine.name != point.name:
        raise ValueError(f"{point.value} is listed by another name than its own, {engine.name!r}")
    return engine


class Catalog:
    """The engines by name: those given, or all that this installation has. Nobody replaces one of ours."""

    def __init__(self, engines: Iterable[EngineInfo] | None = None) -> None:
        self._engines: dict[str, EngineInfo] = {}
        for engine in (SKETCH, HUNYUAN_XL, HUNYUAN_XXL, *installed()) if engines is None else engines:
            self._engines.setdefault(engine.name, engine)

    def __contains__(self, name: str) -> bool:
        return name in self._engines

    def __getitem__(self, name: str) -> EngineInfo:
        return self._engines[name]

    def names(self) -> list[str]:
        return list(self._engines)
