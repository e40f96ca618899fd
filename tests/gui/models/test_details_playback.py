"""One clock for sound and picture: positions are of what was heard, through loops, seeks and other takes."""

from __future__ import annotations

import struct
import wave
from array import array
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QObject
from pytestqt.qtbot import QtBot

from footfall_bridge.protocol import Refusal
from footfall_gui.models.playback import Playback, Silence
from footfall_gui.models.recording import Recording
from tests.gui.details_stage import PATIENCE, Tape

RATE = 48_000


def write(path: Path, seconds: float, value: int = 0, *, channels: int = 2, counting: bool = False) -> Path:
    """16 bits: all of one value, or each sample its own number."""
    frames = round(seconds * RATE)
    samples = array("h", [n % 30_000 if counting else value for n in range(frames) for _ in range(channels)])
    with wave.open(str(path), "wb") as file:
        file.setnchannels(channels)
        file.setsampwidth(2)
        file.setframerate(RATE)
        file.writeframes(samples.tobytes())
    return path


@pytest.fixture
def tape() -> Tape:
    return Tape()


@pytest.fixture
def playback(tape: Tape, qapp: QObject, tmp_path: Path) -> Iterator[Playback]:
    playback = Playback(lambda: tape)
    playback.load([write(tmp_path / "a.wav", 1.0, counting=True)])
    yield playback
    playback.close()


def pass_to(qtbot: QtBot, playback: Playback, tape: Tape, seconds: float) -> None:
    """So much is heard, as fast as it is written."""
    goal = round(seconds * RATE)
    while tape.passed < goal and playback.playing:
        with qtbot.waitSignal(playback.moved):
            tape.passed = min(goal, tape.passed + 2400)


def first_sample(data: bytes, frame: int) -> int:
    value: int = struct.unpack_from("<h", data, 4 * frame)[0]
    return value


def test_the_position_is_what_was_heard_and_not_what_was_written(playback: Playback, tape: Tape) -> None:
    playback.play()
    assert len(tape.written) > 0
    assert playback.position == 0.0
    tape.passed = 2400
    assert playback.position == 0.05


def test_a_pause_goes_on_from_what_was_heard(playback: Playback, tape: Tape) -> None:
    playback.play()
    tape.passed = 2400
    playback.pause()
    playback.play()
    assert first_sample(tape.written, 0) == 2400


def test_the_end_is_an_end(playback: Playback, tape: Tape, qtbot: QtBot) -> None:
    playback.play()
    with qtbot.waitSignal(playback.playing_changed):
        pass_to(qtbot, playback, tape, 2.0)
    assert not playback.playing
    assert playback.position == 1.0
    playback.play()
    assert first_sample(tape.written, 0) == 0


def test_where_the_speaker_is_unplugged_it_stands_and_goes_on_with_another(
    playback: Playback, tape: Tape, qtbot: QtBot
) -> None:
    playback.play()
    with qtbot.waitSignal(playback.lost, timeout=PATIENCE):
        tape.passed = 2400
    assert not playback.playing
    assert playback.position == 0.05
    playback.play()
    assert playback.playing
    assert first_sample(tape.written, 0) == 2400


def test_a_loop_is_exact_to_the_sample(playback: Playback, tape: Tape, qtbot: QtBot) -> None:
    playback.loop = (0.25, 0.5)
    playback.seek(0.25)
    playback.play()
    pass_to(qtbot, playback, tape, 0.6)
    heard = [first_sample(tape.written, frame) for frame in (0, 11_999, 12_000, 23_999, 24_000)]
    assert heard == [12_000, 23_999, 12_000, 23_999, 12_000]
    assert playback.position == pytest.approx(0.25 + 0.1)


def test_a_loop_beyond_the_files_is_none(playback: Playback, tape: Tape, qtbot: QtBot) -> None:
    playback.loop = (3.0, 4.0)
    playback.play()
    with qtbot.waitSignal(playback.playing_changed):
        pass_to(qtbot, playback, tape, 2.0)
    assert playback.position == 1.0


def test_another_take_goes_on_at_the_same_sample(
    playback: Playback, tape: Tape, qtbot: QtBot, tmp_path: Path
) -> None:
    playback.play()
    pass_to(qtbot, playback, tape, 0.2)
    written = len(tape.written) // 4
    playback.load([write(tmp_path / "b.wav", 1.0, 77)])
    pass_to(qtbot, playback, tape, 0.4)
    assert tape.started == 1
    assert first_sample(tape.written, written - 1) == written - 1
    assert first_sample(tape.written, written) == 77
    assert playback.position == pytest.approx(0.4)


def test_seeking_while_it_plays_goes_on_there_after_what_lies_ready(
    playback: Playback, tape: Tape, qtbot: QtBot
) -> None:
    playback.play()
    ready = len(tape.written) // 4
    playback.seek(0.5)
    pass_to(qtbot, playback, tape, 0.2)
    assert (tape.started, tape.stopped) == (1, 0)
    assert first_sample(tape.written, ready - 1) == ready - 1
    assert first_sample(tape.written, ready) == 24_000
    assert playback.position == pytest.approx(0.5 + 0.2 - ready / RATE)


def test_layers_are_heard_as_their_sum(tmp_path: Path) -> None:
    layers = [write(tmp_path / "a.wav", 0.1, 100, channels=1), write(tmp_path / "b.wav", 0.1, 23)]
    recording = Recording(layers)
    assert array("h", recording.read(0, 2)).tolist() == [123] * 4
    recording.close()


def test_the_sum_does_not_turn_over(tmp_path: Path) -> None:
    recording = Recording([write(tmp_path / name, 0.1, 30_000) for name in ("a.wav", "b.wav")])
    assert array("h", recording.read(0, 1)).tolist() == [32_767] * 2
    recording.close()


def test_beyond_its_ends_a_file_is_silent(tmp_path: Path) -> None:
    recording = Recording([write(tmp_path / "a.wav", 0.1, 5)])
    assert array("h", recording.read(-1, 2)).tolist() == [0, 0, 5, 5]
    assert array("h", recording.read(4799, 2)).tolist() == [5, 5, 0, 0]
    recording.close()


@pytest.mark.parametrize("content", [b"", b"RIFF\0\0\0\0WAVE", b"RIFF\0\0\0\0WAVEfmt \x02\0\0\0ab"])
def test_what_is_no_wav_is_refused(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "a.wav"
    path.write_bytes(content)
    with pytest.raises(Refusal) as refused:
        Recording([path])
    assert refused.value.code == "not-wav"


def test_without_a_speaker_time_passes_all_the_same(qapp: QObject, qtbot: QtBot, tmp_path: Path) -> None:
    playback = Playback(Silence)
    playback.load([write(tmp_path / "a.wav", 0.3)])
    playback.play()
    qtbot.waitUntil(lambda: not playback.playing)
    assert playback.position == pytest.approx(0.3)
    playback.close()
