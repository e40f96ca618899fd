"""What the daemon tells the engine child, and what it reports. Waveforms travel as files in the spool."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter


class _Message(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", allow_inf_nan=False)


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
    wave: str
    """Where the waveform goes: a NumPy file of float32 (channels, samples)."""


class Load(_Message):
    kind: Literal["load"] = "load"
    engine: str


class Admit(_Message):
    """Take these segments into the running set from the next step on."""

    kind: Literal["admit"] = "admit"
    segments: list[SegmentOrder]


class Drop(_Message):
    """Leave these segments: cancelled."""

    kind: Literal["drop"] = "drop"
    segments: list[str]


class Unload(_Message):
    kind: Literal["unload"] = "unload"


ToEngine = Annotated[Load | Admit | Drop | Unload, Field(discriminator="kind")]


class Memory(_Message):
    """Bytes on the device."""

    total: int
    free: int
    held: int


class Up(_Message):
    kind: Literal["up"] = "up"
    device: str
    memory: Memory


class Loaded(_Message):
    kind: Literal["loaded"] = "loaded"
    engine: str
    seconds: float
    memory: Memory


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
    """The engine could not be loaded."""

    kind: Literal["engine-failed"] = "engine-failed"
    code: str
    message: str


FromEngine = Annotated[
    Up | Loaded | Unloaded | Stepped | Finished | SegmentFailed | EngineFailed, Field(discriminator="kind")
]
to_engine: TypeAdapter[ToEngine] = TypeAdapter(ToEngine)
from_engine: TypeAdapter[FromEngine] = TypeAdapter(FromEngine)
