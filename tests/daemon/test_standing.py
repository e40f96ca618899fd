"""What is said of a worker that does nothing."""

from __future__ import annotations

import pytest

from footfall_daemon.scheduler import Fleet, Scheduler
from footfall_daemon.standing import Life, Prospect, Standing, prospect, standing
from tests.daemon.making import a_segment, the_costs

UP = Life(alive=True, ending=False, failures=0, next_try=0.0)
DOWN = UP._replace(alive=False)


def a_scheduler(*segments: str, up: bool = True) -> Scheduler:
    scheduler = Scheduler({"sketch": the_costs()}, gather=0.0)
    if up:
        scheduler.worker_up(10**9)
        scheduler.engine_loaded("sketch", 10**9)
    scheduler.wanted([a_segment(id_, number=number) for number, id_ in enumerate(segments)])
    return scheduler


def test_who_works_has_nothing_to_explain() -> None:
    assert standing(a_scheduler("a/0"), UP, Prospect.nothing) == Standing("running", "")


@pytest.mark.parametrize(("life", "state"), [(UP, "idle"), (DOWN, "stopped")])
@pytest.mark.parametrize("there_is", list(Prospect))
def test_who_has_nothing_of_its_own_says_what_others_have(life: Life, state: str, there_is: Prospect) -> None:
    assert standing(a_scheduler(up=life.alive), life, there_is) == Standing(state, there_is)


def test_a_paused_queue_is_the_reason_also_where_clips_wait() -> None:
    scheduler = a_scheduler()
    scheduler.pause()
    scheduler.wanted([a_segment("a/0")])
    state, note = standing(scheduler, UP, Prospect.nothing)
    assert (state, note) == ("idle", "the queue is paused: `footfall resume` goes on")


def test_a_released_device_is_free_once_the_process_is_gone() -> None:
    scheduler = a_scheduler("a/0")
    scheduler.release()
    assert standing(scheduler, UP._replace(ending=True), Prospect.nothing).state == "leaving"
    state, note = standing(scheduler, DOWN, Prospect.nothing)
    assert (state, note) == ("released", "left to other programs: `footfall gpu reclaim` takes it back")


def test_an_editor_has_it() -> None:
    scheduler = a_scheduler("a/0")
    scheduler.editor(busy=True)
    assert standing(scheduler, UP, Prospect.nothing) == Standing("yielding", "an editor has asked for the device")
    assert standing(scheduler, DOWN, Prospect.nothing).note == "an editor has asked for the device"


@pytest.mark.parametrize(
    ("failures", "next_try", "words"),
    [
        (1, 0.0, "once and made nothing: next try with the next clip"),
        (3, 4.2, "3 times and made nothing: next try in 5 s"),
    ],
)
def test_a_process_that_keeps_ending_says_when_it_is_tried_again(
    failures: int, next_try: float, words: str
) -> None:
    life = DOWN._replace(failures=failures, next_try=next_try)
    state, note = standing(a_scheduler(up=False), life, Prospect.sooner)
    assert (state, note) == ("waiting", f"its engine process ended {words}")


def test_a_process_starts_and_an_engine_is_loaded() -> None:
    scheduler = a_scheduler("a/0", up=False)
    assert standing(scheduler, UP, Prospect.nothing).state == "starting"
    scheduler.worker_up(10**9)
    assert standing(scheduler, UP, Prospect.nothing) == Standing("loading", "sketch is being loaded")


def test_the_prospect_is_what_waits_then_what_comes_then_what_runs() -> None:
    fleet = Fleet(gather=0.0)
    for name in ("busy", "idle"):
        fleet.join(name, {"sketch": the_costs()})
    others = fleet.beside("idle")
    assert prospect(others, coming=False) is Prospect.nothing
    assert prospect(others, coming=True) is Prospect.coming
    fleet["busy"].wanted([a_segment("a/0")])
    assert prospect(others, coming=True) is Prospect.sooner
    fleet["busy"].worker_up(10**9)
    fleet["busy"].engine_loaded("sketch", 10**9)
    assert prospect(others, coming=False) is Prospect.beside
