"""The addresses under /v1: each passes one request on to the daemon, and its answer back."""

from __future__ import annotations

from collections.abc import Callable
from typing import Annotated, Any, Final

from fastapi import APIRouter, Depends, FastAPI, Path, Query
from fastapi.exceptions import RequestValidationError
from fastapi.security import HTTPBearer
from starlette.exceptions import HTTPException
from starlette.websockets import WebSocket

from footfall_bridge import protocol, skew
from footfall_bridge.gateway import messages, refusals
from footfall_bridge.gateway.events import Events
from footfall_bridge.gateway.gate import OPEN
from footfall_bridge.gateway.pool import Pool
from footfall_bridge.protocol import (
    PAGE,
    PROTOCOL,
    Accepted,
    Changed,
    ContactList,
    EngineList,
    JobId,
    JobInfo,
    JobPage,
    JobState,
    Nothing,
    Refusal,
    Setting,
    SettingsList,
    Status,
)
from footfall_bridge.visitors import Visitors

_ABOUT: Final = """Footfall for hosts that cannot speak ZeroMQ, on this machine and for its user alone.

The address and the token's file are in `gateway.json`, beside the daemon's `daemon.json`.
Errors are `{"error": {"code", "message"}}`.

The WebSocket `/v1/events` wants `{"token": ..., "jobs": [...] or null}` first. It sends `snapshot` (in parts of
at most 200 jobs), `state`, `progress` and `decision`, answers `{"type": "ping"}` with `{"type": "pong"}`, and
closes with 4000 plus the HTTP status after an `error`."""
_ERRORS: Final[dict[int | str, dict[str, Any]]] = {
    status: {"model": refusals.Problem, "description": "Refused, with a sentence that says what to do"}
    for status in ("4XX", "5XX")
}
_Job = Annotated[JobId, Path(description="An id, or the beginning of one that fits no other job")]


def create_app(
    pool: Pool, events: Events, visitors: Visitors, version: str, proof: Callable[[str], str]
) -> FastAPI:
    """`proof` of a nonce shows that we know the token. Callers are checked elsewhere: by the `Gate` in front."""
    app = FastAPI(
        title="Footfall gateway",
        version=version,
        description=_ABOUT,
        openapi_url="/v1/openapi.json",
        docs_url=None,  # its page loads scripts from elsewhere
        redoc_url=None,
        redirect_slashes=False,
        exception_handlers={
            Refusal: refusals.refused,
            RequestValidationError: refusals.misread,
            HTTPException: refusals.misrouted,
            Exception: refusals.unforeseen,
        },
    )

    @app.get(OPEN, responses=_ERRORS)
    async def hello(
        nonce: Annotated[str | None, Query(min_length=16, max_length=128, pattern="^[A-Za-z0-9_-]+$")] = None,
    ) -> messages.Greeting:
        """Who we are; with a nonce, also the proof that we know the token. Needs no token itself."""
        shown = None if nonce is None else proof(nonce)
        return messages.Greeting(version=version, protocol=PROTOCOL, proof=shown)

    @app.websocket("/v1/events")
    async def follow(socket: WebSocket) -> None:
        await events.serve(socket)

    with_token = APIRouter(prefix="/v1", dependencies=[Depends(HTTPBearer(auto_error=False))], responses=_ERRORS)
    with_token.include_router(_jobs(pool), prefix="/jobs")
    with_token.include_router(_daemon(pool, visitors))
    app.include_router(with_token)
    return app


def _jobs(pool: Pool) -> APIRouter:
    router = APIRouter(tags=["jobs"])

    @router.post("", status_code=202)
    def submit(wanted: messages.NewJobs) -> Accepted:
        """Add jobs to the queue: their ids, in the order of orders and takes."""
        with pool.client() as client:
            return Accepted(jobs=client.submit(wanted.orders, wanted.request_id))

    @router.get("")
    def listed(
        states: Annotated[list[JobState] | None, Query()] = None,
        ids: Annotated[list[JobId] | None, Query(max_length=PAGE)] = None,
        after: Annotated[int, Query(ge=0, lt=2**63)] = 0,
        limit: Annotated[int, Query(ge=1, le=PAGE)] = PAGE,
        newest_first: bool = False,
    ) -> JobPage:
        """A page of jobs, in the order in which they came. Pass `next` as `after` for the following page."""
        request = protocol.List(states=states, ids=ids, after=after, limit=limit, newest_first=newest_first)
        return pool.ask(request, JobPage)

    @router.get("/{job}")
    def shown(job: _Job) -> JobInfo:
        return pool.ask(protocol.Get(job=job), JobInfo)

    @router.get("/{job}/contacts")
    def contacts(job: _Job) -> ContactList:
        """The contacts that a job follows: what was seen in its picture, or what came with its order."""
        return pool.ask(protocol.GetContacts(job=job), ContactList)

    @router.post("/cancel")
    def cancel(wanted: messages.JobIds) -> Changed:
        return pool.ask(protocol.Cancel(jobs=wanted.jobs), Changed)

    @router.post("/retry")
    def retry(wanted: messages.JobIds) -> Changed:
        """Queue failed or cancelled jobs once more."""
        return pool.ask(protocol.Retry(jobs=wanted.jobs), Changed)

    @router.post("/forget")
    def forget(wanted: messages.JobIds) -> Changed:
        """Take ended jobs off the list. Their files stay."""
        return pool.ask(protocol.Forget(jobs=wanted.jobs), Changed)

    return router


def _daemon(pool: Pool, visitors: Visitors) -> APIRouter:
    router = APIRouter(tags=["daemon"])

    @router.get("/status")
    def status() -> messages.GatewayStatus:
        """The daemon's, and which plugins have spoken to us: those of another version are told of in words."""
        told = pool.ask(protocol.GetStatus(), Status)
        return messages.GatewayStatus(**dict(told), plugins=_plugins(visitors, told.daemon.version))

    @router.post("/editor", status_code=204)
    def editor(word: messages.EditorWord) -> None:
        """An editor wants the devices for a while, or needs them no more."""
        pool.ask(protocol.Editor(busy=word.busy, host=word.host, seconds=word.seconds), Nothing)

    @router.get("/engines")
    def engines() -> EngineList:
        return pool.ask(protocol.ListEngines(), EngineList)

    @router.get("/settings")
    def settings() -> SettingsList:
        return pool.ask(protocol.ListSettings(), SettingsList)

    @router.put("/settings/{key}")
    def change(key: Annotated[str, Path(max_length=100)], new: messages.NewValue) -> Setting:
        return pool.ask(protocol.ChangeSetting(key=key, value=new.value), Setting)

    return router


def _plugins(visitors: Visitors, daemon: str) -> dict[str, messages.PluginInfo]:
    return {
        name: messages.PluginInfo(**dict(visit), skew=skew.plugin_told(name, visit.version, daemon))
        for name, visit in visitors.visits().items()
    }
