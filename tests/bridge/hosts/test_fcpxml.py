"""FCPXML: exact at every rate, connected clips and retiming included."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest

from footfall_bridge.hosts.interchange import documents
from footfall_bridge.hosts.interchange.markers import Listener
from footfall_bridge.hosts.interchange.plan import Plan, plan
from footfall_bridge.protocol import Refusal
from footfall_bridge.timeline import Time
from tests.bridge.hosts.timelines import asset, final_cut

FILM = "film.mov"


def planned(folder: Path, *items: str, start: str = "0s", frame: str = "1/25s", timecode: str = "3600s") -> Plan:
    (folder / FILM).touch()
    file = folder / "cut.fcpxml"
    assets = asset("a", folder / FILM, start=start, length="100s")
    assets += '<effect id="e" name="Title"/><media id="m" name="nested"/>'
    assets += '<asset id="s" name="music" hasAudio="1" duration="100s"><media-rep src="file:///m.wav"/></asset>'
    file.write_text(final_cut(*items, assets=assets, frame=frame, start=timecode))
    return plan(documents.read(file), {}, listener=Listener())


def sources(found: Plan) -> list[tuple[Any, ...]]:
    """Record in, track, and the source in seconds."""
    told: list[tuple[Any, ...]] = []
    for one in found.wanted:
        clip = one.order.clip
        assert isinstance(clip.source_in, Time)
        assert isinstance(clip.source_out, Time)
        cut = one.cuts[0]
        told.append((cut.timecode, cut.track, clip.source_in.seconds, clip.source_out.seconds))
    return told


def test_every_frame_is_exact(tmp_path: Path) -> None:
    """29/25 of a second is where the published adapter loses a frame."""
    items = [f'<asset-clip ref="a" start="{n}/25s" duration="{n}/25s"/>' for n in range(1, 60)]
    found = planned(tmp_path, *items)
    assert [source[2] for source in sources(found)] == [Fraction(n, 25) for n in range(1, 60)]
    at = 90_000 + sum(range(1, 59))
    assert found.wanted[-1].cuts[0].start == Fraction(at, 25)


def test_fractional_rates_and_media_timecode(tmp_path: Path) -> None:
    frame = Fraction(1001, 24_000)
    begins, first = 86_400 * frame, 86_407 * frame
    found = planned(
        tmp_path,
        f'<asset-clip ref="a" start="{first}s" duration="{31 * frame}s"/>',
        start=f"{begins}s",
        frame="1001/24000s",
        timecode=f"{begins}s",
    )
    assert sources(found) == [("01:00:00:00", "V1", 7 * frame, 38 * frame)]


def test_connected_clips_count_from_what_they_hang_on(tmp_path: Path) -> None:
    inner = '<asset-clip ref="a" lane="1" offset="11s" start="50s" duration="1s"/>'
    sound = '<asset-clip ref="s" lane="-1" offset="10s" duration="2s"/>'
    story = (
        '<spine lane="2" offset="12s"><gap duration="1s"/><asset-clip ref="a" start="60s" duration="1s"/></spine>'
    )
    found = planned(tmp_path, f'<asset-clip ref="a" start="10s" duration="5s">{inner}{sound}{story}</asset-clip>')
    assert sources(found) == [
        ("01:00:00:00", "V1", 10, 11),
        ("01:00:01:00", "V2", 50, 51),
        ("01:00:02:00", "V1", 12, 13),
        ("01:00:03:00", "V3", 60, 61),
        ("01:00:04:00", "V1", 14, 15),
    ]


def test_old_clips_hold_their_video_inside(tmp_path: Path) -> None:
    found = planned(tmp_path, '<clip start="3s" duration="1s"><video ref="a" offset="1s" start="10s"/></clip>')
    assert sources(found) == [("01:00:00:00", "V1", 12, 13)]


@pytest.mark.parametrize(
    ("points", "start", "reverse", "source"),
    [
        ([("0s", "0s"), ("10s", "20s")], "2s", False, (4, 6)),
        ([("0s", "0s"), ("40s", "20s")], "2s", False, (1, Fraction(3, 2))),
        ([("0s", "20s"), ("20s", "0s")], "2s", True, (17, 18)),
        ([("0s", "0s"), ("5s", "10s"), ("10s", "20s")], "2s", False, (4, 6)),
    ],
)
def test_constant_retiming(
    tmp_path: Path, points: list[tuple[str, str]], start: str, reverse: bool, source: tuple[Fraction, Fraction]
) -> None:
    timepts = "".join(f'<timept time="{time}" value="{value}"/>' for time, value in points)
    found = planned(
        tmp_path, f'<asset-clip ref="a" start="{start}" duration="1s"><timeMap>{timepts}</timeMap></asset-clip>'
    )
    assert sources(found) == [("01:00:00:00", "V1", *source)]
    assert found.wanted[0].order.clip.reverse is reverse


def test_what_cannot_be_used_is_named(tmp_path: Path) -> None:
    ramp = "".join(f'<timept time="{n}s" value="{n * n}s"/>' for n in range(3))
    still = '<timept time="0s" value="3s"/><timept time="9s" value="3s"/>'
    found = planned(
        tmp_path,
        f'<asset-clip ref="a" duration="1s"><timeMap>{ramp}</timeMap></asset-clip>',
        f'<asset-clip ref="a" duration="1s"><timeMap>{still}</timeMap></asset-clip>',
        '<asset-clip ref="a" duration="1s"><conform-rate srcFrameRate="24"/></asset-clip>',
        '<title ref="e" duration="1s"/>',
        '<video ref="e" duration="1s"/>',
        '<ref-clip ref="m" duration="1s"/>',
        '<mc-clip ref="m" duration="1s"/>',
        '<asset-clip ref="a" duration="1s" enabled="0"/>',
        '<transition duration="1s"/>',
    )
    assert not found.wanted
    assert [cut.problem.code for cut in found.left_out if cut.problem] == [
        "speed-ramp", "freeze-frame", "speed-ramp", "generator", "generator", "nested", "nested", "disabled",
    ]  # fmt: skip


def test_a_rendered_reference_shows_what_cannot_be_opened(tmp_path: Path) -> None:
    ramp = "".join(f'<timept time="{n}s" value="{n * n}s"/>' for n in range(3))
    items = [
        '<ref-clip ref="m" name="scene" duration="1s"/>',
        '<mc-clip ref="m" name="cameras" duration="1s"/>',
        f'<asset-clip ref="a" name="fast" duration="1s"><timeMap>{ramp}</timeMap></asset-clip>',
    ]
    refused = planned(tmp_path, *items)
    assert all("--picture" in cut.problem.message for cut in refused.left_out if cut.problem)
    found = plan(documents.read(tmp_path / "cut.fcpxml"), {}, picture=tmp_path / "render.mov")
    assert sources(found) == [
        ("01:00:00:00", "V1", 0, 1),
        ("01:00:01:00", "V1", 1, 2),
        ("01:00:02:00", "V1", 2, 3),
    ]
    assert [one.order.name for one in found.wanted] == ["scene", "cameras", "fast"]
    assert not found.left_out


def test_markers_speak(tmp_path: Path) -> None:
    mark = '<marker start="51/5s" duration="1/25s" value="foley: knock"/>'
    found = planned(tmp_path, f'<asset-clip ref="a" start="10s" duration="1s">{mark}</asset-clip>', start="5s")
    order = found.wanted[0].order
    assert order.prompt == "knock"
    assert order.contacts is not None
    assert [contact.time for contact in order.contacts] == [0.2]


@pytest.mark.parametrize(
    "text", ["<fcpxml/>", "<fcpxml><project><sequence format='x'/></project></fcpxml>", "<html/>", "no xml", ""]
)
def test_what_is_none_is_refused(tmp_path: Path, text: str) -> None:
    for name in ("cut.fcpxml", "cut.xml"):
        (tmp_path / name).write_text(text)
        with pytest.raises(Refusal) as caught:
            documents.read(tmp_path / name)
        assert caught.value.code == "bad-timeline"
