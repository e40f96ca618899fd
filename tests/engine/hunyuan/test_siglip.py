"""SigLIP2's vision tower: that of the library with the same weights, whatever else the folder holds."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest
import torch
from safetensors.torch import load_file, save_file
from torch import Tensor
from transformers.models.siglip.modeling_siglip import SiglipVisionModel

from footfall_daemon.engine.hunyuan.checkpoint import WeightsError
from footfall_daemon.engine.hunyuan.preprocess import scaled
from footfall_daemon.engine.hunyuan.siglip import Siglip, load_siglip
from tests.engine.hunyuan.checkpoints import make_siglip

CPU = torch.device("cpu")
FC1 = "vision_model.encoder.layers.0.mlp.fc1.weight"


@pytest.fixture(scope="module")
def published(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make_siglip(tmp_path_factory.mktemp("set") / "siglip2", torch.Generator().manual_seed(0))


@pytest.fixture
def folder(published: Path, tmp_path: Path) -> Path:
    """To be spoiled."""
    return shutil.copytree(published, tmp_path / "siglip2")


@pytest.fixture(scope="module")
def siglip(published: Path) -> Siglip:
    return load_siglip(published, CPU, torch.float32)


def _frames(count: int) -> Tensor:
    generator = torch.Generator().manual_seed(1)
    return torch.randint(0, 256, (count, 512, 512, 3), dtype=torch.uint8, generator=generator)


def _change(folder: Path, **tensors: Tensor | None) -> None:
    """The tensors of the file, some replaced or, None, left out."""
    path = folder / "model.safetensors"
    held = {name: tensor for name, tensor in (load_file(path) | tensors).items() if tensor is not None}
    save_file(held, path)


def test_vectors_are_those_of_the_library(siglip: Siglip, published: Path) -> None:
    plain = SiglipVisionModel.from_pretrained(
        published, dtype=torch.float32, attn_implementation="eager", local_files_only=True
    )
    frames = _frames(2)
    with torch.no_grad():
        expected = plain(scaled(frames, torch.float32)).pooler_output
    seen = siglip.encode(frames)
    assert (seen.shape, seen.dtype) == ((2, 768), torch.float32)
    torch.testing.assert_close(seen, expected, rtol=0, atol=5e-6)


def test_many_frames_at_once_are_as_each_alone(siglip: Siglip) -> None:
    frames = _frames(9)
    together = siglip.encode(frames)
    assert len(together) == 9
    for alone in (0, 7, 8):
        one = siglip.encode(frames[alone : alone + 1])[0]
        torch.testing.assert_close(together[alone], one, rtol=0, atol=5e-6)


@pytest.mark.parametrize("dtype", [torch.float16, torch.bfloat16])
def test_half_precision_stays_close(dtype: torch.dtype, siglip: Siglip, published: Path) -> None:
    frames = _frames(1)
    full, half = siglip.encode(frames), load_siglip(published, CPU, dtype).encode(frames)
    assert half.dtype == torch.float32
    assert (half - full).abs().max() < 0.05 * full.std()


def test_the_text_tower_need_not_be_there(siglip: Siglip, folder: Path) -> None:
    _change(folder, **{"text_model.head.weight": None, "logit_scale": None})
    frames = _frames(1)
    assert torch.equal(load_siglip(folder, CPU, torch.float32).encode(frames), siglip.encode(frames))


def test_a_missing_tensor_is_named(folder: Path) -> None:
    _change(folder, **{FC1: None})
    with pytest.raises(WeightsError, match=r"layers\.0\.mlp\.fc1\.weight") as refused:
        load_siglip(folder, CPU, torch.float32)
    assert refused.value.code == "weights-missing"


def test_a_tensor_of_another_size_is_named(folder: Path) -> None:
    _change(folder, **{FC1: torch.zeros(65, 768)})
    with pytest.raises(WeightsError, match=r"layers\.0\.mlp\.fc1\.weight \(65, 768\)") as refused:
        load_siglip(folder, CPU, torch.float32)
    assert refused.value.code == "weights-shape"


@pytest.mark.parametrize(
    ("changed", "code"),
    [
        ({"image_size": 256}, "weights-shape"),
        ({"hidden_size": 384}, "weights-shape"),
        ({"hidden_size": 769}, "weights-damaged"),
        ({"hidden_act": "unheard of"}, "weights-damaged"),
        ({"num_hidden_layers": "one"}, "weights-damaged"),
    ],
)
def test_the_configuration_of_another_tower_is_refused(
    changed: dict[str, object], code: str, folder: Path
) -> None:
    path = folder / "config.json"
    config = json.loads(path.read_text())
    path.write_text(json.dumps(config | {"vision_config": config["vision_config"] | changed}))
    with pytest.raises(WeightsError) as refused:
        load_siglip(folder, CPU, torch.float32)
    assert refused.value.code == code
