"""Blender's proxies: small movies of the same frames, which stand in where the strip's own cannot be read.

Blender writes them at 25 frames per second, whatever the movie's own rate: they are its like frame by frame.
"""

import os
from collections.abc import Iterator
from fractions import Fraction
from typing import Any, NamedTuple

from .files import Files

_SIZES = (100, 75, 50, 25)


class Proxy(NamedTuple):
    path: str
    rate: Fraction
    """Frames per second, by which the movie's own are shown."""


def proxy_of(strip: Any, files: Files) -> Proxy | None:
    """The largest that has as many frames as the strip's movie; None where none is switched on, or is there."""
    if not strip.use_proxy or strip.proxy is None:
        return None
    frames = strip.animation_offset_start + strip.frame_duration + strip.animation_offset_end
    for path in _paths(strip, files):
        movie = files.movie(path) if os.path.isfile(path) else None
        if movie is not None and movie.frames == frames:
            return Proxy(path, movie.rate)
    return None


def _paths(strip: Any, files: Files) -> Iterator[str]:
    """Where Blender looks for them: the scene's place goes before the strip's, its file before its folder."""
    editor, own = strip.id_data.sequence_editor, strip.proxy
    media = files.read(strip.filepath)
    if editor.proxy_storage == "PROJECT":
        folder = files.read(editor.proxy_dir or "//BL_proxy")
    elif own.use_proxy_custom_file:
        yield os.path.normpath(files.read(own.filepath))
        return
    elif own.use_proxy_custom_directory:
        folder = files.read(own.directory)
    else:
        folder = os.path.join(os.path.dirname(media), "BL_proxy")
    for size in _SIZES:
        yield os.path.normpath(os.path.join(folder, os.path.basename(media), "proxy_%d.avi" % size))
