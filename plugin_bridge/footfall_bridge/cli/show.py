"""Jobs and the daemon's state as tables and lines for people."""

from __future__ import annotations

from datetime import datetime

from rich.console import Console
from rich.table import Table
from rich.text import Text

from footfall_bridge import skew
from footfall_bridge.cli.output import in_seconds, left, name_of, printable, range_of, say
from footfall_bridge.cli.workers import show_workers
from footfall_bridge.protocol import JobInfo, JobState, Status


def show_queue(jobs: list[JobInfo], *, more: bool) -> None:
    if not jobs:
        say("There are no such jobs. `footfall queue --all` lists those that ended too.")
        return
    table = Table(box=None, pad_edge=False)
    for heading in ("Job", "Clip", "Range", "Take", "State", "Left"):
        table.add_column(heading, no_wrap=heading != "State", overflow="fold" if heading == "Job" else "ellipsis")
    for job in jobs:
        table.add_row(*(Text(cell) for cell in _cells(job)))
    Console().print(table)
    if more:
        say("There are more: --limit 0 lists them all.")


def _cells(job: JobInfo) -> tuple[str, ...]:
    begun = job.state in (JobState.running, JobState.parked)
    state = f"{job.state} {job.progress:.0%}" if begun else str(job.state)
    if job.error is not None:
        state = f"{state}: {printable(job.error.message)} [{job.error.code}]"
    return job.id, name_of(job), range_of(job), str(job.take), state, left(job.eta_s)


def show_job(job: JobInfo) -> None:
    lines = {
        "job": job.id,
        "state": f"{job.state} {job.progress:.0%}" if not job.state.ended else str(job.state),
        "clip": printable(job.media or "text only"),
        "range": range_of(job),
        "handles": in_seconds(job.handles),
        "prompt": printable(job.prompt),
        "negative": printable(job.negative),
        "engine": job.engine,
        "guidance": "" if job.guidance is None else f"{job.guidance:g}",
        "steps": "" if job.steps is None else str(job.steps),
        "seed": f"{job.seed}, take {job.take}",
        "priority": str(job.priority),
        "queued": _moment(job.created),
        "changed": _moment(job.updated),
        "left": left(job.eta_s),
        "error": f"{printable(job.error.message)} [{job.error.code}]" if job.error else "",
    }
    files = [output.path for output in job.outputs] + ([job.movie] if job.movie else [])
    for label, text in lines.items():
        if text:
            say(f"{label:9} {text}")
    for label, texts in (("notice", job.notices), ("file", files)):
        for text in texts:
            say(f"{label:9} {printable(text)}")


def show_status(status: Status) -> None:
    daemon = status.daemon
    say(f"Daemon {daemon.version}, process {daemon.pid}, up for {left(daemon.uptime_s)}")
    if skewed := skew.told(daemon.version, skew.own_version()):
        say(f"It is {skewed}")
    counts = ", ".join(f"{count} {state}" for state, count in status.queue.items() if count)
    say(f"Queue: {counts or 'empty'}{' (paused)' if status.paused else ''}")
    if status.released:
        say("All devices are left to other programs: `footfall gpu reclaim` takes them back")
    if status.editor_busy:
        say(f"{printable(status.editor_busy)} has asked for the devices")
    if status.cluster:
        say(f"Cluster: {printable(status.cluster)}")
    show_workers(status.workers)
    for decision in status.decisions[-5:]:
        say(f"  {printable(decision)}")


def _moment(seconds: float) -> str:
    return datetime.fromtimestamp(seconds).isoformat(" ", "seconds")
