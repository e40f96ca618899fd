"""Which files are video, by what they are called."""

from __future__ import annotations

# fmt: off
VIDEO_SUFFIXES = frozenset((
    ".3gp", ".avi", ".dv", ".flv", ".h264", ".hevc", ".m2t", ".m2ts", ".m2v", ".m4v", ".mkv", ".mov", ".mp4",
    ".mpeg", ".mpg", ".mts", ".mxf", ".ogv", ".qt", ".ts", ".vob", ".webm", ".wmv", ".y4m",
))
# fmt: on
"""What counts as video inside a folder. A file that is named itself may be called anything."""
VIDEO_TYPES = (
    "video/mp4",
    "video/quicktime",
    "video/x-matroska",
    "video/webm",
    "video/x-msvideo",
    "video/mpeg",
    "video/mp2t",
    "video/ogg",
    "video/3gpp",
    "video/dv",
    "video/x-flv",
    "video/x-ms-wmv",
    "video/x-m4v",
    "application/mxf",
)
"""The same as media types, as shared-mime-info names them."""
