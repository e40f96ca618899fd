"""What a test says of the synthetic engine: its costs, its card. A JSON file that the environment names."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Self

from pydantic import BaseModel, ConfigDict

VARIABLE = "FOOTFALL_SYNTHETIC"


class _Given(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Cost(_Given):
    """Of a step of the running set, or of a phase of one segment."""

    fixed: float = 0.0
    """Seconds."""
    per_token: float = 0.0
    """Seconds."""
    knee: float = 0.0
    """Tokens: fewer take as long as these, as on a device that they do not fill."""
    bytes_per_token: int = 0
    """Memory that is taken, touched and given back."""

    def seconds(self, tokens: float) -> float:
        return self.fixed + self.per_token * max(tokens, self.knee)

    def bytes(self, tokens: int) -> int:
        return self.bytes_per_token * tokens


class Options(_Given):
    """Fifty tokens are a second of sound."""

    steps: int = 20
    step: Cost = Cost(fixed=0.002, per_token=1e-4, knee=200, bytes_per_token=128 * 1024)
    encode: Cost = Cost()
    finish: Cost = Cost()
    link: float = 2e9
    """Bytes per second at which streamed weights come; they come while a step computes."""
    busy: bool = False
    """Keep a core busy for as long as something takes, instead of sleeping."""
    card: int = 0
    """Bytes of the card, this process and all editors together; 0: no limit."""
    editors: str = ""
    """The folder where other programs on the card are listed."""

    @classmethod
    def of_environment(cls) -> Self:
        name = os.environ.get(VARIABLE)
        return cls.model_validate_json(Path(name).read_bytes()) if name else cls()
