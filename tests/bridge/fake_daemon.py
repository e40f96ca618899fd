"""A daemon of a few lines that speaks the real protocol over real sockets, and misbehaves when a test says so."""

from __future__ import annotations

import os
import threading
import time
from collections import Counter
from collections.abc import Callable, Mapping
from concurrent.futures import Future
from contextlib import suppress
from queue import SimpleQueue
from typing import Self

import zmq
from filelock import FileLock
from zmq.auth.thread import ThreadAuthenticator

from footfall_bridge import protocol as p
from footfall_bridge import wire
from footfall_bridge.places import Connection, Places
from tests.bridge.fake_devices import FakeDevices
from tests.bridge.fake_jobs import job_of, output_of, page_of
from tests.bridge.fake_previews import peaks_of, strip_of
from tests.bridge.fake_settings import FakeSettings

SKETCH = p.Engine(
    name="sketch",
    title="Sketch",
    licence="MIT",
    ready=True,
    default=True,
    channels=2,
    follows_cues=True,
)


class _OnlyClient:
    def __init__(self, key: bytes) -> None:
        self._key = key

    def callback(self, domain: str, key: bytes) -> bool:
        return key == self._key


SEEN = [p.Contact(time=0.25, kind=p.ContactKind.step, strength=0.5, x=0.25), p.Contact(time=1.5, muted=True)]
"""In the picture of every job."""
DECISION = "parked 1 clip: another program took 3.0 GiB"


class FakeDaemon:
    """Runs in a thread between `start` and `stop` or `crash`. `autofinish`: jobs are done when submitted.

    `knows_less`: of engines it has never heard.
    """

    def __init__(
        self,
        places: Places,
        *,
        autofinish: bool = False,
        speaks: int = p.PROTOCOL,
        version: str = "fake",
        knows_less: bool = False,
    ) -> None:
        self.places = places
        self.jobs: dict[str, p.JobInfo] = {}
        self.orders: dict[str, p.Order] = {}
        self.forgotten: dict[str, p.JobInfo] = {}
        self.requests: Counter[str] = Counter()
        self.submitted: dict[str, list[str]] = {}
        self.swallow: Counter[str] = Counter()
        """How many replies to an operation are lost on their way."""
        self.paused = False
        self.devices = FakeDevices()
        self.settings = FakeSettings()
        self._autofinish = autofinish
        self._speaks = speaks
        self._version = version
        self._knows_less = knows_less
        self._sequence = 0
        self._errands: SimpleQueue[Callable[[], None]] = SimpleQueue()
        self._ending = self._closed = False
        self.ended = threading.Event()
        self._lock = FileLock(places.daemon_lock)

    def start(self) -> Self:
        self.places.make()
        self._lock.acquire(timeout=5)  # whoever looks whether a daemon lives holds it for an instant
        self._context: zmq.Context[zmq.Socket[bytes]] = zmq.Context()
        server, secret = zmq.curve_keypair()
        client, client_secret = zmq.curve_keypair()
        self._auth = ThreadAuthenticator(self._context)
        self._auth.start()
        self._auth.configure_curve_callback("*", _OnlyClient(client))
        instance = os.urandom(4).hex()
        self._router = self._context.socket(zmq.ROUTER)
        self._events = self._context.socket(zmq.XPUB)
        self._events.set(zmq.XPUB_WELCOME_MSG, p.WELCOME + b" " + instance.encode())
        self._wake, self._bell = self._pair()
        self.connection = Connection(
            pid=os.getpid(),
            version=self._version,
            protocol=self._speaks,
            instance=instance,
            requests=self._bind(self._router, secret),
            events=self._bind(self._events, secret),
            server_key=server.decode(),
            client_key=client.decode(),
            client_secret=client_secret.decode(),
        )
        self.places.connection_file.write_text(self.connection.model_dump_json())
        self._thread = threading.Thread(target=self._run, name="fake daemon")
        self._thread.start()
        return self

    def stop(self) -> None:
        """As a user stops it: the connection file goes first."""
        if not self._closed:
            self.places.connection_file.unlink(missing_ok=True)
        self.crash()

    def crash(self) -> None:
        """The connection file stays behind."""
        if self._closed:
            return
        self._closed = self._ending = True
        self._ring()
        self._thread.join()
        self._auth.stop()
        self._context.destroy(linger=0)
        self._lock.release()

    def do(self, errand: Callable[[], None]) -> None:
        """Have the daemon's own thread do something, and wait until it is done."""
        done: Future[None] = Future()

        def carry_out() -> None:
            errand()
            done.set_result(None)

        self._errands.put(carry_out)
        self._ring()
        done.result(timeout=10)

    def change(self, job: str, *, silently: bool = False, **fields: object) -> None:
        """Change a job and tell the watchers; `silently` the event gets lost, as it does behind a full queue."""
        self.do(lambda: self._change(job, silently=silently, **fields))

    def progress(self, **shares: float) -> None:
        self.do(
            lambda: self._send(
                p.TOPIC_PROGRESS, p.ProgressEvent(progress=shares, eta_s=dict.fromkeys(shares, 3.0))
            )
        )

    def decide(self, text: str) -> None:
        self.do(lambda: self._send(p.TOPIC_DECISION, p.DecisionEvent(text=text, at=time.time())))

    # the daemon's thread

    def _run(self) -> None:
        poller = zmq.Poller()
        for socket in (self._router, self._events, self._wake):
            poller.register(socket, zmq.POLLIN)
        while not self._ending:
            ready = dict(poller.poll())
            if self._events in ready:
                self._events.recv()
            if self._wake in ready:
                self._wake.recv()
            while not self._errands.empty():
                self._errands.get()()
            if self._router in ready:
                self._answer(*self._router.recv_multipart())
        for socket in (self._router, self._events, self._wake):
            socket.close(500)
        self.ended.set()

    def _answer(self, sender: bytes, data: bytes) -> None:
        try:
            call = wire.Call.parse(data)
        except wire.BadCall as bad:
            self._router.send_multipart([sender, wire.pack(wire.Answer.refusing(bad.call_id, bad))])
            return
        operation = call.request.op
        self.requests[operation] += 1
        try:
            answer = wire.Answer.of(call.id, self._reply(call.request))
        except p.Refusal as refusal:
            answer = wire.Answer.refusing(call.id, refusal)
        if self.swallow[operation]:
            self.swallow[operation] -= 1
        else:
            self._router.send_multipart([sender, wire.pack(answer)])

    def _reply(self, request: p.AnyRequest) -> p.Info:
        match request:
            case p.Hello():
                return self._told()
            case p.Submit():
                return self._submit(request)
            case p.List():
                return page_of(self.jobs.values(), request, self._sequence)
            case p.Get(job=job):
                return self._found(job)
            case p.GetContacts(job=job):
                return p.ContactList(job=self._found(job).id, contacts=SEEN)
            case p.GetOrder(job=job):
                return p.OrderInfo(job=self._found(job).id, order=self.orders[job])
            case p.GetStrip(job=job):
                return strip_of(self._found(job), request)
            case p.GetPeaks(job=job):
                return peaks_of(self._found(job), request)
            case p.Cancel(jobs=jobs):
                return self._each(jobs, lambda job: self._change(job, state=p.JobState.cancelled))
            case p.Retry(jobs=jobs):
                return self._each(jobs, lambda job: self._change(job, state=p.JobState.queued, error=None))
            case p.Forget(jobs=jobs):
                return self._each(jobs, self._forget)
            case p.Restore(jobs=jobs):
                return self._each(jobs, self._restore, self.forgotten)
            case p.Move(jobs=jobs):
                return self._each(jobs, lambda job: None)
            case p.Pause() | p.Resume():
                self.paused = isinstance(request, p.Pause)
                return p.Nothing()
            case p.Gpu():
                self.devices.lend(request)
                return self._status()
            case p.Editor():
                self.devices.words.append(request)
                return p.Nothing()
            case p.GetStatus():
                return self._status()
            case p.GetHistory():
                return self.devices.history(request.seconds, DECISION)
            case p.ListEngines() if self._knows_less:
                raise p.Refusal("bad-message", "Input tag 'engines' found using 'op' does not match any of these")
            case p.ListEngines():
                return p.EngineList(engines=[SKETCH])
            case p.ListSettings():
                return p.SettingsList(settings=self.settings.listed(), file="settings.toml")
            case p.ChangeSetting(key=key, value=value):
                return self.settings.change(key, value)
            case p.Stop():
                self._ending = True
                return p.Nothing()

    def _told(self) -> p.DaemonInfo:
        return p.DaemonInfo(
            pid=os.getpid(),
            version=self._version,
            protocol=self._speaks,
            uptime_s=1.0,
            instance=self.connection.instance,
        )

    def _submit(self, request: p.Submit) -> p.Accepted:
        if any(order.prompt == "refuse this" for order in request.orders):
            raise p.Refusal("disk-full", "make room")
        if request.request_id not in self.submitted:
            ids = [self._add(order, take) for order in request.orders for take in range(order.takes)]
            self.submitted[request.request_id] = ids
            for job in ids if self._autofinish else []:
                self._finish(job)
        return p.Accepted(jobs=self.submitted[request.request_id])

    def _add(self, order: p.Order, take: int) -> str:
        number = len(self.orders) + 1
        job = job_of(order, number, take)
        self.jobs[job.id] = job
        self.orders[job.id] = order.model_copy(update={"takes": 1, "seed": job.seed, "first_take": job.take})
        self._tell(job.id)
        return job.id

    def _finish(self, job: str) -> None:
        info = self.jobs[job]
        self._change(job, state=p.JobState.running)
        if "broken" in (info.media or ""):
            error = p.ErrorInfo(code="bad-media", message="the file ends in the middle of a frame")
            self._change(job, state=p.JobState.failed, error=error)
        else:
            self._change(job, state=p.JobState.done, outputs=[output_of(info)])

    def _found(self, job: str) -> p.JobInfo:
        if job not in self.jobs:
            raise p.Refusal("unknown-job", f"there is no job {job!r}")
        return self.jobs[job]

    def _each(
        self, jobs: list[str], do: Callable[[str], None], among: Mapping[str, p.JobInfo] | None = None
    ) -> p.Changed:
        known = [job for job in jobs if job in (self.jobs if among is None else among)]
        for job in known:
            do(job)
        error = p.ErrorInfo(code="unknown-job", message="there is no such job")
        return p.Changed(
            changed=known, refused=[p.RefusedJob(job=job, error=error) for job in jobs if job not in known]
        )

    def _status(self) -> p.Status:
        return p.Status(
            workers=self.devices.look(),
            daemon=self._told(),
            queue=dict(Counter(str(job.state) for job in self.jobs.values())),
            paused=self.paused,
            released=self.devices.released,
            editor_busy=self.devices.editor_busy,
            cluster=self.devices.cluster,
            decisions=[DECISION],
        )

    def _change(self, job: str, *, silently: bool = False, **fields: object) -> None:
        self.jobs[job] = self.jobs[job].model_copy(update=fields)
        self._tell(job, silently=silently)

    def _forget(self, job: str) -> None:
        self.forgotten[job] = self.jobs.pop(job)
        self._tell(job)

    def _restore(self, job: str) -> None:
        self.jobs[job] = self.forgotten.pop(job)
        self._tell(job)

    def _tell(self, job: str, *, silently: bool = False) -> None:
        self._sequence += 1
        if not silently:
            self._send(p.TOPIC_STATE, p.StateEvent(sequence=self._sequence, id=job, job=self.jobs.get(job)))

    def _send(self, topic: bytes, event: p.Info) -> None:
        self._events.send_multipart([topic, wire.pack(event)])

    # sockets

    def _bind(self, socket: zmq.Socket[bytes], secret: bytes) -> str:
        socket.set(zmq.CURVE_SERVER, 1)
        socket.set(zmq.CURVE_SECRETKEY, secret)
        socket.set(zmq.MAXMSGSIZE, p.LARGEST_FRAME)
        return f"tcp://127.0.0.1:{socket.bind_to_random_port('tcp://127.0.0.1')}"

    def _pair(self) -> tuple[zmq.Socket[bytes], zmq.Socket[bytes]]:
        inner, outer = self._context.socket(zmq.PULL), self._context.socket(zmq.PUSH)
        inner.bind("inproc://bell")
        outer.connect("inproc://bell")
        return inner, outer

    def _ring(self) -> None:
        with suppress(zmq.Again):  # the thread may have ended by itself
            self._bell.send(b"", zmq.NOBLOCK)


def main(version: str = "fake", speaks: int = p.PROTOCOL) -> None:
    """As a process of its own: notes that it was started, and runs until it is told to stop."""
    places = Places.of_user()
    places.make()
    daemon = FakeDaemon(places, version=version, speaks=speaks).start()
    with (places.data / "starts").open("a") as starts:
        starts.write(f"{os.getpid()}\n")
    daemon.ended.wait()
    daemon.stop()
