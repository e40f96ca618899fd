"""Synchformer's visual branch, at small sizes; at its own size only its names."""

from __future__ import annotations

from pathlib import Path

import pytest
import torch
from safetensors.torch import save_file

from footfall_daemon.engine.hunyuan.checkpoint import Checkpoint
from footfall_daemon.engine.hunyuan.synchformer import Synchformer, SynchformerConfig, load_synchformer
from tests.engine.hunyuan.published import SHARED, TINY_SYNCHFORMER, listed_shapes, synchformer_tensors


@pytest.fixture
def synchformer(tmp_path: Path) -> Synchformer:
    torch.manual_seed(0)
    path = tmp_path / "synchformer.safetensors"
    save_file(synchformer_tensors(), path)
    return load_synchformer(path, device=torch.device("cpu"), dtype=torch.float32, heads=TINY_SYNCHFORMER.heads)


def test_a_window_becomes_eight_vectors(synchformer: Synchformer) -> None:
    assert synchformer(torch.randn(2, 16, 3, 224, 224)).shape == (2, 8, 24)


def test_windows_do_not_see_each_other(synchformer: Synchformer) -> None:
    windows = torch.randn(2, 16, 3, 224, 224)
    alone = synchformer(windows[1:])
    torch.testing.assert_close(synchformer(windows)[1:], alone, rtol=0, atol=5e-6)


def test_half_precision_stays_close(synchformer: Synchformer) -> None:
    window = torch.randn(1, 16, 3, 224, 224)
    full = synchformer(window)
    half = synchformer.to(torch.bfloat16)(window.to(torch.bfloat16))
    assert (half.float() - full).abs().max() < 0.05 * full.std()


def test_sizes_are_read_from_the_shapes() -> None:
    tensors = synchformer_tensors(SynchformerConfig(width=24, depth=3, heads=2))
    checkpoint = Checkpoint.of_tensors("some", tensors).below("vfeat_extractor.")
    assert SynchformerConfig.of(checkpoint, heads=2) == SynchformerConfig(width=24, depth=3, heads=2)


@pytest.mark.skipif(not SHARED.exists(), reason="no reference beside the checkout: ../shared")
def test_the_published_names_are_those_of_the_full_size() -> None:
    shapes = listed_shapes("keys_synchformer.txt")
    listed = {name: torch.empty(shape, device="meta") for name, shape in shapes.items()}
    checkpoint = Checkpoint.of_tensors("synchformer", listed).below("vfeat_extractor.").without(("patch_embed.",))
    with torch.device("meta"):
        synchformer = Synchformer(SynchformerConfig())
    assert checkpoint.shapes == {name: tensor.shape for name, tensor in synchformer.state_dict().items()}
    assert SynchformerConfig.of(checkpoint, heads=12) == SynchformerConfig()
