"""Where the weights of one size of HunyuanVideo-Foley lie: read from the file that the daemon's library keeps."""

from __future__ import annotations

from hashlib import blake2b
from pathlib import Path
from typing import Self

from pydantic import BaseModel, ConfigDict, ValidationError

from footfall_daemon.engine.hunyuan.checkpoint import WeightsError


class Files(BaseModel):
    """Absolute paths; the networks are files of weights, the encoders folders as their publishers lay them out."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    dit: Path
    vae: Path
    synchformer: Path
    siglip2: Path
    clap: Path
    eyes: str | None = None
    """Tells what sees pictures from other encoders; not known of what was installed by an older version."""

    @property
    def fingerprint(self) -> str:
        """Of the files that decide what a state becomes: another one where they were exchanged."""
        stats = [(path, path.stat()) for path in (self.dit, self.vae)]
        return blake2b(repr([(str(p), s.st_size, s.st_mtime_ns) for p, s in stats]).encode()).hexdigest()

    @classmethod
    def read(cls, path: Path) -> Self:
        """Raises `WeightsError`: weights-missing."""
        try:
            return cls.model_validate_json(path.read_bytes())
        except (OSError, ValidationError) as error:
            words = "the list of this engine's weights cannot be read: get them with `footfall engines pull`"
            raise WeightsError("weights-missing", words) from error
