"""What a timeline file asks for: orders for its cuts, and the cuts that are left out, each with its reason."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import chain
from pathlib import Path
from typing import Any

from footfall_bridge.hosts.interchange.cuts import Cut, in_order, visible
from footfall_bridge.hosts.interchange.documents import Document
from footfall_bridge.hosts.interchange.markers import Listener, spoken
from footfall_bridge.hosts.interchange.media import Relinker
from footfall_bridge.hosts.interchange.ordering import Wanted, orders
from footfall_bridge.hosts.interchange.walk import Walk


@dataclass(frozen=True)
class Plan:
    document: Document
    wanted: list[Wanted]
    left_out: list[Cut]
    search: Sequence[Path] = ()
    """Folders below which missing media was looked for."""


def plan(
    document: Document,
    fields: Mapping[str, Any],
    *,
    tracks: Sequence[str] = (),
    listener: Listener | None = None,
    search: Sequence[Path] = (),
    picture: Path | None = None,
    as_media_shows: bool = False,
) -> Plan:
    """`tracks`: all of these video tracks; none named: what a viewer sees. `listener`: None leaves markers aside.
    `picture`: a rendering of the whole timeline, whose pixels are used for every cut. `as_media_shows`: reframed
    clips are taken as if they were not.

    Raises `Refusal("no-track")`.
    """
    walk = Walk(document, Relinker(document.path.parent, search), listener)
    found = walk.tracks(tracks)
    cuts = in_order(chain(*found)) if tracks else visible(found)
    if picture is not None:
        cuts = [cut.seen_in(picture, document.start) for cut in cuts]
    if as_media_shows:
        cuts = [cut.as_media_shows() for cut in cuts]
    parts = [part for cut in cuts for part in spoken(cut, [*cut.marks, *walk.marks])]
    wanted, refused = orders([cut for cut in parts if cut.problem is None], fields, document.name)
    left_out = [cut for cut in cuts if cut.problem is not None]
    return Plan(document, wanted, in_order([*left_out, *refused]), search)
