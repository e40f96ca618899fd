"""`footfall generate`: from words to orders, and from jobs to exit codes."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from footfall_bridge.cli import follow
from footfall_bridge.cli.__main__ import main, spelled_out
from footfall_bridge.cli.board import Lines
from footfall_bridge.client import Client
from footfall_bridge.protocol import JobInfo, JobState, Movie, Order, Priority, Stamp
from footfall_bridge.timeline import Clip, Time
from tests.bridge.cli.words import Capture, error_of, ordered, touched
from tests.bridge.fake_daemon import FakeDaemon


def test_all_options_reach_the_order(monkeypatch: pytest.MonkeyPatch, film: Path) -> None:
    words = (
        "--in 1.5 --out 01:00:00:00 --prompt steps --negative music --engine sketch --seed 7 --takes 3 "
        "--handles 0.5 --priority background --dest out --movie=only --stamp source --fresh "
        "--guidance 3.5 --steps 20"
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
        guidance=3.5,
        steps=20,
    )


def test_without_options_the_daemon_decides(monkeypatch: pytest.MonkeyPatch, film: Path) -> None:
    assert ordered(monkeypatch, "generate", str(film)) == [Order(clip=Clip(media=str(film)))]


def test_a_preset_is_the_prompt(daemon: FakeDaemon, film: Path, capsys: Capture) -> None:
    assert main(["config", "set", "presets.rain", "light rain"]) == 0
    assert main(["generate", str(film), "--preset", "rain", "--no-wait"]) == 0
    assert [job.prompt for job in daemon.jobs.values()] == ["light rain"]


def test_a_preset_that_is_not_there_names_those_that_are(daemon: FakeDaemon, film: Path, capsys: Capture) -> None:
    main(["config", "set", "presets.rain", "light rain"])
    capsys.readouterr()
    assert main(["generate", str(film), "--preset", "snow", "--json"]) == 2
    assert "there is rain" in json.loads(capsys.readouterr().out)["error"]["message"]
    assert main(["generate", str(film), "--preset", "rain", "--prompt", "x"]) == 2
    assert daemon.jobs == {}


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
        ("film/ride.mp4 --guidance -1", "usage"),
        ("film/ride.mp4 --guidance 20.5", "usage"),
        ("film/ride.mp4 --steps 0", "usage"),
        ("film/ride.mp4 --steps 201", "usage"),
        ("film/ride.mp4 --steps 2.5", "usage"),
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


def test_lines_tell_each_state_once(capsys: Capture, daemon: FakeDaemon, film: Path) -> None:
    main(["generate", str(film), "--no-wait"])
    job: JobInfo = daemon.jobs["job00001"]
    capsys.readouterr()
    lines = Lines()
    for _ in range(3):
        lines.note(job)
    assert capsys.readouterr().err == "job00001  ride.mp4  take 1  queued\n"
