"""What the daemon asks of a media child, and what it answers. One errand at a time per child."""

from __future__ import annotations

from fractions import Fraction
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter

from footfall_bridge.protocol import MIX, Contact, Movie, Region, Stamp
from footfall_bridge.timeline import Clip, Time
from footfall_daemon.jobs import Plan, RegionPlan
from footfall_daemon.jobs import SegmentPlan as SegmentPlan


class _Message(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", allow_inf_nan=False)


class Prepare(_Message):
    """Open the media, work out the exact range, look at the picture, plan the segments."""

    kind: Literal["prepare"] = "prepare"
    job: str
    clip: Clip
    stands_for: str | None = None
    """Path of media that cannot be decoded: the clip's own is its proxy."""
    handles: Time
    stamp: Stamp
    window: Fraction
    """Seconds: the longest segment."""
    overlap: Fraction = Fraction(0)
    """Seconds that neighbouring segments share where the picture is not cut between them."""
    cache: str
    """Folder of what is remembered of pictures."""
    cache_limit: int = Field(default=20 * 2**30, ge=0)
    """Bytes of it that are kept."""
    fresh: bool = False
    region: Region | None = None
    """The part to make again; None: all."""
    follows_cues: bool = True
    """Of the sound: else nobody wants to know how sure they are."""


class Prepared(Plan):
    kind: Literal["prepared"] = "prepared"
    job: str


class Film(_Message):
    """Make the pictures of a segment that an engine wants to see, unless their features are remembered."""

    kind: Literal["film"] = "film"
    job: str
    segment: str
    clip: Clip
    handle_samples: int
    """Of the file, at each end."""
    start: int
    samples: int
    """Of the segment, from the file's first sample."""
    shortest: Fraction
    """Seconds that it is made at least: picture follows for so long."""
    reels: list[tuple[Literal["whole", "centre"], int]]
    """Look, and frames per second."""
    encoders: str
    film: str
    """In the spool: a NumPy file of uint8 (frames, height, width, 3) for each reel at `<film>.<look>.npy`."""
    cache: str
    cache_limit: int = Field(default=20 * 2**30, ge=0)
    fresh: bool = False
    features: str = ""
    """Name of the features, where it comes from elsewhere: it is that of other media, of which this is a part."""


class Filmed(_Message):
    kind: Literal["filmed"] = "filmed"
    job: str
    segment: str
    features: str
    """Path in the cache of what the encoders make of the pictures."""
    known: bool
    """It is there already: nothing was filmed."""


class Excerpt(_Message):
    """Copy what a film is made of, for a machine without the media, unless its features are remembered."""

    kind: Literal["excerpt"] = "excerpt"
    film: Film
    """As it would be made here."""
    excerpt: str
    """In the spool: the names of its files begin with `<excerpt>.`."""
    mapped: bool = False
    """That machine sees the media: nothing needs to be copied."""

    @property
    def job(self) -> str:
        return self.film.job


class Excerpted(_Message):
    kind: Literal["excerpted"] = "excerpted"
    job: str
    segment: str
    features: str
    """As `Filmed` has it."""
    known: bool
    """They are there already: nothing was copied."""
    film: Film
    """Of the excerpt, or where none was made of the media itself: the very same pictures.

    An excerpt is a clip of its own, without handles: it is its `clip`, `start` and `handle_samples` that count.
    Its `features` are named.
    """
    files: list[str] = []
    """That the excerpt consists of: one, or the pictures of a sequence, which stay together in one folder."""


class Wave(_Message):
    """A finished segment: a NumPy file of float32 (channels, samples)."""

    layer: str = MIX
    path: str
    start: int
    samples: int


class WavFile(_Message):
    """One file to be written: the mix, or a layer by itself."""

    layer: str = MIX
    path: str
    """Temporary, in the destination folder, which exists."""
    waves: list[Wave]
    channels: int
    equal_power: bool = False
    """How overlapping segments are crossfaded: they know nothing of each other's sound."""
    description: str
    coding_history: str


class Marks(_Message):
    """The contacts that a sound follows, as its file marks them."""

    cues: str
    """Path of the `Cues` file: what was seen."""
    contacts: list[Contact] | None = None
    """These instead; seconds from the clip's first frame."""
    sensitivity: float
    """Of half sensitivity, contacts of half confidence and more are heard."""
    offset: float
    """Seconds by which they sound later."""


class Splice(_Message):
    """What is new of a file; the rest is another file's, sample by sample."""

    region: RegionPlan
    base: str
    """The WAV that lends the rest."""


class Write(_Message):
    """Join the segments into Broadcast WAVs, and where asked make a review movie, under temporary names."""

    kind: Literal["write"] = "write"
    job: str
    files: list[WavFile]
    samples: int
    time_reference: int
    splice: Splice | None = None
    marks: Marks | None = None
    """None: it follows none."""
    request: dict[str, Any]
    """The whole request, kept in the iXML chunk: `footfall again` reads it."""
    movie: Movie = Movie.none
    movie_path: str | None = None
    """Temporary path of the review movie."""
    media: str | None = None
    source_in: Time | None = None
    source_out: Time | None = None
    handle_samples: int = 0


class Written(_Message):
    kind: Literal["written"] = "written"
    job: str
    samples: int
    notices: list[str] = []


class Show(_Message):
    """Make still pictures of a clip, evenly spread, unless they are remembered."""

    kind: Literal["show"] = "show"
    job: str
    clip: Clip
    """With media."""
    frames: int
    height: int
    """Pixels at most."""
    cache: str
    cache_limit: int = Field(default=2**30, ge=0)


class Shown(_Message):
    kind: Literal["shown"] = "shown"
    job: str
    strip: str
    """Path in the cache of a packed `protocol.Strip`, of no job."""


class Trace(_Message):
    """Find the peaks of a file that we made, or of a part of it, unless they are remembered."""

    kind: Literal["trace"] = "trace"
    job: str
    path: str
    columns: int
    start: float | None
    stop: float | None
    """Seconds from the file's first sample."""
    cache: str
    cache_limit: int = Field(default=2**30, ge=0)


class Traced(_Message):
    kind: Literal["traced"] = "traced"
    job: str
    peaks: str
    """Path in the cache of packed `protocol.Peaks`, of no job and no path."""


class Abandon(_Message):
    """Stop the errand of this job, if it is the current one, and remove what it had begun to write."""

    kind: Literal["abandon"] = "abandon"
    job: str


class Progress(_Message):
    kind: Literal["progress"] = "progress"
    job: str
    fraction: float


class ErrandFailed(_Message):
    kind: Literal["failed"] = "failed"
    job: str
    code: str
    message: str


class Up(_Message):
    """The child is ready for its first errand."""

    kind: Literal["up"] = "up"


ToMedia = Annotated[Prepare | Film | Excerpt | Write | Show | Trace | Abandon, Field(discriminator="kind")]
FromMedia = Annotated[
    Up | Prepared | Filmed | Excerpted | Written | Shown | Traced | Progress | ErrandFailed,
    Field(discriminator="kind"),
]
to_media: TypeAdapter[ToMedia] = TypeAdapter(ToMedia)
from_media: TypeAdapter[FromMedia] = TypeAdapter(FromMedia)
