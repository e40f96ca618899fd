"""Files of a daemon that runs: that only their owner may read them, and that they did not outlive it."""

from __future__ import annotations

import sys
from functools import partial
from pathlib import Path
from typing import Final

from footfall_bridge.checks.finding import Finding, Mend

_PRIVATE: Final = 0o600


def private(name: str, file: Path) -> Finding:
    """On Windows the profile folder's access list sees to who may read it."""
    mode = file.stat().st_mode & 0o777
    return Finding(
        name=name,
        ok=sys.platform == "win32" or mode == _PRIVATE,
        detail=f"{file} ({mode:04o})",
        fix=f"let nobody else read it: chmod 600 {file}",
        mends=(Mend(what=f"let nobody else read {file}", carry_out=partial(file.chmod, _PRIVATE)),),
    )


def outlived(name: str, *files: Path) -> Finding:
    """Harmless, but it misleads who looks."""
    here = [file for file in files if file.exists()]
    return Finding(
        name=name,
        ok=False,
        detail=f"{', '.join(map(str, here))}: left behind by a process that has gone",
        fix="remove it, or start the daemon: it writes its own",
        required=False,
        mends=tuple(Mend(what=f"remove {file}", carry_out=partial(file.unlink, missing_ok=True)) for file in here),
    )
