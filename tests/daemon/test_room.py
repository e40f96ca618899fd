"""How much of the weights to stream, and how long an out-of-memory is remembered."""

from __future__ import annotations

import pytest

from footfall_daemon.memory import LEVELS, Costs
from footfall_daemon.scheduler.room import Room
from tests.daemon.making import the_costs


def streaming() -> Costs:
    """Weights of 80 that stream at 10 a second. A step takes a second; from 10 tokens on, in proportion."""
    costs = the_costs(base=100, streamable=80, knee=10)
    costs.link = 10.0
    return costs


def a_room(budget: int) -> Room:
    room = Room()
    room.see(1000)
    room.see(budget)
    return room


def test_weights_are_not_streamed_where_all_that_pays_fits() -> None:
    assert a_room(1000).level_for(streaming(), 10, tokens=500) == 0


def test_bulk_streams_more_than_one_clip_needs() -> None:
    room, costs = a_room(100), streaming()
    alone, bulk = room.level_for(costs, 10), room.level_for(costs, 10, tokens=500)
    assert alone is not None
    assert bulk is not None
    assert alone < bulk <= LEVELS


def test_more_is_streamed_as_soon_as_it_pays() -> None:
    room, costs = a_room(100), streaming()
    alone = room.level_for(costs, 10)
    assert alone is not None
    assert room.better_level(costs, 10, 500, alone, idle=False) > alone
    assert room.better_level(costs, 10, 0.0, alone, idle=False) == alone


def test_less_is_streamed_once_there_was_room_for_a_while() -> None:
    room, costs = a_room(1000), streaming()
    assert room.better_level(costs, 10, 0.0, LEVELS, idle=False) == LEVELS
    room.stepped(5.0)
    assert room.better_level(costs, 10, 0.0, LEVELS, idle=False) == 0


def test_what_the_user_keeps_for_others_is_not_short() -> None:
    room = a_room(100)
    assert room.short
    room.grant(110)
    assert not room.short
    room.grant(1000)
    assert room.short


@pytest.mark.parametrize(("taken", "grown"), [(True, 2.0), (False, 1.12)])
def test_a_halved_set_doubles_sooner_where_another_program_was_the_cause(taken: bool, grown: float) -> None:
    room = a_room(1000)
    room.halve(100, taken=taken)
    room.stepped(5.0)
    assert room.ceiling == pytest.approx(50 * grown, rel=0.01)
