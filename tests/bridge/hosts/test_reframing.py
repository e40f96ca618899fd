"""Clips that a timeline file reframes are known as such; those that it only fits are not."""

from __future__ import annotations

from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import opentimelineio as otio
import pytest

from footfall_bridge.hosts.interchange import documents
from footfall_bridge.hosts.interchange.plan import Plan, plan
from tests.bridge.hosts.conftest import Planned
from tests.bridge.hosts.timelines import asset, clip, final_cut, saved, timeline, track


def reframed(found: Plan) -> list[bool]:
    return [wanted.order.clip.reframed for wanted in found.wanted]


# FCP7 XML


def motion(effect: str = "basic", *, enabled: str = "TRUE", bypass: str = "false", **values: str) -> str:
    parameters = "".join(
        f"<parameter><parameterid>{name}</parameterid><value>{value}</value></parameter>"
        for name, value in values.items()
    )
    return (
        f"<filter><enabled>{enabled}</enabled><effect><name>{effect}</name><effectid>{effect}</effectid>"
        f"<pproBypass>{bypass}</pproBypass>{parameters}</effect></filter>"
    )


def keyed(*values: str) -> str:
    told = enumerate(values)
    keys = "".join(f"<keyframe><when>{n}</when><value>{value}</value></keyframe>" for n, value in told)
    parameter = f"<parameter><parameterid>scale</parameterid><value>{values[0]}</value>{keys}</parameter>"
    return f"<filter><effect><name>Basic Motion</name><effectid>basic</effectid>{parameter}</effect></filter>"


def sized(width: int, height: int) -> ElementTree.Element:
    told = f"<samplecharacteristics><width>{width}</width><height>{height}</height></samplecharacteristics>"
    return ElementTree.fromstring(told)


def xmeml(folder: Path, change: str, *, media: tuple[int, int] = (1920, 1080)) -> list[bool]:
    film = folder / "film.mov"
    film.touch()
    file = saved(timeline(track(clip(film, 10, 20))), folder / "cut.xml")
    root = ElementTree.fromstring(file.read_bytes())
    item, video, frame = root.find(".//clipitem"), root.find(".//file/media/video"), root.find(".//video/format")
    assert item is not None
    assert video is not None
    assert frame is not None
    item.extend(ElementTree.fromstring(f"<x>{change}</x>"))
    video.append(sized(*media))
    frame.append(sized(1920, 1080))
    file.write_bytes(ElementTree.tostring(root))
    return reframed(plan(documents.read(file), {}))


@pytest.mark.parametrize(
    "change",
    [
        motion(scale="150"),
        motion(scale="100", center="<horiz>0.2</horiz><vert>0</vert>"),
        motion(rotation="90"),
        motion("crop", left="10"),
        motion("Flop"),
        keyed("100", "110"),
    ],
)
def test_final_cut_7_says_what_is_moved(tmp_path: Path, change: str) -> None:
    assert xmeml(tmp_path, change) == [True]


@pytest.mark.parametrize(
    "change",
    [
        "",
        motion(scale="100", rotation="0", center="<horiz>0</horiz><vert>0</vert>"),
        motion(scale="150", enabled="FALSE"),
        motion(scale="150", bypass="true"),
        motion("opacity", opacity="50"),
        keyed("100", "100"),
    ],
)
def test_final_cut_7_at_its_defaults_is_a_fit(tmp_path: Path, change: str) -> None:
    assert xmeml(tmp_path, change) == [False]


@pytest.mark.parametrize(
    "parameters",
    [
        "<parameter/>",
        "<parameter>words</parameter><parameter/>",
        "<parameter><parameterid>scale</parameterid><value/><keyframe/></parameter>",
        "<parameter><parameterid>scale</parameterid><value>much</value><keyframe>words</keyframe></parameter>",
    ],
)
def test_final_cut_7_that_says_nothing_of_a_parameter_is_read(tmp_path: Path, parameters: str) -> None:
    """Anybody can write such a file."""
    effect = f"<effect><name>Basic Motion</name><effectid>basic</effectid>{parameters}</effect>"
    assert xmeml(tmp_path, f"<filter>{effect}</filter>") == [False]


def test_final_cut_7_scales_pixels_of_the_media(tmp_path: Path) -> None:
    """A picture of four times as many pixels fits at 50 %."""
    assert xmeml(tmp_path, motion(scale="50"), media=(3840, 2160)) == [False]
    assert xmeml(tmp_path, motion(scale="80"), media=(3840, 2160)) == [True]


# FCPXML


def fcpxml(folder: Path, inside: str, *, size: tuple[int, int] = (1920, 1080)) -> list[bool]:
    film = folder / "film.mov"
    film.touch()
    width, height = size
    other = f'<format id="r9" frameDuration="1/25s" width="{width}" height="{height}"/>'
    assets = other + asset("a", film, length="100s").replace('format="r1"', 'format="r9"')
    whole = f'<asset-clip ref="a" duration="2s">{inside}</asset-clip>'
    file = folder / "cut.fcpxml"
    file.write_text(final_cut(whole, assets=assets))
    return reframed(plan(documents.read(file), {}))


KEYS = (
    '<param name="scale"><keyframeAnimation><keyframe time="0s" value="1 1"/><keyframe time="1s" value="{} 1"/>'
    "</keyframeAnimation></param>"
)


@pytest.mark.parametrize(
    "inside",
    [
        '<adjust-transform scale="1.5 1.5"/>',
        '<adjust-transform scale="1.2 1"/>',
        '<adjust-transform position="40 0" scale="0.5 0.5"/>',
        '<adjust-transform rotation="-90"/>',
        f"<adjust-transform>{KEYS.format('1.5')}</adjust-transform>",
        '<adjust-crop mode="trim"><trim-rect left="20"/></adjust-crop>',
        '<adjust-crop mode="crop"><crop-rect left="10" right="10" top="6" bottom="6"/></adjust-crop>',
        '<adjust-crop mode="pan"><pan-rect/><pan-rect left="10"/></adjust-crop>',
        '<filter-video ref="r1" name="Flipped"/>',
        '<adjust-transform><param name="scale" value="2 2"/></adjust-transform>',
        f"<adjust-transform>{KEYS.format(1).replace('1 1', '2 2')}</adjust-transform>",
        '<adjust-transform anchor="40 0"/>',
    ],
)
def test_final_cut_pro_says_what_is_moved(tmp_path: Path, inside: str) -> None:
    assert fcpxml(tmp_path, inside) == [True]


@pytest.mark.parametrize(
    "inside",
    [
        "",
        '<adjust-transform position="0 0" scale="1 1"/>',
        '<adjust-transform enabled="0" scale="1.5 1.5"/>',
        '<adjust-crop mode="trim"><trim-rect left="4"/></adjust-crop>',
        f"<adjust-transform>{KEYS.format('1')}</adjust-transform>",
        '<adjust-conform type="fill"/>',
        '<filter-video ref="r1" name="Flipped" enabled="0"/>',
        '<adjust-transform anchor="40 10" position="40 10"/>',
    ],
)
def test_final_cut_pro_at_its_defaults_is_a_fit(tmp_path: Path, inside: str) -> None:
    assert fcpxml(tmp_path, inside) == [False]


def test_what_is_connected_to_a_clip_moves_by_itself(tmp_path: Path) -> None:
    turned = '<adjust-transform rotation="90"/>'
    connected = f'<asset-clip ref="a" lane="1" offset="0s" start="5s" duration="10/25s">{turned}</asset-clip>'
    connected += f'<video ref="a" lane="2" offset="1s" start="8s" duration="10/25s">{turned}</video>'
    assert fcpxml(tmp_path, connected) == [True, False, True, False]


@pytest.mark.parametrize(("conform", "cuts"), [("fit", False), ("fill", True), ("none", True)])
def test_final_cut_pro_conforms_media_of_another_shape(tmp_path: Path, conform: str, cuts: bool) -> None:
    assert fcpxml(tmp_path, f'<adjust-conform type="{conform}"/>', size=(3840, 2880)) == [cuts]


# OTIO


def resolve(*, enabled: bool = True, keys: dict[str, Any] | None = None, **values: Any) -> Any:
    parameters = [{"Parameter ID": name, "Parameter Value": value} for name, value in values.items()]
    if keys:
        parameters.append({"Parameter ID": "dynamicZoomScale", "Parameter Value": 1.0, "Key Frames": keys})
    told = {"Effect Name": "Transform", "Enabled": enabled, "Parameters": parameters}
    return otio.schema.Effect("", "Resolve Effect", {"Resolve_OTIO": told})


def with_effect(media: Path, effect: Any) -> Any:
    made = clip(media, 10, 20)
    made.effects.append(effect)
    return made


ZOOM = {"0": {"Value": 0.8}, "1000": {"Value": 1.0}}


@pytest.mark.parametrize(
    "effect",
    [
        resolve(transformationZoomX=1.25, transformationZoomY=1.25),
        resolve(transformationPan=-0.2),
        resolve(transformationRotationAngle=180.0),
        resolve(transformationFlipX=True),
        resolve(cropLeft=0.12),
        resolve(keys=ZOOM),
    ],
)
def test_resolve_says_what_is_moved_in_its_otio(planned: Planned, media: Path, effect: Any) -> None:
    assert reframed(planned(timeline(track(with_effect(media, effect))))) == [True]


@pytest.mark.parametrize(
    "effect",
    [
        resolve(),
        resolve(keys=ZOOM, enabled=False),
        resolve(transformationZoomX=1.02, transformationZoomY=1.02),
        otio.schema.Effect("Blur", "Blur"),
        # Anybody can write such a file.
        otio.schema.Effect("", "Resolve Effect", {"Resolve_OTIO": {"Parameters": None}}),
        otio.schema.Effect("", "Resolve Effect", {"Resolve_OTIO": {"Parameters": [None, "words"]}}),
        resolve(transformationZoomX=None, transformationPan="much", cropLeft=[1]),
        resolve(keys={"0": None, "1000": 2.0}),
    ],
)
def test_other_effects_in_otio_are_no_reframing(planned: Planned, media: Path, effect: Any) -> None:
    assert reframed(planned(timeline(track(with_effect(media, effect))))) == [False]


# what becomes of them

ZOOMED = resolve(transformationZoomX=2.0, transformationZoomY=2.0)


def test_a_nested_clip_that_is_reframed_reframes_what_is_in_it(planned: Planned, media: Path) -> None:
    nested = otio.schema.Stack("nested", [track(clip(media, 0, 10), clip(media, 20, 10))])
    nested.effects.append(ZOOMED)
    assert reframed(planned(timeline(track(nested)))) == [True, True]


def test_a_rendering_shows_what_the_timeline_shows(planned: Planned, media: Path, tmp_path: Path) -> None:
    made = timeline(track(with_effect(media, ZOOMED)))
    assert reframed(planned(made, picture=tmp_path / "render.mov")) == [False]


def test_what_the_media_shows_may_be_accepted_and_is_told(planned: Planned, media: Path) -> None:
    found = planned(timeline(track(with_effect(media, ZOOMED))), as_media_shows=True)
    assert reframed(found) == [False]
    (cut,) = found.wanted[0].cuts
    assert cut.source is not None
    assert cut.source.notice == "film is reframed on the timeline: it is heard as its media shows it"
