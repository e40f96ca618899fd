"""What we write into a Blender file: which timeline and clips jobs are of, and which sounds are ours.

Custom properties are copied with their strips and survive saving, but not an undo that goes back before them:
what is asked here must do with less.
"""

import uuid
from typing import Any

_TIMELINE = "footfall_timeline"
_CLIPS = "footfall_clips"
_PLACED = "footfall_placed"
_JOB = "footfall_job"
_LAYER = "footfall_layer"


class Timelines:
    """The ids of scenes, remembered while their file is open."""

    def __init__(self) -> None:
        self._names: dict[str, str] = {}

    def id_of(self, scene: Any) -> str:
        """Its own, or one made now."""
        known = str(scene.get(_TIMELINE, "")) or next(
            (id_ for id_, name in self._names.items() if name == scene.name), ""
        )
        id_ = known or uuid.uuid4().hex
        self._names[id_] = scene.name
        if not scene.get(_TIMELINE):
            scene[_TIMELINE] = id_
        return id_

    def is_of(self, scene: Any, timeline: str) -> bool:
        return timeline in (
            scene.get(_TIMELINE),
            *(id_ for id_, name in self._names.items() if name == scene.name),
        )

    def forget(self) -> None:
        """Another file is open."""
        self._names.clear()


def clip_of(strip: Any) -> str:
    """The id of what a strip shows; made now where it has none. Copies of a strip share it."""
    known = _words(strip, _CLIPS)
    if known:
        return known[0]
    _add(strip, _CLIPS, uuid.uuid4().hex[:16])
    return _words(strip, _CLIPS)[0]


def clips_of(strip: Any) -> list[str]:
    return _words(strip, _CLIPS)


def bears(strip: Any, clip: str) -> bool:
    return clip in _words(strip, _CLIPS)


def serve(strip: Any, clip: str) -> None:
    """The sound of this clip is this strip's too."""
    if not bears(strip, clip):
        _add(strip, _CLIPS, clip)


def was_placed(strip: Any, job: str) -> bool:
    """Under this strip, even if it was removed since."""
    return job in _words(strip, _PLACED)


def note_placed(strip: Any, job: str) -> None:
    if not was_placed(strip, job):
        _add(strip, _PLACED, job)


def mark(sound: Any, job: str, clip: str, layer: str) -> None:
    sound[_JOB], sound[_LAYER], sound[_CLIPS] = job, layer, clip


def job_of(strip: Any) -> str:
    """Of a sound of ours; empty for all other strips."""
    return str(strip.get(_JOB, ""))


def _words(strip: Any, name: str) -> list[str]:
    return str(strip.get(name, "")).split()


def _add(strip: Any, name: str, word: str) -> None:
    strip[name] = " ".join([*_words(strip, name), word])
