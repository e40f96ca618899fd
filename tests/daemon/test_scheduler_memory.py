"""Who runs next where memory is short: what is parked, streamed, waited for and given up."""

from __future__ import annotations

from footfall_daemon.memory import Costs
from footfall_daemon.scheduler import (
    Admit,
    GiveUp,
    Load,
    Park,
    PhasesBeside,
    Resume,
    Scheduler,
    StreamWeights,
    Unload,
    Wait,
)
from tests.daemon.making import a_scheduler, a_segment, given_up, loaded, the_costs


def test_when_another_program_takes_memory_the_newest_are_parked() -> None:
    scheduler = loaded(100, the_costs(knee=1e12))
    scheduler.wanted([a_segment(f"{n}/0", number=n + 1, size=2**30) for n in range(3)])
    scheduler.memory(4 * 2**30)
    scheduler.stepped({"0/0": 0.1}, 1.0, 4 * 2**30)
    assert scheduler.memory(2 * 2**30) == [Park(("2/0",), "another program took 2.0 GiB")]
    assert scheduler.memory(4 * 2**30) == [Resume(("2/0",))]


def test_what_cannot_shrink_further_streams_its_weights() -> None:
    scheduler = loaded(200, the_costs(base=100, streamable=80))
    scheduler.wanted([a_segment("a/0")])
    (told,) = [told for told in scheduler.memory(60) if isinstance(told, StreamWeights)]
    assert 100 - 10 * told.level <= 60
    assert "warm/0" in scheduler.running


def test_where_streaming_is_not_enough_the_engine_is_unloaded_until_memory_is_back() -> None:
    scheduler = loaded(200, the_costs(base=100, streamable=50))
    told = scheduler.memory(40)
    assert [type(instruction) for instruction in told] == [Park, Unload]
    assert [instruction for instruction in scheduler.memory(200) if isinstance(instruction, Load)] == [
        Load("sketch")
    ]
    assert scheduler.engine_loaded("sketch", 200) == [Resume(("warm/0",))]


def test_after_an_out_of_memory_the_set_is_halved() -> None:
    scheduler = loaded(100)
    scheduler.wanted([a_segment(f"{n}/0", number=n + 1) for n in range(4)])
    scheduler.finished("warm/0")
    assert scheduler.out_of_memory(scheduler.running, 100) == [Resume(("0/0", "1/0"))]
    scheduler.finished("0/0")
    scheduler.finished("1/0")
    assert scheduler.running == ["2/0", "3/0"]


def test_a_segment_that_does_not_fit_alone_is_given_up_with_numbers() -> None:
    scheduler = loaded(2**30)
    told = scheduler.out_of_memory(["warm/0"], 2**30)
    assert given_up(told) == ["warm/0"]
    (reason,) = [instruction.reason for instruction in told if isinstance(instruction, GiveUp)]
    assert "1.0 GiB" in reason


def test_a_segment_waits_for_memory_that_others_hold() -> None:
    scheduler = loaded(100)
    (told,) = scheduler.out_of_memory(["warm/0"], 50)
    assert told == Wait(scheduler.waits)
    assert scheduler.running == []
    assert scheduler.memory(100) == [Resume(("warm/0",))]


def test_who_waits_for_memory_says_how_much() -> None:
    scheduler = loaded(4 * 2**30)
    scheduler.out_of_memory(["warm/0"], 2**30)
    assert scheduler.waits == "a clip that ran out of memory waits: it needs 1.1 GiB, 1.0 GiB are free for us"
    scheduler.wanted([a_segment("a/0")])
    assert scheduler.running == ["a/0"]
    assert scheduler.waits
    scheduler.memory(2 * 2**30)
    assert scheduler.waits == ""


def test_weights_that_free_little_are_streamed_for_one_that_does_not_fit_all_the_same() -> None:
    scheduler = loaded(2**30, the_costs(base=100, streamable=80))
    for level in (2, 4, 6, 8):
        told = scheduler.out_of_memory(["warm/0"], 2**30)
        assert [instruction.level for instruction in told if isinstance(instruction, StreamWeights)] == [level]
        assert Resume(("warm/0",)) in told
    assert given_up(scheduler.out_of_memory(["warm/0"], 2**30)) == ["warm/0"]


# phases


def test_who_is_finished_needs_room_beside_those_who_rest() -> None:
    costs = the_costs()
    costs.phased("finish", 10, seconds=1.0, peak=30)
    scheduler = loaded(54, costs)
    scheduler.finished("warm/0")
    scheduler.wanted([a_segment(f"{n}/0", number=n) for n in range(4)])
    assert scheduler.running == ["0/0", "1/0", "2/0"]  # 10 each, and once 20 more


def test_one_that_does_not_fit_while_it_is_encoded_streams_weights() -> None:
    costs = the_costs(base=100, streamable=80)
    costs.phased("encode", 10, seconds=1.0, peak=50)
    scheduler = a_scheduler(120, costs)
    (told,) = scheduler.wanted([a_segment("a/0")])
    assert isinstance(told, Load)
    assert 100 - 10 * told.level + 50 <= 120


def overlapping(budget: int, encode: int = 1, **costs: int) -> Scheduler:
    """Its engine gains from phases beside the steps. Finishing takes 30 bytes at 10 tokens, 20 beyond a step's."""
    given = the_costs(**costs)
    given.phased("finish", 10, seconds=1.0, peak=30)
    given.phased("encode", 10, seconds=1.0, peak=encode)
    scheduler = a_scheduler(budget, given)
    scheduler.wanted([a_segment("a/0", number=1)])
    scheduler.engine_loaded("sketch", budget, overlaps=True)
    return scheduler


def test_segments_are_finished_beside_the_steps_while_both_peaks_fit() -> None:
    costs = the_costs()
    costs.phased("finish", 10, seconds=1.0, peak=30)
    costs.phased("encode", 10, seconds=1.0, peak=1)
    scheduler = a_scheduler(44, costs)  # 42 of which may be filled
    scheduler.wanted([a_segment("a/0"), a_segment("b/0")])
    assert scheduler.engine_loaded("sketch", 44, overlaps=True) == [Admit(("a/0", "b/0")), PhasesBeside(True)]


def test_who_joins_finds_it_forbidden_where_there_is_room_for_one_of_both() -> None:
    scheduler = overlapping(80, encode=25, base=10)  # 76 of which may be filled
    assert scheduler.wanted([a_segment("b/0", number=2)]) == [Admit(("b/0",))]
    assert scheduler.wanted([a_segment("c/0", number=3)]) == [PhasesBeside(False), Admit(("c/0",))]


def test_what_encodes_may_stay_beside_the_steps_and_is_no_part_of_them() -> None:
    assert not overlapping(41, encode=10).process.beside  # 38 of which may be filled, and it takes 40
    assert overlapping(43, encode=10).process.beside


def test_when_another_program_takes_memory_it_is_forbidden_before_anybody_has_to_go() -> None:
    scheduler = overlapping(60)
    scheduler.wanted([a_segment("b/0", number=2)])
    assert scheduler.memory(40) == [PhasesBeside(False)]
    assert scheduler.running == ["a/0", "b/0"]
    assert scheduler.memory(60) == [PhasesBeside(True)]


def test_what_was_never_weighed_is_not_finished_beside_the_steps() -> None:
    scheduler = a_scheduler()
    scheduler.wanted([a_segment("a/0"), a_segment("b/0")])
    assert scheduler.engine_loaded("sketch", 10**9, overlaps=True) == [Admit(("a/0", "b/0"))]
    assert scheduler.phased("a/0", "encode", 1.0, 0) == []
    assert scheduler.phased("a/0", "finish", 1.0, None) == []
    assert scheduler.phased("a/0", "finish", 1.0, 30) == [PhasesBeside(True)]


def test_an_engine_that_gains_nothing_by_it_is_not_told() -> None:
    scheduler = loaded()
    scheduler.phased("warm/0", "finish", 1.0, 30)
    assert scheduler.wanted([a_segment("a/0")]) == [Admit(("a/0",))]


def test_an_engine_that_is_loaded_anew_is_told_anew() -> None:
    scheduler = overlapping(100)
    scheduler.engine_unloaded()
    assert scheduler.engine_loaded("sketch", 100, overlaps=True)[-1] == PhasesBeside(True)


def test_after_an_out_of_memory_it_waits_until_all_is_well() -> None:
    scheduler = overlapping(100)
    scheduler.wanted([a_segment("b/0", number=2)])
    scheduler.stepped({"a/0": 1.0, "b/0": 0.5}, 1.0, 100)
    told = scheduler.out_of_memory(["b/0"], 100)
    assert PhasesBeside(False) in told
    assert scheduler.running == ["a/0"]
    assert Resume(("b/0",)) in scheduler.finished("a/0")


def test_one_that_runs_out_of_memory_while_it_is_finished_is_finished_later() -> None:
    scheduler = overlapping(100)
    scheduler.wanted([a_segment("b/0", number=2)])
    scheduler.stepped({"a/0": 1.0, "b/0": 0.5}, 1.0, 100)
    scheduler.out_of_memory(["a/0"], 100)
    assert scheduler.running == ["b/0"]
    assert Resume(("a/0",)) in scheduler.finished("b/0")


def test_one_is_not_too_large_before_it_was_tried_with_nothing_beside_it() -> None:
    scheduler = overlapping(100)
    assert scheduler.out_of_memory(["a/0"], 100) == [PhasesBeside(False), Resume(("a/0",))]
    assert given_up(scheduler.out_of_memory(["a/0"], 100)) == ["a/0"]


def test_disturbed_steps_tell_nothing_of_the_cost_of_a_step() -> None:
    scheduler = a_scheduler(costs=Costs(base_bytes=0, bytes_per_token=1.0))
    scheduler.wanted([a_segment("a/0")])
    scheduler.engine_loaded("sketch", 10**9)
    scheduler.stepped({"a/0": 0.1}, 9.0, 10**9, 900, disturbed=True)
    assert not scheduler.costs["sketch"].measured
    scheduler.stepped({"a/0": 0.2}, 1.0, 10**9, 20)
    assert scheduler.costs["sketch"].measured
    assert scheduler.segments["a/0"].progress == 0.2


def test_phases_are_learned_from_what_is_reported() -> None:
    scheduler = loaded()
    scheduler.wanted([a_segment("a/0", size=10)])
    scheduler.phased("a/0", "encode", 2.0, 30)
    scheduler.phased("gone/0", "encode", 9.0, 900)
    assert scheduler.costs["sketch"].phase_of(10) == 30


def test_costs_may_be_exchanged_while_segments_run() -> None:
    scheduler = loaded(100)
    scheduler.wanted([a_segment("a/0"), a_segment("b/0", number=1)])
    scheduler.costs["sketch"] = the_costs(base=85)
    scheduler.engine_loaded("sketch", 100)
    assert scheduler.running == ["warm/0", "a/0"]


# loading


def test_an_engine_that_has_no_room_streams_more_of_its_weights() -> None:
    scheduler = Scheduler({"sketch": the_costs(base=800, streamable=800)})
    scheduler.worker_up(1000)
    assert scheduler.wanted([a_segment(size=10)]) == [Load("sketch", 0)]
    assert scheduler.load_out_of_memory("sketch", 1000) == [Load("sketch", 2)]


def test_an_engine_that_has_no_room_waits_for_what_others_hold() -> None:
    scheduler = Scheduler({"sketch": the_costs(base=800)})
    scheduler.worker_up(1000)
    scheduler.wanted([a_segment(size=10)])
    assert [type(told) for told in scheduler.load_out_of_memory("sketch", 300)] == [Wait]
    assert scheduler.memory(300) == []
    assert scheduler.memory(1000) == [Load("sketch", 0)]


def test_who_waits_for_memory_says_once_for_how_much() -> None:
    scheduler = a_scheduler(10 * 2**30, the_costs(base=3 * 2**30))
    scheduler.memory(2**30)
    (told,) = scheduler.wanted([a_segment(size=2**30)])
    words = "sketch waits for memory: it needs 4.2 GiB, 1.0 GiB are free for us"
    assert told == Wait(words)
    assert (scheduler.tick(0.0), scheduler.waits) == ([], words)
    assert scheduler.memory(2**31) == []
    assert "2.0 GiB are free" in scheduler.waits
    assert scheduler.withdrawn("a") == []
    assert scheduler.waits == ""


def test_memory_that_the_user_took_back_is_not_waited_for() -> None:
    scheduler = a_scheduler(1000, the_costs(base=800))
    scheduler.memory(300)
    scheduler.wanted([a_segment(size=10)])
    assert scheduler.waits
    assert scheduler.granted(most=300) == [Load("sketch", 0)]
    assert given_up(scheduler.load_out_of_memory("sketch", 300)) == ["a/0"]


def test_weights_that_find_no_room_are_loaded_anew_with_more_of_them_streamed() -> None:
    """The engine was to stream less, and is gone: what ran is parked."""
    scheduler = loaded(1000, the_costs(base=800, streamable=800))
    told = scheduler.load_out_of_memory("sketch", 1000)
    assert (told, scheduler.running, scheduler.parked) == ([Load("sketch", 2)], [], ["warm/0"])
    assert Resume(("warm/0",)) in scheduler.engine_loaded("sketch", 1000)


def test_what_found_no_room_is_tried_again_only_with_more_memory() -> None:
    """Though all seems to fit: else it would be loaded and put away in turns, for ever."""
    scheduler = loaded(1000, the_costs(base=800, streamable=800))
    scheduler.load_out_of_memory("sketch", 1000)
    scheduler.engine_loaded("sketch", 1000)
    scheduler.stepped({"warm/0": 0.1}, 60.0, 1000)
    assert scheduler.level == 1
    scheduler.stepped({"warm/0": 0.1}, 60.0, 1200)
    assert scheduler.level == 0


def test_an_engine_that_made_way_for_one_that_found_no_room_is_loaded_again() -> None:
    scheduler = loaded(1000)
    scheduler.finished("warm/0")
    assert scheduler.wanted([a_segment("x/0", engine="other")]) == [Load("other")]
    assert given_up(scheduler.load_out_of_memory("other", 1000)) == ["x/0"]
    assert scheduler.wanted([a_segment("b/0")]) == [Load("sketch")]
