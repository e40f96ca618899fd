"""How much of a picture is seen in a frame, and what is more than a fit."""

from __future__ import annotations

import pytest

from footfall_bridge.hosts.framing import Framing, Scaling, scaled

HD, UHD, TALL, OLD = (1920.0, 1080.0), (3840.0, 2160.0), (1080.0, 1920.0), (1440.0, 1080.0)


@pytest.mark.parametrize("media", [HD, UHD, TALL, OLD, None])
def test_a_fit_shows_all_of_any_media(media: tuple[float, float] | None) -> None:
    lies = scaled(media, HD, Scaling.fit)
    assert lies.seen == pytest.approx((1, 1))
    assert not lies.is_reframed


@pytest.mark.parametrize(
    ("media", "scaling", "seen"),
    [
        (OLD, Scaling.fill, (1, 0.75)),
        (TALL, Scaling.fill, (1, 0.31640625)),
        (UHD, Scaling.pixels, (0.5, 0.5)),
        ((1920.0, 1120.0), Scaling.fill, (1, 1080 / 1120)),
        (HD, Scaling.fill, (1, 1)),
    ],
)
def test_what_a_host_cuts_off_by_itself_counts_where_it_is_more_than_a_little(
    media: tuple[float, float], scaling: Scaling, seen: tuple[float, float]
) -> None:
    lies = scaled(media, HD, scaling)
    assert lies.seen == pytest.approx(seen)
    assert lies.is_reframed is (min(seen) < 0.95)


def test_media_of_another_shape_that_is_stretched_is_reframed() -> None:
    assert scaled(OLD, HD, Scaling.stretch).is_reframed
    assert not scaled(UHD, HD, Scaling.stretch).is_reframed


@pytest.mark.parametrize(
    ("changed", "seen"),
    [
        (Framing(width=2, height=2), (0.5, 0.5)),
        (Framing(width=2, height=2, x=0.5), (0.5, 0.5)),
        (Framing(x=0.25), (0.75, 1)),
        (Framing(left=0.1, top=0.2), (0.9, 0.8)),
        (Framing(width=0.5, height=0.5, x=0.25, y=0.25), (1, 1)),
        (Framing(x=3), (0, 1)),
        (Framing(width=0), (0, 1)),
        (Framing(turned=180), (1, 1)),
        (Framing(turned=-90), (1, 1)),
        (Framing(mirrored=True), (1, 1)),
        (Framing(moving=True), (1, 1)),
        (Framing(stretched=0.9), (1, 1)),
        (Framing(stretched=0), (1, 1)),
    ],
)
def test_more_than_a_fit_is_reframed(changed: Framing, seen: tuple[float, float]) -> None:
    assert changed.seen == pytest.approx(seen)
    assert changed.is_reframed


@pytest.mark.parametrize(
    "changed",
    [
        Framing(),
        Framing(width=1.04, height=1.04),
        Framing(x=0.03, y=-0.03),
        Framing(left=0.02, right=0.02),
        Framing(width=0.8, height=0.8),
        Framing(turned=360.5),
        Framing(turned=-0.8),
    ],
)
def test_a_little_is_nothing_that_anybody_hears(changed: Framing) -> None:
    assert not changed.is_reframed
