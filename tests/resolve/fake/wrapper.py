"""What all objects of the API have in common: only documented names work, and nothing says which those are."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, ClassVar

from tests.resolve.fake.world import World


class Wrapper:
    """Made anew for each call. Any name can be read, as in Resolve; calling an undocumented one is a fault."""

    SINCE: ClassVar[dict[str, tuple[int, int, int]]] = {}

    def __init__(self, world: World, state: Any) -> None:
        self._world = world
        self._state = state

    def __getattribute__(self, name: str) -> Any:
        if name.startswith("_") or not name[0].isupper() or name == "SINCE":
            return object.__getattribute__(self, name)
        return self._call_of(name)

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)
        return self._call_of(name)

    def __dir__(self) -> list[str]:
        names = [name for name in vars(type(self)) if name[0].isupper() and name != "SINCE"]
        return [name for name in names if self._world.version >= self.SINCE.get(name, (0, 0, 0))]

    def _call_of(self, name: str) -> Callable[..., Any]:
        world: World = self._world

        def call(*arguments: Any) -> Any:
            world.calls.append(name)
            world.blocked += world.latency(name)
            world.before(name)
            if name not in dir(self):
                world.faults.append(f"{type(self).__name__}.{name} is not documented")
                return None
            return None if world.modal else object.__getattribute__(self, name)(*arguments)

        return call
