"""What Blender reads of movies that no strip shows."""

import os

import bpy

from .files import Movie
from .rates import media_rate


class Movies:
    """Each is opened once for as long as its file is the same."""

    def __init__(self) -> None:
        self._known: dict[tuple[str, int], Movie | None] = {}

    def movie(self, path: str) -> Movie | None:
        """None: Blender cannot read it."""
        key = (path, os.stat(path).st_mtime_ns)
        if key not in self._known:
            self._known[key] = _opened(path)
        return self._known[key]


def _opened(path: str) -> Movie | None:
    """Through a movie clip that is there for a moment."""
    try:
        clip = bpy.data.movieclips.load(path, check_existing=False)
    except RuntimeError:
        return None
    frames, rate = clip.frame_duration, media_rate(clip.fps)
    bpy.data.movieclips.remove(clip)
    return None if rate is None else Movie(frames, rate)
