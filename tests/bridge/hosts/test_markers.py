"""Prompts and hits from markers: only from those that speak to us."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest

from footfall_bridge.hosts.interchange.markers import Listener
from footfall_bridge.timeline import Time
from tests.bridge.hosts.conftest import Planned
from tests.bridge.hosts.timelines import clip, gap, marker, timeline, track


def marked(item: Any, *markers: Any) -> Any:
    item.markers.extend(markers)
    return item


def told(plan: Any) -> list[tuple[str, str, str, list[float] | None]]:
    """Record in and out, prompt and hits."""
    return [
        (
            cut.timecode[-5:],
            cut.timecode_at(cut.end)[-5:],
            one.order.prompt,
            None if one.order.contacts is None else [contact.time for contact in one.order.contacts],
        )
        for one in plan.wanted
        for cut in one.cuts
    ]


def test_a_point_is_a_hit_and_its_text_the_prompt(planned: Planned, media: Path) -> None:
    cut = marked(clip(media, 10, 20), marker("foley: door slam", 15), marker("Foley:", 20))
    assert told(planned(timeline(track(cut)))) == [("00:00", "00:20", "door slam", [0.2, 0.4])]


def test_a_marker_of_one_frame_is_a_point(planned: Planned, media: Path) -> None:
    cut = marked(clip(media, 10, 20), marker("foley: knock", 15, 1))
    assert told(planned(timeline(track(cut)))) == [("00:00", "00:20", "knock", [0.2])]


def test_a_range_has_a_prompt_of_its_own(planned: Planned, media: Path) -> None:
    cut = marked(clip(media, 10, 20), marker("foley: gravel", 15, 5))
    plan = planned(timeline(track(cut)), fields={"prompt": "grass"})
    assert told(plan) == [
        ("00:00", "00:05", "grass", None),
        ("00:05", "00:10", "gravel", None),
        ("00:10", "00:20", "grass", None),
    ]
    firsts = [one.order.clip.source_in for one in plan.wanted]
    assert firsts == [Time(value=frame, rate=(25, 1)) for frame in (10, 15, 20)]


def test_notes_names_and_colours_say_nothing(planned: Planned, media: Path) -> None:
    plain = marker("not foley: this", 15, color="GREEN")
    plain.comment = "client says: louder"
    cut = marked(clip(media, 10, 20), plain, marker("todo", 12))
    cut.name = "foley: a clip of this name"
    assert told(planned(timeline(track(cut)))) == [("00:00", "00:20", "", None)]


def test_a_comment_with_the_prefix_speaks(planned: Planned, media: Path) -> None:
    mark = marker("Marker 1", 10, 20)
    mark.comment = "foley: rain"
    assert told(planned(timeline(track(marked(clip(media, 10, 20), mark))))) == [("00:00", "00:20", "rain", None)]


def test_a_chosen_colour_speaks_by_its_name(planned: Planned, media: Path) -> None:
    cut = marked(clip(media, 10, 20), marker("rain", 10, 20, color="GREEN"), marker("client", 12))
    plan = planned(timeline(track(cut)), listener=Listener("green"))
    assert told(plan) == [("00:00", "00:20", "rain", None)]


def test_markers_can_be_left_aside(planned: Planned, media: Path) -> None:
    cut = marked(clip(media, 10, 20), marker("foley: rain", 10, 20))
    assert told(planned(timeline(track(cut)), listener=None)) == [("00:00", "00:20", "", None)]


@pytest.mark.parametrize("origin", [0, 90_000])
def test_markers_of_the_timeline_reach_the_clips_below(planned: Planned, media: Path, origin: int) -> None:
    made = timeline(track(clip(media, 0, 10), gap(10), clip(media, 20, 10)))
    made.tracks.markers.extend([marker("foley: rain", origin + 5, 20), marker("foley: knock", origin + 26)])
    assert told(planned(made)) == [
        ("00:00", "00:05", "", None),
        ("00:05", "00:10", "rain", None),
        ("00:20", "01:00", "rain", None),
        ("01:00", "01:05", "knock", [float(Fraction(1, 25))]),
    ]


def test_the_same_source_with_other_hits_is_another_order(planned: Planned, media: Path) -> None:
    cuts = [marked(clip(media, 0, 10), marker("foley: knock", at)) for at in (2, 3)]
    assert len(planned(timeline(track(*cuts))).wanted) == 2
