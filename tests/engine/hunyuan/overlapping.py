"""HunyuanVideo-Foley that decodes while it steps on a processor too, and says which clips were decoded so."""

from __future__ import annotations

import threading
from dataclasses import replace
from pathlib import Path
from typing import Final

from footfall_daemon.catalog import HUNYUAN_XL
from footfall_daemon.engine.hunyuan.engine import HunyuanEngine, HunyuanState
from tests import packages

OVERLAPPING: Final = replace(HUNYUAN_XL, name="hunyuan-overlapping")
"""It has the weights of the other."""
MEANWHILE: Final = "it was decoded while others stepped"
_ENTRY_POINTS: Final = """\
[footfall.catalog]
hunyuan-overlapping = tests.engine.hunyuan.overlapping:OVERLAPPING

[footfall.engines]
hunyuan-overlapping = tests.engine.hunyuan.overlapping:OverlappingEngine
"""


def environment(folder: Path) -> dict[str, str]:
    """What processes need in their environment to have this engine."""
    return packages.install(folder, "footfall-overlapping", _ENTRY_POINTS)


class OverlappingEngine(HunyuanEngine):
    @property
    def finishes_beside(self) -> bool:
        return True

    def notes(self, state: HunyuanState) -> list[str]:
        """Asked for where the segment is finished."""
        beside = threading.current_thread() is not threading.main_thread()
        return [*super().notes(state), *([MEANWHILE] if beside else [])]
