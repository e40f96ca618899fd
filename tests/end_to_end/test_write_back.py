"""From a clip to a Broadcast WAV beside it: right length, right place, right stamp, never over another file."""

from __future__ import annotations

import struct
from fractions import Fraction
from pathlib import Path

import av
import numpy as np
import pytest
import soundfile

from footfall_bridge.protocol import JobInfo, JobState, Movie, Order
from footfall_bridge.provenance import read_reference, read_request
from footfall_bridge.timeline import Clip, Time, TimelinePlace
from tests.end_to_end.hearing import samples_of, the_wav
from tests.end_to_end.house import House, until
from tests.footage import Film

NTSC = [Fraction(24_000, 1001), Fraction(30_000, 1001), Fraction(60_000, 1001)]


def generate(house: House, *orders: Order) -> list[JobInfo]:
    with house.client() as client:
        return client.wait(client.submit(orders))


def time(value: int, rate: int = 1) -> Time:
    return Time(value=value, rate=(rate, 1))


def time_reference(path: Path) -> int:
    data = path.read_bytes()
    low, high = struct.unpack_from("<II", data, data.index(b"bext") + 8 + 338)
    return int(low | high << 32)


@pytest.mark.parametrize("rate", [*NTSC, Fraction(24), Fraction(50)], ids=lambda rate: f"{float(rate):.3f}")
def test_a_wav_is_exactly_as_long_as_its_clip(shared_house: House, tmp_path: Path, rate: Fraction) -> None:
    film = Film(rate=rate, frames=37).make(tmp_path / "film.mp4")
    (job,) = generate(shared_house, Order(clip=Clip(media=str(film))))
    wav = the_wav(job)
    assert soundfile.info(wav).frames == round(37 / rate * 48_000) == job.outputs[0].samples
    assert (soundfile.info(wav).subtype, soundfile.info(wav).samplerate) == ("PCM_24", 48_000)


def test_variable_frame_rate_keeps_its_length(shared_house: House, tmp_path: Path) -> None:
    ticks = [0, 40, 80, 200, 210, 300, 333, 500]
    film = Film(frames=8, ticks=ticks, time_base=Fraction(1, 1000)).make(tmp_path / "film.mkv")
    (job,) = generate(shared_house, Order(clip=Clip(media=str(film), source_out=time(433, 1000))))
    assert soundfile.info(the_wav(job)).frames == round(Fraction(433, 1000) * 48_000)


def test_handles_are_added_at_both_ends(shared_house: House, film: Path) -> None:
    (job,) = generate(shared_house, Order(clip=Clip(media=str(film)), handles=time(1, 3)))
    assert soundfile.info(the_wav(job)).frames == 96_000 + 2 * 16_000


def test_one_frame_is_a_clip(shared_house: House, film: Path) -> None:
    clip = Clip(media=str(film), source_in=time(10, 25), source_out=time(11, 25))
    (job,) = generate(shared_house, Order(clip=clip))
    assert soundfile.info(the_wav(job)).frames == 1_920


def test_text_alone_is_a_clip(shared_house: House, tmp_path: Path) -> None:
    order = Order(clip=Clip(duration=time(3, 2)), prompt="rain", dest=str(tmp_path / "rain"))
    (job,) = generate(shared_house, order)
    assert soundfile.info(the_wav(job)).frames == 72_000
    assert the_wav(job).parent == tmp_path / "rain"


def test_the_stamp_of_a_bare_file_is_source_timecode(shared_house: House, tmp_path: Path) -> None:
    film = Film(metadata={"timecode": "01:00:02:21"}).make(tmp_path / "film.mov")
    clip = Clip(media=str(film), source_in="01:00:03:00", source_out="01:00:04:00")
    (job,) = generate(shared_house, Order(clip=clip, handles=time(1, 10)))
    wav = the_wav(job)
    assert time_reference(wav) == 3_603 * 48_000 - 4_800 == job.outputs[0].time_reference
    assert wav.name == "film_foley_01-00-03-00_t1_v1.wav"


def test_the_stamp_of_a_timeline_clip_is_record_timecode(shared_house: House, film: Path) -> None:
    place = TimelinePlace(record_in=Time(value=108_000, rate=(30_000, 1001)))
    (job,) = generate(shared_house, Order(clip=Clip(media=str(film), place=place)))
    assert time_reference(the_wav(job)) == round(Fraction(108_000 * 1001, 30_000) * 48_000)


def test_a_wav_knows_its_job_and_its_whole_request(shared_house: House, film: Path) -> None:
    prompt = "steps on 木 & <gravel> 🎬"
    (job,) = generate(shared_house, Order(clip=Clip(media=str(film)), prompt=prompt, seed=7))
    assert read_reference(the_wav(job)) == job.id
    again = Order.model_validate(read_request(the_wav(job))["order"])
    assert (again.prompt, again.seed, again.engine, again.clip.media) == (prompt, 7, "sketch", str(film))


def test_nothing_is_overwritten(shared_house: House, film: Path) -> None:
    order = Order(clip=Clip(media=str(film)))
    first, second = (generate(shared_house, order)[0] for _ in range(2))
    assert [the_wav(job).name[-7:] for job in (first, second)] == ["_v1.wav", "_v2.wav"]


def test_takes_are_files_of_their_own(shared_house: House, film: Path) -> None:
    order = Order(clip=Clip(media=str(film)), prompt="wind", takes=3, seed=5)
    jobs = generate(shared_house, order)
    assert [(job.take, job.seed) for job in jobs] == [(1, 5), (2, 6), (3, 7)]
    one, two = samples_of(the_wav(jobs[0])), samples_of(the_wav(jobs[1]))
    assert (one != two).any()


@pytest.mark.parametrize("name", ["🎬 take 'one' \"two\"", "line\nbreak", "-rf", "名前", "a" * 200])
def test_any_name_of_a_clip_is_a_name_of_a_file(shared_house: House, tmp_path: Path, name: str) -> None:
    film = Film(frames=5).make(tmp_path / "film.mp4").rename(tmp_path / f"{name}.mp4")
    (job,) = generate(shared_house, Order(clip=Clip(media=str(film))))
    assert the_wav(job).parent == tmp_path / "Foley"
    assert the_wav(job).exists()


def test_a_camera_card_is_left_alone(shared_house: House, tmp_path: Path) -> None:
    card = tmp_path / "PRIVATE" / "M4ROOT" / "CLIP"
    card.mkdir(parents=True)
    film = Film(frames=5).make(card / "C0001.MP4")
    before = sorted(card.rglob("*"))
    (job,) = generate(shared_house, Order(clip=Clip(media=str(film))))
    assert sorted(card.rglob("*")) == before
    assert the_wav(job).parent == shared_house.places.fallback
    assert any("camera card" in notice for notice in job.notices)


def test_a_folder_that_cannot_be_written_is_refused_by_code(shared_house: House, film: Path) -> None:
    in_the_way = film.with_name("in the way")
    in_the_way.write_text("a file, not a folder")
    (job,) = generate(shared_house, Order(clip=Clip(media=str(film)), dest=str(in_the_way)))
    assert job.error is not None
    assert (job.state, job.error.code) == (JobState.failed, "dest-unwritable")


def test_beside_media_that_cannot_be_written_the_fallback_is_used(shared_house: House, film: Path) -> None:
    film.with_name("Foley").write_text("a file, not a folder")
    (job,) = generate(shared_house, Order(clip=Clip(media=str(film))))
    assert the_wav(job).parent == shared_house.places.fallback
    assert any("cannot be written" in notice for notice in job.notices)


@pytest.mark.parametrize("movie", [Movie.mixed, Movie.only])
def test_a_review_movie_has_the_picture_and_the_foley(shared_house: House, tmp_path: Path, movie: Movie) -> None:
    film = Film(sound=True).make(tmp_path / "film.mp4")
    (job,) = generate(shared_house, Order(clip=Clip(media=str(film)), movie=movie))
    assert job.movie is not None
    with av.open(job.movie) as review:
        assert review.streams.video[0].codec_context.name == "h264"
        assert len([packet for packet in review.demux(video=0) if packet.size]) == 50
    with av.open(job.movie) as review:
        assert abs(sum(frame.samples for frame in review.decode(audio=0)) - 96_000) < 2_048


def test_nothing_but_the_results_is_left(shared_house: House, tmp_path: Path) -> None:
    film = Film().make(tmp_path / "film.mp4")
    generate(shared_house, Order(clip=Clip(media=str(film)), movie=Movie.mixed))
    assert sorted(path.name for path in (tmp_path / "Foley").iterdir()) == [
        "film_foley_00-00-00-00_t1_v1.wav",
        "film_foley_00-00-00-00_t1_v1_review.mp4",
    ]
    spool = shared_house.places.runtime / "spool"
    until(lambda: not list(spool.iterdir()), "the spool to be empty")  # cleared once the job is done


def test_a_clip_that_plays_backwards_has_sound_and_says_why_no_movie(shared_house: House, film: Path) -> None:
    clip = Clip(media=str(film), reverse=True)
    (job,) = generate(shared_house, Order(clip=clip, movie=Movie.mixed))
    assert soundfile.info(the_wav(job)).frames == 96_000
    assert job.movie is None
    assert any("backwards" in notice for notice in job.notices)


def test_half_speed_lasts_twice_as_long(shared_house: House, film: Path) -> None:
    clip = Clip(media=str(film), play_rate=Fraction(1, 2))
    (job,) = generate(shared_house, Order(clip=clip))
    assert soundfile.info(the_wav(job)).frames == 192_000


def test_a_clip_longer_than_the_engines_window_has_no_seam(shared_house: House, tmp_path: Path) -> None:
    film = Film(rate=Fraction(5), frames=5 * 65).make(tmp_path / "film.mp4")
    (job,) = generate(shared_house, Order(clip=Clip(media=str(film)), prompt="rain"))
    sound = samples_of(the_wav(job)).astype(np.float64) / 2**31
    assert len(sound) == 65 * 48_000
    steps = np.abs(np.diff(sound, axis=0)).max(axis=1)
    seam = 60 * 48_000
    assert steps[seam - 5 : seam + 5].max() < steps[seam - 48_000 : seam + 48_000].max()
    levels = [float(np.sqrt((sound[start : start + 4_800] ** 2).mean())) for start in (seam - 4_800, seam)]
    assert 0.5 < levels[0] / levels[1] < 2.0
