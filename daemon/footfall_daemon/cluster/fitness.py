"""What a node must have installed so that our processes run there: code of ours travels, these do not."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from importlib.util import find_spec
from typing import Final

NEEDED: Final[Mapping[str, str]] = {
    "av": "av",
    "cv2": "opencv-python-headless",
    "numpy": "numpy",
    "safetensors": "safetensors",
    "torch": "torch",
    "torchaudio": "torchaudio",
    "transformers": "transformers",
}
"""Distributions by the module that is looked for. What the post itself imports is missed by Ray."""


def lacking(modules: Iterable[str] = NEEDED) -> list[str]:
    """Distributions that are not there: nothing is imported."""
    return [NEEDED.get(module, module) for module in modules if find_spec(module) is None]
