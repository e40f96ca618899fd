"""Published weights as a file holds them: known by its header, read when wanted. No code is unpickled."""

from __future__ import annotations

import json
import pickle
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import Final

import torch
from safetensors import SafetensorError, safe_open
from torch import Tensor
from torch.serialization import get_unsafe_globals_in_checkpoint

from footfall_daemon.engine.contract import SegmentError
from footfall_daemon.engine.hunyuan.sizes import numbered

EIGHT_BITS: Final = {torch.float8_e4m3fn, torch.float8_e5m2}
_NAMED: Final = 6
"""Of a long list, as many stand in the sentence; the error holds all."""
_UNREADABLE: Final = (
    RuntimeError,
    ValueError,
    LookupError,
    AttributeError,
    TypeError,
    EOFError,
    pickle.UnpicklingError,
)
"""What torch raises, besides `OSError`, for a file that is cut off or altered."""


class WeightsError(SegmentError):
    """Weights that cannot be used: weights-missing, weights-shape, weights-format or weights-damaged.

    `names` is the whole list of the tensors that it is about, with their shapes where those are wrong.
    """

    def __init__(self, code: str, message: str, names: Sequence[str] = ()) -> None:
        super().__init__(code, message)
        self.names = tuple(names)


@dataclass(frozen=True, slots=True)
class Stored:
    """A tensor on disk: known by its header until it is read."""

    shape: torch.Size
    dtype: torch.dtype
    read: Callable[[], Tensor]
    """On the CPU, mapped where the file holds it as it is."""


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """All tensors of a file, by name. None is read yet."""

    file: str
    tensors: Mapping[str, Stored]
    reopen: Callable[[], Checkpoint] | None = None
    """Maps the file anew: what is read then leaves memory when it is let go of. None of parts of a file."""

    @classmethod
    def of_tensors(cls, file: str, tensors: Mapping[str, Tensor]) -> Checkpoint:
        return cls(file, {name: _mapped(tensor) for name, tensor in tensors.items()})

    @property
    def shapes(self) -> dict[str, torch.Size]:
        return {name: stored.shape for name, stored in self.tensors.items()}

    @property
    def in_eight_bits(self) -> bool:
        """Some of it is."""
        return any(stored.dtype in EIGHT_BITS for stored in self.tensors.values())

    def shape(self, name: str, axes: int) -> torch.Size:
        """Raises `WeightsError` where there is no such tensor, or it has not as many axes."""
        if name not in self.tensors:
            raise self.lacking([name])
        shape = self.tensors[name].shape
        if len(shape) != axes:
            raise self.misshapen([f"{name} {tuple(shape)}"])
        return shape

    def count(self, prefix: str) -> int:
        """How many blocks there are of names such as `<prefix>0.weight`, by the last of them."""
        return numbered(prefix, self.tensors)

    def below(self, prefix: str) -> Checkpoint:
        """The tensors whose names begin so, without that; all, where none does."""
        inner = {name.removeprefix(prefix): t for name, t in self.tensors.items() if name.startswith(prefix)}
        return Checkpoint(self.file, inner or self.tensors)

    def without(self, prefixes: tuple[str, ...]) -> Checkpoint:
        kept = {name: stored for name, stored in self.tensors.items() if not name.startswith(prefixes)}
        return Checkpoint(self.file, kept)

    def folded(self) -> Checkpoint:
        """With each pair `weight_g`, `weight_v` of a weight normalisation as one `weight`, in float32."""
        tensors = dict(self.tensors)
        for name in self.tensors:
            stem = name.removesuffix("_v")
            if name.endswith("weight_v") and f"{stem}_g" in tensors:
                tensors[stem] = self._folded(tensors.pop(f"{stem}_g"), tensors.pop(name), stem)
        return Checkpoint(self.file, tensors)

    def lacking(self, names: Sequence[str]) -> WeightsError:
        words = f"{self.file} lacks {_listed(names)}: these are the weights of another model; get them again"
        return WeightsError("weights-missing", words, names)

    def misshapen(self, names: Sequence[str]) -> WeightsError:
        words = f"{self.file} holds other sizes: {_listed(names)}: it is another size of the model; get it again"
        return WeightsError("weights-shape", words, names)

    def quantised(self, names: Sequence[str]) -> WeightsError:
        words = f"{self.file} is quantised in an unknown way ({_listed(names)}): take another file"
        return WeightsError("weights-format", words, names)

    def _folded(self, gain: Stored, direction: Stored, name: str) -> Stored:
        if gain.shape != (direction.shape[0], *(1 for _ in direction.shape[1:])):
            raise self.misshapen([f"{name}_g {tuple(gain.shape)}"])
        return Stored(direction.shape, torch.float32, lambda: _fold(gain.read().float(), direction.read().float()))


def open_checkpoint(path: Path) -> Checkpoint:
    """`.safetensors`, the `.json` index of several, or what `torch.save` wrote; nothing is unpickled but tensors.

    Raises `WeightsError`: weights-missing, weights-damaged.
    """
    read = {".safetensors": _safetensors, ".json": _sharded}.get(path.suffix, _pickled)
    return replace(Checkpoint.of_tensors(path.name, read(path)), reopen=partial(open_checkpoint, path))


@contextmanager
def _reading(path: Path) -> Iterator[None]:
    """Raises `WeightsError` for whatever is wrong with the file."""
    try:
        yield
    except FileNotFoundError as error:
        words = f"{path} is not there: get the weights with `footfall engines pull`"
        raise WeightsError("weights-missing", words) from error
    except OSError as error:
        words = f"{path} cannot be read ({error.strerror or error}): allow it or connect its disk"
        raise WeightsError("weights-missing", words) from error
    except (SafetensorError, *_UNREADABLE) as error:
        raise _damaged(path, str(error)) from error


def _safetensors(path: Path) -> dict[str, Tensor]:
    with _reading(path), safe_open(path, framework="pt") as file:
        return {name: file.get_tensor(name) for name in file.keys()}  # noqa: SIM118 (the file is no mapping)


def _sharded(path: Path) -> dict[str, Tensor]:
    with _reading(path):
        places: dict[str, str] = json.loads(path.read_bytes())["weight_map"]
        files = sorted({path.with_name(file) for file in places.values()})
    return {name: tensor for file in files for name, tensor in _safetensors(file).items()}


def _pickled(path: Path) -> dict[str, Tensor]:
    with _reading(path):
        try:
            held = torch.load(path, map_location="cpu", weights_only=True, mmap=True)
        except pickle.UnpicklingError as error:
            raise _damaged(path, _what_it_would_run(path) or str(error)) from error
    if isinstance(held, dict) and isinstance(held.get("state_dict"), dict):
        held = held["state_dict"]
    tensors = {str(n): t for n, t in held.items() if isinstance(t, Tensor)} if isinstance(held, dict) else {}
    if not tensors:
        raise _damaged(path, "it holds no named tensors")
    return tensors


def _what_it_would_run(path: Path) -> str:
    try:
        refused = get_unsafe_globals_in_checkpoint(path)
    except _UNREADABLE:
        return ""
    return f"besides tensors it holds {', '.join(refused)}, which is never unpickled" if refused else ""


def _damaged(path: Path, reason: str) -> WeightsError:
    first_line = reason.strip().partition("\n")[0]
    words = f"{path} is cut off, altered or no file of weights ({first_line}): get it again"
    return WeightsError("weights-damaged", words)


def _mapped(tensor: Tensor) -> Stored:
    return Stored(tensor.shape, tensor.dtype, lambda: tensor)


def _fold(gain: Tensor, direction: Tensor) -> Tensor:
    """weight = g v / |v|, the norm over all axes but the first (Salimans and Kingma 2016)."""
    norm = torch.linalg.vector_norm(direction, dim=tuple(range(1, direction.dim())), keepdim=True)
    weight: Tensor = direction * (gain / norm)
    return weight


def _listed(names: Sequence[str]) -> str:
    more = f" and {len(names) - _NAMED} more" if len(names) > _NAMED else ""
    return ", ".join(names[:_NAMED]) + more
