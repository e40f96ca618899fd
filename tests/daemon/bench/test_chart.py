"""The picture of a table."""

from __future__ import annotations

from pathlib import Path

import cv2
import pytest

from footfall_daemon.bench.chart import draw
from footfall_daemon.bench.table import Result, Row


def a_result(*sizes: int, knee: int | None, note: str = "") -> Result:
    rows = [
        Row(
            batch=size,
            clips_per_s=size / (1 + size),
            ratio_to_one=2 * size / (1 + size),
            step_s=0.1,
            latency_s=1.0 + size,
            device_use=None,
            peak_bytes=size * 2**30,
        )
        for size in sizes
    ]
    return Result(
        engine="sketch",
        device="cpu",
        card="",
        mode="float64",
        seconds=10,
        rows=rows,
        knee_batch=knee,
        note=note,
        kept=False,
        png=None,
    )


@pytest.mark.parametrize(
    "result",
    [
        a_result(1, knee=None),
        a_result(1, 2, 4, knee=2, note="batch 8: out of memory"),
        a_result(1, 2, 4, knee=4),
        a_result(1, 2, knee=4),
    ],
    ids=["one size", "a knee inside", "at the end", "beyond"],
)
def test_a_table_is_drawn_on_white(tmp_path: Path, result: Result) -> None:
    draw(tmp_path / "a.png", result)
    picture = cv2.imread(str(tmp_path / "a.png"), cv2.IMREAD_UNCHANGED)
    assert picture is not None
    assert picture.shape[:2] == (630, 1650)
    assert (picture[0] == 255).all()
    assert picture.std() > 10


def test_the_knee_is_marked_where_it_is(tmp_path: Path) -> None:
    def drawn(knee: int) -> bytes:
        draw(tmp_path / "a.png", a_result(1, 2, 4, knee=knee))
        return (tmp_path / "a.png").read_bytes()

    assert len({drawn(1), drawn(2), drawn(4), drawn(8)}) == 4


def test_a_file_that_cannot_be_written_is_told(tmp_path: Path) -> None:
    with pytest.raises(OSError, match="No such file"):
        draw(tmp_path / "nowhere" / "a.png", a_result(1, knee=None))
