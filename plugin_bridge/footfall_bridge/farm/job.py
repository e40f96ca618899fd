"""A job for a farm: orders that leave nothing open, and the steps that they make."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Final

from footfall_bridge.projects import completed, projects_in, seconds
from footfall_bridge.protocol import Order, Setting

MOST_TASKS: Final = 1024
"""Of a step whose parameters are lists (Open Job Description, 2023-09)."""


@dataclass(frozen=True)
class Step:
    name: str
    engine: str
    on_gpu: bool
    orders: Mapping[int, Order]
    """By the numbers of their clips, which count from 1 through the whole job."""


@dataclass(frozen=True)
class FarmJob:
    name: str
    orders: Sequence[Order]
    """Settled, and each of a media file."""
    on_gpu: frozenset[str]
    """Engines that want a GPU."""
    output: str
    """The folder of the files made, from the template's own: what a submitter may change."""

    @property
    def steps(self) -> list[Step]:
        """Each of one engine, and of no more tasks than a step can have."""
        names = list(dict.fromkeys(order.engine for order in self.orders))
        by_engine = sorted(self.orders, key=lambda order: names.index(order.engine))
        parts: list[dict[int, Order]] = []
        for _, group in groupby(enumerate(by_engine, 1), key=lambda numbered: numbered[1].engine):
            numbered = list(group)
            parts += [dict(numbered[at : at + MOST_TASKS]) for at in range(0, len(numbered), MOST_TASKS)]
        return [self._step(part, alone=len(parts) == 1) for part in parts]

    def _step(self, orders: Mapping[int, Order], *, alone: bool) -> Step:
        name = "Foley" if alone else f"Foley {min(orders)}-{max(orders)}"
        engine = orders[min(orders)].engine
        return Step(name, engine, engine in self.on_gpu, orders)


def settled(orders: Iterable[Order], settings: Sequence[Setting]) -> list[Order]:
    """With all that they leave to settings, so that those of a node change nothing."""
    projects = projects_in(settings)
    values = {setting.key: setting.value for setting in settings}
    engine = str(values.get("generate.engine", ""))
    handles = seconds(float(values.get("generate.handles") or 0))

    def settle(order: Order) -> Order:
        order = completed(order, projects)
        told = {
            "engine": order.engine or engine,
            "handles": order.handles or handles,
            "joined_before": bool(order.joined_before),
            "joined_after": bool(order.joined_after),
            "complete": True,
        }
        return order.model_copy(update=told)

    return [settle(order) for order in orders]
