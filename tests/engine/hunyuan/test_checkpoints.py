"""The set of weights for tests: every part of it loads, and what it makes is a sound."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
import torch

from footfall_daemon.engine.hunyuan.checkpoint import open_checkpoint
from footfall_daemon.engine.hunyuan.clap import load_clap, paired
from footfall_daemon.engine.hunyuan.denoiser import Conditions, Denoiser
from footfall_daemon.engine.hunyuan.dit import DiT
from footfall_daemon.engine.hunyuan.preprocess import scaled, windows
from footfall_daemon.engine.hunyuan.siglip import load_siglip
from footfall_daemon.engine.hunyuan.sizes import Sizes
from footfall_daemon.engine.hunyuan.synchformer import load_synchformer
from footfall_daemon.engine.hunyuan.vae import load_vae
from footfall_daemon.engine.hunyuan.weights import load
from tests.engine.hunyuan.checkpoints import Kind, make_set, set_file

CPU, FP32 = torch.device("cpu"), torch.float32


@pytest.mark.parametrize(
    ("kind", "dtype"),
    [("pth", torch.bfloat16), ("safetensors", torch.float16), ("safetensors", torch.float8_e4m3fn)],
)
def test_a_picture_and_a_text_become_a_sound(kind: Kind, dtype: torch.dtype, tmp_path: Path) -> None:
    files = {
        part: Path(path)
        for part, path in json.loads(set_file(make_set(tmp_path, kind=kind, dtype=dtype)).read_text()).items()
    }
    denoiser = Denoiser(_transformer(files["dit"]))
    state = denoiser.start(torch.randn(128, 32), _conditions(files), guidance=4.5, steps=3)
    while state.progress < 1:
        denoiser.step([state])
    wave = load_vae(files["vae"], device=CPU)(state.latents[None])
    assert wave.shape == (1, 1, 32 * 960)
    assert 0.02 < wave.std() < 0.5
    assert wave.abs().max() < 1


def test_another_seed_is_another_set(tmp_path: Path) -> None:
    one, same, other = (make_set(tmp_path / str(n), seed=seed) for n, seed in enumerate((1, 1, 2)))
    files = [file.relative_to(one) for file in one.rglob("*.pth")] + [
        Path("larger_clap_general/model.safetensors")
    ]
    assert len(files) == 4
    for file in files:
        assert (one / file).read_bytes() == (same / file).read_bytes() != (other / file).read_bytes()


def _transformer(path: Path) -> DiT:
    checkpoint = open_checkpoint(path)
    with torch.device("meta"):
        dit = DiT(Sizes.of(checkpoint.shapes))
    unused = load(dit, checkpoint, device=CPU, dtype=FP32)
    assert "repa.0.weight" in unused
    return dit


def _conditions(files: dict[str, Path]) -> Conditions:
    clap = load_clap(files["clap"], CPU, FP32)
    negative, text = paired(clap.encode("noisy, harsh"), clap.encode("footsteps on gravel"))
    frames = torch.randint(0, 256, (16, 224, 224, 3), dtype=torch.uint8)
    synchformer = load_synchformer(files["synchformer"], device=CPU, dtype=FP32)
    sync_feat = synchformer(scaled(windows(frames), FP32)).flatten(0, 1)
    whole = torch.randint(0, 256, (2, 512, 512, 3), dtype=torch.uint8)
    clip_feat = load_siglip(files["siglip2"], CPU, FP32).encode(whole)
    return Conditions(clip_feat, sync_feat, text, negative)
