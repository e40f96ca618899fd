"""Published weights: what a file holds, by its header, and a network filled with it. No code is unpickled."""

from __future__ import annotations

import json
import logging
import math
import pickle
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import Final, Protocol, runtime_checkable

import torch
from safetensors import SafetensorError, safe_open
from torch import Tensor, nn
from torch.serialization import get_unsafe_globals_in_checkpoint

from footfall_daemon.engine.contract import SegmentError
from footfall_daemon.engine.hunyuan.sizes import numbered

_FP8: Final = {torch.float8_e4m3fn, torch.float8_e5m2}
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

_log = logging.getLogger("footfall.engine")


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
        return any(stored.dtype in _FP8 for stored in self.tensors.values())

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


@runtime_checkable
class Scales(Protocol):
    """A module that multiplies what its weight gives by a number: eight bits need not hold values as small."""

    scale: float


def load(
    network: nn.Module,
    checkpoint: Checkpoint,
    *,
    device: torch.device,
    dtype: torch.dtype,
    in_eight_bits: Callable[[str], bool] = lambda _: False,
    only: Callable[[str], bool] = lambda _: True,
    beat: Callable[[], None] = lambda: None,
) -> tuple[str, ...]:
    """Fill a network that was built on the meta device; returns the names that it has no use for.

    Each tensor goes from the mapped file to `device` by itself, into the layout that the network gave it; `beat`
    is called after each. The weights named by `in_eight_bits` are held in float8, and the network must bring them
    to `dtype` where it uses them; what the file holds in float8 stays as it is. What `only` does not name stays on
    the meta device. Raises `WeightsError` before anything is read: weights-missing, weights-shape, weights-format.
    """
    unexpected = check(network, checkpoint)
    if unexpected:
        _log.info("%s: not used: %s", checkpoint.file, ", ".join(unexpected))
    for path, module in network.named_modules():
        for name, like in own_tensors(module):
            full = f"{path}.{name}" if path else name
            if only(full):
                tensor = converted(checkpoint.tensors[full], dtype, in_eight_bits(full), module)
                put(module, name, laid_out(tensor, like).to(device))
                beat()
    network.requires_grad_(False)
    return unexpected


def own_tensors(module: nn.Module) -> list[tuple[str, Tensor]]:
    """What a module holds itself of what is published, by its name there."""
    return [(name, tensor) for name, tensor in module.state_dict().items() if "." not in name]


def converted(stored: Stored, dtype: torch.dtype, in_eight_bits: bool, module: nn.Module) -> Tensor:
    """As it will be held by `module`, on the CPU: not every device knows what a file may hold.

    To eight bits a weight is brought by a power of two that puts its largest value just below the format's, where
    the module can scale its result back: an ordinary weight lies among float8's subnormals.
    """
    tensor = stored.read()
    if in_eight_bits and isinstance(module, Scales):
        module.scale = 1.0 if stored.dtype in _FP8 else _scale(tensor)
        if module.scale != 1:
            tensor = tensor.float() / module.scale
    return tensor.to(held_as(stored.dtype, dtype, in_eight_bits))


def held_as(stored: torch.dtype, dtype: torch.dtype, in_eight_bits: bool) -> torch.dtype:
    if not in_eight_bits:
        return dtype
    return stored if stored in _FP8 else torch.float8_e4m3fn


def put(module: nn.Module, name: str, tensor: Tensor) -> None:
    """In place of the parameter or buffer of this name, whatever it was."""
    if name in module._parameters:
        module._parameters[name] = nn.Parameter(tensor, requires_grad=False)
    else:
        module._buffers[name] = tensor


def _scale(tensor: Tensor) -> float:
    """The power of two by which float8 values have to be multiplied to be those of this weight."""
    largest = float(tensor.abs().max())
    if not 0 < largest < math.inf:
        return 1.0
    return 2.0 ** math.ceil(math.log2(largest / torch.finfo(torch.float8_e4m3fn).max))


def laid_out(tensor: Tensor, like: Tensor) -> Tensor:
    """In the layout of `like`: itself, where it lies so."""
    if tensor.stride() == like.stride():
        return tensor
    return torch.empty_strided(like.shape, like.stride(), dtype=tensor.dtype).copy_(tensor)


def check(network: nn.Module, checkpoint: Checkpoint) -> tuple[str, ...]:
    """The names that it has no use for. Raises `WeightsError`, of the headers alone; see `load`."""
    wanted, held = network.state_dict(), checkpoint.tensors
    unexpected = tuple(name for name in held if name not in wanted)
    if missing := [name for name in wanted if name not in held]:
        raise checkpoint.lacking(missing)
    if misshapen := [
        f"{name} {tuple(held[name].shape)} for {tuple(tensor.shape)}"
        for name, tensor in wanted.items()
        if held[name].shape != tensor.shape
    ]:
        raise checkpoint.misshapen(misshapen)
    odd = [name for name in wanted if not held[name].dtype.is_floating_point]
    if any(held[name].dtype in _FP8 for name in wanted):
        odd += [name for name in unexpected if "scale" in name.rpartition(".")[2]]
    if odd:
        words = f"{checkpoint.file} is quantised in an unknown way ({_listed(odd)}): take another file"
        raise WeightsError("weights-format", words, odd)
    return unexpected


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
