"""A folder as huggingface lays out a model: a network that the `transformers` library has for it, and tensors.

Nothing is fetched. The library takes seconds to import: only what builds a network of it may do so.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any, Final, TypeVar

import torch
from torch import nn

from footfall_daemon.engine.hunyuan.checkpoint import Checkpoint, WeightsError, open_checkpoint

_Network = TypeVar("_Network", bound=nn.Module)
_TENSORS: Final = ("model.safetensors", "model.safetensors.index.json", "pytorch_model.bin")
"""Whichever is there, safe ones first; the last is read as safely, see `open_checkpoint`."""


def tensors_in(folder: Path) -> Checkpoint:
    """Raises `WeightsError`."""
    there = [folder / name for name in _TENSORS if (folder / name).exists()]
    return open_checkpoint(there[0] if there else folder / _TENSORS[0])


def network_of(folder: Path, part: str, build: Callable[[dict[str, Any]], _Network]) -> _Network:
    """On the meta device, from the `part` of its configuration, or from all of it where it has no parts.

    Raises `WeightsError`.
    """
    from huggingface_hub.errors import StrictDataclassError

    path = folder / "config.json"
    try:
        config = json.loads(path.read_bytes())
        with torch.device("meta"):
            return build(config.get(part, config)).eval()
    except OSError as error:
        words = f"{path} cannot be read ({error.strerror}): get the weights with `footfall engines pull`"
        raise WeightsError("weights-missing", words) from error
    except (StrictDataclassError, ValueError, TypeError, LookupError, AttributeError) as error:
        reason = str(error).partition("\n")[0]
        words = f"{path} is altered or of another model ({reason}): get it again"
        raise WeightsError("weights-damaged", words) from error


def demand(folder: Path, config: Any, **sizes: int) -> None:
    """Raises `WeightsError` where the configuration has other sizes than these."""
    if wrong := [f"{name} {getattr(config, name)}" for name in sizes if getattr(config, name) != sizes[name]]:
        words = f"{folder} holds another size of the model ({', '.join(wrong)}): get the published one"
        raise WeightsError("weights-shape", words, wrong)
