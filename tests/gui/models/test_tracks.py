"""A value holds until the next, and what is too old is let go."""

from __future__ import annotations

from footfall_bridge.protocol import MemorySample
from footfall_gui.models.tracks import Track, others


def sample(at: float, free: int = 4, held: int = 1) -> MemorySample:
    return MemorySample(
        at=at, total=8, free=free, held=held, budget=4, headroom=1, running=0, tokens_or_seconds=0.0
    )


def test_a_window_begins_with_what_held_before_it() -> None:
    track = Track(100)
    track.take([sample(10), sample(20), sample(30)])
    assert [it.at for it in track.window(15, 25)] == [10, 20]
    assert [it.at for it in track.window(20, 30)] == [20, 30]


def test_what_is_known_already_is_not_taken_twice() -> None:
    track = Track(100)
    assert track.take([sample(10), sample(20)])
    assert not track.take([sample(10), sample(20)])
    assert track.take([sample(20), sample(30)])
    assert [it.at for it in track.window(0, 100)] == [10, 20, 30]


def test_the_past_is_let_go_but_for_what_still_holds() -> None:
    track = Track(100)
    track.take([sample(10), sample(50), sample(200)])
    assert [it.at for it in track.window(0, 300)] == [50, 200]


def test_nothing_is_known_before_the_first() -> None:
    track = Track(100)
    track.take([sample(10)])
    assert track.at(9) is None
    assert track.at(1000) == track.newest == sample(10)


def test_one_goes_from_change_to_change() -> None:
    track = Track(100)
    track.take([sample(10), sample(20), sample(30)])
    assert track.beside(25, later=False) == 20
    assert track.beside(20, later=False) == 10
    assert track.beside(20, later=True) == 30
    assert track.beside(30, later=True) is None


def test_a_window_without_a_change_is_flat() -> None:
    track = Track(100)
    track.take([sample(10), sample(20)])
    assert track.flat(25, 90)
    assert not track.flat(15, 90)


def test_others_have_what_is_neither_free_nor_ours() -> None:
    assert others(sample(0, free=4, held=1)) == 3
    assert others(sample(0, free=8, held=1)) == 0
