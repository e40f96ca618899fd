"""Several workers: who of them makes which segment."""

from __future__ import annotations

from dataclasses import replace

import pytest

from footfall_bridge.protocol import Priority
from footfall_daemon.memory import Costs
from footfall_daemon.scheduler import Admit, Fleet, GiveUp, Instruction, Load, Release, Resume, Scheduler, Segment
from tests.daemon.making import a_segment, the_costs

PLENTY = 10**9


def measured(seconds: float = 1.0) -> Costs:
    """Ten steps, each of so many seconds for ten tokens; larger sets are no faster."""
    costs = Costs(base_bytes=0, bytes_per_token=1.0)
    for size in (0.1, 0.5, 1, 10, 20):
        for _ in range(3):
            costs.stepped(size, seconds * max(1.0, size) / 10)
    costs.advanced(0.1)
    return costs


def a_fleet(*paces: float, up: bool = True) -> Fleet:
    """Workers `w0`, `w1` ..., that take so many seconds a step and hold `sketch`, or nothing yet."""
    fleet = Fleet(gather=0.0)
    for number, pace in enumerate(paces):
        fleet.join(f"w{number}", {"sketch": measured(pace), "other": measured(pace)})
        if up:
            comes_up(fleet[f"w{number}"])
    return fleet


def comes_up(scheduler: Scheduler, budget: int = PLENTY) -> list[Instruction]:
    return [*scheduler.worker_up(budget), *scheduler.engine_loaded("sketch", budget)]


def bulk(count: int) -> list[Segment]:
    return [a_segment(f"{number}/0", number=number) for number in range(count)]


def at(fleet: Fleet) -> dict[str, list[str]]:
    return {name: list(fleet[name].segments) for name in fleet.workers}


def test_one_worker_gets_all_and_is_asked_as_before() -> None:
    fleet, alone = a_fleet(1.0), Scheduler({"sketch": measured(), "other": measured()}, gather=0.0)
    comes_up(alone)
    assert fleet.wanted(bulk(5)) == [("w0", told) for told in alone.wanted(bulk(5))]
    assert fleet.withdrawn("0") == [("w0", told) for told in alone.withdrawn("0")]
    assert fleet.balance() == []


def test_work_is_shared_by_speed() -> None:
    fleet = a_fleet(1.0, 3.0)
    fleet.wanted(bulk(8))
    assert [len(ids) for ids in at(fleet).values()] == [6, 2]


def test_a_small_thing_starts_no_second_engine() -> None:
    fleet = a_fleet(1.0, up=False)
    fleet.join("w1", {"sketch": measured(), "other": measured()})
    comes_up(fleet["w0"])
    fleet.wanted(bulk(2))
    assert at(fleet)["w1"] == []


def test_an_engine_that_is_loaded_already_is_preferred() -> None:
    fleet = a_fleet(1.0, 1.0)
    fleet["w1"].engine_loaded("other", PLENTY)
    fleet.wanted([a_segment("x/0", engine="other"), a_segment("y/0", number=1)])
    assert at(fleet) == {"w0": ["y/0"], "w1": ["x/0"]}


def test_what_does_not_fit_at_one_worker_goes_to_another() -> None:
    fleet = a_fleet(1.0, 5.0)
    fleet["w0"].memory(50)
    fleet.wanted([a_segment("large/0", size=60)])
    assert at(fleet) == {"w0": [], "w1": ["large/0"]}


def test_bulk_is_not_in_the_way_of_a_click() -> None:
    fleet = a_fleet(1.0, 3.0)
    fleet.wanted([a_segment(f"{n}/0", number=n, priority=Priority.background) for n in range(3)])
    fleet.wanted([a_segment("click/0", number=9, priority=Priority.interactive)])
    assert fleet["w0"].running == ["click/0"]


def test_a_worker_that_is_through_takes_over_what_waits() -> None:
    fleet = a_fleet(1.0, 1.0)
    fleet.wanted(bulk(8))
    for id_ in list(fleet["w1"].segments):
        fleet["w1"].finished(id_)
    told = fleet.balance()
    assert [name for name, instruction in told if isinstance(instruction, Admit)] == ["w1"]
    assert [len(ids) for ids in at(fleet).values()] == [2, 2]


def test_asking_again_moves_nothing() -> None:
    fleet = a_fleet(1.0, 2.0, 3.0)
    fleet.wanted(bulk(20))
    fleet["w0"].finished("0/0")
    fleet.balance()
    assert fleet.balance() == []


def test_a_released_worker_drains_to_the_others() -> None:
    fleet = a_fleet(1.0, 1.0)
    fleet.wanted(bulk(6))
    (runs,) = fleet["w1"].running
    fleet["w1"].stepped({runs: 0.5}, 1.0, PLENTY)
    fleet.release("w1")
    assert at(fleet)["w1"] == [runs], "its process may still write the state"
    fleet["w1"].worker_released()
    fleet["w1"].worker_ended()
    fleet.balance()
    assert at(fleet)["w1"] == []
    assert fleet["w0"].parked == [runs]
    assert fleet["w0"].segments[runs].progress == 0.5


def test_what_was_parked_at_a_released_worker_is_resumed_at_another() -> None:
    fleet = a_fleet(1.0, 1.0)
    fleet.wanted(bulk(2))
    (runs,) = fleet["w1"].running
    fleet.release("w1")
    fleet["w1"].worker_released()
    fleet["w1"].worker_ended()
    fleet.balance()
    assert fleet["w0"].finished("0/0") == [Resume((runs,))]


def test_a_reclaimed_worker_takes_work_again() -> None:
    fleet = a_fleet(1.0, 1.0)
    fleet.release("w1")
    fleet["w1"].worker_released()
    fleet.wanted(bulk(20))
    assert at(fleet)["w1"] == []
    fleet.reclaim("w1")
    assert at(fleet)["w1"] != []
    assert fleet["w1"].wants_worker


def test_a_worker_that_does_not_come_up_is_left_out_until_it_may_try_again() -> None:
    fleet = a_fleet(1.0, 1.0)
    fleet.wanted(bulk(20))
    fleet["w1"].worker_lost(killed=False)
    for id_ in list(fleet["w1"].segments)[:1]:
        fleet["w1"].withdrawn(id_.partition("/")[0])  # the suspect
    fleet["w1"].failing = True
    fleet.balance()
    assert at(fleet)["w1"] == []
    fleet["w1"].failing = False
    fleet.balance()
    assert fleet["w1"].wants_worker


def test_with_all_devices_released_everything_waits() -> None:
    fleet = a_fleet(1.0, 1.0)
    fleet.release()
    assert fleet.wanted(bulk(4)) == []
    fleet.reclaim()
    assert sum(len(fleet[name].running) for name in fleet.workers) == 2


def test_suspects_stay_where_they_crashed_until_one_did_it_alone() -> None:
    fleet = in_company()
    fleet["w0"].worker_lost(killed=False)
    fleet.balance()
    assert at(fleet)["w0"] == ["a/0", "b/0"]
    comes_up(fleet["w0"])
    assert len(fleet["w0"].running) == 1


def test_who_crashed_a_worker_alone_is_tried_at_another_by_itself() -> None:
    fleet = in_company()
    fleet["w0"].worker_lost(killed=False)
    comes_up(fleet["w0"])
    (alone,) = fleet["w0"].running
    fleet["w0"].worker_lost(killed=False)
    fleet.balance()
    assert fleet["w1"].running == [alone]
    fleet.wanted([a_segment("c/0", number=3)])
    assert fleet["w1"].running == [alone]


def test_a_segment_that_crashed_two_workers_alone_is_given_up() -> None:
    fleet = a_fleet(1.0, 1.0)
    fleet.wanted([a_segment("poison/0")])
    fleet["w0"].worker_lost(killed=False)
    fleet.balance()
    assert fleet["w1"].running == ["poison/0"]
    (told,) = fleet["w1"].worker_lost(killed=False)
    assert isinstance(told, GiveUp)


def test_a_broken_worker_costs_no_clip_its_name() -> None:
    fleet = a_fleet(1.0, 1.0)
    fleet.wanted([a_segment("a/0")])
    fleet["w0"].worker_lost(killed=False)
    fleet.balance()
    fleet["w1"].finished("a/0")
    fleet.wanted([a_segment("a/0")])
    assert fleet["w0"].blame.strikes == {}


def in_company() -> Fleet:
    """Two clips run at `w0`; `w1` is just up."""
    fleet = Fleet(gather=0.0)
    fleet.join("w0", {"sketch": the_costs(knee=100)})
    fleet.join("w1", {"sketch": the_costs(knee=100)})
    comes_up(fleet["w0"])
    fleet.wanted([a_segment("a/0", number=1), a_segment("b/0", number=2)])
    assert fleet["w0"].running == ["a/0", "b/0"]
    comes_up(fleet["w1"])
    return fleet


def test_a_short_clip_more_is_no_reason_to_load_a_second_engine() -> None:
    fleet = a_fleet(1.0, 1.0, up=False)
    fleet.wanted([a_segment(f"{number}/0", number=number, size=1) for number in range(3)])
    assert [len(ids) for ids in at(fleet).values()] == [3, 0]
    fleet.wanted([a_segment(f"{number}/0", number=number) for number in range(3, 12)])
    assert len(at(fleet)["w1"]) > 2


def test_an_engine_that_loads_quickly_is_loaded_for_less() -> None:
    fleet = a_fleet(1.0)
    fleet.join("w1", {"sketch": measured(), "other": measured()}).worker_up(PLENTY)
    fleet.wanted([a_segment(f"{number}/0", number=number, size=1) for number in range(10)])
    assert at(fleet)["w1"] == []
    fleet["w0"].loads["sketch"] = 0.5
    fleet.balance()
    assert len(at(fleet)["w1"]) > 2


def test_a_processor_that_was_never_measured_is_not_taken_for_a_gpu() -> None:
    fleet = a_fleet(1.0)
    slow = fleet.join("cpu", {"sketch": Costs(base_bytes=0, bytes_per_token=1.0)})
    slow.handicap = 20.0
    comes_up(slow)
    fleet.wanted(bulk(8))
    assert at(fleet)["cpu"] == []
    fleet.wanted([a_segment(f"{number}/0", number=number) for number in range(8, 40)])
    assert len(at(fleet)["cpu"]) == 1


def test_a_slow_worker_is_relieved_by_one_with_nothing_to_do() -> None:
    fleet = a_fleet(100.0, 1.0)
    fleet.release("w1")
    fleet["w1"].worker_released()
    fleet["w1"].worker_ended()
    fleet.wanted(bulk(1))
    fleet["w0"].stepped({"0/0": 0.1}, 100.0, PLENTY)
    told = fleet.reclaim("w1")
    assert [(name, type(instruction)) for name, instruction in told] == [("w0", Release)]
    fleet["w0"].worker_released()
    fleet["w0"].worker_ended()
    fleet.balance()
    assert at(fleet) == {"w0": [], "w1": ["0/0"]}
    assert fleet["w1"].parked == ["0/0"]


@pytest.mark.parametrize("paces", [(4.0, 1.0), (2.0, 1.0)])
def test_nobody_is_relieved_for_little(paces: tuple[float, float]) -> None:
    fleet = a_fleet(*paces)
    fleet["w0"].wanted(bulk(1))
    assert fleet.balance() == []


def test_two_workers_halve_the_pace() -> None:
    one, two = a_fleet(1.0).pace("sketch"), a_fleet(1.0, 1.0).pace("sketch")
    assert one is not None
    assert two is not None
    assert two == pytest.approx(one / 2)


def test_of_some_workers_the_fastest_count() -> None:
    assert a_fleet(3.0, 1.0, 2.0).pace("sketch", 1) == a_fleet(1.0).pace("sketch")
    assert a_fleet(3.0, 1.0, 2.0).pace("sketch", 9) == a_fleet(1.0, 2.0, 3.0).pace("sketch")


def test_a_worker_that_does_not_come_up_is_no_help() -> None:
    fleet = a_fleet(1.0, 1.0)
    fleet["w1"].failing = True
    assert fleet.pace("sketch") == a_fleet(1.0).pace("sketch")


def test_nothing_is_said_of_an_engine_that_never_ran() -> None:
    fleet = Fleet()
    fleet.join("w0", {"sketch": Costs(base_bytes=1, bytes_per_token=1.0)})
    assert fleet.pace("sketch") is None


def test_the_pace_is_known_while_those_who_run_only_wait_to_be_finished() -> None:
    fleet = a_fleet(2.0)
    fleet.wanted([a_segment("a/0")])
    fleet["w0"].stepped({"a/0": 1.0}, 2.0, PLENTY, disturbed=True)
    assert fleet["w0"].running == ["a/0"]
    assert fleet.pace("sketch") == a_fleet(2.0).pace("sketch")


def test_what_is_left_of_a_job_goes_by_the_set_it_runs_in() -> None:
    fleet = a_fleet(2.0)
    fleet.wanted([a_segment("a/0")])
    fleet["w0"].stepped({"a/0": 0.1}, 2.0, PLENTY)
    assert fleet.left("a") == pytest.approx(9 * 2.0)


def test_nothing_is_said_of_a_job_a_part_of_which_waits() -> None:
    fleet = a_fleet(2.0)
    fleet.wanted([a_segment("a/0"), a_segment("a/1")])
    assert fleet["w0"].running == ["a/0"]
    assert fleet.left("a") is None


def test_the_first_segment_loads_its_engine() -> None:
    fleet = Fleet(gather=0.0)
    fleet.join("w0", {"sketch": the_costs()}).worker_up(PLENTY)
    assert fleet.wanted([a_segment("a/0")]) == [("w0", Load("sketch"))]


# workers on other machines


def unfilmed(id_: str, number: int = 0) -> Segment:
    return replace(a_segment(id_, number=number), filmed=False)


def join_far(fleet: Fleet, pace: float = 1.0) -> Scheduler:
    """A worker on another machine, `far`, that holds `sketch`."""
    far = fleet.join("far", {"sketch": measured(pace), "other": measured(pace)}, remote=True)
    comes_up(far)
    return far


def test_a_worker_that_joins_takes_over_what_waits() -> None:
    fleet = a_fleet(1.0)
    fleet.wanted(bulk(8))
    join_far(fleet)
    told = fleet.balance()
    assert [name for name, instruction in told if isinstance(instruction, Admit)] == ["far"]
    assert [len(ids) for ids in at(fleet).values()] == [4, 4]


def test_a_worker_that_joins_a_paused_queue_starts_nothing() -> None:
    fleet = a_fleet(1.0)
    fleet.wanted(bulk(8))
    fleet.pause()
    far = join_far(fleet)
    fleet.balance()
    assert (far.running, far.wants_worker) == ([], False)
    fleet.resume()
    assert len(far.running) == 1


def test_here_nothing_runs_before_it_is_filmed() -> None:
    fleet = a_fleet(1.0)
    assert fleet.wanted([unfilmed("a/0")]) == []
    assert not fleet["w0"].wants_worker
    assert fleet.filmed("a/0") == [("w0", Admit(("a/0",)))]


def test_who_films_for_himself_waits_for_nobody() -> None:
    fleet = Fleet(gather=0.0)
    far = join_far(fleet)
    assert fleet.films
    assert fleet.wanted([unfilmed("a/0")]) == [("far", Admit(("a/0",)))]
    assert far.running == ["a/0"]


def test_nobody_films_for_himself_here() -> None:
    assert not a_fleet(1.0, 1.0).films


def test_what_is_filmed_twice_is_not_wanted_twice() -> None:
    fleet = a_fleet(1.0)
    fleet.wanted([unfilmed("a/0")])
    fleet.filmed("a/0")
    assert fleet.filmed("a/0") == []
    assert fleet.filmed("never/0") == []


def test_all_that_a_worker_had_goes_on_where_others_are() -> None:
    fleet = Fleet(gather=0.0)
    far = join_far(fleet)
    fleet.wanted(bulk(3))
    far.stepped({"0/0": 0.5}, 1.0, PLENTY)
    fleet.ranked({"1": (0, 0.0, 1)})  # 0 is parked for it
    assert (far.running, far.parked) == (["1/0"], ["0/0"])
    far.stepped({"1/0": 0.3}, 1.0, PLENTY)
    fleet.join("w0", {"sketch": measured(), "other": measured()})
    comes_up(fleet["w0"])
    fleet.leave("far")
    assert at(fleet) == {"w0": ["0/0", "1/0", "2/0"]}
    assert fleet["w0"].parked == ["0/0"]
    assert [fleet["w0"].segments[f"{job}/0"].progress for job in range(3)] == [0.5, 0.0, 0.0]


def test_who_ran_where_a_machine_was_lost_is_no_suspect() -> None:
    fleet = a_fleet(1.0)
    far = join_far(fleet)
    fleet.wanted(bulk(2))
    assert len(far.running) == 1
    fleet.leave("far")
    assert fleet["w0"].blame.strikes == {}
    assert fleet["w0"].blame.groups == []


def test_what_was_not_seen_there_must_be_filmed_here() -> None:
    fleet = Fleet(gather=0.0)
    join_far(fleet)
    fleet.wanted([unfilmed("a/0")])
    fleet.join("w0", {"sketch": measured()})
    comes_up(fleet["w0"])
    assert fleet.leave("far") == []
    assert fleet.filmed("a/0") == [("w0", Admit(("a/0",)))]


def test_what_was_seen_there_needs_no_film_here() -> None:
    fleet = Fleet(gather=0.0)
    far = join_far(fleet)
    fleet.wanted([unfilmed("a/0")])
    far.phased("a/0", "encode", 0.1)
    fleet.join("w0", {"sketch": measured()})
    comes_up(fleet["w0"])
    assert fleet.leave("far") == [("w0", Admit(("a/0",)))]


def test_a_worker_without_an_engines_weights_makes_other_clips() -> None:
    fleet = a_fleet(1.0)
    far = fleet.join("far", {"sketch": measured(), "other": measured()}, remote=True)
    fleet.wanted(bulk(40))
    assert at(fleet)["far"] != []
    far.lacks = frozenset({"sketch"})
    fleet.balance()
    assert at(fleet)["far"] == []
    far.worker_up(PLENTY)
    far.engine_loaded("other", PLENTY)
    fleet.wanted([a_segment("x/0", engine="other", number=9)])
    assert at(fleet)["far"] == ["x/0"]


def test_an_editor_here_wants_no_device_of_another_machine() -> None:
    fleet = a_fleet(1.0)
    far = join_far(fleet)
    fleet.wanted(bulk(2))
    fleet.editor(busy=True)
    assert (fleet["w0"].running, len(far.running)) == ([], 1)


def test_it_is_known_who_has_a_segment() -> None:
    fleet = a_fleet(1.0)
    fleet.wanted(bulk(1))
    assert fleet.home("0/0") is fleet["w0"]
    assert fleet.home("9/0") is None
