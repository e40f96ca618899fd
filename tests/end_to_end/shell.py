"""The command line in this process, and what lies on the timelines that it writes."""

from __future__ import annotations

import json
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import Any

import opentimelineio as otio
import pytest

from footfall_bridge.cli.__main__ import main
from footfall_bridge.hosts.interchange import documents
from footfall_bridge.hosts.interchange.media import Relinker
from footfall_bridge.hosts.interchange.otio_tracks import sound_name
from footfall_bridge.hosts.interchange.sounds import is_ours
from footfall_bridge.hosts.interchange.times import seconds_of


@dataclass(frozen=True)
class Shell:
    """The daemon is another process."""

    capture: pytest.CaptureFixture[str]

    def text(self, *words: str, code: int = 0, errors: bool = False) -> str:
        ended = main(list(words))
        out, err = self.capture.readouterr()
        assert ended == code, out + err
        return (err if errors else out).strip()

    def timeline(self, *words: str, code: int = 0) -> Any:
        return json.loads(self.text("timeline", *words, "--json", code=code))


def laid(path: Path, rate: Fraction | None = None) -> list[tuple[Any, Fraction, Fraction]]:
    """Our clips on a timeline: record start and end, in seconds."""
    document = documents.read(path, rate)
    found = []
    for one in document.timeline.tracks:
        at = document.start
        for item in one:
            end = at + seconds_of(item.duration())
            if one.kind == otio.schema.TrackKind.Audio and is_ours(sound_name(item)):
                found.append((item, at, end))
            at = end
    return sorted(found, key=lambda entry: entry[1])


def plays_from(item: Any) -> Fraction:
    """Seconds into the WAV at which the clip begins."""
    lead = item.source_range.start_time - item.media_reference.available_range.start_time
    return seconds_of(lead)


def file_played(item: Any) -> Path:
    found = Relinker(Path("/")).find(item)
    assert isinstance(found, Path)
    return found
