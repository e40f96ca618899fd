"""What is not there, does not answer, or is not what it seems: a sentence each, and nothing lost."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.resolve.desk import Desk
from tests.resolve.fake.world import Item, World


def test_no_daemon_is_said(desk: Desk, clips: list[Item]) -> None:
    (desk.gateway.runtime / "gateway.json").unlink()
    assert "Footfall is not running: type" in desk.run("Generate Foley")


def test_a_gateway_that_died_is_said(desk: Desk, clips: list[Item]) -> None:
    desk.gateway.close()
    assert "[not-running]" in desk.run("Generate Foley")


def test_whoever_holds_our_port_is_not_shown_the_token(desk: Desk, clips: list[Item]) -> None:
    desk.gateway.honest = False
    assert "[impostor]" in desk.run("Generate Foley")
    assert desk.gateway.shown == []


def test_a_token_of_an_earlier_start_is_said(desk: Desk, clips: list[Item]) -> None:
    path = desk.gateway.runtime / "gateway.token"
    path.write_text("an older one")
    assert "[impostor]" in desk.run("Generate Foley")  # the proof does not fit the token that we know
    path.write_text(desk.gateway.token)
    assert "asked for 3 sounds" in desk.run("Generate Foley")


def test_a_daemon_restarted_between_two_requests_is_found_again(desk: Desk, clips: list[Item]) -> None:
    def restart(name: str) -> None:
        if name == "GetSelectedClips":
            desk.gateway.token = "another"
            desk.gateway.publish()

    desk.world.before = restart
    assert "asked for 3 sounds" in desk.run("Generate Foley")


@pytest.mark.parametrize(
    ("version", "words"),
    [
        ("0.2.0", "this plugin (0.1.0) is older than Footfall (0.2.0): `footfall setup resolve` renews it"),
        ("0.0.9", "this plugin (0.1.0) is newer than Footfall (0.0.9): update Footfall"),
    ],
)
def test_footfall_of_another_version_is_said_once_and_asked_all_the_same(
    desk: Desk, clips: list[Item], version: str, words: str
) -> None:
    desk.gateway.version = version
    said = desk.run("Generate Foley")
    assert said.count(words) == 1
    assert "asked for 3 sounds" in said


@pytest.mark.parametrize("name", ["Generate Foley", "Place finished Foley", "Foley status", "Remove Foley"])
def test_no_project_and_no_timeline_are_said(desk: Desk, name: str) -> None:
    assert desk.world.show is not None
    desk.world.show.line = None
    assert "[no-timeline]" in desk.run(name)
    desk.world.show = None
    assert "[no-project]" in desk.run(name)


@pytest.mark.parametrize("name", ["Generate Foley", "Place finished Foley", "Foley status", "Remove Foley"])
def test_a_dialog_that_is_open_in_resolve_is_said(desk: Desk, clips: list[Item], name: str) -> None:
    desk.world.modal = True
    assert "close any dialog that is open in Resolve" in desk.run(name)


CALLS = ["GetProjectManager", "GetCurrentTimeline", "GetStart", "GetDuration", "ImportMedia", "AppendToTimeline"]


@pytest.mark.parametrize("call", CALLS)
def test_a_dialog_that_opens_midway_loses_nothing(desk: Desk, clips: list[Item], call: str) -> None:
    desk.run("Generate Foley")
    desk.gateway.finish(desk.folder / "made")
    desk.world.before = lambda name: setattr(desk.world, "modal", desk.world.modal or name == call)
    said = desk.run("Place finished Foley")
    assert "unforeseen" not in said
    assert "placed the Foley" not in said
    desk.world.before, desk.world.modal = lambda name: None, False
    desk.run("Place finished Foley")
    assert [(start, length) for _, start, length in desk.placed] == [(clip.start, clip.duration) for clip in clips]


def test_wishes_that_cannot_be_read_are_said(desk: Desk, clips: list[Item]) -> None:
    path = desk.gateway.runtime.parent / "config" / "resolve.json"
    path.parent.mkdir()
    path.write_text(json.dumps({"place_at_once": "yes"}))
    assert "[bad-wishes]" in desk.run("Generate Foley")


def test_what_is_unforeseen_is_told_and_logged(desk: Desk, clips: list[Item]) -> None:
    def break_down(name: str) -> None:
        raise ZeroDivisionError("no such thing")

    desk.world.before = break_down
    assert "something unforeseen happened (ZeroDivisionError: no such thing)" in desk.run("Generate Foley")
    log = Path(desk.gateway.runtime.parent, "logs", "resolve.log").read_text("utf-8")
    assert "Traceback" in log


def test_the_log_has_a_line_for_each_clip(desk: Desk, clips: list[Item]) -> None:
    desk.run("Generate Foley")
    log = Path(desk.gateway.runtime.parent, "logs", "resolve.log").read_text("utf-8")
    assert "“door.mov” at 01:00:02:00, 36 frames of" in log


def test_asking_returns_while_all_is_still_to_be_made(desk: Desk, clips: list[Item]) -> None:
    """Nothing is asked of the daemon after the submit: nobody waits for it."""
    asked = len(desk.gateway.shown)
    desk.run("Generate Foley")
    assert len(desk.gateway.shown) - asked == 2  # the list of jobs, and the submit
    assert {job.state for job in desk.gateway.jobs.values()} == {"queued"}


def test_no_call_is_made_that_only_studio_has(desk: Desk, world: World, clips: list[Item]) -> None:
    world.product = "DaVinci Resolve"
    desk.run("Generate Foley")
    desk.place()
    desk.run("Remove Foley")
    assert world.faults == []
