"""The decoder of the audio autoencoder, at small sizes; at its own size only its names."""

from __future__ import annotations

from pathlib import Path

import pytest
import torch
from safetensors.torch import save_file

from footfall_daemon.engine.hunyuan.checkpoint import Checkpoint, WeightsError
from footfall_daemon.engine.hunyuan.vae import Vae, VaeConfig, load_vae
from tests.engine.hunyuan.published import SHARED, TINY_VAE, listed_shapes, vae_tensors

CPU = torch.device("cpu")


@pytest.fixture
def vae() -> Vae:
    torch.manual_seed(0)
    return Vae(TINY_VAE).requires_grad_(False)


def test_a_latent_becomes_960_samples(vae: Vae) -> None:
    assert vae(torch.randn(2, 8, 13)).shape == (2, 1, 13 * 960)


@pytest.mark.parametrize("stride", range(2, 9))
def test_every_stride_lengthens_exactly(stride: int) -> None:
    vae = Vae(VaeConfig(latent_channels=4, decoder_channels=8, strides=(stride,)))
    assert vae(torch.randn(1, 4, 7)).shape[-1] == 7 * stride


def test_the_wave_stays_within_full_scale(vae: Vae) -> None:
    assert vae(1e4 * torch.randn(1, 8, 5)).abs().max() <= 1


@pytest.mark.parametrize("chunk", [1, 7, 25, 39, 40, 100])
def test_parts_make_the_whole(vae: Vae, chunk: int) -> None:
    latents = torch.randn(2, 8, 40)
    torch.testing.assert_close(vae.decode(latents, chunk), vae(latents), rtol=0, atol=1e-6)


@pytest.mark.parametrize("length", [60, 600])
def test_what_is_decoded_at_once_does_not_grow_with_the_length(vae: Vae, length: int) -> None:
    at_once: list[int] = []
    vae.post_quant_conv.register_forward_hook(lambda _, given, __: at_once.append(given[0].shape[-1]))
    vae.decode(torch.randn(1, 8, length), chunk=15)
    assert max(at_once) == 15 + 2 * 10


def test_latents_decoded_as_a_batch_are_as_each_alone(vae: Vae) -> None:
    latents = torch.randn(3, 8, 12)
    alone = torch.cat([vae(one[None]) for one in latents])
    torch.testing.assert_close(vae(latents), alone, rtol=0, atol=1e-6)


def test_a_network_is_read_back_with_its_sizes(vae: Vae, tmp_path: Path) -> None:
    torch.manual_seed(0)
    save_file(vae_tensors(), tmp_path / "vae.safetensors")
    latents = torch.randn(1, 8, 6)
    loaded = load_vae(tmp_path / "vae.safetensors", device=CPU)
    torch.testing.assert_close(loaded(latents), vae(latents), rtol=0, atol=1e-6)


def test_a_file_without_one_block_is_refused(tmp_path: Path) -> None:
    lacking = {name: t for name, t in vae_tensors().items() if not name.startswith("decoder.model.3.")}
    save_file(lacking, tmp_path / "vae.safetensors")
    with pytest.raises(WeightsError, match=r"decoder\.model\.3\.block\.1\.weight") as refused:
        load_vae(tmp_path / "vae.safetensors", device=CPU)
    assert refused.value.code == "weights-missing"


@pytest.mark.skipif(not SHARED.exists(), reason="no reference beside the checkout: ../shared")
def test_the_published_names_are_those_of_the_full_size() -> None:
    listed = {name: torch.empty(shape, device="meta") for name, shape in listed_shapes("keys_vae.txt").items()}
    checkpoint = Checkpoint.of_tensors("vae", listed).without(("encoder.", "quant_conv.")).folded()
    with torch.device("meta"):
        vae = Vae(VaeConfig())
    assert checkpoint.shapes == {name: tensor.shape for name, tensor in vae.state_dict().items()}
    assert VaeConfig.of(checkpoint) == VaeConfig()
