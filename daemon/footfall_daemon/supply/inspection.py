"""Weights looked into as the engine will read them, but for nothing: whose they are, and if all is there."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import torch

from footfall_daemon.engine.hunyuan import weights
from footfall_daemon.engine.hunyuan.checkpoint import Checkpoint, open_checkpoint
from footfall_daemon.engine.hunyuan.clap import load_clap
from footfall_daemon.engine.hunyuan.dit import DiT
from footfall_daemon.engine.hunyuan.siglip import load_siglip
from footfall_daemon.engine.hunyuan.sizes import XL, XXL, Sizes
from footfall_daemon.engine.hunyuan.synchformer import load_synchformer
from footfall_daemon.engine.hunyuan.vae import load_vae
from footfall_daemon.library.manifest import Role

_META: Final = torch.device("meta")
"""Here a network is built and filled without any memory for it."""
_NAMES: Final[tuple[tuple[Role, tuple[str, ...]], ...]] = (
    ("dit", ("triple_blocks.",)),
    ("vae", ("decoder.model.",)),
    ("synchformer", ("vfeat_extractor.", "patch_embed_3d.")),
)
"""How names of tensors begin, and whose they are then."""
SIZES: Final = {"hunyuan-xl": XL, "hunyuan-xxl": XXL}
"""Of the sets' models."""


@dataclass(frozen=True, slots=True)
class Look:
    """What a file of weights is, by its header."""

    path: Path
    role: Role | None
    """None: of something else."""
    size_of: str = ""
    """The set whose model has just these sizes; empty for a model of other sizes, and for what is no model."""


def look_at(path: Path) -> Look:
    """Raises `WeightsError`."""
    checkpoint = open_checkpoint(path)
    role = next(
        (role for role, names in _NAMES if any(name.startswith(names) for name in checkpoint.tensors)), None
    )
    return Look(path, role, _published_size(checkpoint) if role == "dit" else "")


def check(role: Role, path: Path) -> None:
    """That the engine will find all it needs, in the shapes that it needs. Raises `WeightsError`."""
    _CHECKS[role](path)


def _published_size(checkpoint: Checkpoint) -> str:
    sizes = _sizes(checkpoint)
    return next((name for name, known in SIZES.items() if known == sizes), "")


def _sizes(checkpoint: Checkpoint) -> Sizes | None:
    try:
        return Sizes.of(checkpoint.shapes)
    except ValueError:
        return None


def _check_dit(path: Path) -> None:
    checkpoint = open_checkpoint(path)
    sizes = _sizes(checkpoint)
    if sizes is None:
        raise checkpoint.lacking(["the tensors that tell its sizes"])
    with _META:
        dit = DiT(sizes)
    weights.check(dit, checkpoint)  # `load` would read many gigabytes, to lay out some of them anew


def _check_vae(path: Path) -> None:
    load_vae(path, device=_META)


def _check_synchformer(path: Path) -> None:
    load_synchformer(path, device=_META, dtype=torch.float32)


def _check_siglip(folder: Path) -> None:
    load_siglip(folder, _META, torch.float32)


def _check_clap(folder: Path) -> None:
    load_clap(folder, _META, torch.float32)


_CHECKS: Final[dict[Role, Callable[[Path], None]]] = {
    "dit": _check_dit,
    "vae": _check_vae,
    "synchformer": _check_synchformer,
    "siglip2": _check_siglip,
    "clap": _check_clap,
}
