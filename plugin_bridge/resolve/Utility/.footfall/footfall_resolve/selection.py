"""Which clips are meant: the first rung of a ladder on which there are any, from the selection to the playhead."""

from typing import Any, Callable, Dict, List, NamedTuple, Optional, Tuple

from footfall_resolve.editor import Editor, Timeline, has, identity
from footfall_resolve.marks import Listener
from footfall_resolve.rates import number
from footfall_resolve.words import Refusal, clips


class Choice(NamedTuple):
    """What was chosen, in the order of the timeline."""

    items: List[Any]
    words: str
    """Says which rung it was: "3 clips from the timeline selection"."""
    span: Optional[Tuple[int, int]] = None
    """Frames of the timeline that the clips are trimmed to, the second exclusive."""
    files: bool = False
    """The items are of the media pool: whole files, on no timeline."""


def chosen(editor: Editor, timeline: Timeline, listener: Listener) -> Choice:
    """Raises `Refusal("no-selection")`."""
    rungs: List[Callable[[Timeline, Listener], Optional[Choice]]]
    rungs = [_selected, _marked, _in_range, _under_playhead]
    for rung in rungs:
        choice = rung(timeline, listener)
        if choice is not None:
            return choice
    choice = files_chosen(editor)
    if choice is None:
        raise Refusal("no-selection", "no clip is selected or under the playhead: select some, then try again")
    return choice


def under_playhead(timeline: Timeline) -> Choice:
    """For the Fusion page, which has no other selection of clips. Raises `Refusal("no-selection")`."""
    choice = _under_playhead(timeline, None)
    if choice is None:
        raise Refusal("no-selection", "no clip is under the playhead: move it onto one, then try again")
    return choice


def files_chosen(editor: Editor) -> Optional[Choice]:
    pool = editor.pool()
    found = pool.GetSelectedClips() if has(pool, "GetSelectedClips") else None
    if not found:
        return None
    words = "%s from the media pool, whole: their sound goes to the bin" % clips(len(found))
    return Choice(list(found), words, files=True)


def _selected(timeline: Timeline, _listener: Listener) -> Optional[Choice]:
    """Sound and picture come mixed, in any order, and twice where one clip is linked."""
    if not has(timeline.api, "GetSelectedClips"):
        return None
    pictures = [item for item in timeline.api.GetSelectedClips() or [] if _kind(item) == "video"]
    return _choice(pictures, "the timeline selection")


def _marked(timeline: Timeline, listener: Listener) -> Optional[Choice]:
    items = [item for item in timeline.all_items("video") if listener.means(item)]
    return _choice(items, "markers and colours that ask for Foley")


def _in_range(timeline: Timeline, _listener: Listener) -> Optional[Choice]:
    span = _marked_range(timeline)
    if span is None:
        return None
    items = [item for item in timeline.all_items("video") if _meets(item, span)]
    choice = _choice(items, "the range between the in and out marks")
    return choice and choice._replace(span=span)


def _under_playhead(timeline: Timeline, _listener: Optional[Listener]) -> Optional[Choice]:
    item = timeline.api.GetCurrentVideoItem()
    return _choice([item] if item else [], "the playhead")


def _choice(items: List[Any], where: str) -> Optional[Choice]:
    distinct: Dict[str, Any] = {identity(item): item for item in items}
    ordered = sorted(distinct.values(), key=lambda item: (item.GetStart(), identity(item)))
    return Choice(ordered, "%s from %s" % (clips(len(ordered)), where)) if ordered else None


def _kind(item: Any) -> str:
    place = item.GetTrackTypeAndIndex()
    return str(place[0]) if place else ""


def _meets(item: Any, span: Tuple[int, int]) -> bool:
    start = int(number(item.GetStart(), "a clip's start"))
    return start < span[1] and span[0] < start + int(number(item.GetDuration(), "a clip's length"))


def _marked_range(timeline: Timeline) -> Optional[Tuple[int, int]]:
    """In timeline frames. Raises `Refusal("unclear-range")` where two readings are possible.

    Whether Resolve counts the marks from the timeline's start is not documented: a reading must lie within it.
    Nor whether the out mark is inclusive: read as exclusive, the range never takes in a frame that is not meant.
    """
    marks: Dict[str, Any] = (timeline.api.GetMarkInOut() or {}).get("video") or {}
    if "in" not in marks and "out" not in marks:
        return None
    readings = []
    for origin in sorted({0, timeline.start}):
        first = int(number(marks["in"], "the in mark")) + origin if "in" in marks else timeline.start
        last = int(number(marks["out"], "the out mark")) + origin if "out" in marks else timeline.end
        if timeline.start <= first < last <= timeline.end:
            readings.append((first, last))
    if len(readings) != 1:
        words = (
            "Resolve's in and out marks cannot be read for sure here: clear them, or select the clips themselves"
        )
        raise Refusal("unclear-range", words)
    return readings[0]
