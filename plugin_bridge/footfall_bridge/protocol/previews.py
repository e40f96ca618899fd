"""What a job looks and sounds like at a glance: a strip of its picture, and the peaks of a file that it made."""

from __future__ import annotations

from typing import Annotated, ClassVar, Literal, Self

from pydantic import Field, model_validator

from footfall_bridge.protocol.messages import Info, JobId, Request

_Seconds = Annotated[float, Field(ge=0, le=7200)]


class Still(Info):
    time: float
    """Seconds from the first frame of the clip, as it plays."""
    jpeg: bytes


class Strip(Info):
    """Still pictures of the whole clip, by time: each is the middle of one of as many equal parts."""

    job: str
    start: float = 0.0
    """Seconds from the first frame of the clip: where the strip begins."""
    duration: float
    """Seconds that the strip covers."""
    frames: list[Still]


class GetStrip(Request):
    """The clip's picture, upright, and retimed or reversed as the clip is."""

    op: Literal["strip"] = "strip"
    job: JobId
    frames: Annotated[int, Field(ge=1, le=64, strict=True)] = 1
    height: Annotated[int, Field(ge=16, le=360, strict=True)] = 54
    """Pixels at most: a picture that is smaller stays as it is."""
    Reply: ClassVar[type[Info]] = Strip


class Peaks(Info):
    """The lowest and highest samples of a file in columns of equal length, for a drawing of its waveform."""

    job: str
    path: str
    sample_rate: int
    channels: int
    samples: int
    """Of the whole file."""
    start: float
    stop: float
    """Seconds from the file's first sample: what the columns cover."""
    low: bytes
    high: bytes
    """A signed byte, -127..127, for each column of the first channel, then of the next."""


class GetPeaks(Request):
    op: Literal["peaks"] = "peaks"
    job: JobId
    output: Annotated[int, Field(ge=0, le=15, strict=True)] = 0
    """Which of the job's files: its place among `JobInfo.outputs`."""
    columns: Annotated[int, Field(ge=16, le=8192, strict=True)] = 1000
    start: _Seconds | None = None
    stop: _Seconds | None = None
    """Seconds from the file's first sample; None: to its end."""
    Reply: ClassVar[type[Info]] = Peaks

    @model_validator(mode="after")
    def _is_span(self) -> Self:
        if self.stop is not None and self.stop <= (self.start or 0.0):
            raise ValueError("stop must lie after start")
        return self
