"""Listening: the version that is heard changes, the moment stays, and the picture follows to the frame."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import QObject
from PySide6.QtGui import QImage
from pytestqt.qtbot import QtBot

from footfall_bridge.protocol import JobInfo, Order, Output
from footfall_bridge.timeline import Clip, Time
from footfall_gui.models.clip_time import ClipTime
from footfall_gui.models.listening import Listening
from footfall_gui.models.multimedia import Film, QtMultimedia
from tests.footage import Film as Footage
from tests.footage import number_of
from tests.gui.details_stage import PATIENCE, Quiet, Tape
from tests.gui.models.test_details_playback import RATE, write
from tests.gui.models.test_details_time import job


@pytest.fixture
def tape() -> Tape:
    return Tape()


@pytest.fixture
def listening(tape: Tape, qapp: QObject) -> Iterator[Listening]:
    listening = Listening(Quiet(tapes=[tape]))
    yield listening
    listening.close()


@pytest.fixture
def film(qapp: QObject) -> Iterator[Film]:
    if reason := QtMultimedia().why_not():
        pytest.skip(f"needs QtMultimedia: {reason}")
    film = Film()
    yield film
    film.close()


def version(path: Path, id_: str, *, handles: int = 0) -> JobInfo:
    """A second of sound, and as many whole seconds of handles."""
    write(path, 1 + 2 * handles)
    output = Output(
        path=str(path), sample_rate=RATE, channels=2, samples=RATE * (1 + 2 * handles), time_reference=0
    )
    return job(id=id_, media=None, outputs=[output], handles=Time(value=handles, rate=(1, 1)))


def number(image: QImage) -> int:
    image = image.convertToFormat(QImage.Format.Format_RGB888)
    rows = np.frombuffer(image.constBits(), np.uint8).reshape(image.height(), image.bytesPerLine())
    return number_of(rows[:, : 3 * image.width()].reshape(image.height(), image.width(), 3))


def test_another_version_is_heard_at_the_same_moment(
    listening: Listening, tape: Tape, qtbot: QtBot, tmp_path: Path
) -> None:
    one, other = version(tmp_path / "a.wav", "a"), version(tmp_path / "b.wav", "b", handles=1)
    listening.show(one, ClipTime.of(one))
    listening.play()
    with qtbot.waitSignal(listening.moved):
        tape.passed = RATE // 2
    listening.hear(other)
    assert listening.playing
    assert listening.position == pytest.approx(0.5)


def test_an_audition_begins_a_little_before_the_edit(listening: Listening, tmp_path: Path) -> None:
    made = version(tmp_path / "a.wav", "a", handles=1)
    listening.show(made, ClipTime.of(made))
    listening.audition(made, 0.7)
    assert listening.playing
    assert 0.2 < listening.position < 0.7


def test_the_part_is_looped_where_one_is_chosen(
    listening: Listening, tape: Tape, qtbot: QtBot, tmp_path: Path
) -> None:
    made = version(tmp_path / "a.wav", "a")
    listening.show(made, ClipTime.of(made))
    listening.set_part((0.2, 0.4))
    listening.loop(True)
    listening.play()
    with qtbot.waitSignal(listening.moved):
        tape.passed = round(0.5 * RATE)
    qtbot.waitUntil(lambda: 0.2 <= listening.position < 0.4)


def test_a_file_that_is_gone_is_said(listening: Listening, tmp_path: Path) -> None:
    made = version(tmp_path / "a.wav", "a")
    (tmp_path / "a.wav").unlink()
    listening.show(made, ClipTime.of(made))
    assert "a.wav" in listening.sound_trouble
    assert not listening.playable


def test_a_speaker_that_is_unplugged_is_said_until_it_plays_again(
    listening: Listening, qtbot: QtBot, tmp_path: Path
) -> None:
    made = version(tmp_path / "a.wav", "a")
    listening.show(made, ClipTime.of(made))
    with qtbot.waitSignal(listening.trouble_changed, timeout=PATIENCE):
        listening.play()
    assert listening.sound_trouble.startswith("The speaker is gone")
    listening.play()
    assert listening.sound_trouble == ""


def test_without_multimedia_the_reason_is_said(qapp: QObject, tmp_path: Path) -> None:
    made = version(tmp_path / "a.wav", "a")
    listening = Listening(Quiet("libpulse.so.0: cannot open shared object file"))
    listening.show(made, ClipTime.of(made))
    listening.toggle()
    assert listening.sound_trouble == "libpulse.so.0: cannot open shared object file"
    assert not listening.playing


@pytest.mark.parametrize("frame", [0, 7, 31, 49])
def test_standing_the_film_shows_the_very_frame(film: Film, qtbot: QtBot, tmp_path: Path, frame: int) -> None:
    """Ten frames into the media, so that clip and media count apart."""
    footage = Footage(frames=60).make(tmp_path / "film.mp4")
    images: list[tuple[QImage, float]] = []
    film.shown.connect(lambda image, seconds: images.append((image, seconds)))
    film.open(footage, Fraction(10, 25), Fraction(1), Fraction(1, 25))
    film.show_at(frame / 25)
    qtbot.waitUntil(lambda: bool(images) and number(images[-1][0]) == 10 + frame, timeout=PATIENCE)
    assert images[-1][1] == pytest.approx(frame / 25, abs=1e-3)


def test_a_retimed_clip_shows_what_its_media_has_then(film: Film, qtbot: QtBot, tmp_path: Path) -> None:
    footage = Footage(frames=50).make(tmp_path / "film.mp4")
    images: list[QImage] = []
    film.shown.connect(lambda image, _: images.append(image))
    film.open(footage, Fraction(0), Fraction(2), Fraction(1, 25))
    film.show_at(0.4)
    qtbot.waitUntil(lambda: bool(images) and number(images[-1]) in (20, 21), timeout=PATIENCE)


def test_what_plays_is_followed_and_stopped_on_the_frame(
    film: Film, tape: Tape, qtbot: QtBot, tmp_path: Path
) -> None:
    """The tape runs by leaps of the test; where it stops, the picture stops."""
    footage = Footage(frames=50).make(tmp_path / "film.mp4")
    listening = Listening(Quiet(tapes=[tape]))
    images: list[QImage] = []
    listening.pictured.connect(images.append)
    made = version(tmp_path / "a.wav", "a").model_copy(update={"media": str(footage), "source_in": None})
    order = Order(clip=Clip(media=str(footage)))
    listening.show(made, ClipTime.of(made))
    listening.show_film(made, order, ClipTime.of(made))
    listening.play()
    with qtbot.waitSignal(listening.moved):
        tape.passed = round(0.6 * RATE)
    listening.pause()
    qtbot.waitUntil(lambda: bool(images) and number(images[-1]) == 15, timeout=PATIENCE)
    listening.close()


def test_a_film_that_no_decoder_reads_is_said(film: Film, qtbot: QtBot, tmp_path: Path) -> None:
    path = tmp_path / "film.mp4"
    path.write_bytes(b"no film")
    with qtbot.waitSignal(film.failed, timeout=PATIENCE):
        film.open(path, Fraction(0), Fraction(1), Fraction(1, 25))


def test_a_real_clock_plays_a_real_film(qapp: QObject, qtbot: QtBot, tmp_path: Path) -> None:
    if reason := QtMultimedia().why_not():
        pytest.skip(f"needs QtMultimedia: {reason}")
    footage = Footage(frames=50).make(tmp_path / "film.mp4")
    listening = Listening(QtMultimedia())
    images: list[QImage] = []
    listening.pictured.connect(images.append)
    made = version(tmp_path / "a.wav", "a").model_copy(update={"media": str(footage), "source_in": None})
    listening.show(made, ClipTime.of(made))
    listening.show_film(made, Order(clip=Clip(media=str(footage))), ClipTime.of(made))
    listening.play()
    qtbot.waitUntil(lambda: not listening.playing, timeout=PATIENCE)
    qtbot.waitUntil(lambda: number(images[-1]) == 25, timeout=PATIENCE)
    numbers = {number(image) for image in images}
    assert len(numbers) > 5, "it moved"
    listening.close()
