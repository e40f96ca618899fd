"""The blocking client: submit clips, look at the queue, change it. One client serves one thread."""

from __future__ import annotations

import threading
import uuid
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from types import TracebackType
from typing import Final, Literal, Self, TypeVar, Unpack

import zmq

from footfall_bridge import orders, protocol
from footfall_bridge.feed import Event
from footfall_bridge.line import Line, LineLost, NoAnswer
from footfall_bridge.locate import START_PATIENCE, ensure_daemon, find_daemon
from footfall_bridge.paging import id_pages, job_pages, order_pages
from footfall_bridge.places import Places
from footfall_bridge.protocol import (
    PAGE,
    Accepted,
    Changed,
    ContactList,
    DaemonInfo,
    Engine,
    EngineList,
    GetContacts,
    History,
    Info,
    JobInfo,
    JobPage,
    JobState,
    Nothing,
    Order,
    OrderInfo,
    Peaks,
    Refusal,
    Request,
    Setting,
    SettingsList,
    Status,
    Strip,
)
from footfall_bridge.timeline import Clip
from footfall_bridge.watch import Watch, wait_for

ANSWER_TIMEOUT: Final = 10.0
"""Seconds."""
_ATTEMPTS: Final = 3
_REPEATABLE: Final = (
    protocol.Submit,
    protocol.List,
    protocol.Get,
    protocol.GetOrder,
    protocol.GetContacts,
    protocol.GetStrip,
    protocol.GetPeaks,
    protocol.Pause,
    protocol.Resume,
    protocol.Gpu,
    protocol.Editor,
    protocol.GetStatus,
    protocol.GetHistory,
    protocol.ListEngines,
    protocol.ListSettings,
    protocol.ChangeSetting,
)
"""Requests of which two are as good as one."""

_Reply = TypeVar("_Reply", bound=Info)


class Client:
    """A connection to the user's daemon, made when first needed and made anew when the daemon restarts.

    `start` lets it start a daemon where none runs. All methods raise `protocol.Refusal`: the daemon's own, or
    "no-daemon", "daemon-start", "daemon-gone", "no-answer", "disconnected", "not-allowed", "protocol".
    """

    def __init__(
        self,
        places: Places | None = None,
        *,
        start: bool = True,
        command: Sequence[str] | None = None,
        timeout: float = ANSWER_TIMEOUT,
        patience: float = START_PATIENCE,
    ) -> None:
        self.places = places or Places.of_user()
        self.start = start
        self.timeout = timeout
        self.patience = patience
        self.context: zmq.Context[zmq.Socket[bytes]] = zmq.Context()
        self._command = command
        self._line: Line | None = None

    def __enter__(self) -> Self:
        try:
            self.connect()
        except BaseException:
            self.close()
            raise
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        self.hang_up()
        self.context.destroy(linger=0)  # an unfinished `watch` may still hold a socket

    # The queue -------------------------------------------------------------------------------------------------

    def generate(
        self, *clips: Clip | str | Path, prompt: str = "", **options: Unpack[orders.Options]
    ) -> list[str]:
        """Submit clips, or whole files, that share a prompt and options. The ids of their jobs."""
        return self.submit([orders.order(clip, prompt, **options) for clip in clips])

    def submit(self, wanted: Sequence[Order], request_id: str | None = None) -> list[str]:
        """The ids of the jobs, in the order of orders and takes.

        Safe to repeat with the same `request_id` (8 to 90 characters) and the same orders: they are queued once.
        """
        base = request_id or uuid.uuid4().hex
        jobs: list[str] = []
        for number, page in enumerate(order_pages(wanted)):
            try:
                request = protocol.Submit(request_id=f"{base}.{number}", orders=page)
                jobs += self.ask(request, Accepted).jobs
            except Refusal as refusal:
                if not jobs:
                    raise
                raise Refusal(refusal.code, f"{refusal.message} ({len(jobs)} jobs were queued before)") from None
        return jobs

    def jobs(
        self,
        *,
        states: Sequence[JobState] | None = None,
        ids: Sequence[str] | None = None,
        newest_first: bool = False,
        limit: int = PAGE,
    ) -> Iterator[JobInfo]:
        """Jobs in the order in which they came, fetched `limit` at a time as they are wanted."""
        for page in job_pages(
            lambda request: self.ask(request, JobPage),
            states=states,
            ids=ids,
            newest_first=newest_first,
            limit=limit,
        ):
            yield from page.jobs

    def job(self, job: str) -> JobInfo:
        """By its id, or the beginning of one."""
        return self.ask(protocol.Get(job=job), JobInfo)

    def contacts(self, job: str) -> ContactList:
        """The contacts that a job follows: what was seen in its picture, or what came with its order."""
        return self.ask(GetContacts(job=job), ContactList)

    def order(self, job: str) -> Order:
        """What would make the job again: one take, of its seed."""
        return self.ask(protocol.GetOrder(job=job), OrderInfo).order

    def strip(self, job: str, frames: int = 1, height: int = 54) -> Strip:
        """JPEG pictures of the clip, evenly spread; one is the thumbnail. Raises "no-picture" for text alone."""
        return self.ask(protocol.GetStrip(job=job, frames=frames, height=height), Strip)

    def peaks(
        self,
        job: str,
        output: int = 0,
        columns: int = 1000,
        start: float | None = None,
        stop: float | None = None,
    ) -> Peaks:
        """The waveform of one of the job's files, or of the seconds from `start` to `stop` of it.

        Raises "no-output" where there is no such file yet, "no-such-file" where it is gone.
        """
        request = protocol.GetPeaks(job=job, output=output, columns=columns, start=start, stop=stop)
        return self.ask(request, Peaks)

    def cancel(self, jobs: Iterable[str]) -> Changed:
        return self._change(protocol.Cancel(jobs=page) for page in id_pages(jobs))

    def retry(self, jobs: Iterable[str]) -> Changed:
        return self._change(protocol.Retry(jobs=page) for page in id_pages(jobs))

    def forget(self, jobs: Iterable[str]) -> Changed:
        """Remove ended jobs from the list; their files stay."""
        return self._change(protocol.Forget(jobs=page) for page in id_pages(jobs))

    def restore(self, jobs: Iterable[str]) -> Changed:
        """Put jobs back that were forgotten in the last ten minutes."""
        return self._change(protocol.Restore(jobs=page) for page in id_pages(jobs))

    def move(
        self, jobs: Iterable[str], to: Literal["first", "last", "before"], before: str | None = None
    ) -> Changed:
        """Place waiting jobs, which keep their order, at an end of their priority class or before another job."""
        parts = id_pages(jobs)
        if to == "first":
            parts.reverse()
        return self._change(protocol.Move(jobs=page, to=to, before=before) for page in parts)

    def watch(self, jobs: Sequence[str] | None = None, until: threading.Event | None = None) -> Iterator[Event]:
        """Events, of these jobs or of all: a `Snapshot` first and after every gap, then what changes.

        They end soon after another thread has set `until`, else never. A daemon that crashed is started again;
        where it was stopped, "daemon-stopped" is raised.
        """
        return Watch(self, jobs, until).events()

    def wait(self, jobs: Iterable[str], on_progress: Callable[[JobInfo], None] | None = None) -> list[JobInfo]:
        """The jobs as they ended, in the order given. `on_progress` is called for each thing heard of one."""
        return wait_for(self, list(jobs), on_progress)

    # The daemon ------------------------------------------------------------------------------------------------

    def status(self) -> Status:
        return self.ask(protocol.GetStatus(), Status)

    def history(self, seconds: int = 600) -> History:
        """What the daemon read of the devices and decided in the last `seconds`, 3600 at most."""
        return self.ask(protocol.GetHistory(seconds=seconds), History)

    def pause(self) -> None:
        self.ask(protocol.Pause(), Nothing)

    def resume(self) -> None:
        self.ask(protocol.Resume(), Nothing)

    def release(self, device: str | None = None) -> Status:
        """Leave a device, or all, to other programs until `reclaim`. The daemon may not be quite off it yet."""
        return self.ask(protocol.Gpu(action="release", device=device), Status)

    def reclaim(self, device: str | None = None) -> Status:
        return self.ask(protocol.Gpu(action="reclaim", device=device), Status)

    def editor(self, *, busy: bool, host: str, seconds: float = 30.0) -> None:
        """`host` wants the devices for so long (0 to 600), unless it says so again; or needs them no more."""
        self.ask(protocol.Editor(busy=busy, host=host, seconds=seconds), Nothing)

    def engines(self) -> list[Engine]:
        """All that there are, ready or not."""
        return self.ask(protocol.ListEngines(), EngineList).engines

    def settings(self) -> SettingsList:
        return self.ask(protocol.ListSettings(), SettingsList)

    def change_setting(self, key: str, value: str | int | float | bool | None) -> Setting:
        """None sets the default."""
        return self.ask(protocol.ChangeSetting(key=key, value=value), Setting)

    def stop(self) -> None:
        """Returns when the daemon has agreed; `locate.wait_until_ended` waits for its end."""
        try:
            self.ask(protocol.Stop(), Nothing)
        except LineLost as lost:
            if not lost.sent:
                raise  # else the daemon went before its reply did: as was wanted

    # The connection --------------------------------------------------------------------------------------------

    def connect(self) -> DaemonInfo:
        """The daemon at the other end, now."""
        return self.line().daemon

    def line(self) -> Line:
        """A line that stands, as far as can be known before something is sent."""
        if self._line is not None:
            try:
                self._line.check()
            except LineLost:
                self.hang_up()
        return self._line or self.open_line(start=self.start)

    def open_line(self, *, start: bool) -> Line:
        """Connect to the daemon that the connection file names; with `start`, start one where none runs."""
        self.hang_up()
        if start:
            connection = ensure_daemon(self.places, patience=self.patience, command=self._command)
        else:
            connection = find_daemon(self.places)
        line = Line(self.context, connection)
        try:
            line.open(self.timeout)
        except Refusal:
            line.close()
            raise
        self._line = line
        return line

    def hang_up(self) -> None:
        if self._line is not None:
            self._line.close()
        self._line = None

    def ask(self, request: Request, reply: type[_Reply]) -> _Reply:
        """The daemon's reply. Asks again after a lost connection or reply, where asking twice does no harm."""
        failure: Refusal
        for _ in range(_ATTEMPTS):
            try:
                return self.line().ask(request, reply, self.timeout)
            except (LineLost, NoAnswer) as error:
                self.hang_up()
                failure = error
                if not _may_repeat(request, error):
                    break
        raise failure

    def _change(self, requests: Iterable[Request]) -> Changed:
        replies = [self.ask(request, Changed) for request in requests]
        return Changed(
            changed=[job for reply in replies for job in reply.changed],
            refused=[refused for reply in replies for refused in reply.refused],
        )


def _may_repeat(request: Request, failure: LineLost | NoAnswer) -> bool:
    return isinstance(request, _REPEATABLE) or (isinstance(failure, LineLost) and not failure.sent)
