"""A Resolve that is slow, in which the user goes on working between our calls; and a gateway that is slow."""

from __future__ import annotations

import itertools
from collections.abc import Callable
from dataclasses import dataclass, field

import pytest

from tests.resolve.desk import Desk
from tests.resolve.fake.world import Item, Line

CALL, CHANGE = 0.001, 0.017
"""Seconds: a reading call; one that changes something, which waits until the window is drawn again at 60 Hz."""
_CHANGES = {
    "AddTrack", "SetTrackName", "AppendToTimeline", "ImportMedia", "AddSubFolder", "SetCurrentFolder", "AddMarker",
    "DeleteClips", "OpenPage", "SaveProject",
}  # fmt: skip


def latency(name: str) -> float:
    return CHANGE if name in _CHANGES else CALL


def blocked_by(desk: Desk, command: str) -> float:
    desk.world.latency, desk.world.blocked = latency, 0.0
    desk.run(command)
    return desk.world.blocked


def filled(desk: Desk, count: int) -> None:
    """With so many clips of picture and sound behind ours."""
    music = desk.media("music.wav")
    for number in range(count):
        at = desk.world.line.start + 10_000 + 50 * number
        desk.clip(f"{number}.mov", at, 50)
        desk.world.line.add(Item("music.wav", at, 50, music, kind="audio"))


def test_asking_takes_as_long_in_a_long_timeline_as_in_a_short_one(desk: Desk, clips: list[Item]) -> None:
    short = blocked_by(desk, "Generate Foley")
    desk.gateway.jobs.clear()
    filled(desk, 300)
    assert blocked_by(desk, "Generate Foley") == pytest.approx(short)
    assert short < 0.2  # a person sees no halt


def test_placing_reads_a_long_timeline_a_few_times_however_many_sounds_there_are(
    desk: Desk, clips: list[Item]
) -> None:
    filled(desk, 300)
    desk.run("Generate Foley")
    desk.gateway.finish(desk.folder / "made")
    desk.world.calls.clear()
    desk.run("Place finished Foley")
    for_three = desk.world.calls.count("GetUniqueId")
    desk.run("Remove Foley")
    desk.select(*clips, *desk.world.line.video[0].items[3:40])
    desk.run("Generate Foley")
    desk.gateway.finish(desk.folder / "made")
    desk.world.calls.clear()
    desk.run("Place finished Foley")
    assert len(desk.placed) == 40
    assert desk.world.calls.count("GetUniqueId") < 3 * for_three


def test_nothing_that_changes_the_timeline_happens_while_we_ask(desk: Desk, clips: list[Item]) -> None:
    desk.run("Generate Foley")
    assert not _CHANGES & set(desk.world.calls)


@dataclass
class User:
    """Does something in the moment of a certain call."""

    desk: Desk
    does: Callable[[], None]
    after: int
    done: list[str] = field(default_factory=list)

    def __call__(self, name: str) -> None:
        if len(self.desk.world.calls) == self.after:
            self.done.append(name)
            self.does()


def moved(desk: Desk, clips: list[Item]) -> None:
    clips[2].start += 500


def deleted(desk: Desk, clips: list[Item]) -> None:
    desk.world.line.video[0].items.remove(clips[1])
    desk.world.line.selected.remove(clips[1])


def switched(desk: Desk, clips: list[Item]) -> None:
    assert desk.world.show is not None
    desk.world.show.line = Line(name="Cut 4")


@pytest.mark.parametrize("does", [moved, deleted, switched], ids=lambda does: does.__name__)
def test_whatever_the_user_does_between_two_calls_nothing_lies_where_it_does_not_belong(
    desk: Desk, clips: list[Item], does: Callable[[Desk, list[Item]], None]
) -> None:
    desk.run("Generate Foley")
    desk.gateway.finish(desk.folder / "made")
    line, show = desk.world.line, desk.world.show
    assert show is not None
    pictures, starts = list(line.video[0].items), [clip.start for clip in clips]
    for after in itertools.count(1, 9):
        desk.run("Remove Foley")
        (desk.gateway.runtime / "resolve" / "ledger.json").unlink(missing_ok=True)
        desk.world.calls.clear()
        desk.world.before = user = User(desk, lambda: does(desk, clips), after)
        said = desk.run("Place finished Foley")
        desk.world.before = lambda name: None
        assert "unforeseen" not in said
        assert show.line is line or not any(desk.world.line.items), (after, said)
        if not user.done:
            break  # the command makes no more calls than that
        show.line = line
        assert_placed_or_named(desk, clips, desk.run("Generate Foley") + desk.run("Place finished Foley"))
        line.video[0].items[:] = pictures
        line.selected = list(clips)
        for clip, start in zip(clips, starts, strict=True):
            clip.start = start
    assert after > 100


def assert_placed_or_named(desk: Desk, clips: list[Item], said: str) -> None:
    """Each clip that is there has its sound; a further sound is named as stale."""
    there = {(clip.start, clip.duration) for clip in clips if clip in desk.world.line.video[0].items}
    placed = {(start, length) for _, start, length in desk.placed}
    assert there <= placed
    assert said.count("stale:") == len(placed - there) == len(desk.placed) - len(there)


def test_a_gateway_that_does_not_answer_is_said_and_is_found_when_it_does(desk: Desk, clips: list[Item]) -> None:
    desk.gateway.hangs.add("/v1/hello")
    assert "Footfall does not answer: see `footfall status`" in desk.run("Generate Foley")
    desk.gateway.hangs.clear()
    assert "asked for 3 sounds" in desk.run("Generate Foley")
