"""From bytes and times to places in a chart, and back."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QRectF

from footfall_gui.views.devices_scale import Scale

GIB, MIB = 2**30, 2**20


def scale(total: int = 24 * GIB) -> Scale:
    return Scale(QRectF(50, 10, 200, 100), start=1000.0, stop=1300.0, total=total)


def test_time_runs_to_the_right_and_bytes_upwards() -> None:
    assert (scale().x(1000), scale().x(1150), scale().x(1300)) == (50, 150, 250)
    assert (scale().y(0), scale().y(12 * GIB), scale().y(24 * GIB)) == (110, 60, 10)


def test_what_lies_outside_is_at_the_edge() -> None:
    assert (scale().x(0), scale().y(99 * GIB)) == (50, 10)
    assert (scale().moment(0), scale().moment(900)) == (1000, 1300)


def test_a_place_is_a_moment_again() -> None:
    assert scale().moment(scale().x(1234.5)) == pytest.approx(1234.5)


def test_nothing_is_known_of_a_device_without_memory() -> None:
    assert scale(0).y(0) == 110
    assert scale(0).grid(5) == []


@pytest.mark.parametrize(
    ("total", "step", "lines"),
    [(24 * GIB, 5 * GIB, 4), (80 * GIB, 20 * GIB, 4), (8 * GIB, 2 * GIB, 4), (512 * MIB, 200 * MIB, 2)],
)
def test_the_grid_has_round_numbers(total: int, step: int, lines: int) -> None:
    grid = scale(total).grid(5)
    assert grid[0] == step
    assert len(grid) == lines
