"""Who runs next; every behaviour in a few lines."""

from __future__ import annotations

from footfall_bridge.protocol import Priority
from footfall_daemon.scheduler import (
    Admit,
    Drop,
    Instruction,
    Load,
    Park,
    Release,
    Resume,
    Scheduler,
)
from tests.daemon.making import PLENTY, a_scheduler, a_segment, admitted, given_up, loaded, the_costs


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


def test_less_urgent_clips_step_while_the_urgent_one_only_waits_to_be_finished() -> None:
    scheduler = loaded(costs=the_costs(knee=1))
    scheduler.wanted([a_segment("click/0", number=1, priority=Priority.interactive)])
    assert admitted(scheduler.wanted([a_segment("bulk/0", number=2, priority=Priority.background)])) == []
    assert admitted(scheduler.stepped({"click/0": 1.0}, 1.0, PLENTY, disturbed=True)) == ["bulk/0"]


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


def test_who_only_waits_to_be_finished_leaves_room_at_the_knee() -> None:
    scheduler = loaded(costs=the_costs(knee=30))
    scheduler.wanted([a_segment(f"{n}/0", number=n) for n in range(4)])
    assert "3/0" not in scheduler.running
    assert admitted(scheduler.stepped({"0/0": 1.0, "1/0": 0.5, "2/0": 0.5}, 1.0, PLENTY)) == ["3/0"]


def test_the_bulk_stays_while_the_last_click_is_finished() -> None:
    scheduler = loaded(costs=the_costs(knee=1000))
    scheduler.wanted([a_segment("bulk/0", number=1, priority=Priority.background)])
    scheduler.finished("warm/0")
    scheduler.wanted([a_segment("click/0", number=2, priority=Priority.interactive)])
    assert scheduler.stepped({"click/0": 1.0, "bulk/0": 0.5}, 1.0, PLENTY) == []
    assert scheduler.running == ["bulk/0", "click/0"]


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
