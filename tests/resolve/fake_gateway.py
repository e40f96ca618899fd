"""A gateway that holds jobs and makes nothing: strict about what is ordered, and it finishes jobs when told."""

from __future__ import annotations

import hashlib
import hmac
import json
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from fractions import Fraction
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import numpy as np
import soundfile

from footfall_bridge.gateway.messages import NewJobs
from footfall_bridge.projects import Reframed, reframing
from footfall_bridge.protocol import Engine, EngineList, ErrorInfo, JobInfo, JobState, Order, Output, Refusal
from footfall_bridge.timeline import SAMPLE_RATE, Time

TOKEN = "a-token-of-this-start"
ENGINES = [
    Engine(
        name="sketch",
        title="Sketch: procedural Foley",
        licence="MIT",
        ready=True,
        default=True,
        channels=2,
        follows_cues=True,
    ),
    Engine(
        name="weighty",
        title="Weighty",
        licence="other",
        ready=False,
        missing="its weights are not here: get them with `footfall engines pull weighty`",
        default=False,
        channels=1,
        follows_cues=False,
    ),
]


class FakeGateway:
    """Listens while it lasts; `folder` is the runtime folder with `gateway.json`."""

    def __init__(self, runtime: Path) -> None:
        self.runtime = runtime
        self.jobs: dict[str, JobInfo] = {}
        self.orders: list[Order] = []
        self.engines = list(ENGINES)
        self.shown: list[str] = []
        """Authorization headers that were seen."""
        self.honest = True
        """Knows the token, as the real one does."""
        self.token = TOKEN
        self.version = "0.1.0"
        self.reframed: Reframed = "refuse"
        self.hangs: set[str] = set()
        """Paths that are not answered before it closes."""
        self._closing = threading.Event()
        self._requests: dict[str, list[str]] = {}
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), _handler_of(self))
        self.port = int(self._server.server_address[1])
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.01,), daemon=True)
        self._thread.start()
        self.publish()

    def publish(self) -> None:
        self.runtime.mkdir(parents=True, exist_ok=True)
        token_file = self.runtime / "gateway.token"
        token_file.write_text(self.token)
        fields = {
            "pid": 1,
            "port": self.port,
            "url": f"http://127.0.0.1:{self.port}",
            "token_file": str(token_file),
            "version": "0",
        }
        (self.runtime / "gateway.json").write_text(json.dumps(fields))

    def wait(self, path: str) -> None:
        if path in self.hangs:
            self._closing.wait()

    def close(self) -> None:
        self._closing.set()
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()

    # what tests tell it

    def finish(self, folder: Path, *layers: str, channels: int = 1) -> None:
        """Every job that waits gets its files: exactly the clip and both handles, as the daemon writes them."""
        folder.mkdir(exist_ok=True)
        for job in [job for job in self.jobs.values() if job.state is JobState.queued]:
            outputs = [self._written(job, layer, folder, channels) for layer in layers or ("mix",)]
            self.jobs[job.id] = job.model_copy(update={"state": JobState.done, "outputs": outputs})

    def fail(self, job: str, message: str) -> None:
        trouble = {"state": JobState.failed, "error": ErrorInfo(code="trouble", message=message)}
        self.jobs[job] = self.jobs[job].model_copy(update=trouble)

    def _written(self, job: JobInfo, layer: str, folder: Path, channels: int) -> Output:
        length = job.duration.seconds if job.duration else Fraction(2)
        samples = round(length * SAMPLE_RATE) + 2 * job.handles.samples()
        path = folder / f"{job.id}_{layer}.wav"
        soundfile.write(path, np.zeros((samples, channels), np.int16), SAMPLE_RATE, subtype="PCM_24")
        return Output(
            path=str(path),
            layer=layer,
            sample_rate=SAMPLE_RATE,
            channels=channels,
            samples=samples,
            time_reference=0,
        )

    # what scripts ask

    def _refused(self, wanted: NewJobs) -> Refusal | None:
        """As the daemon refuses a whole request; nothing of it is taken."""
        found = (reframing(order, [], self.reframed) for order in wanted.orders)
        return next((refusal for refusal in found if refusal is not None), None)

    def answer(self, method: str, path: str, query: dict[str, list[str]], body: Any) -> tuple[int, Any]:
        match method, path:
            case "POST", "/v1/jobs":
                wanted = NewJobs.model_validate_json(json.dumps(body))
                if refusal := self._refused(wanted):
                    return 422, {"error": {"code": refusal.code, "message": refusal.message}}
                return 202, {"jobs": self._submitted(wanted)}
            case "GET", "/v1/jobs":
                return 200, self._listed(query)
            case "GET", "/v1/engines":
                return 200, EngineList(engines=self.engines).model_dump(mode="json")
            case "GET", "/v1/status":
                daemon = {"pid": 1, "version": "0.1.0", "protocol": 1}
                return 200, {"daemon": daemon, "queue": {}, "paused": False, "workers": []}
        return 404, {"error": {"code": "not-found", "message": f"{method} {path}"}}

    def _submitted(self, wanted: NewJobs) -> list[str]:
        request = wanted.request_id or ""
        if request not in self._requests:
            self._requests[request] = [id_ for order in wanted.orders for id_ in self._taken(order)]
        return self._requests[request]

    def _taken(self, order: Order) -> Iterator[str]:
        self.orders.append(order)
        clip = order.clip
        for index in range(order.takes):
            number = len(self.jobs) + 1
            id_ = f"job{number:09}"
            self.jobs[id_] = JobInfo(
                id=id_,
                number=number,
                state=JobState.queued,
                media=clip.media,
                source_in=clip.source_in if isinstance(clip.source_in, Time) else None,
                source_out=clip.source_out if isinstance(clip.source_out, Time) else None,
                duration=None if clip.length is None else Time.of(clip.length),
                place=clip.place,
                engine=order.engine or "sketch",
                prompt=order.prompt,
                seed=order.seed + index,
                take=order.first_take + index,
                handles=order.handles or Time(value=0, rate=(1, 1)),
                priority=order.priority,
                created=time.time(),
                updated=time.time(),
            )
            yield id_

    def _listed(self, query: dict[str, list[str]]) -> dict[str, Any]:
        states, after, limit = query.get("states"), int(query["after"][0]), int(query["limit"][0])
        fitting = [job for job in self.jobs.values() if job.number > after and (not states or job.state in states)]
        page = fitting[:limit]
        following = page[-1].number if len(fitting) > limit else None
        return {"jobs": [job.model_dump(mode="json") for job in page], "next": following, "sequence": 0}

    def proof(self, nonce: str) -> str:
        key = self.token if self.honest else "something else"
        return hmac.new(key.encode(), f"footfall {self.port} {nonce}".encode(), hashlib.sha256).hexdigest()


def _handler_of(gateway: FakeGateway) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self._serve(None)

        def do_POST(self) -> None:
            self._serve(json.loads(self.rfile.read(int(self.headers["Content-Length"]))))

        def _serve(self, body: Any) -> None:
            split = urlsplit(self.path)
            gateway.wait(split.path)
            query = parse_qs(split.query)
            if split.path == "/v1/hello":
                self._say(
                    200,
                    {"name": "footfall", "version": gateway.version, "proof": gateway.proof(query["nonce"][0])},
                )
                return
            shown = self.headers.get("Authorization", "")
            gateway.shown.append(shown)
            if shown != f"Bearer {gateway.token}":
                self._say(401, {"error": {"code": "unauthorized", "message": "the token does not fit"}})
                return
            self._say(*gateway.answer(self.command, split.path, query, body))

        def _say(self, status: int, answer: Any) -> None:
            text = json.dumps(answer).encode()
            self.send_response(status)
            self.send_header("Content-Length", str(len(text)))
            self.end_headers()
            with suppress(ConnectionError):  # who asked has given up
                self.wfile.write(text)

        def log_message(self, format: str, *args: Any) -> None:
            pass

    return Handler


@contextmanager
def a_gateway(runtime: Path) -> Iterator[FakeGateway]:
    gateway = FakeGateway(runtime)
    try:
        yield gateway
    finally:
        gateway.close()
