"""What the daemon tells the engine child, and what it reports. Waveforms travel as files in the spool."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter

from footfall_bridge.protocol import MIX, Contact


class _Message(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", allow_inf_nan=False)


class Sounding(_Message):
    """What is wanted of the sound beside the prompt; engines do what they can of it."""

    layers: list[str] = []
    """A waveform for each of these; none: one, the mix."""
    pan: bool = False
    room: str = ""
    sensitivity: float = 0.5
    """0..1: the more, the less sure a contact needs to be."""
    offset: float = 0.0
    """Seconds by which all that follows the picture sounds later."""
    contacts: list[Contact] | None = None
    """These instead of those in the cues; seconds from the file's first sample."""
    origin: int = 0
    """Samples from the timeline's zero to the file's first: clips of one timeline share its ambience."""
    joined_before: bool = False
    joined_after: bool = False
    """The clip goes on in a neighbour of the same request."""
    levels: dict[str, float] = {}
    """dB by layer, of those that are not left as they are."""


class SegmentOrder(_Message):
    """All that an engine needs to make one segment."""

    id: str
    """`<job>/<index>`."""
    job: str
    start: int
    samples: int
    total_samples: int
    """Start and length of the segment and length of the whole file, in samples at 48 kHz."""
    cues: str
    prompt: str
    negative: str
    seed: int
    guidance: float | None = None
    steps: int | None = None
    """As the engine is told to work, where it can be told."""
    film: str = ""
    """Its pictures in the spool: see `reel`. None where there is no picture, or its features are known."""
    features: str = ""
    """Where the engine keeps what its encoders made of the picture: it may be there already."""
    eyes: str = ""
    """The encoders that the features are named after; empty where the weights do not tell them apart."""
    wave: str
    """Where the mix goes: a NumPy file of float32 (channels, samples). Layers go beside it, see `wave_of`."""
    state: str
    """Where its state lies while it is parked: it outlives the process."""
    sounding: Sounding = Sounding()

    @property
    def layers(self) -> list[str]:
        """Of the waveforms that are wanted."""
        return self.sounding.layers or [MIX]

    def wave_of(self, layer: str) -> Path:
        return Path(self.wave) if layer == MIX else Path(self.wave).with_suffix(f".{layer}.npy")

    def reel(self, look: str) -> Path:
        """A NumPy file of uint8 (frames, height, width, 3)."""
        return Path(f"{self.film}.{look}.npy")


class Shortcuts(_Message):
    """Ways to make sound with less work than a model was published with. All are off unless asked for."""

    solver: Literal["euler", "ab2"] = "euler"
    guidance_from: float = 0.0
    guidance_to: float = 1.0
    """Noise levels between which guidance applies."""
    reuse: float = 0.0
    compile: bool = False
    """Small operations to one kernel each: the same sound, up to rounding."""


class Load(_Message):
    kind: Literal["load"] = "load"
    engine: str
    stream: float = 0.0
    """Share of the weights, of those that can be, that is streamed from host memory from the start."""
    weights: str = ""
    """File that lists those of the engine, where it has any."""
    precision: str = "auto"
    shortcuts: Shortcuts = Shortcuts()
    budget: int | None = None
    """Bytes of the device that we may hold now, the engine and all that it works with."""


class Admit(_Message):
    """Take these segments into the running set from the next step on."""

    kind: Literal["admit"] = "admit"
    segments: list[SegmentOrder]


class Park(_Message):
    """Take these segments out of the running set and keep their states in the spool."""

    kind: Literal["park"] = "park"
    segments: list[str]


class Resume(_Message):
    """Go on with these where they were parked; one that is not parked here starts."""

    kind: Literal["resume"] = "resume"
    segments: list[SegmentOrder]


class StreamWeights(_Message):
    """Keep this share of the weights in host memory and fetch it step by step. Engines that cannot ignore it."""

    kind: Literal["stream-weights"] = "stream-weights"
    share: float


class PhasesBeside(_Message):
    """Whether there is room for what segments take beside their steps while others step: they may be finished
    meanwhile, and what encodes newcomers may stay. Engines that cannot ignore it. A load forbids it.
    """

    kind: Literal["phases-beside"] = "phases-beside"
    allowed: bool


class Measure(_Message):
    """Report the memory: while nothing steps nobody else would."""

    kind: Literal["measure"] = "measure"


class Drop(_Message):
    """Leave these segments, running or parked: cancelled."""

    kind: Literal["drop"] = "drop"
    segments: list[str]


class Unload(_Message):
    """Give the weights back. Parked segments stay; the running set is forgotten."""

    kind: Literal["unload"] = "unload"


class Leave(_Message):
    """Park all that runs, then end the process: the device is free of us."""

    kind: Literal["leave"] = "leave"


ToEngine = Annotated[
    Load | Admit | Park | Resume | StreamWeights | PhasesBeside | Measure | Drop | Unload | Leave,
    Field(discriminator="kind"),
]


class Memory(_Message):
    """Bytes on the device."""

    total: int
    free: int
    held: int


class Card(_Message):
    """By what others find the accelerator that torch computes on; empty where torch does not tell."""

    name: str = ""
    uuid: str = ""
    pci: str = ""
    """`0000:3b:00.0`"""
    index: int = 0


class Up(_Message):
    kind: Literal["up"] = "up"
    device: str
    card: Card
    memory: Memory


class Loaded(_Message):
    kind: Literal["loaded"] = "loaded"
    engine: str
    mode: str
    """How it computes here, `float32`, `bf16 fp8-weights` ...: what it costs is learned for each by itself."""
    seconds: float
    memory: Memory
    streamable: int | None = None
    """Bytes of the weights that can be streamed, as they are held in this mode; None: as the catalog says."""
    phases_beside: bool = False
    """It gains where there is room for that, see `PhasesBeside`."""


class Unloaded(_Message):
    kind: Literal["unloaded"] = "unloaded"
    memory: Memory


class Stepped(_Message):
    """One step of the running set is over."""

    kind: Literal["stepped"] = "stepped"
    progress: dict[str, float]
    """Share done, 0..1, of every segment that stepped."""
    seconds: float
    memory: Memory
    peak: int | None = None
    """Bytes held of the device at the step's peak, where the device tells."""
    disturbed: bool = False
    """A segment was finished meanwhile: seconds and peak are not the step's own."""


class Phased(_Message):
    """A segment was encoded and started, or finished while the others rested: what that took beside the steps."""

    kind: Literal["phased"] = "phased"
    segment: str
    phase: Literal["encode", "finish"]
    seconds: float
    peak: int | None = None
    """Bytes held at its peak beyond those held before, where the device tells."""


class Alive(_Message):
    """A part of what lasts is done: it does not hang. See `contract.Beating`."""

    kind: Literal["alive"] = "alive"


class Measured(_Message):
    kind: Literal["measured"] = "measured"
    memory: Memory


class OutOfMemory(_Message):
    """The device had too little memory for these. They are parked, but for those that never started."""

    kind: Literal["out-of-memory"] = "out-of-memory"
    segments: list[str]
    lost: list[str]
    memory: Memory


class Finished(_Message):
    kind: Literal["finished"] = "finished"
    segment: str
    samples: int
    notes: list[str] = []
    """What the user should know, in words: a part of the prompt that could not be read ..."""


class SegmentFailed(_Message):
    kind: Literal["segment-failed"] = "segment-failed"
    segment: str
    code: str
    message: str


class EngineFailed(_Message):
    """The engine could not be loaded, or not stream its weights as it was told to: none is loaded now.

    What ran is parked.
    """

    kind: Literal["engine-failed"] = "engine-failed"
    engine: str
    code: str
    message: str
    memory: Memory


FromEngine = Annotated[
    Up
    | Loaded
    | Unloaded
    | Stepped
    | Phased
    | Alive
    | Measured
    | OutOfMemory
    | Finished
    | SegmentFailed
    | EngineFailed,
    Field(discriminator="kind"),
]
to_engine: TypeAdapter[ToEngine] = TypeAdapter(ToEngine)
from_engine: TypeAdapter[FromEngine] = TypeAdapter(FromEngine)
