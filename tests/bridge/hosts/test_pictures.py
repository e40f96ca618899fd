"""A linked proxy stands in for what cannot be decoded, and only where it is the same to the frame."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path
from typing import Any

import opentimelineio as otio
import pytest

from footfall_bridge.hosts.interchange import documents
from footfall_bridge.hosts.interchange.plan import Plan, plan
from tests.bridge.hosts.conftest import Planned
from tests.bridge.hosts.timelines import NTSC_24, clip, final_cut, span, timeline, track

FPS = Fraction(25)


def with_proxy(media: Path | str, proxy: Path, available: Any, *, rate: Fraction = FPS, begins: int = 0) -> Any:
    made = clip(media, 5, 10, rate=rate, begins=begins)
    linked = otio.schema.ExternalReference(proxy.as_uri(), available)
    made.set_media_references({"DEFAULT_MEDIA": made.media_reference, "proxy": linked}, "DEFAULT_MEDIA")
    return made


def touched(path: Path) -> Path:
    path.parent.mkdir(exist_ok=True)
    path.touch()
    return path


def codes(found: Plan) -> list[str]:
    return [cut.problem.code for cut in found.left_out if cut.problem]


@pytest.fixture
def proxy(tmp_path: Path) -> Path:
    return touched(tmp_path / "Proxies" / "A001_proxy.mov")


@pytest.mark.parametrize("there", [True, False])
def test_it_stands_in_for_camera_raw_and_for_what_is_offline(
    planned: Planned, tmp_path: Path, proxy: Path, there: bool
) -> None:
    media = touched(tmp_path / "A001_C002.R3D") if there else Path("/gone/A001_C002.mov")
    (wanted,) = planned(timeline(track(with_proxy(media, proxy, span(0, 50, FPS))))).wanted
    assert wanted.order.clip.media == str(proxy)
    assert wanted.order.name == "A001_C002"
    source = wanted.cuts[0].source
    assert source is not None
    assert source.start == Fraction(5, 25)
    assert source.notice.startswith(f"{media.name}: is {'camera raw' if there else 'not there'}")


def test_timecode_is_compared_in_time_not_in_frames(planned: Planned, tmp_path: Path, proxy: Path) -> None:
    raw = touched(tmp_path / "a.braw")
    twice = span(172_800, 100, NTSC_24 * 2)
    (wanted,) = planned(
        timeline(track(with_proxy(raw, proxy, twice, rate=NTSC_24, begins=86_400)), rate=NTSC_24)
    ).wanted
    assert wanted.order.clip.media == str(proxy)


@pytest.mark.parametrize("available", [span(0, 48, FPS), span(1, 50, FPS), span(90_000, 50, FPS), None])
def test_one_of_another_length_or_timecode_is_refused(
    planned: Planned, tmp_path: Path, proxy: Path, available: Any
) -> None:
    found = planned(timeline(track(with_proxy(touched(tmp_path / "a.r3d"), proxy, available))))
    assert codes(found) == ["proxy-mismatch"]
    problem = found.left_out[0].problem
    assert problem is not None
    assert "'A001_proxy.mov' has not the timecode and length of 'a.r3d'" in problem.message


def test_camera_raw_without_one_asks_for_it_or_for_a_reference(planned: Planned, tmp_path: Path) -> None:
    made = timeline(track(clip(touched(tmp_path / "a.ari"), 0, 10)))
    assert codes(planned(made)) == ["camera-raw"]
    assert planned(made, picture=tmp_path / "render.mov").wanted


def test_media_that_can_be_decoded_is_looked_at_itself(planned: Planned, media: Path, proxy: Path) -> None:
    (wanted,) = planned(timeline(track(with_proxy(media, proxy, span(0, 50, FPS))))).wanted
    assert (wanted.order.clip.media, wanted.order.name) == (str(media), "")
    assert wanted.order.clip.proxy == str(proxy), "only the daemon learns whether it can"


def test_the_daemon_is_not_told_of_a_proxy_that_does_not_match(planned: Planned, media: Path, proxy: Path) -> None:
    (wanted,) = planned(timeline(track(with_proxy(media, proxy, span(0, 48, FPS))))).wanted
    assert wanted.order.clip.proxy is None


def test_final_cut_says_which_file_is_a_proxy(tmp_path: Path, proxy: Path) -> None:
    representations = (
        f'<media-rep kind="proxy-media" src="{proxy.as_uri()}"/>'
        '<media-rep kind="original-media" src="file:///gone/A001.mov"/>'
    )
    assets = f'<asset id="a" name="A001" start="0s" duration="2s" hasVideo="1">{representations}</asset>'
    file = tmp_path / "cut.fcpxml"
    file.write_text(final_cut('<asset-clip ref="a" start="1s" duration="1s"/>', assets=assets))
    (wanted,) = plan(documents.read(file), {}).wanted
    assert (wanted.order.clip.media, wanted.order.name) == (str(proxy), "A001")
