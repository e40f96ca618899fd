"""What a task makes, and what it finds made: one set of files, however often and wherever it is run."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from footfall_bridge.client import Client
from footfall_bridge.farm.task import carry_out, files_there, give_up
from footfall_bridge.protocol import ErrorInfo, JobInfo, JobState, Layer, Order, Output, Priority, Refusal
from tests.bridge.fake_daemon import FakeDaemon
from tests.bridge.farm.orders import order_of
from tests.bridge.hosts.sounding import file_of

NAME = "ride_foley_01-00-00-00_t{take}_v1.wav"


def put(folder: Path, order: Order, name: str = NAME, layer: str = "mix") -> Path:
    """As a node leaves it: one take."""
    folder.mkdir(exist_ok=True)
    path = folder / name.format(take=order.first_take)
    path.write_bytes(file_of(order, layer))
    return path


def test_what_another_node_made_is_there(tmp_path: Path) -> None:
    order = order_of(dest=str(tmp_path / "out"))
    assert files_there(order) is None
    elsewhere = order.model_copy(update={"dest": "Z:\\out", "priority": Priority.background})
    made = put(tmp_path / "out", elsewhere)
    assert files_there(order) == [made]


def test_all_takes_and_layers_must_be_there(tmp_path: Path) -> None:
    order = order_of(dest=str(tmp_path), takes=2, seed=2**32 - 1, layers=(Layer.feet, Layer.cloth))
    takes = [
        order.model_copy(update={"takes": 1, "seed": 2**32 - 1}),
        order.model_copy(update={"takes": 1, "seed": 0, "first_take": 2}),
    ]
    made = [
        put(tmp_path, take, "ride_foley_01-00-00-00_t{take}_" + f"{layer}_v1.wav", layer)
        for take in takes
        for layer in ("feet", "cloth")
    ]
    assert files_there(order) == made
    made[-1].unlink()
    assert files_there(order) is None


@pytest.mark.parametrize(
    "other",
    [
        order_of(prompt="other"),
        order_of(first=1),
        order_of("/other/ride.mov"),
        order_of(seed=1),
        order_of(engine="other"),
    ],
)
def test_what_another_order_made_is_not_it(tmp_path: Path, other: Order) -> None:
    put(tmp_path, other)
    assert files_there(order_of(dest=str(tmp_path))) is None


def test_names_may_have_been_changed_by_the_file_system(tmp_path: Path) -> None:
    order = order_of("/film/Rïde: two?.mov", dest=str(tmp_path))
    made = put(tmp_path, order, "Ri\u0308de_ two__foley_01-00-00-00_t{take}_v1.wav")
    assert files_there(order) == [made]


def finished(job: JobInfo, folder: Path) -> dict[str, Any]:
    path = folder / f"{job.id}.wav"
    path.write_bytes(b"sound")
    output = Output(path=str(path), sample_rate=48_000, channels=1, samples=48_000, time_reference=0)
    return {"state": JobState.done, "outputs": [output]}


def test_a_task_that_is_run_again_is_one_request(daemon: FakeDaemon, client: Client, tmp_path: Path) -> None:
    order = order_of(dest=str(tmp_path), takes=2)
    first = ended(client, order, daemon, tmp_path)
    again = carry_out(client, order, lambda job: None)
    assert [job.id for job in again] == [job.id for job in first]
    assert len(daemon.jobs) == 2


@pytest.mark.parametrize("state", [JobState.failed, JobState.cancelled])
def test_what_has_failed_or_was_cancelled_is_tried_again(
    daemon: FakeDaemon, client: Client, tmp_path: Path, state: JobState
) -> None:
    order = order_of(dest=str(tmp_path))
    (job,) = ended(client, order, daemon, tmp_path, state=state, error=ErrorInfo(code="bad", message="bad"))
    assert job.state is state
    (again,) = ended(client, order, daemon, tmp_path)
    assert again.id == job.id
    assert again.state is JobState.done


def test_what_was_made_and_is_gone_is_made_anew(daemon: FakeDaemon, client: Client, tmp_path: Path) -> None:
    order = order_of(dest=str(tmp_path))
    (first,) = ended(client, order, daemon, tmp_path)
    Path(first.outputs[0].path).unlink()
    (second,) = ended(client, order, daemon, tmp_path)
    assert second.id != first.id
    assert [job.id for job in carry_out(client, order, lambda job: None)] == [second.id]


def test_a_job_whose_files_are_elsewhere_is_not_done(daemon: FakeDaemon, client: Client, tmp_path: Path) -> None:
    gone = Output(path="/gone.wav", sample_rate=48_000, channels=1, samples=48_000, time_reference=0)
    with pytest.raises(Refusal) as caught:
        ended(client, order_of(dest=str(tmp_path)), daemon, tmp_path, state=JobState.done, outputs=[gone])
    assert caught.value.code == "no-output"


def test_another_folder_is_another_request(daemon: FakeDaemon, client: Client, tmp_path: Path) -> None:
    for name in ("one", "two"):
        ended(client, order_of(dest=str(tmp_path / name)), daemon, tmp_path)
    assert len(daemon.jobs) == 2


def test_giving_up_cancels_what_has_not_ended(daemon: FakeDaemon, client: Client, tmp_path: Path) -> None:
    order = order_of(dest=str(tmp_path), takes=2)
    interrupted(client, order)
    first, _ = daemon.jobs
    daemon.change(first, **finished(daemon.jobs[first], tmp_path))
    give_up(client, order)
    assert [job.state for job in daemon.jobs.values()] == [JobState.done, JobState.cancelled]


def interrupted(client: Client, order: Order) -> None:
    def stop(_: JobInfo) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        carry_out(client, order, stop)


def ended(client: Client, order: Order, daemon: FakeDaemon, folder: Path, **how: object) -> Sequence[JobInfo]:
    """Carried out, while the daemon ends each job as soon as it waits: done, or as told."""
    heard: set[str] = set()
    threads: list[threading.Thread] = []

    def end(job: JobInfo) -> None:
        if job.state is JobState.queued and job.id not in heard:
            heard.add(job.id)
            changes = how or finished(job, folder)
            threads.append(threading.Thread(target=daemon.change, args=(job.id,), kwargs=changes))
            threads[-1].start()

    found = carry_out(client, order, end)
    for thread in threads:
        thread.join()
    return found
