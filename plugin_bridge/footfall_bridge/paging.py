"""Long lists in pages that the daemon takes: so many ids or orders, so many bytes."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Final

from footfall_bridge.protocol import LARGEST_REQUEST, PAGE, JobPage, JobState, List, Order
from footfall_bridge.wire import pack

_ROOM: Final = LARGEST_REQUEST - 4096  # the rest is for the envelope


def id_pages(ids: Iterable[str]) -> list[list[str]]:
    everything = list(ids)
    return [everything[start : start + PAGE] for start in range(0, len(everything), PAGE)]


def order_pages(orders: Sequence[Order]) -> list[list[Order]]:
    """The same orders give the same pages: repeated submits depend on it."""
    result: list[list[Order]] = []
    room = 0
    for order in orders:
        size = len(pack(order))
        if not result or size > room or len(result[-1]) == PAGE:
            result.append([])
            room = _ROOM
        result[-1].append(order)
        room -= size
    return result


def job_pages(
    ask: Callable[[List], JobPage],
    *,
    states: Sequence[JobState] | None = None,
    ids: Sequence[str] | None = None,
    newest_first: bool = False,
    limit: int = PAGE,
) -> Iterator[JobPage]:
    """All pages of a list of jobs, each fetched when it is wanted."""
    for chosen in [None] if ids is None else id_pages(ids):
        after: int | None = 0
        while after is not None:
            page = ask(
                List(
                    states=None if states is None else list(states),
                    ids=chosen,
                    after=after,
                    limit=limit,
                    newest_first=newest_first,
                )
            )
            yield page
            after = page.next
