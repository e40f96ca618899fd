"""The bin "Footfall" of the media pool, to which our files are brought."""

import os
from typing import Any, Optional

from footfall_resolve.editor import clip_property
from footfall_resolve.rates import no_answer
from footfall_resolve.words import Refusal

_BIN = "Footfall"


def brought(pool: Any, path: str) -> Any:
    """The file as a media pool item, imported once. Raises `Refusal`: file-gone, not-imported."""
    if not os.path.exists(path):
        words = "the sound %s is not there any more: bring it back, or generate it again"
        raise Refusal("file-gone", words % path)
    folder = _bin(pool)
    return _clip(folder, path) or _imported(pool, folder, path)


def _imported(pool: Any, folder: Any, path: str) -> Any:
    before = pool.GetCurrentFolder()
    try:
        pool.SetCurrentFolder(folder)  # imports go to the current folder, whichever that is
        clips = pool.ImportMedia([path])
    finally:
        pool.SetCurrentFolder(before)
    if not clips:
        words = "Resolve did not import %s: close any dialog that is open in Resolve, then try again"
        raise Refusal("not-imported", words % path)
    return clips[0]


def _bin(pool: Any) -> Any:
    root = pool.GetRootFolder()
    if root is None:
        raise no_answer("the media pool")
    for folder in root.GetSubFolderList() or []:
        if folder.GetName() == _BIN:
            return folder
    folder = pool.AddSubFolder(root, _BIN)
    if not folder:
        raise no_answer("a bin for our sounds")
    return folder


def _clip(folder: Any, path: str) -> Optional[Any]:
    clips = folder.GetClipList() or []
    return next((clip for clip in clips if clip_property(clip, "File Path") == path), None)
