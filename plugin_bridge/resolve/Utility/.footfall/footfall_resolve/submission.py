"""Orders handed in: what is refused for one clip alone does not keep the others from being made."""

from typing import Any, Dict, List, NamedTuple, Optional, Tuple

from footfall_resolve.gateway import AT_ONCE, Gateway
from footfall_resolve.words import Refusal

_OF_ONE_CLIP = "reframed"
"""The code of such a refusal. Which clips it is of, and whether it is made at all, the daemon decides."""


_NAMED = 20
"""Clips, in one sentence."""


class Answer(NamedTuple):
    """To one order."""

    jobs: List[str]
    refusal: Optional[Refusal] = None


def hand_in(gateway: Gateway, orders: List[Dict[str, Any]]) -> List[Answer]:
    """In the order of `orders`. Raises `Refusal` where it is not of one clip."""
    pages = [orders[start : start + AT_ONCE] for start in range(0, len(orders), AT_ONCE)]
    return [answer for page in pages for answer in _page(gateway, page)]


def left_out(refused: List[Tuple[str, Refusal]]) -> List[str]:
    """Sentences for clips, by their names: the reason and what to do are told of the first, and hold for all."""
    if not refused:
        return []
    names = [name for name, _ in refused[1:]]
    more = ["and %d more" % (len(names) - _NAMED)] if len(names) > _NAMED else []
    others = ["left out for the same reason: %s" % ", ".join(names[:_NAMED] + more)] if names else []
    return ["left out: %s" % refused[0][1].message, *others]


def _page(gateway: Gateway, orders: List[Dict[str, Any]]) -> List[Answer]:
    try:
        jobs = iter(gateway.submit(orders))
    except Refusal as refusal:
        if refusal.code != _OF_ONE_CLIP:
            raise
        if len(orders) == 1:
            return [Answer([], refusal)]
        return _apart(gateway, orders)
    return [Answer([next(jobs) for _ in range(order["takes"])]) for order in orders]


def _apart(gateway: Gateway, orders: List[Dict[str, Any]]) -> List[Answer]:
    """All that cannot be meant together, each of the others by itself: some may be accepted."""
    plain = [order for order in orders if not order["clip"].get(_OF_ONE_CLIP)]
    together = iter(_page(gateway, plain) if plain else [])
    return [_page(gateway, [order])[0] if order["clip"].get(_OF_ONE_CLIP) else next(together) for order in orders]
