"""What the system said when a file could not be written, as a refusal that tells the user what to do."""

from __future__ import annotations

import errno
from pathlib import Path
from typing import Final

from footfall_bridge.protocol import Refusal

_FULL: Final = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}
_OUT_OF_REACH: Final = {
    errno.ENOENT,
    errno.ENOTDIR,
    errno.EIO,
    errno.ENXIO,
    errno.ENODEV,
    errno.ESTALE,
    errno.ENOTCONN,
    errno.ETIMEDOUT,
    errno.EHOSTDOWN,
    errno.EHOSTUNREACH,
    errno.ENETDOWN,
    errno.ENETUNREACH,
}
_OUT_OF_REACH_ON_WINDOWS: Final = {
    21,  # ERROR_NOT_READY, which Python calls a PermissionError
    64,  # ERROR_NETNAME_DELETED
    1167,  # ERROR_DEVICE_NOT_CONNECTED
    1231,  # ERROR_NETWORK_UNREACHABLE
}


def is_full(error: OSError) -> bool:
    return error.errno in _FULL


def is_out_of_reach(error: OSError) -> bool:
    """A volume that was unplugged, a share whose server is silent: it may come back."""
    return error.errno in _OUT_OF_REACH or getattr(error, "winerror", None) in _OUT_OF_REACH_ON_WINDOWS


def words_of(error: OSError) -> str:
    """The system's own, to stand in brackets."""
    return (error.strerror or str(error)).lower()


def refusal_of_ours(error: OSError, folder: Path, code: str, purpose: str) -> Refusal:
    """Why nothing could be written in a folder of our own: disk-full or `code`. `purpose`: `where ...`."""
    if is_full(error):
        return refusal_of(error, folder)
    return Refusal(code, f"{folder}, {purpose}, cannot be written ({words_of(error)}): allow it and retry")


def refusal_of(error: OSError, folder: Path) -> Refusal:
    """Why nothing could be written in `folder`: disk-full, dest-gone or dest-unwritable."""
    if is_full(error):
        return Refusal("disk-full", f"the disk of {folder} has no room left: make room and retry")
    if is_out_of_reach(error):
        words = f"{folder} cannot be reached any more ({words_of(error)}): connect its volume and retry"
        return Refusal("dest-gone", words)
    words = f"{folder} cannot be written ({words_of(error)}): allow it and retry, or generate with another --dest"
    return Refusal("dest-unwritable", words)
