"""What we laid on a timeline: found by the mark that each item bears or by its id, and taken away again."""

from typing import Any, Dict, Iterable, List, NamedTuple, Optional, Tuple

from footfall_resolve.editor import Editor, Timeline, identity
from footfall_resolve.ledger import Ledger
from footfall_resolve.rates import number
from footfall_resolve.tracks import our_tracks
from footfall_resolve.words import Refusal

_PREFIX = "footfall:"
_TRIES = 2


class Laid(NamedTuple):
    """An item of ours. Frames of the timeline, the end exclusive."""

    id: str
    job: str
    clip: str
    layer: str
    """Empty where its mark is lost."""
    start: int
    end: int
    item: Any


def mark(one: Laid) -> None:
    """So that it is known as ours even where everything else is lost."""
    data = _PREFIX + "|".join((one.job, one.clip, one.layer))
    one.item.AddMarker(0, "Cyan", "Footfall", "laid by Footfall", 1, data)


def all_laid(timeline: Timeline, ledger: Ledger, jobs: List[str]) -> List[Laid]:
    """`jobs`: whose items are known by their id where they bear no mark."""
    return _ours(timeline.all_items("audio"), ledger, jobs)


def laid_on_our_tracks(timeline: Timeline, ledger: Ledger, jobs: List[str]) -> List[Laid]:
    """Without what the user has put elsewhere: a long timeline takes many calls."""
    return _ours((item for track in our_tracks(timeline) for item in timeline.items("audio", track)), ledger, jobs)


def _ours(items: Iterable[Any], ledger: Ledger, jobs: List[str]) -> List[Laid]:
    by_id = {
        item: (job, clip)
        for job in jobs
        for clip in ledger.placed_under(job)
        for item in ledger.items_under(job, clip)
    }
    found = (_laid(item, by_id) for item in items)
    return [one for one in found if one is not None]


def take_away(editor: Editor, timeline: Timeline, laid: List[Laid]) -> None:
    """Raises `Refusal("not-removed")`. Works on the Edit page alone, and the page is as before in the end."""
    if not laid:
        return
    before = editor.resolve.GetCurrentPage()
    if before != "edit":
        editor.resolve.OpenPage("edit")
    try:
        _delete(timeline, {one.id for one in laid})
    finally:
        if before not in (None, "edit"):
            editor.resolve.OpenPage(before)


def _delete(timeline: Timeline, ids: Any) -> None:
    for _ in range(_TRIES):  # the first try may fail for no reason
        left = [item for item in timeline.all_items("audio") if identity(item) in ids]
        if not left:
            return
        timeline.api.DeleteClips(left, False)
    if any(identity(item) in ids for item in timeline.all_items("audio")):
        words = (
            "Resolve did not remove our sounds: unlock their tracks, close any dialog in Resolve, then try again"
        )
        raise Refusal("not-removed", words)


def _laid(item: Any, by_id: Dict[str, Tuple[str, str]]) -> Optional[Laid]:
    id_ = identity(item)
    job, clip, layer = _marked(item) or [*by_id.get(id_, ("", "")), ""]
    if not job:
        return None
    start = int(number(item.GetStart(), "a sound's start"))
    return Laid(id_, job, clip, layer, start, start + int(number(item.GetDuration(), "a sound's length")), item)


def _marked(item: Any) -> Optional[List[str]]:
    for marker in (item.GetMarkers() or {}).values():
        data = str(marker.get("customData") or "")
        if data.startswith(_PREFIX) and data.count("|") == 2:
            return data[len(_PREFIX) :].split("|")
    return None
