"""A timeline file with its Foley, under a name that no file has yet."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import Final

from footfall_bridge import filing
from footfall_bridge.hosts.interchange import fcpxml_tracks, mlt, otio_tracks, xmeml_tracks
from footfall_bridge.hosts.interchange.documents import BROKEN, Document, Format
from footfall_bridge.hosts.interchange.sounds import SoundTrack
from footfall_bridge.protocol import Refusal

_WRITTEN: Final = {
    ".otio": Format.otio,
    ".xml": Format.xmeml,
    ".fcpxml": Format.fcpxml,
    ".aaf": Format.aaf,
    ".mlt": Format.mlt,
}
_SUFFIX: Final = {format_: suffix for suffix, format_ in _WRITTEN.items()}


def default_out(document: Document) -> Path:
    """Beside the file: `cut_foley.xml` of `cut.xml`. An EDL has no room for sounds: then it is OTIO."""
    suffix = _SUFFIX.get(document.format, ".otio")
    return document.path.with_name(f"{document.path.stem}_foley{suffix}")


def check_out(path: Path) -> None:
    """Raises `Refusal`: not-written, no-such-folder. Before any work is done for it."""
    if path.suffix.lower() not in _WRITTEN:
        words = "holds no sounds" if path.suffix.lower() == ".edl" else "is no format that we can write"
        raise Refusal("not-written", f"{path.suffix or path.name} {words}: use one of {', '.join(_WRITTEN)}")
    if not path.parent.is_dir():
        raise Refusal("no-such-folder", f"there is no folder {str(path.parent)!r}")


def write(document: Document, tracks: Sequence[SoundTrack], out: Path, search: Sequence[Path] = ()) -> Path:
    """The file written: `out`, or the next version of its name. Its own format is changed as little as possible;
    in OTIO and MLT any timeline is whole; else the file holds the Foley alone, from the timeline's start.

    `search`: folders below which MLT finds media that is missing. Raises `Refusal`: not-written, no-such-folder.
    """
    check_out(out)
    return published(out, _writer(document, tracks, _WRITTEN[out.suffix.lower()], search))


def unheld(document: Document, out: Path, search: Sequence[Path] = ()) -> list[str]:
    """In words: what of the timeline's own the file will not hold, though it is whole otherwise."""
    if _WRITTEN.get(out.suffix.lower()) is not Format.mlt:
        return []
    return [f"not in {out.name}: {words}" for words in mlt.Project.of(document, search).unheld()]


def _writer(
    document: Document, tracks: Sequence[SoundTrack], format_: Format, search: Sequence[Path]
) -> Callable[[Path], None]:
    whole = document.format is format_
    if format_ is Format.mlt:
        return partial(mlt.write, mlt.Project.of(document, search).root(tracks))
    if format_ is Format.otio:
        return partial(otio_tracks.write_otio, otio_tracks.whole_timeline(document, tracks))
    if format_ is Format.aaf:
        return partial(otio_tracks.write_aaf, otio_tracks.foley_alone(document, tracks))
    kind = xmeml_tracks if format_ is Format.xmeml else fcpxml_tracks
    root = kind.whole_timeline(document, tracks) if whole else kind.foley_alone(document, tracks)
    return partial(kind.write, root)


def published(wanted: Path, write: Callable[[Path], None]) -> Path:
    """By what writes timelines, which fails in many ways; see `filing.published`."""
    return filing.published(wanted, write, BROKEN)
