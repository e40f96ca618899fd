"""One errand at a time, progress at a bearable pace, every end reported."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from pathlib import Path

import pytest

from footfall_bridge.protocol import Stamp
from footfall_bridge.timeline import Clip, Time
from footfall_daemon.media.errands import Errands, Skills, Stop, Watch
from footfall_daemon.media.errors import Abandoned, MediaError
from footfall_daemon.media.messages import (
    Abandon,
    ErrandFailed,
    Excerpt,
    Excerpted,
    Film,
    Filmed,
    FromMedia,
    Prepare,
    Prepared,
    Progress,
    Show,
    Shown,
    Trace,
    Traced,
    WavFile,
    Write,
    Written,
)

ONE = Time(value=1, rate=(1, 1))


def preparing(job: str) -> Prepare:
    return Prepare(
        job=job, clip=Clip(duration=ONE), handles=ONE, stamp=Stamp.source, window=Fraction(1), cache="nowhere"
    )


def filming(job: str, film: Path) -> Film:
    return Film(
        job=job,
        segment=f"{job}/0",
        clip=Clip(media="/film.mp4"),
        handle_samples=0,
        start=0,
        samples=1,
        shortest=Fraction(0),
        reels=[("whole", 8), ("centre", 25)],
        encoders="",
        film=str(film),
        cache="nowhere",
    )


def writing(job: str, wav: Path) -> Write:
    return Write(
        job=job,
        files=[WavFile(path=str(wav), waves=[], channels=1, description="", coding_history="")],
        samples=1,
        time_reference=0,
        request={},
    )


def prepared(errand: Prepare) -> Prepared:
    return Prepared(
        job=errand.job,
        source_in=None,
        source_out=None,
        duration=ONE,
        samples=1,
        handle_samples=0,
        time_reference=0,
        timecode="00:00:00:00",
        segments=[],
        cues="",
    )


class House:
    """Errands with a desk where `work` happens, and the ear of the daemon."""

    def __init__(self, work: Callable[[Watch, Stop], None]) -> None:
        self.heard: list[FromMedia] = []
        self._work = work
        self.skills = Skills(
            prepare=self._prepare,
            film=self._film,
            excerpt=self._excerpt,
            write=self._write,
            show=self._show,
            trace=self._trace,
        )
        self.errands = Errands(self.skills, self.heard.append)

    def _prepare(self, errand: Prepare, progress: Watch, abandoned: Stop) -> Prepared:
        self._work(progress, abandoned)
        return prepared(errand)

    def _film(self, errand: Film, progress: Watch, abandoned: Stop) -> Filmed:
        self._work(progress, abandoned)
        return Filmed(job=errand.job, segment=errand.segment, features="", known=False)

    def _excerpt(self, errand: Excerpt, progress: Watch, abandoned: Stop) -> Excerpted:
        self._work(progress, abandoned)
        return Excerpted(job=errand.job, segment="", features="", known=False, film=errand.film)

    def _write(self, errand: Write, progress: Watch, abandoned: Stop) -> Written:
        self._work(progress, abandoned)
        return Written(job=errand.job, samples=1)

    def _show(self, errand: Show, progress: Watch, abandoned: Stop) -> Shown:
        self._work(progress, abandoned)
        return Shown(job=errand.job, strip="")

    def _trace(self, errand: Trace, progress: Watch, abandoned: Stop) -> Traced:
        self._work(progress, abandoned)
        return Traced(job=errand.job, peaks="")

    def run(self) -> list[FromMedia]:
        self.errands.close()
        self.errands.run()
        return self.heard


def raising(error: Exception) -> Callable[[Watch, Stop], None]:
    def work(progress: Watch, abandoned: Stop) -> None:
        raise error

    return work


def failure(house: House) -> ErrandFailed:
    house.errands.take(preparing("j"))
    (answer,) = house.run()
    assert isinstance(answer, ErrandFailed)
    return answer


def test_errands_are_done_in_order(tmp_path: Path) -> None:
    house = House(lambda progress, abandoned: None)
    house.errands.take(preparing("first"))
    house.errands.take(filming("second", tmp_path / "film"))
    house.errands.take(writing("third", tmp_path / "a.wav"))
    ends = (Prepared, Filmed, Written)
    assert [(type(answer), answer.job) for answer in house.run() if isinstance(answer, ends)] == [
        (Prepared, "first"),
        (Filmed, "second"),
        (Written, "third"),
    ]


def test_a_refusal_keeps_its_code() -> None:
    assert failure(House(raising(MediaError("no-picture", "Choose another file.")))).code == "no-picture"


def test_called_off() -> None:
    assert failure(House(raising(Abandoned()))).code == "abandoned"


def test_the_unforeseen_is_reported_and_logged(caplog: pytest.LogCaptureFixture) -> None:
    assert failure(House(raising(KeyError("x")))).code == "internal"
    assert "KeyError" in caplog.text


def test_work_goes_on_after_a_failure() -> None:
    errors = iter([ValueError("x")])

    def work(progress: Watch, abandoned: Stop) -> None:
        for error in errors:
            raise error

    house = House(work)
    house.errands.take(preparing("a"))
    house.errands.take(preparing("b"))
    assert [type(answer) for answer in house.run()] == [ErrandFailed, Prepared]


def test_progress_is_told_at_most_five_times_a_second(monkeypatch: pytest.MonkeyPatch) -> None:
    clock = iter(range(0, 100_000, 50))
    monkeypatch.setattr("time.monotonic", lambda: next(clock) / 1000)

    def work(progress: Watch, abandoned: Stop) -> None:
        for step in range(20):
            progress(step / 20)

    house = House(work)
    house.errands.take(preparing("j"))
    assert len([answer for answer in house.run() if isinstance(answer, Progress)]) == 5


def test_only_the_job_meant_is_called_off() -> None:
    asked: list[bool] = []
    house = House(lambda progress, abandoned: asked.append(abandoned()))
    house.errands.take(preparing("kept"))
    house.errands.take(preparing("dropped"))
    house.errands.take(Abandon(job="dropped"))
    house.run()
    assert asked == [False, True]


def test_a_job_called_off_may_be_asked_for_again() -> None:
    asked: list[bool] = []
    house = House(lambda progress, abandoned: asked.append(abandoned()))
    house.errands.take(Abandon(job="j"))
    house.errands.take(preparing("j"))
    house.run()
    assert asked == [False]


def test_a_sudden_end_leaves_no_half_written_file(tmp_path: Path) -> None:
    wav, other = tmp_path / "a.wav", tmp_path / "b.wav"
    other.touch()

    def work(progress: Watch, abandoned: Stop) -> None:
        wav.touch()
        house.errands.clear_up()

    house = House(work)
    house.errands.take(writing("j", wav))
    house.run()
    assert (wav.exists(), other.exists()) == (False, True)


def test_what_the_daemon_was_told_of_stays_when_the_end_comes_right_after(tmp_path: Path) -> None:
    wav = tmp_path / "a.wav"
    wav.touch()

    def end(message: FromMedia) -> None:
        if isinstance(message, Written):
            errands.clear_up()

    errands = Errands(House(lambda progress, abandoned: None).skills, end)
    errands.take(writing("j", wav))
    errands.close()
    errands.run()
    assert wav.exists()


def test_previews_are_errands_too() -> None:
    house = House(lambda progress, abandoned: None)
    house.errands.take(Show(job="j", clip=Clip(media="/film.mp4"), frames=1, height=54, cache="nowhere"))
    house.errands.take(Trace(job="k", path="/a.wav", columns=16, start=None, stop=None, cache="nowhere"))
    assert house.run() == [Shown(job="j", strip=""), Traced(job="k", peaks="")]


def test_a_sudden_end_leaves_no_film(tmp_path: Path) -> None:
    written = [tmp_path / name for name in ("film.whole.npy", "film.whole.npy.tmp", "film.centre.npy.tmp")]
    other = tmp_path / "film2.whole.npy"
    other.touch()

    def work(progress: Watch, abandoned: Stop) -> None:
        for path in written:
            path.touch()
        house.errands.clear_up()

    house = House(work)
    house.errands.take(filming("j", tmp_path / "film"))
    house.run()
    assert list(tmp_path.iterdir()) == [other]


def test_a_sudden_end_leaves_no_excerpt(tmp_path: Path) -> None:
    written = [tmp_path / name for name in ("part[1].mov", "part[1].000001.png")]
    other = tmp_path / "part1.mov"
    other.touch()

    def work(progress: Watch, abandoned: Stop) -> None:
        for path in written:
            path.touch()
        house.errands.clear_up()

    house = House(work)
    house.errands.take(Excerpt(film=filming("j", tmp_path / "film"), excerpt=str(tmp_path / "part[1]")))
    house.run()
    assert list(tmp_path.iterdir()) == [other]
