"""Who runs next; every behaviour in a few lines."""

from __future__ import annotations

from footfall_bridge.protocol import Priority
from footfall_daemon.memory import Costs
from footfall_daemon.scheduler import (
    Admit,
    Drop,
    GiveUp,
    Instruction,
    Load,
    Park,
    Release,
    Resume,
    Scheduler,
    StreamWeights,
    Unload,
    Wait,
)
from tests.daemon.making import a_segment, the_costs

PLENTY = 10**9


def a_scheduler(budget: int = PLENTY, costs: Costs | None = None) -> Scheduler:
    scheduler = Scheduler({"sketch": costs or the_costs(), "other": the_costs()}, gather=0.0)
    scheduler.worker_up(budget)
    return scheduler


def loaded(budget: int = PLENTY, costs: Costs | None = None) -> Scheduler:
    """A scheduler whose worker holds `sketch` and runs one segment, `warm/0`, of no size."""
    scheduler = a_scheduler(budget, costs)
    scheduler.wanted([a_segment("warm/0", size=0)])
    scheduler.engine_loaded("sketch", budget)
    return scheduler


def admitted(instructions: list[Instruction]) -> list[str]:
    return [id_ for instruction in instructions if isinstance(instruction, Admit) for id_ in instruction.segments]


def given_up(instructions: list[Instruction]) -> list[str]:
    return [instruction.segment for instruction in instructions if isinstance(instruction, GiveUp)]


def test_loads_the_engine_that_the_first_segment_needs() -> None:
    assert a_scheduler().wanted([a_segment("a/0", engine="sketch")]) == [Load("sketch")]


def test_admits_segments_of_many_clips_at_once() -> None:
    scheduler = a_scheduler()
    scheduler.wanted([a_segment("a/0", number=1), a_segment("b/0", number=2), a_segment("b/1", number=2)])
    assert admitted(scheduler.engine_loaded("sketch", PLENTY)) == ["a/0", "b/0", "b/1"]


def test_newcomers_join_a_running_set() -> None:
    assert admitted(loaded().wanted([a_segment("b/0")])) == ["b/0"]


def test_a_higher_class_goes_first() -> None:
    scheduler = loaded(budget=10)
    bulk = a_segment("bulk/0", number=1, priority=Priority.background)
    click = a_segment("click/0", number=2, priority=Priority.interactive)
    scheduler.pause()
    scheduler.wanted([bulk, click])
    assert admitted(scheduler.resume()) == ["click/0"]


def test_keeps_within_the_budget() -> None:
    scheduler = loaded(budget=25)
    assert admitted(scheduler.wanted([a_segment(f"{n}/0", number=n, size=10) for n in range(4)])) == ["0/0", "1/0"]
    assert admitted(scheduler.finished("0/0")) == ["2/0"]


def test_the_engine_itself_counts_against_the_budget() -> None:
    scheduler = loaded(27, the_costs(base=10))
    assert admitted(scheduler.wanted([a_segment("a/0"), a_segment("b/0")])) == ["a/0"]


def test_one_segment_runs_even_when_it_seems_not_to_fit() -> None:
    scheduler = loaded(budget=5)
    scheduler.finished("warm/0")
    assert admitted(
        scheduler.wanted([a_segment("big/0", number=1, size=50), a_segment("small/0", number=2, size=1)])
    ) == ["big/0"]


def test_more_memory_admits_more() -> None:
    scheduler = loaded(budget=11)
    scheduler.wanted([a_segment("a/0"), a_segment("b/0")])
    assert admitted(scheduler.memory(22)) == ["b/0"]


def test_another_engine_waits_until_the_running_set_is_over() -> None:
    scheduler = loaded()
    assert scheduler.wanted([a_segment("x/0", engine="other")]) == []
    assert scheduler.finished("warm/0") == [Load("other")]


def test_pausing_admits_nobody() -> None:
    scheduler = loaded()
    scheduler.pause()
    assert scheduler.wanted([a_segment("a/0")]) == []
    assert admitted(scheduler.resume()) == ["a/0"]


def test_a_cancelled_job_leaves_the_running_set() -> None:
    scheduler = loaded()
    scheduler.wanted([a_segment("a/0"), a_segment("a/1")])
    assert scheduler.withdrawn("a") == [Drop(("a/0", "a/1"))]
    assert scheduler.running == ["warm/0"]


def test_moving_a_job_changes_who_is_next() -> None:
    scheduler = loaded(budget=0)
    scheduler.wanted([a_segment("a/0", number=1), a_segment("b/0", number=2)])
    scheduler.ranked({"b": (1, 0.0, 2)})
    assert admitted(scheduler.memory(11)) == ["b/0"]


def test_a_click_parks_the_bulk_and_the_bulk_comes_back() -> None:
    scheduler = loaded(costs=the_costs(knee=1))
    scheduler.finished("warm/0")
    scheduler.wanted([a_segment("bulk/0", number=1, priority=Priority.background)])
    click = a_segment("click/0", number=2, priority=Priority.interactive)
    assert scheduler.wanted([click]) == [Park(("bulk/0",), "more urgent clips came"), Admit(("click/0",))]
    assert scheduler.finished("click/0") == [Resume(("bulk/0",))]


def test_the_bulk_rides_along_where_it_slows_no_click() -> None:
    scheduler = loaded(costs=the_costs(knee=1000))
    scheduler.wanted([a_segment("bulk/0", number=1, priority=Priority.background)])
    assert admitted(scheduler.wanted([a_segment("click/0", number=2, priority=Priority.interactive)])) == [
        "click/0"
    ]
    assert "bulk/0" in scheduler.running


def test_the_set_stops_growing_at_the_knee() -> None:
    scheduler = loaded(costs=the_costs(knee=30))
    scheduler.wanted([a_segment(f"{n}/0", number=n) for n in range(9)])
    assert len(scheduler.running) == 1 + 3


def test_inside_one_user_action_the_shortest_clip_goes_first() -> None:
    scheduler = loaded(costs=the_costs(knee=1))
    scheduler.wanted([a_segment(f"{n}/0", number=n, size=size, turn=0) for n, size in enumerate((30, 10, 20))])
    assert admitted(scheduler.finished("warm/0")) == []
    assert scheduler.running == ["1/0"]


def test_an_earlier_user_action_goes_before_a_shorter_clip() -> None:
    scheduler = loaded(costs=the_costs(knee=1))
    scheduler.wanted([a_segment("x/0", size=5, number=5)])
    scheduler.wanted([a_segment("long/0", number=1, size=30), a_segment("short/0", number=2, size=1)])
    scheduler.finished("warm/0")
    assert admitted(scheduler.finished("x/0")) == ["long/0"]


def test_on_an_idle_device_the_clips_of_one_action_are_gathered() -> None:
    scheduler = loaded()
    scheduler.gather = 0.02
    scheduler.finished("warm/0")
    assert scheduler.wanted([a_segment("a/0")], now=5.0) == []
    assert scheduler.wanted([a_segment("b/0")], now=5.01) == []
    assert scheduler.wake_at == 5.02
    assert admitted(scheduler.tick(5.02)) == ["a/0", "b/0"]


# memory


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
    assert scheduler.out_of_memory(["warm/0"], 50) == []
    assert scheduler.running == []
    assert scheduler.memory(100) == [Resume(("warm/0",))]


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


# several engines


def test_the_share_of_the_bulk_changes_no_engine() -> None:
    scheduler = loaded()
    scheduler.wanted([a_segment("bulk/0", number=1, priority=Priority.background, engine="other")])
    for _ in range(100):
        assert scheduler.stepped({"warm/0": 0.1}, 10.0, PLENTY) == []
    assert scheduler.share.owed == 2


# manners


def test_an_editor_that_renders_has_the_device() -> None:
    scheduler = loaded()
    assert [type(told) for told in scheduler.editor(busy=True)] == [Park]
    assert scheduler.editor(busy=False) == [Resume(("warm/0",))]


def restarted(scheduler: Scheduler) -> list[Instruction]:
    scheduler.worker_up(PLENTY)
    return scheduler.engine_loaded("sketch", PLENTY)


def test_a_released_device_is_left_alone_until_it_is_reclaimed() -> None:
    scheduler = loaded()
    assert [type(told) for told in scheduler.release()] == [Park, Release]
    scheduler.worker_released()
    assert not scheduler.wants_worker
    scheduler.reclaim()
    assert scheduler.wants_worker


def test_after_a_release_segments_go_on_where_they_were() -> None:
    scheduler = loaded()
    scheduler.stepped({"warm/0": 0.5}, 1.0, PLENTY)
    scheduler.release()
    scheduler.worker_released()
    scheduler.reclaim()
    assert restarted(scheduler) == [Resume(("warm/0",))]
    assert scheduler.segments["warm/0"].progress == 0.5


def test_a_process_that_is_ended_parks_what_runs() -> None:
    scheduler = loaded()
    scheduler.worker_released()
    assert restarted(scheduler) == [Resume(("warm/0",))]


def test_a_lost_worker_costs_those_who_ran_their_progress_and_nobody_else() -> None:
    scheduler = loaded(costs=the_costs(knee=1))
    scheduler.finished("warm/0")
    scheduler.wanted([a_segment("bulk/0")])
    scheduler.stepped({"bulk/0": 0.5}, 1.0, PLENTY)
    scheduler.wanted([a_segment("click/0", number=1, priority=Priority.interactive)])
    scheduler.stepped({"click/0": 0.5}, 1.0, PLENTY)
    scheduler.worker_lost(killed=True)
    assert scheduler.parked == ["bulk/0"]
    assert [scheduler.segments[id_].progress for id_ in ("bulk/0", "click/0")] == [0.5, 0.0]
    assert restarted(scheduler) == [Admit(("click/0",))]
    assert scheduler.finished("click/0") == [Resume(("bulk/0",))]


# blame


def restart(scheduler: Scheduler) -> list[str]:
    return admitted(restarted(scheduler))


def test_after_a_crash_the_suspects_rerun_in_halves() -> None:
    scheduler = loaded()
    scheduler.wanted([a_segment(f"{n}/0", number=n + 1) for n in range(3)])
    scheduler.worker_lost(killed=False)
    assert restart(scheduler) == ["warm/0", "0/0"]
    assert scheduler.finished("warm/0") == []
    assert admitted(scheduler.finished("0/0")) == ["1/0", "2/0"]


def test_newcomers_wait_while_suspects_rerun() -> None:
    scheduler = loaded()
    scheduler.worker_lost(killed=False)
    restart(scheduler)
    assert scheduler.wanted([a_segment("new/0")]) == []
    assert admitted(scheduler.finished("warm/0")) == ["new/0"]


def culprit_found_after(scheduler: Scheduler, culprit: str) -> int:
    """Crashes until the culprit is given up, with a worker that ends whenever the culprit runs."""
    for crashes in range(1, 30):
        while culprit not in scheduler.running:
            scheduler.finished(scheduler.running[0])
        if given_up(scheduler.worker_lost(killed=False)) == [culprit]:
            return crashes
        restart(scheduler)
    raise AssertionError("never found")


def test_only_the_culprit_is_given_up() -> None:
    scheduler = loaded()
    scheduler.wanted([a_segment(f"{n}/0", number=n + 1) for n in range(7)])
    assert culprit_found_after(scheduler, "5/0") == 5  # 8, 4, 2, 1, 1
    assert "5/0" not in scheduler.running


def test_an_engine_killed_from_outside_is_forgiven_longer() -> None:
    scheduler = loaded()
    for _ in range(5):
        assert scheduler.worker_lost(killed=True) == []
        assert restart(scheduler) == ["warm/0"]
    assert given_up(scheduler.worker_lost(killed=True)) == ["warm/0"]


def test_a_released_worker_blames_nobody() -> None:
    scheduler = loaded()
    for _ in range(9):
        scheduler.worker_released()
        restart(scheduler)
        assert scheduler.running == ["warm/0"]


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
