"""The encoders of picture and text: on the device while somebody is encoded, and a little longer if they may."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from importlib import import_module
from pathlib import Path
from typing import Final

import numpy as np
import torch
from torch import Tensor, nn

from footfall_daemon.engine.contract import SegmentError
from footfall_daemon.engine.hunyuan import preprocess
from footfall_daemon.engine.hunyuan.clap import Clap, Encoded, load_clap, paired
from footfall_daemon.engine.hunyuan.features import Seen, read_features, write_features
from footfall_daemon.engine.hunyuan.files import Files
from footfall_daemon.engine.hunyuan.siglip import Siglip, load_siglip
from footfall_daemon.engine.hunyuan.synchformer import Synchformer, load_synchformer
from footfall_daemon.engine.messages import SegmentOrder

_TEXTS: Final = 64
"""Prompts whose encoding is remembered: takes and neighbours share theirs, and all share the negative one."""
_FRAMES: Final = 8
_RESTS: Final = 8
"""Steps without a newcomer after which encoders leave though they may stay: the memory is not ours alone."""
_WINDOWS: Final = 4
"""Synchformer windows at once: one more costs about 50 MB of the device."""


def import_networks() -> None:
    """Takes seconds, once in a process; asked for ahead, the first clip does not wait for it."""
    for name in ("siglip.modeling_siglip", "clap.modeling_clap"):
        import_module(f"transformers.models.{name}")


class Encoders:
    """Loads each when it is first needed, and all of them leave together."""

    def __init__(self, files: Files, device: torch.device, beat: Callable[[], None]) -> None:
        """`beat` is called after each part of the work."""
        self._files = files
        self._beat = beat
        self._device = device
        # The picture's encoders differ by a thousandth of their spread; texts are short, and encoded once.
        self._half = torch.float32 if device.type == "cpu" else torch.float16
        self._siglip: Siglip | None = None
        self._synchformer: Synchformer | None = None
        self._clap: Clap | None = None
        self._rested = 0
        self._text: Callable[[str], Encoded] = lru_cache(_TEXTS)(self._encoded)

    @property
    def bytes(self) -> int:
        """Of the device, that those take which are there."""
        tensors = (tensor for one in self._networks for tensor in (*one.parameters(), *one.buffers()))
        return sum(tensor.nbytes for tensor in tensors)

    def rest(self) -> None:
        """A step goes by without them."""
        self._rested += 1
        if self._rested >= _RESTS:
            self.leave()

    def leave(self) -> None:
        self._siglip = self._synchformer = self._clap = None

    @property
    def _networks(self) -> list[nn.Module]:
        around: list[nn.Module] = [one.network for one in (self._siglip, self._clap) if one is not None]
        return around if self._synchformer is None else [*around, self._synchformer]

    def see(self, order: SegmentOrder) -> Seen | None:
        """What the segment's picture shows, remembered or encoded; None for one without a picture.

        Features named after other encoders are left alone: the weights on disk are not those that are loaded.
        Raises `SegmentError`: film-missing, film-damaged.
        """
        if not order.features:
            return None
        if self._files.eyes not in (None, order.eyes):
            return self._seen(order)
        seen = read_features(Path(order.features))
        if seen is None:
            seen = self._seen(order)
            write_features(Path(order.features), seen)
        return seen

    def read(self, negative: str, prompt: str) -> tuple[Tensor, Tensor, list[str]]:
        """Both texts, [nt, 768] each on the CPU, padded to the longer; and what the user should know of them."""
        self._rested = 0
        texts = {"the negative prompt": self._text(negative), "the prompt": self._text(prompt)}
        notes = [f"{name} is too long: its end hardly counts" for name, text in texts.items() if text.cut]
        return *paired(*texts.values()), notes

    def _seen(self, order: SegmentOrder) -> Seen:
        self._rested = 0
        whole, centre = _frames(order, "whole"), _frames(order, "centre")
        return Seen(self._looked_at(whole).cpu(), self._synchronised(centre).cpu())

    def _looked_at(self, frames: Tensor) -> Tensor:
        """[frames, 768]. In half precision large activations may overflow: then once more, in full."""
        for dtype in dict.fromkeys((self._half, torch.float32)):
            if self._siglip is None:
                self._siglip = load_siglip(self._files.siglip2, self._device, dtype)
            siglip = self._siglip
            seen = self._in_parts(siglip.encode, frames, _FRAMES)
            if seen.isfinite().all():
                break
            self._siglip = None
        return seen

    def _synchronised(self, frames: Tensor) -> Tensor:
        """[8 windows, 768]. In half precision as the original runs it."""
        if self._synchformer is None:
            self._synchformer = load_synchformer(self._files.synchformer, device=self._device, dtype=self._half)
        synchformer = self._synchformer

        def encode(windows: Tensor) -> Tensor:
            seen: Tensor = synchformer(preprocess.scaled(windows.to(self._device), self._half))
            return seen.float().flatten(0, 1)

        return self._in_parts(encode, preprocess.windows(frames), _WINDOWS)

    def _in_parts(self, encode: Callable[[Tensor], Tensor], whole: Tensor, count: int) -> Tensor:
        seen = []
        for part in torch.split(whole, count):
            seen.append(encode(part))
            self._beat()
        return torch.cat(seen)

    def _encoded(self, text: str) -> Encoded:
        if self._clap is None:
            self._clap = load_clap(self._files.clap, self._device, torch.float32)
        return self._clap.encode(text)


def _frames(order: SegmentOrder, look: str) -> Tensor:
    """uint8 (frames, height, width, 3), mapped from the spool."""
    path = order.reel(look)
    try:
        return torch.from_numpy(np.load(path, mmap_mode="c", allow_pickle=False))
    except FileNotFoundError:
        raise SegmentError("film-missing", "the pictures of this clip are gone from the spool: retry it") from None
    except (OSError, ValueError) as error:
        raise SegmentError(
            "film-damaged", f"the pictures of this clip cannot be read ({error}): retry it"
        ) from None
