"""From frames to what the encoders take."""

from __future__ import annotations

import pytest
import torch

from footfall_daemon.engine.hunyuan.preprocess import scaled, window_count, windows


def test_levels_become_numbers_about_zero() -> None:
    frame = torch.tensor([0, 255, 51], dtype=torch.uint8).reshape(1, 1, 1, 3)
    assert scaled(frame, torch.float32).flatten().tolist() == pytest.approx([-1, 1, -0.6])


def test_colours_move_before_rows() -> None:
    assert scaled(torch.zeros(5, 8, 9, 3, dtype=torch.uint8), torch.float16).shape == (5, 3, 8, 9)


def test_windows_overlap_by_half() -> None:
    seen = windows(torch.arange(40))
    assert seen[:, 0].tolist() == [0, 8, 16, 24]
    assert seen[1].tolist() == list(range(8, 24))


def test_what_follows_the_last_whole_window_is_left_out() -> None:
    assert windows(torch.arange(39))[-1, -1] == 31


def test_of_a_short_clip_the_last_frame_is_held() -> None:
    assert windows(torch.arange(3)).tolist() == [[0, 1, *[2] * 14]]


def test_windows_are_not_copies() -> None:
    frames = torch.zeros(32, 4)
    assert windows(frames).untyped_storage().data_ptr() == frames.untyped_storage().data_ptr()


@pytest.mark.parametrize(("frames", "count"), [(1, 1), (16, 1), (23, 1), (24, 2), (200, 24), (375, 45)])
def test_windows_are_counted(frames: int, count: int) -> None:
    assert window_count(frames) == count == len(windows(torch.arange(frames)))
