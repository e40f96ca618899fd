"""The filming errand on real films whose frames tell their number."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from fractions import Fraction
from math import ceil
from pathlib import Path
from typing import Any, Literal

import numpy as np
import pytest
from numpy.typing import NDArray

from footfall_bridge.timeline import Clip, Time
from footfall_daemon.media import film as filming
from footfall_daemon.media.errors import Abandoned, MediaError
from footfall_daemon.media.film import film
from footfall_daemon.media.frames import frames, never
from footfall_daemon.media.messages import Film as Errand
from footfall_daemon.media.messages import Filmed
from footfall_daemon.media.probe import probe
from footfall_daemon.media.stills import centre, whole
from tests.footage import WITH_B_FRAMES, Film, number_of, numbered
from tests.media.test_frames import ODD_TICKS, turned

Look = Literal["whole", "centre"]
Reels = list[tuple[Look, int]]
REELS: Reels = [("whole", 8), ("centre", 25)]
FRAMES = 48
RATES = {
    "23.976": Fraction(24000, 1001),
    "24": Fraction(24),
    "25": Fraction(25),
    "29.97": Fraction(30000, 1001),
    "50": Fraction(50),
    "59.94": Fraction(60000, 1001),
}


def square(number: int) -> NDArray[np.uint8]:
    """Nothing of it is left out where only the middle is seen."""
    return numbered(number, 192, 192)


@dataclass(frozen=True, kw_only=True)
class Shot:
    """A segment to be filmed. Times in seconds, of the media (`begins`, `ends`) and of the sound."""

    begins: Fraction = Fraction(0)
    ends: Fraction | None = None
    rate: Fraction = Fraction(1)
    reverse: bool = False
    handle: int = 0
    start: int = 0
    samples: int = 96_000
    shortest: Fraction = Fraction(0)
    reels: Reels = field(default_factory=lambda: REELS)

    def errand(self, media: Path, folder: Path, **changes: Any) -> Errand:
        (folder / "spool").mkdir(exist_ok=True)
        made = Errand(
            job="j",
            segment="j/0",
            clip=Clip(
                media=str(media),
                source_in=Time.of(self.begins),
                source_out=None if self.ends is None else Time.of(self.ends),
                play_rate=self.rate,
                reverse=self.reverse,
            ),
            handle_samples=self.handle,
            start=self.start,
            samples=self.samples,
            shortest=self.shortest,
            reels=self.reels,
            encoders="eyes 1",
            film=str(folder / "spool" / "j-0"),
            cache=str(folder / "cache"),
        )
        return made.model_copy(update=changes)

    def expected(self, times: Sequence[Fraction], end: Fraction, rate: int) -> list[int]:
        """Numbers of the frames that are seen so many times a second. `times`: the media's; `end`: of the last."""
        seconds = max(Fraction(self.samples, 48_000), self.shortest)
        wanted = [
            Fraction(self.start - self.handle, 48_000) + Fraction(k, rate) for k in range(ceil(seconds * rate))
        ]
        ends = [*times[1:], end]
        if self.reverse:
            clip_end = end if self.ends is None else self.ends
            played = [(number, (clip_end - ends[number]) / self.rate) for number in reversed(range(len(times)))]
        else:
            played = [(number, (time - self.begins) / self.rate) for number, time in enumerate(times)]
        return [next((number for number, time in played if time >= when), played[-1][0]) for when in wanted]


def done(errand: Errand) -> Filmed:
    return film(errand, lambda _: None, never)


def reel(errand: Errand, look: Look) -> NDArray[np.uint8]:
    made: NDArray[np.uint8] = np.load(f"{errand.film}.{look}.npy")
    return made


def numbers(errand: Errand, look: Look) -> list[int]:
    return [number_of(picture) for picture in reel(errand, look)]


def spool(errand: Errand) -> list[str]:
    return sorted(path.name for path in Path(errand.film).parent.iterdir())


@pytest.fixture(scope="module")
def counted(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """At 25 frames a second."""
    return Film(frames=FRAMES, draw=square, options=WITH_B_FRAMES).make(
        tmp_path_factory.mktemp("film") / "film.mp4"
    )


@pytest.mark.parametrize("container", ["mp4", "mkv"])  # mkv rounds times to milliseconds
@pytest.mark.parametrize("name", RATES)
def test_each_grid_time_gets_the_first_frame_from_then_on(tmp_path: Path, name: str, container: str) -> None:
    rate = RATES[name]
    media = Film(rate=rate, frames=FRAMES, draw=square).make(tmp_path / f"film.{container}")
    times = [number / rate for number in range(FRAMES)]
    shot = Shot(samples=round(FRAMES / rate * 48_000))
    errand = shot.errand(media, tmp_path)
    done(errand)
    for look, frequency in REELS:
        assert numbers(errand, look) == shot.expected(times, FRAMES / rate, frequency)


@pytest.mark.parametrize("reverse", [False, True])
def test_each_grid_time_gets_its_frame_at_a_variable_rate(tmp_path: Path, reverse: bool) -> None:
    ticks = Film(frames=16, ticks=ODD_TICKS, time_base=Fraction(1, 1000), options=WITH_B_FRAMES, draw=square)
    media = ticks.make(tmp_path / "film.mkv")
    shot = Shot(samples=60_000, reverse=reverse, ends=Fraction(1) if reverse else None)
    errand = shot.errand(media, tmp_path)
    done(errand)
    end = probe(str(media)).duration
    expected = shot.expected([Fraction(tick, 1000) for tick in ODD_TICKS], end, 25)
    assert numbers(errand, "centre") == expected


SHOTS = {
    "a range": Shot(begins=Fraction(1, 3), ends=Fraction(4, 3), samples=48_000),
    "a later segment": Shot(begins=Fraction(1, 5), start=30_000, samples=31_111),
    "a head handle shows what is before the clip": Shot(begins=Fraction(1), handle=20_000, samples=50_000),
    "before the media it is the first": Shot(begins=Fraction(1, 5), handle=48_000, samples=72_000),
    "a tail handle shows what is after the clip": Shot(ends=Fraction(1), samples=70_000),
    "after the media it is the last": Shot(begins=Fraction(9, 5), samples=48_000),
    "all of it after the media": Shot(start=480_000, samples=48_000),
    "after an out between two frames": Shot(
        begins=Fraction(2, 5), ends=Fraction(51, 50), start=33_600, samples=4_800
    ),
    "too short, so what follows is seen": Shot(ends=Fraction(1, 25), samples=1_920, shortest=Fraction(1)),
    "one sample": Shot(samples=1),
    "half speed": Shot(begins=Fraction(1, 2), rate=Fraction(1, 2), samples=96_000),
    "conformed": Shot(rate=Fraction(24000, 25025), samples=48_000),
    "fast": Shot(rate=Fraction(7, 2), samples=24_000),
    "backward": Shot(ends=Fraction(47, 25), reverse=True, samples=90_000),
    "backward from between two frames": Shot(ends=Fraction(61, 50), reverse=True, samples=48_000),
    "backward with handles": Shot(begins=Fraction(1, 2), ends=Fraction(1), reverse=True, handle=24_000),
    "backward at double speed": Shot(
        ends=Fraction(9, 5), reverse=True, rate=Fraction(2), start=9_000, samples=20_000
    ),
    "backward, all before the media": Shot(ends=Fraction(1), reverse=True, start=96_000, samples=24_000),
    "backward, all after the media": Shot(reverse=True, handle=96_000, samples=24_000),
}


@pytest.mark.parametrize("name", SHOTS)
def test_a_segment_is_seen_as_it_sounds(counted: Path, tmp_path: Path, name: str) -> None:
    shot = SHOTS[name]
    errand = shot.errand(counted, tmp_path)
    done(errand)
    times = [Fraction(number, 25) for number in range(FRAMES)]
    for look, rate in REELS:
        assert numbers(errand, look) == shot.expected(times, Fraction(FRAMES, 25), rate)


@pytest.mark.parametrize("container", ["mp4", "mkv"])  # mkv rounds times to milliseconds
@pytest.mark.parametrize("name", RATES)
def test_nothing_beyond_a_bounded_clip_is_seen(tmp_path: Path, name: str, container: str) -> None:
    rate = RATES[name]
    media = Film(rate=rate, frames=FRAMES, draw=square).make(tmp_path / f"film.{container}")
    shot = Shot(begins=10 / rate, ends=20 / rate, handle=48_000, samples=120_000, shortest=Fraction(3))
    errand = shot.errand(media, tmp_path)
    bounded = errand.model_copy(update={"clip": errand.clip.model_copy(update={"bounded": True})})
    features = {done(errand).features}
    for look, frequency in REELS:
        seen = numbers(bounded, look) if done(bounded) else []
        times = [max(0, number) / rate for number in range(FRAMES)]
        expected = shot.expected(times, FRAMES / rate, frequency)
        assert seen == [min(max(number, 10), 19) for number in expected]
    assert done(bounded).features not in features


@pytest.mark.parametrize("reverse", [False, True])
def test_after_an_out_where_a_frame_begins_the_one_before_stays(
    counted: Path, tmp_path: Path, reverse: bool
) -> None:
    """Half a frame before its out the clip ends; there the next frame begins."""
    shot = Shot(begins=Fraction(2, 5), ends=Fraction(51, 50), start=33_600, samples=4_800)
    if reverse:
        shot = replace(shot, reverse=True, start=0, handle=33_600)
    errand = shot.errand(counted, tmp_path)
    done(errand.model_copy(update={"clip": errand.clip.model_copy(update={"bounded": True})}))
    assert set(numbers(errand, "centre")) == {24}


def test_pictures_are_made_of_whole_frames(tmp_path: Path) -> None:
    media = Film(frames=3).make(tmp_path / "film.mp4")
    errand = Shot(samples=1).errand(media, tmp_path)
    done(errand)
    image = next(frames(probe(str(media)), Fraction(0), Fraction(1), 192)).image
    np.testing.assert_array_equal(reel(errand, "whole")[0], whole(image))
    np.testing.assert_array_equal(reel(errand, "centre")[0], centre(image))


def test_pictures_stand_upright(tmp_path: Path) -> None:
    media = Film(frames=3, rotation=90, draw=turned).make(tmp_path / "film.mp4")
    errand = Shot(samples=4_000).errand(media, tmp_path)
    done(errand)
    assert numbers(errand, "whole") == [0]


def test_all_reels_come_from_one_decode(counted: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    opened: list[Fraction] = []

    def watched(media: Any, start: Fraction, *others: Any) -> Any:
        opened.append(start)
        return frames(media, start, *others)

    monkeypatch.setattr(filming, "frames", watched)
    done(Shot().errand(counted, tmp_path))
    assert opened == [0]


def test_nothing_but_the_reels_is_left_in_the_spool(counted: Path, tmp_path: Path) -> None:
    errand = Shot(samples=9_600).errand(counted, tmp_path)
    made = done(errand)
    assert spool(errand) == ["j-0.centre.npy", "j-0.whole.npy"]
    assert not made.known
    assert not Path(made.features).exists()


# features


def remembered(errand: Errand) -> Path:
    """Features of its film, long ago."""
    path = Path(done(errand).features)
    path.parent.mkdir(exist_ok=True)
    path.write_bytes(b"seen")
    os.utime(path, (1_000, 1_000))
    return path


def test_what_is_remembered_is_not_filmed_and_counts_as_used(counted: Path, tmp_path: Path) -> None:
    features = remembered(Shot(samples=9_600).errand(counted, tmp_path))
    errand = Shot(samples=9_600).errand(counted, tmp_path / "spool")
    again = done(errand.model_copy(update={"cache": str(tmp_path / "cache")}))
    assert (again.known, again.features) == (True, str(features))
    assert spool(errand) == []
    assert features.stat().st_mtime > 1_000


def test_asked_for_afresh_it_is_filmed_and_forgotten(counted: Path, tmp_path: Path) -> None:
    errand = Shot(samples=9_600).errand(counted, tmp_path)
    features = remembered(errand)
    again = done(errand.model_copy(update={"fresh": True}))
    assert (again.known, again.features) == (False, str(features))
    assert not features.exists()


SAME = Shot(begins=Fraction(1, 2), samples=24_000)


@pytest.mark.parametrize(
    ("other", "is_same"),
    [
        (Shot(begins=Fraction(1, 2), samples=24_000, ends=Fraction(8, 5)), True),
        (Shot(begins=Fraction(1), samples=24_000, handle=24_000), True),
        (Shot(begins=Fraction(0), samples=24_000, start=24_000), True),
        (Shot(begins=Fraction(1, 2), samples=12_000, shortest=Fraction(1, 2)), True),
        (Shot(begins=Fraction(1, 2), samples=24_001), False),
        (Shot(begins=Fraction(1, 2), samples=24_000, start=1), False),
        (Shot(begins=Fraction(1, 2), samples=24_000, rate=Fraction(1001, 1000)), False),
        (Shot(begins=Fraction(0), ends=Fraction(1, 2), samples=24_000, reverse=True), False),
    ],
)
def test_features_belong_to_what_is_seen(counted: Path, tmp_path: Path, other: Shot, is_same: bool) -> None:
    """Whatever the clip is that it is seen in."""
    first = done(SAME.errand(counted, tmp_path)).features
    assert (done(other.errand(counted, tmp_path)).features == first) == is_same


def test_features_belong_to_who_sees_it_and_of_what(counted: Path, tmp_path: Path) -> None:
    other = Film(frames=FRAMES, draw=square, options=WITH_B_FRAMES, rate=Fraction(24)).make(tmp_path / "b.mp4")
    kinds: list[tuple[Path, dict[str, Any]]] = [
        (counted, {}),
        (other, {}),
        (counted, {"encoders": "eyes 2"}),
        (counted, {"reels": [("whole", 8), ("centre", 24)]}),
    ]
    found = {done(SAME.errand(media, tmp_path, **changes)).features for media, changes in kinds}
    assert len(found) == 4


def test_features_may_have_their_name_from_elsewhere(counted: Path, tmp_path: Path) -> None:
    errand = SAME.errand(counted, tmp_path, features="named")
    assert Path(done(errand).features) == Path(errand.cache) / "named.features"
    assert remembered(errand).name == "named.features"
    assert done(errand).known


def test_the_cache_keeps_to_the_limit_of_the_errand(counted: Path, tmp_path: Path) -> None:
    errand = Shot(samples=1).errand(counted, tmp_path)
    (tmp_path / "cache").mkdir()
    old = tmp_path / "cache" / "old.features"
    old.write_bytes(bytes(1_000))
    os.utime(old, (1_000, 1_000))
    done(errand)
    assert old.exists()
    done(errand.model_copy(update={"cache_limit": 900}))
    assert not old.exists()


# failures


def test_progress_rises_to_the_end(counted: Path, tmp_path: Path) -> None:
    heard: list[float] = []
    film(Shot().errand(counted, tmp_path), heard.append, never)
    assert heard == sorted(heard)
    assert heard[-1] == 1


def called_off_after(calls: int) -> Callable[[], bool]:
    answers = iter([False] * calls)
    return lambda: next(answers, True)


@pytest.mark.parametrize("reverse", [False, True])
@pytest.mark.parametrize("calls", [0, 20])
def test_called_off_it_leaves_nothing(counted: Path, tmp_path: Path, calls: int, reverse: bool) -> None:
    errand = Shot(reverse=reverse).errand(counted, tmp_path)
    with pytest.raises(Abandoned):
        film(errand, lambda _: None, called_off_after(calls))
    assert spool(errand) == []


def test_a_full_disk_is_told_and_nothing_is_left(counted: Path, tmp_path: Path, small_disk: Path) -> None:
    errand = Shot().errand(counted, tmp_path, film=str(small_disk / "j-0"))
    with pytest.raises(MediaError) as caught:
        done(errand)
    assert caught.value.code == "disk-full"
    assert spool(errand) == []


def test_a_spool_that_cannot_be_written_is_told(counted: Path, tmp_path: Path) -> None:
    errand = Shot().errand(counted, tmp_path, film=str(tmp_path / "gone" / "j-0"))
    with pytest.raises(MediaError) as caught:
        done(errand)
    assert caught.value.code == "spool-unwritable"
