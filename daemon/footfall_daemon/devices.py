"""The devices that get a worker each: those that `engine.device` names, where `auto` is every GPU of the machine.

torch would know them, but the daemon never loads it: of NVIDIA's cards the driver is asked. Of other makers' torch
itself takes the first, when an engine process starts.
"""

from __future__ import annotations

import importlib.util
import re
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Final

from footfall_daemon.probes.cards import Capability, usable_cards

AUTO: Final = "auto"
_FIRST: Final = "cuda:0"
_VERSION = re.compile(r"^(cuda|hip|xpu)\b[^=\n]*= *'([^']+)'", re.MULTILINE)
_OLDEST: Final[dict[int, Capability]] = {12: (5, 0), 13: (7, 5)}
"""Compute capability that builds of torch for a CUDA version need."""


def devices(setting: str, gpus: Callable[[], list[str] | None]) -> list[str]:
    """`setting`: of `engine.device`, with commas. `gpus`: see there.

    The one GPU of a machine stays `auto`, and so does what nobody can tell; without a GPU that is the processor.
    """
    named = setting.split(",")
    if AUTO not in named:
        return named
    known, others = gpus(), [name for name in named if name != AUTO]
    if known is None:
        return [AUTO, *others]
    if not known:
        return others if "cpu" in others else [AUTO, *others]
    taken = {_FIRST if name == "cuda" else name for name in others}
    free = [gpu for gpu in known if gpu not in taken]
    return [*([AUTO] if free == known == [_FIRST] else free), *others]


def gpus(
    versions: Callable[[], str] | None = None,
    cards: Callable[[Capability], list[int] | None] = usable_cards,
    platform: str = sys.platform,
) -> list[str] | None:
    """As torch calls them; None where nobody can tell without it. `versions`: the text of `torch.version`."""
    text = (versions or _versions)()
    built = dict(_VERSION.findall(text))
    if cuda := built.get("cuda"):
        found = cards(_OLDEST.get(int(cuda.partition(".")[0]), max(_OLDEST.values())))
        return None if found is None else [f"cuda:{number}" for number in found]
    return None if built or not text or platform == "darwin" else []


def _versions() -> str:
    """The text of `torch.version`; empty where torch is not installed."""
    torch = importlib.util.find_spec("torch")
    for folder in (torch.submodule_search_locations if torch is not None else None) or ():
        file = Path(folder) / "version.py"
        if file.exists():
            return file.read_text("utf-8")
    return ""
