"""Resolve itself: how it is reached, what is open in it, and the facts of the current timeline.

Its objects answer to any name, so a name is looked up in `dir` before it is called where versions differ;
and each call gives a new wrapper, so things are told apart by `GetUniqueId`.
"""

import os
import sys
from typing import Any, Dict, Iterator, List, Optional

from footfall_resolve.framing import Frame, size_of
from footfall_resolve.rates import drops, frames_of_timecode, no_answer, number, rate_of
from footfall_resolve.words import Refusal

_UNTITLED = "Untitled Project"
_WIDTH, _HEIGHT, _SCALING = (
    "timelineResolutionWidth",
    "timelineResolutionHeight",
    "timelineInputResMismatchBehavior",
)
_MODULES = {
    "linux": "/opt/resolve/Developer/Scripting/Modules",
    "darwin": "/Library/Application Support/Blackmagic Design/DaVinci Resolve/Developer/Scripting/Modules",
    "win32": r"%PROGRAMDATA%\Blackmagic Design\DaVinci Resolve\Support\Developer\Scripting\Modules",
}


def found(given: Any) -> Any:
    """`given` by Resolve's menu, or found from outside (Studio). Raises `Refusal("no-resolve")`."""
    if given is not None:
        return given
    base = os.environ.get("RESOLVE_SCRIPT_API")
    usual = os.path.expandvars(_MODULES.get(sys.platform, ""))
    sys.path.append(os.path.join(base, "Modules") if base else usual)
    try:
        import DaVinciResolveScript  # type: ignore

        resolve = DaVinciResolveScript.scriptapp("Resolve")
    except ImportError:
        resolve = None
    finally:
        sys.path.pop()
    if resolve is None:
        words = "Resolve is not to be reached from here: start this from Workspace > Scripts in Resolve"
        raise Refusal("no-resolve", words + " (from outside: Studio alone, External scripting set to Local)")
    return resolve


def has(thing: Any, name: str) -> bool:
    """`hasattr` is true of any name here."""
    return name in dir(thing)


def identity(thing: Any) -> str:
    """Empty for a hollow item, which Resolve gives for one that it dropped."""
    return str(thing.GetUniqueId() or "") if thing is not None else ""


class Editor:
    """What is open in Resolve. Raises `Refusal` where nothing is."""

    def __init__(self, resolve: Any) -> None:
        self.resolve = resolve
        product = resolve.GetProductName()
        if not product:
            raise no_answer("its name")
        self.product = str(product)
        self.version = ".".join(str(part) for part in (resolve.GetVersion() or [])[:3])
        self.manager = resolve.GetProjectManager()
        self.project = self.manager and self.manager.GetCurrentProject()
        if not self.project:
            raise Refusal("no-project", "no project is open in Resolve: open one, and close any dialog there")

    @property
    def name(self) -> str:
        return "%s %s" % (self.product, self.version)

    @property
    def is_studio(self) -> bool:
        return self.product.endswith("Studio")

    @property
    def project_id(self) -> str:
        return identity(self.project) or str(self.project.GetName())

    def timeline(self) -> "Timeline":
        api = self.project.GetCurrentTimeline()
        if not api:
            raise Refusal("no-timeline", "no timeline is open: open the one whose clips shall have Foley")
        return Timeline(api, self.project)

    def pool(self) -> Any:
        pool = self.project.GetMediaPool()
        if not pool:
            raise no_answer("the media pool")
        return pool

    def is_current(self, timeline: "Timeline") -> bool:
        """What is placed goes to the current timeline, whichever that is by then."""
        return identity(self.project.GetCurrentTimeline()) == timeline.id

    def save(self) -> None:
        """A project without a name cannot be saved: with no window open, Resolve would wait for one for ever."""
        if self.project.GetName() != _UNTITLED:
            self.manager.SaveProject()


class Timeline:
    """Facts of a timeline. Frames count from midnight in its timecode, as Resolve has them."""

    def __init__(self, api: Any, project: Any) -> None:
        self.api = api
        self.id = identity(api)
        self.name = str(api.GetName())
        text = setting(api, "timelineFrameRate") or setting(project, "timelineFrameRate")
        timecode = str(api.GetStartTimecode() or "")
        rate = rate_of(text, "timeline %s" % self.name)
        self.rate = rate_of("%s DF" % float(rate.exact), self.name) if drops(timecode) else rate
        self.start = int(number(api.GetStartFrame(), "the timeline's start"))
        self.end = int(number(api.GetEndFrame(), "the timeline's end"))
        self.frame = _frame(api, project)
        self._midnight = self.start - frames_of_timecode(timecode, self.rate)

    def record(self, frame: int) -> int:
        """The timecode of a frame of the timeline, in frames: whether Resolve's own count drops is not assumed."""
        return frame - self._midnight

    def items(self, kind: str, track: int) -> List[Any]:
        return list(self.api.GetItemListInTrack(kind, track) or [])

    def tracks(self, kind: str) -> range:
        """Track numbers: they begin at 1."""
        return range(1, int(self.api.GetTrackCount(kind) or 0) + 1)

    def all_items(self, kind: str) -> Iterator[Any]:
        for track in self.tracks(kind):
            yield from self.items(kind, track)

    def pictures(self) -> Dict[str, Any]:
        """All items of picture by their ids. Each costs a call: read it once for many."""
        return {identity(item): item for item in self.all_items("video")}


def _frame(api: Any, project: Any) -> Frame:
    """A timeline that has no size of its own has its project's."""
    sizes = ["%sx%s" % (setting(one, _WIDTH), setting(one, _HEIGHT)) for one in (api, project)]
    scaling = setting(api, _SCALING) or setting(project, _SCALING)
    return Frame(size_of(sizes[0]) or size_of(sizes[1]), str(scaling or ""))


def setting(thing: Any, name: str) -> Any:
    """The one place that asks for settings: a later Resolve has them all in one call."""
    if has(thing, "GetSetting"):
        return thing.GetSetting(name)
    settings: Optional[Dict[str, Any]] = thing.GetSettings() if has(thing, "GetSettings") else None
    return (settings or {}).get(name)


def clip_property(clip: Any, name: str) -> str:
    """Of a media pool item; empty where there is none."""
    return str(clip.GetClipProperty(name) or "")
