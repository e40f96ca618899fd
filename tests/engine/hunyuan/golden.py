"""Vectors of the original implementation, where they are at hand: beside the project, never within it."""

from __future__ import annotations

from pathlib import Path

import pytest
import torch
from safetensors.torch import load_file

SHARED = Path(__file__).parents[4] / "shared"
FOLDER = SHARED / "golden" / "hunyuan"
REFERENCE = SHARED / "reference"

needs_golden = pytest.mark.skipif(
    not FOLDER.is_dir(), reason="no golden vectors: ../shared/golden/hunyuan is absent"
)
needs_key_lists = pytest.mark.skipif(not REFERENCE.is_dir(), reason="no key lists: ../shared/reference is absent")


def cases(stem: str) -> list[dict[str, torch.Tensor]]:
    """By number; none where the vectors are absent."""
    if not FOLDER.is_dir():
        return []
    numbered: dict[int, dict[str, torch.Tensor]] = {}
    for name, tensor in load_file(FOLDER / f"{stem}.safetensors").items():
        number, field = name.split(".", 1)
        numbered.setdefault(int(number), {})[field] = tensor
    return [numbered[number] for number in sorted(numbered)]


def dit_weights() -> dict[str, torch.Tensor]:
    return load_file(FOLDER / "dit.safetensors")
