"""Golden vectors: what the original made of small random weights, against what our networks make of them."""

from __future__ import annotations

import json
import math
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import torch
from safetensors.torch import load_file
from torch import Tensor

from footfall_daemon.engine.hunyuan.checkpoint import open_checkpoint
from footfall_daemon.engine.hunyuan.denoiser import Conditions, Denoiser, Denoising
from footfall_daemon.engine.hunyuan.dit import DiT
from footfall_daemon.engine.hunyuan.preprocess import scaled, windows
from footfall_daemon.engine.hunyuan.sizes import Sizes
from footfall_daemon.engine.hunyuan.synchformer import load_synchformer
from footfall_daemon.engine.hunyuan.vae import load_vae
from footfall_daemon.engine.hunyuan.weights import load
from footfall_daemon.media.stills import centre, whole

GOLDEN = Path(__file__).resolve().parents[3] / "shared" / "golden" / "hunyuan"
"""Where the vectors lie beside a checkout of the project; they are not part of it."""

_CPU = torch.device("cpu")

Pairs = Iterator[tuple[Tensor, Tensor]]
"""Made and golden."""


@dataclass(frozen=True, slots=True)
class Check:
    """Vectors of one file, run in one way."""

    name: str
    file: str
    tolerance: float
    """Of the largest absolute error; levels, where pictures are compared."""
    pairs: Callable[[Path], Pairs]

    def error(self, folder: Path) -> float:
        with torch.inference_mode():
            return max(_largest_difference(made, golden) for made, golden in self.pairs(folder))


def _largest_difference(made: Tensor, golden: Tensor) -> float:
    if made.shape != golden.shape:
        raise ValueError(f"made {tuple(made.shape)}, golden {tuple(golden.shape)}")
    error = (made.double() - golden.double()).abs().max().item()
    return math.inf if math.isnan(error) else error


def _cases(folder: Path, file: str) -> list[dict[str, Tensor]]:
    """Keys `n.name` as one mapping of names for each n."""
    cases: dict[int, dict[str, Tensor]] = {}
    for key, tensor in load_file(folder / f"{file}.safetensors").items():
        number, _, name = key.partition(".")
        cases.setdefault(int(number), {})[name] = tensor
    return [cases[number] for number in sorted(cases)]


def _spec(folder: Path) -> Mapping[str, list[dict[str, float]]]:
    spec: Mapping[str, list[dict[str, float]]] = json.loads((folder / "spec.json").read_text(encoding="utf-8"))
    return spec


def _dit(folder: Path) -> DiT:
    checkpoint = open_checkpoint(folder / "dit.safetensors")
    with torch.device("meta"):
        dit = DiT(Sizes.of(checkpoint.shapes))
    load(dit, checkpoint, device=_CPU, dtype=torch.float32)
    return dit


def _dit_forward(folder: Path) -> Pairs:
    dit = _dit(folder)
    for case in _cases(folder, "dit_forward"):
        golden = case.pop("out")
        yield dit(**case), golden


def _started(folder: Path, denoiser: Denoiser) -> Iterator[tuple[Denoising, Tensor]]:
    """Each request, and the latents it should end with."""
    for case, wanted in zip(_cases(folder, "denoise"), _spec(folder)["denoise"], strict=True):
        conditions = Conditions(*(case[name][0] for name in ("clip_feat", "sync_feat", "text", "negative")))
        steps = len(case["timesteps"])
        state = denoiser.start(case["noise"][0], conditions, guidance=wanted["guidance"], steps=steps)
        yield state, case["latents"][0]


def _run(denoiser: Denoiser, states: list[Denoising]) -> None:
    while running := [state for state in states if state.progress < 1]:
        denoiser.step(running)


def _denoise(folder: Path) -> Pairs:
    denoiser = Denoiser(_dit(folder))
    for state, golden in _started(folder, denoiser):
        _run(denoiser, [state])
        yield state.latents, golden


def _denoise_packed(folder: Path) -> Pairs:
    denoiser = Denoiser(_dit(folder))
    started = list(_started(folder, denoiser))
    _run(denoiser, [state for state, _ in started])
    for state, golden in started:
        yield state.latents, golden


def _vae_decode(folder: Path) -> Pairs:
    vae = load_vae(folder / "vae.safetensors", device=_CPU)
    for case in _cases(folder, "vae_decode"):
        yield vae(case["latents"]), case["waveform"]


def _synchformer_forward(folder: Path) -> Pairs:
    heads = json.loads((folder / "spec.json").read_text(encoding="utf-8"))["synchformer"]["num_heads"]
    weights = folder / "synchformer.safetensors"
    synchformer = load_synchformer(weights, device=_CPU, dtype=torch.float32, heads=heads)
    case = load_file(folder / "synchformer_forward.safetensors")
    frames = scaled(case["frames"].movedim(1, -1), torch.float32)
    yield synchformer(windows(frames))[None], case["features"]


def _preprocess(folder: Path) -> Pairs:
    for case in _cases(folder, "preprocess"):
        frame = case["frame"].numpy()
        yield torch.from_numpy(whole(frame)), case["siglip"]
        yield torch.from_numpy(centre(frame)), case["synchformer"]


CHECKS = (
    Check("dit_forward", "dit_forward", 5e-6, _dit_forward),
    Check("denoise", "denoise", 2e-5, _denoise),
    Check("denoise_packed", "denoise", 2e-5, _denoise_packed),
    Check("vae_decode", "vae_decode", 1e-6, _vae_decode),
    Check("synchformer_forward", "synchformer_forward", 5e-6, _synchformer_forward),
    # Newer versions of Pillow take the two directions of a tall picture in another order: a level at most.
    Check("preprocess", "preprocess", 1.0, _preprocess),
)
