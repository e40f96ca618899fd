"""The preparing errand on real films: a ball that bounces at known times."""

from __future__ import annotations

import os
from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from footfall_bridge.protocol import Stamp
from footfall_bridge.timeline import Clip, Time, TimelinePlace
from footfall_daemon.cues import Cues
from footfall_daemon.media.errors import Abandoned, MediaError
from footfall_daemon.media.frames import never
from footfall_daemon.media.messages import Prepare, Prepared
from footfall_daemon.media.prepare import prepare
from tests.footage import Film

RATE = Fraction(25)
FLOOR, HEIGHT, FALL = 150.0, 110.0, 0.6
"""The ball falls 110 pixels in 0.6 s and jumps up as high again."""
BOUNCES = [0.6, 1.8, 3.0]


def ball(number: int) -> NDArray[np.uint8]:
    phase = (number / 25 + FALL) % (2 * FALL) - FALL
    y, x = FLOOR - HEIGHT * (1 - (phase / FALL) ** 2) if phase else FLOOR - HEIGHT, 60 + 1.5 * number
    rows, columns = np.mgrid[0:180, 0:320]
    image = np.random.default_rng(7).integers(60, 120, (45, 80, 3), np.uint8).repeat(4, 0).repeat(4, 1)
    image[np.hypot(rows - y, columns - x) < 12] = (230, 40, 40)
    return image


@pytest.fixture(scope="module")
def film(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = Film(frames=95, draw=ball, metadata={"timecode": "10:00:00:00"})
    return made.make(tmp_path_factory.mktemp("film") / "ball.mov")


def seconds(value: str) -> Time:
    return Time.of(Fraction(value))


def errand(
    clip: Clip, cache: Path, *, handles: str = "0", stamp: Stamp = Stamp.source, fresh: bool = False
) -> Prepare:
    return Prepare(
        job="j",
        clip=clip,
        handles=seconds(handles),
        stamp=stamp,
        window=Fraction(2),
        cache=str(cache),
        fresh=fresh,
    )


def done(errand: Prepare) -> Prepared:
    return prepare(errand, lambda _: None, never)


def bounces(prepared: Prepared) -> list[float]:
    return [contact.time for contact in Cues.load(Path(prepared.cues)).contacts if contact.confidence >= 0.5]


def test_whole_film(film: Path, tmp_path: Path) -> None:
    found = done(errand(Clip(media=str(film)), tmp_path))
    assert found.samples == round(Fraction(95, 25) * 48_000)
    assert (found.timecode, found.time_reference) == ("10:00:00:00", 36_000 * 48_000)
    assert sum(part.samples for part in found.segments) == found.samples
    assert bounces(found) == pytest.approx(BOUNCES, abs=0.02)


@pytest.mark.parametrize("with_media", [True, False])
def test_segments_overlap_as_the_errand_says(film: Path, tmp_path: Path, with_media: bool) -> None:
    clip = Clip(media=str(film)) if with_media else Clip(duration=seconds("19/5"))
    apart = done(errand(clip, tmp_path)).segments
    shared = done(errand(clip, tmp_path).model_copy(update={"overlap": Fraction(1, 10)})).segments
    assert [part.start for part in apart] == [0, 91_200]
    assert [(part.start, part.samples) for part in shared] == [(0, 93_600), (88_800, 93_600)]


def test_handles_shift_contacts_and_show_what_lies_outside_the_clip(film: Path, tmp_path: Path) -> None:
    clip = Clip(media=str(film), source_in=seconds("1"), source_out=seconds("2"))
    found = done(errand(clip, tmp_path, handles="1/2"))
    assert (found.samples, found.handle_samples) == (96_000, 24_000)
    assert (found.timecode, found.time_reference) == ("10:00:01:00", 36_000 * 48_000 + 24_000)
    assert bounces(found) == pytest.approx([0.1, 1.3], abs=0.02)


def test_handles_of_a_bounded_clip_are_blind(film: Path, tmp_path: Path) -> None:
    """The media is a rendered timeline: around the clip it shows other shots."""
    clip = Clip(media=str(film), source_in=seconds("1"), source_out=seconds("2"))
    bounded = done(errand(clip.model_copy(update={"bounded": True}), tmp_path, handles="1/2"))
    assert (bounded.samples, bounded.handle_samples) == (96_000, 24_000)
    assert bounces(bounded) == pytest.approx([1.3], abs=0.02)
    assert len(bounces(done(errand(clip, tmp_path, handles="1/2")))) == 2, "what is remembered is each clip's own"


def test_handles_beyond_the_media_are_silence_of_full_length(film: Path, tmp_path: Path) -> None:
    found = done(errand(Clip(media=str(film)), tmp_path, handles="10"))
    assert found.samples == round(Fraction(95, 25) * 48_000) + 2 * 480_000
    assert bounces(found) == pytest.approx([10 + time for time in BOUNCES], abs=0.02)


def test_half_speed_backward(film: Path, tmp_path: Path) -> None:
    clip = Clip(
        media=str(film), source_in=seconds("1"), source_out=seconds("2"), play_rate=Fraction(1, 2), reverse=True
    )
    found = done(errand(clip, tmp_path))
    assert found.duration.seconds == 2
    assert bounces(found) == pytest.approx([0.4], abs=0.04)


def test_record_stamp(film: Path, tmp_path: Path) -> None:
    where = TimelinePlace(record_in=Time(value=90_000, rate=(25, 1)))
    found = done(errand(Clip(media=str(film), place=where), tmp_path, stamp=Stamp.record))
    assert (found.timecode, found.time_reference) == ("01:00:00:00", 3600 * 48_000)


def test_record_stamp_without_a_timeline_says_so(film: Path, tmp_path: Path) -> None:
    found = done(errand(Clip(media=str(film)), tmp_path, stamp=Stamp.record))
    assert found.timecode == "10:00:00:00"
    assert any("no timeline" in notice for notice in found.notices)


@pytest.mark.parametrize("follows_cues", [True, False])
def test_that_nothing_was_seen_is_told_where_the_sound_follows_it(tmp_path: Path, follows_cues: bool) -> None:
    still = Film(frames=10, draw=lambda number: ball(0)).make(tmp_path / "still.mov")
    wanted = errand(Clip(media=str(still)), tmp_path).model_copy(update={"follows_cues": follows_cues})
    assert any("No certain contact" in notice for notice in done(wanted).notices) is follows_cues


def test_text_alone(tmp_path: Path) -> None:
    found = done(errand(Clip(duration=seconds("5")), tmp_path))
    assert (found.samples, found.timecode, found.source_in) == (240_000, "00:00:00:00", None)
    assert bounces(found) == []


def test_the_second_time_nothing_is_decoded(film: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    first = done(errand(Clip(media=str(film)), tmp_path))
    monkeypatch.setattr("footfall_daemon.media.prepare.frames", refuse)
    assert done(errand(Clip(media=str(film)), tmp_path)) == first
    with pytest.raises(AssertionError):
        done(errand(Clip(media=str(film)), tmp_path, fresh=True))


def refuse(*_: object) -> None:
    raise AssertionError("decoded again")


@pytest.mark.parametrize("with_media", [True, False])
def test_the_cache_keeps_to_the_limit_of_the_errand(film: Path, tmp_path: Path, with_media: bool) -> None:
    old = tmp_path / "old.cues"
    old.write_bytes(bytes(1_000_000))
    os.utime(old, (1_000, 1_000))
    clip = Clip(media=str(film)) if with_media else Clip(duration=seconds("5"))
    done(errand(clip, tmp_path))
    assert old.exists()
    done(errand(clip, tmp_path).model_copy(update={"cache_limit": 900_000}))
    assert not old.exists()


def test_a_cache_that_cannot_be_written_is_told(film: Path, tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(MediaError) as caught:
        done(errand(Clip(media=str(film)), tmp_path / "file"))
    assert caught.value.code == "cache-unwritable"


def test_progress_rises_to_the_end(film: Path, tmp_path: Path) -> None:
    heard: list[float] = []
    prepare(errand(Clip(media=str(film)), tmp_path), heard.append, never)
    assert heard == sorted(heard)
    assert heard[-1] > 0.9


def test_called_off(film: Path, tmp_path: Path) -> None:
    with pytest.raises(Abandoned):
        prepare(errand(Clip(media=str(film)), tmp_path), lambda _: None, lambda: True)
    assert list(tmp_path.iterdir()) == []


def test_shorter_than_a_sample_is_refused(film: Path, tmp_path: Path) -> None:
    clip = Clip(media=str(film), source_in=seconds("0"), source_out=seconds("1/1000000"))
    with pytest.raises(MediaError) as caught:
        done(errand(clip, tmp_path))
    assert caught.value.code == "too-short"
