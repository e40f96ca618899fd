"""Folders as huggingface lays them out: what may be in them, and what is said of those that are not whole."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import torch
from safetensors.torch import save_file
from torch import nn

from footfall_daemon.engine.hunyuan.checkpoint import WeightsError
from footfall_daemon.engine.hunyuan.pretrained import demand, network_of, tensors_in


def _linear(config: dict[str, Any]) -> nn.Linear:
    return nn.Linear(config["inputs"], 2)


def _save_sharded(tensors: dict[str, torch.Tensor], path: Path) -> None:
    save_file(tensors, path.with_name("1.safetensors"))
    path.write_text(json.dumps({"weight_map": dict.fromkeys(tensors, "1.safetensors")}))


@pytest.mark.parametrize(
    ("name", "save"),
    [
        ("model.safetensors", save_file),
        ("model.safetensors.index.json", _save_sharded),
        ("pytorch_model.bin", torch.save),
    ],
)
def test_tensors_are_found_under_every_name(
    name: str, save: Callable[[dict[str, torch.Tensor], Path], None], tmp_path: Path
) -> None:
    save({"weight": torch.ones(2, 3)}, tmp_path / name)
    assert tensors_in(tmp_path).shapes == {"weight": torch.Size((2, 3))}


def test_a_folder_without_tensors_is_refused(tmp_path: Path) -> None:
    with pytest.raises(WeightsError, match="footfall engines pull") as refused:
        tensors_in(tmp_path)
    assert refused.value.code == "weights-missing"


@pytest.mark.parametrize("config", [{"inputs": 3}, {"part": {"inputs": 3}, "other_part": {}}])
def test_a_network_is_built_without_weights_to_be_filled(config: dict[str, Any], tmp_path: Path) -> None:
    (tmp_path / "config.json").write_text(json.dumps(config))
    network = network_of(tmp_path, "part", _linear)
    assert (network.in_features, network.weight.device.type, network.training) == (3, "meta", False)


@pytest.mark.parametrize("held", ["", "{", "[]", "{}", '{"part": 3}', '{"part": {"inputs": "x"}}'])
def test_a_damaged_configuration_is_refused(held: str, tmp_path: Path) -> None:
    (tmp_path / "config.json").write_text(held)
    with pytest.raises(WeightsError, match=r"config\.json is altered") as refused:
        network_of(tmp_path, "part", _linear)
    assert refused.value.code == "weights-damaged"


def test_a_folder_that_is_not_there_is_refused(tmp_path: Path) -> None:
    with pytest.raises(WeightsError, match="footfall engines pull") as refused:
        network_of(tmp_path / "gone", "part", _linear)
    assert refused.value.code == "weights-missing"


def test_another_size_of_the_model_is_refused() -> None:
    with pytest.raises(WeightsError, match="in_features 3") as refused:
        demand(Path("folder"), nn.Linear(3, 2), in_features=4, out_features=2)
    assert refused.value.code == "weights-shape"


def test_nobody_pays_for_the_library_before_an_encoder_is_loaded() -> None:
    names = "footfall_daemon.engine.hunyuan.siglip, footfall_daemon.engine.hunyuan.clap"
    code = f"import sys, {names}; print('transformers' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True).stdout == "False\n"
