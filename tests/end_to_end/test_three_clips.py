"""The same three clips through every adapter and a real daemon: each WAV lies under its clip, within a sample."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import soundfile
from numpy.typing import NDArray

from footfall_bridge.places import HOME_VARIABLE
from footfall_bridge.provenance import read_request
from footfall_bridge.timeline import Clip, frames_of_timecode
from tests.end_to_end.house import House, a_house
from tests.end_to_end.shell import Shell, file_played, laid, plays_from
from tests.melted import MONO, mixdown, needs_melt
from tests.threeclips import PLACES, RATES, SOURCES, ThreeClips

_SAMPLE = Fraction(1, 48_000)


@dataclass(frozen=True)
class Project:
    house: House
    cut: ThreeClips


@pytest.fixture(scope="module", params=RATES)
def project(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Project]:
    """Two films, and a daemon; what was made for one format is there for the next."""
    cut = ThreeClips.made(tmp_path_factory.mktemp("project"), RATES[request.param])
    with a_house(tmp_path_factory.mktemp("home")) as house:
        yield Project(house, cut)


@pytest.fixture
def shell(project: Project, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Shell:
    monkeypatch.setenv(HOME_VARIABLE, str(project.house.home))
    return Shell(capsys)


@pytest.mark.parametrize(
    ("suffix", "out"),
    [
        (".otio", ".otio"),
        (".xml", ".xml"),
        (".fcpxml", ".fcpxml"),
        (".aaf", ".aaf"),
        (".edl", ".otio"),
        (".otio", ".aaf"),
        (".otio", ".xml"),
        (".otio", ".fcpxml"),
    ],
)
def test_each_wav_lies_under_its_clip(project: Project, shell: Shell, suffix: str, out: str) -> None:
    cut = project.cut
    result, target = made(shell, cut, suffix, out)
    assert result["drop_frame"] == cut.drop_frame
    placed = laid(target)
    assert len(placed) == len(PLACES)
    for (item, start, end), (at, length), source in zip(placed, PLACES, SOURCES, strict=True):
        assert abs(start - (cut.start + at) / cut.rate) < _SAMPLE
        assert abs(end - start - length / cut.rate) < _SAMPLE
        assert made_of(item, cut.rate) == source
        assert abs(plays_from(item) - handle(item)) < _SAMPLE
        assert soundfile.info(file_played(item)).frames >= round((plays_from(item) + end - start) * 48_000) - 1


@needs_melt
def test_melt_plays_each_wav_under_its_clip(project: Project, shell: Shell, tmp_path: Path) -> None:
    """By onset, end and level. To the sample it is proved in `tests/bridge/hosts/test_mlt.py`: after it has jumped
    in a file of two channels, `melt` 7.12 plays some hundred samples early."""
    cut = project.cut
    result, target = made(shell, cut, ".otio", ".mlt")
    heard = mixdown(target, tmp_path)
    silent = np.ones(len(heard), bool)
    for clip, (at, length) in zip(result["clips"], PLACES, strict=True):
        (file,) = clip["files"]
        first, last = (round(frame / cut.rate * 48_000) for frame in (at, at + length))
        wav, _ = soundfile.read(file["path"], always_2d=True)
        part = wav[file["lead_samples"] :][: last - first]
        gain = MONO if wav.shape[1] == 1 else 1
        assert level(heard[first:last]) == pytest.approx(level(part * gain), abs=0.5)
        for frame in range(first, last - 1_000, 1_000):
            assert level(heard[frame : frame + 1_000]) > level(part * gain) - 20
        silent[max(0, first - 1) : last + 1] = False
    assert silent.any()
    assert not heard[silent].any()


def level(sound: NDArray[np.float64]) -> float:
    """RMS, in dB of full scale."""
    return float(10 * np.log10(np.mean(sound**2) + 1e-12))


def made(shell: Shell, cut: ThreeClips, suffix: str, out: str) -> tuple[Any, Path]:
    """What `footfall timeline` says, and the file that it wrote. Rain is heard all the time."""
    target = cut.folder / f"{suffix[1:]} to{out}"
    rate = ["--rate", f"{cut.rate.numerator}/{cut.rate.denominator}"] if suffix == ".edl" else []
    result = shell.timeline(str(cut.file(suffix)), "-o", str(target), "--prompt", "heavy rain", *rate)
    assert result["out"] == str(target)
    assert [one["state"] in ("made", "kept") for one in result["clips"]] == [True] * len(PLACES)
    paths = [one["files"][0]["path"] for one in result["clips"]]
    assert paths[0] == paths[2] != paths[1], "what is used twice is made once"
    return result, target


def made_of(item: Any, rate: Fraction) -> tuple[str, int]:
    """The film, and the first frame in it."""
    found = Clip.model_validate(read_request(file_played(item))["order"]["clip"])
    first = found.source_in
    assert first is not None
    frame = frames_of_timecode(first, rate) if isinstance(first, str) else first.seconds * rate
    return Path(found.media or "").name, int(frame)


def handle(item: Any) -> Fraction:
    """Seconds into the WAV of the first frame that it was made for, which is the one it lies under here."""
    value, rate = (read_request(file_played(item))["order"]["handles"][key] for key in ("value", "rate"))
    return Fraction(value * rate[1], rate[0])
