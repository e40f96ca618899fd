"""What the encoders made of a segment's picture, kept on disk: another take of it sees nothing anew.

Kept in fp32, 1 MB for ten seconds: a take sounds the same whether its features were remembered or made.
"""

from __future__ import annotations

import logging
import os
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

import safetensors.torch
import torch
from safetensors import SafetensorError

from footfall_daemon.engine.hunyuan.sizes import FEATURES
from footfall_daemon.engine.spool import whole

_log = logging.getLogger("footfall.engine")


@dataclass(frozen=True, slots=True)
class Seen:
    """fp32; on the CPU where it was read."""

    clip_feat: torch.Tensor
    """[nv, 768]: SigLIP2's."""
    sync_feat: torch.Tensor
    """[ns, 768]: Synchformer's."""


def read_features(path: Path) -> Seen | None:
    """None where there are none; damaged ones are removed. Marks the file as used now: the oldest go first."""
    try:
        held = safetensors.torch.load(path.read_bytes())
        seen = Seen(_vectors(held["clip_feat"]), _vectors(held["sync_feat"]))
    except FileNotFoundError:
        return None
    except (OSError, SafetensorError, LookupError, ValueError) as error:
        _log.warning("%s: features are made anew: %s", path, error)
        with suppress(OSError):  # whoever looks whether the picture is known shall not find it
            path.unlink()
        return None
    with suppress(OSError):  # may be another user's: it is as good
        os.utime(path)
    return seen


def write_features(path: Path, seen: Seen) -> None:
    """All or nothing. Where there is no room for them, the next take goes without."""
    held = {"clip_feat": seen.clip_feat, "sync_feat": seen.sync_feat}
    data = safetensors.torch.save({name: vectors.float().cpu().contiguous() for name, vectors in held.items()})
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with whole(path) as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
    except OSError as error:
        _log.warning("%s: features are not kept: %s", path, error)


def _vectors(tensor: torch.Tensor) -> torch.Tensor:
    if tensor.dtype != torch.float32 or tensor.dim() != 2 or tensor.shape[1] != FEATURES:
        raise ValueError(f"they are {tensor.dtype} {tuple(tensor.shape)}")
    if not tensor.isfinite().all():
        raise ValueError("they are not finite")
    return tensor
