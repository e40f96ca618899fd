"""The commands that look at the queue and change it."""

from __future__ import annotations

import math
from collections.abc import Callable
from itertools import islice
from typing import TYPE_CHECKING, Annotated

import typer

from footfall_bridge.cli import options as opt
from footfall_bridge.cli.output import Exit, as_json, report_changed, say, show_json

if TYPE_CHECKING:
    from footfall_bridge.client import Client
    from footfall_bridge.protocol import Changed, JobInfo, JobState


def queue(
    state: Annotated[
        list[str] | None, typer.Option(help="Only jobs in this state, such as failed; may be repeated.")
    ] = None,
    everything: Annotated[bool, typer.Option("--all", help="Also jobs that ended, newest first.")] = False,
    limit: Annotated[int, typer.Option(min=0, help="How many; 0: all.")] = 100,
    json: opt.Json = False,
) -> Exit:
    """List jobs: those that have not ended, in the order in which they will be made."""
    from footfall_bridge.cli.show import show_queue
    from footfall_bridge.client import Client

    states = [_state(name) for name in state] if state else None if everything else _unfinished()
    with Client() as client:
        jobs = _newest(client, states, limit) if everything else sorted(client.jobs(states=states), key=_turn)
    more = bool(limit) and len(jobs) > limit
    jobs = jobs[:limit] if more else jobs
    if json:
        show_json({"jobs": [as_json(job) for job in jobs], "more": more})
    else:
        show_queue(jobs, more=more)
    return Exit.done


def show(
    job: Annotated[str, typer.Argument(metavar="JOB", help="An id, or its beginning.")], json: opt.Json = False
) -> Exit:
    """All that is known of a job."""
    from footfall_bridge.cli.show import show_job
    from footfall_bridge.client import Client

    with Client() as client:
        found = client.job(job)
    if json:
        show_json({"job": as_json(found)})
    else:
        show_job(found)
    return Exit.done


def cancel(
    jobs: opt.Jobs = None,
    everything: Annotated[bool, typer.Option("--all", help="All that have not ended.")] = False,
    json: opt.Json = False,
) -> Exit:
    """End jobs."""
    states = _unfinished() if everything else None
    changed = _change(jobs, states, "--all", lambda client, ids: client.cancel(ids))
    return report_changed(changed, "cancelled", json_wanted=json)


def retry(
    jobs: opt.Jobs = None,
    failed: Annotated[bool, typer.Option("--failed", help="All that failed.")] = False,
    json: opt.Json = False,
) -> Exit:
    """Queue failed or cancelled jobs once more."""
    states = [_state("failed")] if failed else None
    changed = _change(jobs, states, "--failed", lambda client, ids: client.retry(ids))
    return report_changed(changed, "queued again", json_wanted=json)


def forget(
    jobs: opt.Jobs = None,
    done: Annotated[bool, typer.Option("--done", help="All that are done.")] = False,
    undo: Annotated[bool, typer.Option("--undo", help="Put these back: see `restore`.")] = False,
    json: opt.Json = False,
) -> Exit:
    """Take ended jobs off the list. Their files stay."""
    from footfall_bridge.protocol import Refusal

    if undo and (done or not jobs):
        raise Refusal("usage", "--undo goes with the ids of the jobs to put back")
    if undo:
        return restore(jobs or [], json=json)
    states = [_state("done")] if done else None
    changed = _change(jobs, states, "--done", lambda client, ids: client.forget(ids))
    return report_changed(changed, "forgotten", json_wanted=json)


def restore(
    jobs: Annotated[list[str], typer.Argument(metavar="JOB", help="Ids, or their beginnings.")],
    json: opt.Json = False,
) -> Exit:
    """Put jobs back on the list that were forgotten in the last ten minutes."""
    from footfall_bridge.client import Client

    with Client() as client:
        changed = client.restore(jobs)
    return report_changed(changed, "restored", json_wanted=json)


def move(
    jobs: Annotated[list[str], typer.Argument(metavar="JOB", help="Ids, or their beginnings.")],
    first: Annotated[bool, typer.Option("--first", help="Before all others of their priority.")] = False,
    last: Annotated[bool, typer.Option("--last", help="Behind all others of their priority.")] = False,
    before: Annotated[str | None, typer.Option(metavar="JOB", help="In front of this job.")] = None,
    json: opt.Json = False,
) -> Exit:
    """Change whose turn it is."""
    from footfall_bridge.client import Client
    from footfall_bridge.protocol import Refusal

    if [first, last, before is not None].count(True) != 1:
        raise Refusal("usage", "say where to: --first, --last or --before JOB")
    with Client() as client:
        changed = client.move(jobs, "first" if first else "last" if last else "before", before)
    return report_changed(changed, "moved", json_wanted=json)


def pause(json: opt.Json = False) -> Exit:
    """Let nothing new begin."""
    from footfall_bridge.client import Client

    with Client() as client:
        client.pause()
    return _paused(True, json=json)


def resume(json: opt.Json = False) -> Exit:
    """Let the queue go on."""
    from footfall_bridge.client import Client

    with Client() as client:
        client.resume()
    return _paused(False, json=json)


def _paused(paused: bool, *, json: bool) -> Exit:
    if json:
        show_json({"paused": paused})
    else:
        say("The queue is paused." if paused else "The queue goes on.")
    return Exit.done


def _change(
    jobs: list[str] | None,
    states: list[JobState] | None,
    flag: str,
    do: Callable[[Client, list[str]], Changed],
) -> Changed:
    """Do something to the jobs named, or to all in these states."""
    from footfall_bridge.client import Client
    from footfall_bridge.protocol import Refusal

    if (states is not None) == bool(jobs):
        raise Refusal("usage", f"name jobs, or use {flag}")
    with Client() as client:
        return do(client, jobs or [job.id for job in client.jobs(states=states)])


def _newest(client: Client, states: list[JobState] | None, limit: int) -> list[JobInfo]:
    """Up to `limit` jobs, and one that tells whether there are more. A limit of 0 means all."""
    from footfall_bridge.protocol import PAGE

    wanted = limit + 1 if limit else None
    return list(islice(client.jobs(states=states, newest_first=True, limit=min(wanted or PAGE, PAGE)), wanted))


def _turn(job: JobInfo) -> tuple[float, int]:
    """Those whose turn never comes, because they ended, are last."""
    return math.inf if job.turn is None else job.turn, job.number


def _unfinished() -> list[JobState]:
    from footfall_bridge.protocol import JobState

    return [state for state in JobState if not state.ended]


def _state(name: str) -> JobState:
    from footfall_bridge.protocol import JobState, Refusal

    try:
        return JobState(name.replace("-", " "))
    except ValueError:
        known = ", ".join(state.replace(" ", "-") for state in JobState)
        raise Refusal("usage", f"there is no state {name!r}: use {known}") from None
