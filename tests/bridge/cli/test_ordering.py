"""`footfall generate` and `again`: from words to orders, and from jobs to exit codes."""

from __future__ import annotations

import json
import struct
import sys
from pathlib import Path
from typing import Any

import pytest

from footfall_bridge.cli import follow
from footfall_bridge.cli.__main__ import main, spelled_out
from footfall_bridge.cli.board import Lines
from footfall_bridge.cli.paths import media_files
from footfall_bridge.client import Client
from footfall_bridge.protocol import JobInfo, JobState, Movie, Order, Priority, Refusal, Stamp
from footfall_bridge.provenance import ixml_of
from footfall_bridge.timeline import Clip, Time
from tests.bridge.fake_daemon import FakeDaemon

Capture = pytest.CaptureFixture[str]


@pytest.fixture
def film(tmp_path: Path) -> Path:
    return touched(tmp_path / "film" / "ride.mp4")


def touched(path: Path) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.touch()
    return path


def error_of(capsys: Capture) -> str:
    """The code in brackets at the end of the one line on stderr."""
    out, err = capsys.readouterr()
    assert out == ""
    (line,) = err.splitlines()
    return line.rpartition("[")[2].rstrip("]")


def ordered(monkeypatch: pytest.MonkeyPatch, *words: str) -> list[Order]:
    """What a command line would submit."""
    kept: list[Order] = []

    def keep(orders: list[Order], **_: object) -> int:
        kept.extend(orders)
        return 0

    monkeypatch.setattr(follow, "carry_out", keep)
    assert main(list(words)) == 0
    return kept


def test_all_options_reach_the_order(monkeypatch: pytest.MonkeyPatch, film: Path) -> None:
    words = (
        "--in 1.5 --out 01:00:00:00 --prompt steps --negative music --engine sketch --seed 7 --takes 3 "
        "--handles 0.5 --priority background --dest out --movie=only --stamp source --fresh"
    )
    monkeypatch.chdir(film.parent)
    (order,) = ordered(monkeypatch, "generate", "ride.mp4", *words.split())
    assert order == Order(
        clip=Clip(media=str(film), source_in=Time(value=15, rate=(10, 1)), source_out="01:00:00:00"),
        prompt="steps",
        negative="music",
        engine="sketch",
        seed=7,
        takes=3,
        handles=Time(value=5, rate=(10, 1)),
        priority=Priority.background,
        dest=str(film.parent / "out"),
        movie=Movie.only,
        stamp=Stamp.source,
        fresh=True,
    )


def test_without_options_the_daemon_decides(monkeypatch: pytest.MonkeyPatch, film: Path) -> None:
    assert ordered(monkeypatch, "generate", str(film)) == [Order(clip=Clip(media=str(film)))]


def test_movie_alone_is_mixed_and_takes_no_path(monkeypatch: pytest.MonkeyPatch, film: Path) -> None:
    (order,) = ordered(monkeypatch, "generate", "--movie", str(film))
    assert order.movie is Movie.mixed
    assert spelled_out(["--", "--movie"]) == ["--", "--movie"]


def test_text_alone_makes_a_clip_without_media(monkeypatch: pytest.MonkeyPatch) -> None:
    (order,) = ordered(monkeypatch, "generate", "--text-only", "--duration", "2.5", "--prompt", "rain")
    assert order.clip == Clip(duration=Time(value=25, rate=(10, 1)))


@pytest.mark.parametrize(
    ("words", "code"),
    [
        ("", "usage"),
        ("nothing.mp4", "no-such-file"),
        ("*.mov", "no-match"),
        ("empty", "no-media"),
        ("film/ride.mp4 --in nan", "bad-time"),
        ("film/ride.mp4 --in -1", "bad-time"),
        ("film/ride.mp4 --out 1e3", "bad-time"),
        ("film/ride.mp4 --in 2 --out 2", "bad-order"),
        ("film/ride.mp4 --in 0 --out 3601", "bad-order"),
        ("film/ride.mp4 film/other.mp4 --in 1", "usage"),
        ("film --out 1", "usage"),
        ("film/ride.mp4 --handles 11", "bad-handles"),
        ("film/ride.mp4 --handles -1", "bad-time"),
        ("film/ride.mp4 --seed -1", "usage"),
        ("film/ride.mp4 --seed 4294967296", "usage"),
        ("film/ride.mp4 --takes 0", "usage"),
        ("film/ride.mp4 --takes many", "usage"),
        ("film/ride.mp4 --priority urgent", "usage"),
        ("film/ride.mp4 --movie=loud", "usage"),
        ("film/ride.mp4 --stamp never", "usage"),
        ("film/ride.mp4 --loud", "usage"),
        ("film/ride.mp4 --duration 1", "usage"),
        ("--text-only", "usage"),
        ("--text-only --duration 0", "bad-time"),
        ("--text-only --duration 3601", "bad-time"),
        ("--text-only --duration 1 film/ride.mp4", "usage"),
        ("--text-only --duration 1 --in 0", "usage"),
        ("--text-only --duration 1 --out 1", "usage"),
    ],
)
def test_bad_words_are_refused_before_anything_is_queued(
    words: str, code: str, film: Path, daemon: FakeDaemon, monkeypatch: pytest.MonkeyPatch, capsys: Capture
) -> None:
    touched(film.parent / "other.mp4")
    (film.parents[1] / "empty").mkdir()
    monkeypatch.chdir(film.parents[1])
    assert main(["generate", *words.split()]) == 2
    assert error_of(capsys) == code
    assert not daemon.requests["submit"]


def test_folders_give_their_videos_sorted_but_not_our_own(tmp_path: Path) -> None:
    for name in ("b.mov", "A.MP4", "notes.txt", "day2/c.mxf", "Foley/b_review.mp4", ".hidden/d.mov", "._b.mov"):
        touched(tmp_path / name)
    touched(tmp_path / "b_foley_01-00-00-00_t1_v1_review.mp4")
    assert [path.relative_to(tmp_path).as_posix() for path in media_files([str(tmp_path)])] == [
        "A.MP4",
        "b.mov",
        "day2/c.mxf",
    ]


def test_globs_are_expanded_where_no_shell_did(tmp_path: Path) -> None:
    for name in ("a1.mov", "a2.mov", "a3.txt", "b.mov", "deep/er/a4.mov"):
        touched(tmp_path / name)
    assert [path.name for path in media_files([str(tmp_path / "a*")])] == ["a1.mov", "a2.mov"]
    assert len(media_files([str(tmp_path / "**" / "*.mov")])) == 4


def test_a_name_with_brackets_is_a_name_first(tmp_path: Path) -> None:
    assert media_files([str(touched(tmp_path / "take[1].mov"))]) == [tmp_path / "take[1].mov"]


def test_a_file_named_twice_is_one_clip(tmp_path: Path) -> None:
    file = touched(tmp_path / "a.mov")
    assert media_files([str(file), str(tmp_path), str(file)]) == [file]


@pytest.mark.skipif(sys.platform == "win32", reason="Windows guesses the folders of users that it does not know")
def test_a_tilde_may_begin_a_name(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    file = touched(tmp_path / "~no-such-user.mp4")
    monkeypatch.chdir(tmp_path)
    (order,) = ordered(monkeypatch, "generate", file.name, "--dest", "~no-such-user")
    assert (order.clip.media, order.dest) == (str(file), str(tmp_path / "~no-such-user"))


@pytest.fixture
def not_unicode(tmp_path: Path) -> Path:
    try:
        return touched(tmp_path / "day" / "bad\udcff.mov")
    except (OSError, UnicodeError):
        pytest.skip("this file system takes no name that is not Unicode")


@pytest.mark.parametrize("pattern", ["", "*.mov", "**"])
def test_a_name_that_is_not_unicode_is_left_out_of_a_folder(
    pattern: str, not_unicode: Path, capsys: Capture
) -> None:
    good = touched(not_unicode.with_name("good.mov"))
    assert media_files([str(not_unicode.parent / pattern)]) == [good]
    assert "bad\\udcff.mov" in capsys.readouterr().err


def test_a_name_that_is_not_unicode_is_refused_where_it_is_named(not_unicode: Path) -> None:
    with pytest.raises(Refusal) as caught:
        media_files([str(not_unicode)])
    assert caught.value.code == "bad-name"


def test_the_files_made_are_printed(eager_daemon: FakeDaemon, film: Path, capsys: Capture) -> None:
    assert main(["generate", str(film), "--takes", "2"]) == 0
    out, err = capsys.readouterr()
    assert out.splitlines() == [f"Foley/ride_foley_00-00-00-00_t{take}_v1.wav" for take in (1, 2)]
    assert "job00001  ride.mp4  take 1  done" in err


def test_json_has_the_documented_shape(eager_daemon: FakeDaemon, film: Path, capsys: Capture) -> None:
    assert main(["generate", str(film), "--in", "1.5", "--out", "3", "--prompt", "steps", "--json"]) == 0
    out, err = capsys.readouterr()
    (job,) = json.loads(out)["jobs"]
    expected = {
        "id": "job00001",
        "state": "done",
        "media": str(film),
        "source_in": {"value": 15, "rate": [10, 1]},
        "source_out": {"value": 3, "rate": [1, 1]},
        "engine": "sketch",
        "prompt": "steps",
        "seed": 0,
        "take": 1,
        "error": None,
    }
    assert {key: job[key] for key in expected} == expected
    assert job["outputs"][0].keys() >= {"path", "layer", "sample_rate", "channels", "samples", "time_reference"}
    assert err == ""


def test_a_failed_job_is_told_and_exits_with_1(eager_daemon: FakeDaemon, film: Path, capsys: Capture) -> None:
    broken = touched(film.parent / "broken.mp4")
    assert main(["generate", str(film), str(broken)]) == 1
    out, err = capsys.readouterr()
    assert len(out.splitlines()) == 1
    assert "footfall: broken.mp4: the file ends in the middle of a frame [bad-media]" in err


def test_a_failed_job_in_json(eager_daemon: FakeDaemon, film: Path, capsys: Capture) -> None:
    assert main(["generate", str(touched(film.parent / "broken.mp4")), "--json"]) == 1
    (job,) = json.loads(capsys.readouterr().out)["jobs"]
    assert job["error"] == {"code": "bad-media", "message": "the file ends in the middle of a frame"}


def test_no_wait_returns_with_the_ids(daemon: FakeDaemon, film: Path, capsys: Capture) -> None:
    assert main(["generate", str(film), "--no-wait"]) == 0
    assert capsys.readouterr().out == "job00001\n"
    assert main(["generate", str(film), "--no-wait", "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["jobs"][0]["state"] == "queued"


def test_names_cannot_move_the_cursor(eager_daemon: FakeDaemon, film: Path, capsys: Capture) -> None:
    try:
        evil = touched(film.parent / "broken\x1b[2J\n'\".mp4")
    except OSError:
        pytest.skip("this file system takes no such name")
    assert main(["generate", str(evil)]) == 1
    err = capsys.readouterr().err
    assert "\x1b" not in err
    assert "broken\\x1b[2J\\n'\".mp4" in err


@pytest.mark.parametrize(("answer", "state"), [("c", JobState.cancelled), ("", JobState.queued)])
def test_after_an_interrupt_the_jobs_go_on_unless_cancelled(
    answer: str, state: JobState, daemon: FakeDaemon, film: Path, monkeypatch: pytest.MonkeyPatch, capsys: Capture
) -> None:
    def interrupt(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(Lines, "note", interrupt)
    monkeypatch.setattr(follow, "at_terminal", lambda: True)
    monkeypatch.setattr("typer.prompt", lambda *_, **__: answer)
    assert main(["generate", str(film)]) == 130
    assert daemon.jobs["job00001"].state is state


def test_an_interrupt_without_a_terminal_asks_nothing(
    daemon: FakeDaemon, film: Path, monkeypatch: pytest.MonkeyPatch, capsys: Capture
) -> None:
    def interrupt(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(Lines, "note", interrupt)
    monkeypatch.setattr(follow, "at_terminal", lambda: False)
    assert main(["generate", str(film)]) == 130
    assert "The jobs go on" in capsys.readouterr().err


@pytest.mark.parametrize(("answer", "state"), [("c", JobState.cancelled), ("", JobState.queued)])
def test_after_an_interrupt_json_tells_how_the_jobs_are(
    answer: str, state: JobState, daemon: FakeDaemon, film: Path, monkeypatch: pytest.MonkeyPatch, capsys: Capture
) -> None:
    def interrupt(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(Client, "wait", interrupt)
    monkeypatch.setattr(follow, "at_terminal", lambda: True)
    monkeypatch.setattr("typer.prompt", lambda *_, **__: answer)
    assert main(["generate", str(film), "--json"]) == 130
    (job,) = json.loads(capsys.readouterr().out)["jobs"]
    assert (job["id"], job["state"]) == ("job00001", state)


def test_a_paused_queue_is_mentioned(eager_daemon: FakeDaemon, film: Path, capsys: Capture) -> None:
    main(["pause"])
    main(["generate", str(film)])
    assert "paused" in capsys.readouterr().err


def wav_of(path: Path, order: Order) -> Path:
    request: dict[str, Any] = {"order": order.model_dump(mode="json"), "job": "job"}
    content = ixml_of(request)
    content += b"\0" * (len(content) % 2)
    body = b"WAVE" + struct.pack("<4sI", b"iXML", len(content)) + content
    touched(path).write_bytes(struct.pack("<4sI", b"RIFF", len(body)) + body)
    return path


def test_again_repeats_what_made_a_wav(film: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    order = Order(clip=Clip(media=str(film), source_in="01:00:00:00"), prompt="steps", seed=7, first_take=2)
    wav = wav_of(film.parent / "Foley" / "ride.wav", order)
    assert ordered(monkeypatch, "again", str(wav)) == [order]


def test_again_changes_what_is_named(film: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    order = Order(clip=Clip(media=str(film)), prompt="steps", seed=7, movie=Movie.only)
    wav = wav_of(film.parent / "Foley" / "ride.wav", order)
    (again,) = ordered(monkeypatch, "again", str(wav), "--prompt", "boots", "--takes", "2")
    assert again == order.model_copy(update={"prompt": "boots", "takes": 2})


def test_again_takes_zero_for_a_seed(film: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    wav = wav_of(film.parent / "Foley" / "ride.wav", Order(clip=Clip(media=str(film)), seed=7))
    (again,) = ordered(monkeypatch, "again", str(wav), "--seed", "0")
    assert again.seed == 0


def test_again_goes_to_the_folder_that_was_named(film: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    dest = film.parent / "stems"
    dest.mkdir()
    wav = wav_of(film.parent / "ride.wav", Order(clip=Clip(media=str(film)), dest=str(dest)))
    assert [order.dest for order in ordered(monkeypatch, "again", str(wav))] == [str(dest)]


@pytest.mark.parametrize("gone", ["/elsewhere/stems", "D:\\film\\stems"])
def test_again_stays_beside_a_wav_that_moved(gone: str, film: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    wav = wav_of(film.parent / "moved" / "ride.wav", Order(clip=Clip(media=str(film)), dest=gone))
    (beside,) = ordered(monkeypatch, "again", str(wav))
    (named,) = ordered(monkeypatch, "again", str(wav), "--dest", str(film.parent / "new"))
    assert (beside.dest, named.dest) == (str(wav.parent), str(film.parent / "new"))


@pytest.mark.parametrize("gone", ["/elsewhere/ride.mp4", "D:\\film\\ride.mp4"])
def test_again_finds_media_that_moved_with_the_wav(gone: str, film: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    wav = wav_of(film.parent / "Foley" / "ride.wav", Order(clip=Clip(media=gone)))
    (order,) = ordered(monkeypatch, "again", str(wav))
    assert order.clip.media == str(film)


def test_again_says_where_it_looked(tmp_path: Path, capsys: Capture) -> None:
    wav = wav_of(tmp_path / "ride.wav", Order(clip=Clip(media="/elsewhere/ride.mp4")))
    assert main(["again", str(wav)]) == 2
    assert error_of(capsys) == "no-such-file"


def test_again_refuses_what_others_wrote(tmp_path: Path, capsys: Capture) -> None:
    (tmp_path / "a.wav").write_bytes(b"RIFF\4\0\0\0WAVE")
    assert main(["again", str(tmp_path / "a.wav")]) == 2
    assert error_of(capsys) == "not-ours"


def test_a_glob_that_is_no_path_is_refused() -> None:
    with pytest.raises(Refusal) as caught:
        media_files(["a\0b.mov"])
    assert caught.value.code in ("bad-name", "no-such-file")


def test_lines_tell_each_state_once(capsys: Capture, daemon: FakeDaemon, film: Path) -> None:
    main(["generate", str(film), "--no-wait"])
    job: JobInfo = daemon.jobs["job00001"]
    capsys.readouterr()
    lines = Lines()
    for _ in range(3):
        lines.note(job)
    assert capsys.readouterr().err == "job00001  ride.mp4  take 1  queued\n"
