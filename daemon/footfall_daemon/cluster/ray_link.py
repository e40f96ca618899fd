"""Ray: the one module of ours that knows it."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import socket
from collections.abc import Mapping, Sequence
from typing import Any, Final

import ray
from ray.exceptions import ActorUnavailableError, RayActorError, RayError, RayTaskError
from ray.util.scheduling_strategies import NodeAffinitySchedulingStrategy

from footfall_daemon.cluster.nodes import Slot
from footfall_daemon.cluster.post import Event, Post
from footfall_daemon.cluster.posting import PostLost

_log = logging.getLogger("footfall.cluster")
_NAMESPACE: Final = "footfall"
_CALLS: Final = 64
"""At the same time, at one post."""
_PATIENCE: Final = 30.0
"""Seconds in which a node finds room for a post, and starts it."""
_FAREWELL: Final = 3.0
_KNOCK: Final = 3.0
"""Seconds in which a machine must answer at all."""


class RayLink:
    def __init__(self, address: str, environment: dict[str, Any]) -> None:
        """Connects. Raises `ConnectionError`, with words for the user."""
        _knock(address)
        try:
            ray.init(
                address=address,
                namespace=_NAMESPACE,
                runtime_env=environment,
                log_to_driver=False,
                configure_logging=False,
            )
        except (ConnectionError, RuntimeError, ValueError, RayError) as error:
            raise ConnectionError(f"the cluster at {address} cannot be joined: {_first_line(error)}") from error
        self._address = address
        self.own = "" if address.startswith("ray://") else ray.get_runtime_context().get_node_id()

    async def nodes(self) -> list[dict[str, Any]]:
        try:
            return await asyncio.to_thread(ray.nodes)
        except (ConnectionError, RuntimeError, ValueError, RayError) as error:  # ValueError: of a closed channel
            raise ConnectionError(f"the cluster at {self._address} is lost: {_first_line(error)}") from error

    async def hire(self, slot: Slot) -> HiredPost:
        where = NodeAffinitySchedulingStrategy(slot.node_id, soft=False)
        actor = ray.remote(Post).options(
            num_gpus=slot.gpus,
            num_cpus=0 if slot.gpus else 1,
            scheduling_strategy=where,
            max_concurrency=_CALLS,
            max_restarts=0,
        )
        try:
            hired = HiredPost(slot, await asyncio.to_thread(actor.remote))
        except ImportError as error:
            raise _lacks("the head of the cluster", error) from error
        try:
            await asyncio.wait_for(hired.ready(), _PATIENCE)
        except BaseException:
            hired.kill()
            raise
        return hired

    def close(self) -> None:
        ray.shutdown()


class HiredPost:
    """A `Post` on a node, called by Ray. Raises `PostLost` where it is gone."""

    def __init__(self, slot: Slot, actor: Any) -> None:
        self._slot = slot
        self._actor = actor

    async def ready(self) -> None:
        await self._call("missing", [])

    async def open(self, device: str, weights: Mapping[str, dict[str, Any]]) -> tuple[list[str], list[str]]:
        missing, lacking = await self._call("open", "auto" if self._slot.gpus else device, dict(weights))
        return missing, lacking

    async def events(self, after: int, patience: float) -> list[Event]:
        return [Event(*event) for event in await self._call("events", after, patience)]

    async def missing(self, names: Sequence[str]) -> list[str]:
        return list(await self._call("missing", list(names)))

    async def write(self, name: str, offset: int, data: bytes, last: bool) -> None:
        await self._call("write", name, offset, data, last)

    async def read(self, name: str, offset: int, size: int) -> bytes:
        return bytes(await self._call("read", name, offset, size))

    async def remove(self, names: Sequence[str]) -> None:
        await self._call("remove", list(names))

    async def tell(self, fields: dict[str, Any], parcels: Sequence[dict[str, Any]]) -> None:
        await self._call("tell", fields, list(parcels))

    async def end(self) -> None:
        await self._call("end")

    async def dismiss(self) -> None:
        try:
            await asyncio.wait_for(self._call("close"), _FAREWELL)
        except (TimeoutError, OSError, PostLost) as error:
            _log.info("%s could not be closed: %s", self._slot.worker, error)
        self.kill()

    def kill(self) -> None:
        """Raises nothing: who is gone already is as it should be."""
        with contextlib.suppress(RayError, OSError, RuntimeError, ValueError):
            ray.kill(self._actor)

    async def _call(self, method: str, *arguments: Any) -> Any:
        try:
            answer = getattr(self._actor, method).remote(*arguments).future()
            # Ray tells nobody that the cluster is lost after it came across one who does not listen any more.
            return await asyncio.shield(asyncio.wrap_future(answer))
        except ImportError as error:
            raise _lacks(self._slot.node, error) from error
        except RayTaskError as error:
            raise OSError(f"{self._slot.node}: {_first_line(error.cause)}") from error
        except ActorUnavailableError as error:
            raise PostLost(f"{self._slot.node} does not answer", with_node=True) from error
        except RayActorError as error:
            raise PostLost(f"{self._slot.node}: {_first_line(error)}", with_node=_is_of_node(error)) from error
        except RayError as error:
            raise OSError(f"{self._slot.node}: {_first_line(error)}") from error
        except ConnectionError as error:  # the head is gone, and with it all nodes
            raise PostLost(f"the cluster is lost: {_first_line(error)}", with_node=True) from error


def _knock(address: str) -> None:
    """Ray itself would wait for minutes where nobody listens. Raises `ConnectionError`."""
    host, colon, port = address.removeprefix("ray://").rpartition(":")
    if not colon:
        return
    try:
        socket.create_connection((host, int(port)), _KNOCK).close()
    except OSError as error:
        words = f"nobody answers at {address} ({error.strerror or error})"
        raise ConnectionError(f"{words}: start Ray there, or correct cluster.address") from error


def _lacks(who: str, error: ImportError) -> OSError:
    """A package that the post itself imports: the head reads what it passes on, too."""
    return OSError(f"{who}: {_first_line(error)}: install there what footfall[daemon] needs")


def _is_of_node(error: RayActorError) -> bool:
    """A process alone may be ended for its node's sake, where that has too little memory."""
    return "node has died" in str(error)


def _first_line(error: BaseException) -> str:
    return str(error).strip().partition("\n")[0]
