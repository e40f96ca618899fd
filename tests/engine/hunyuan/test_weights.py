"""Networks filled with weights: all that they need, in their precision and layout, and nothing else."""

from __future__ import annotations

import logging
from pathlib import Path

import pytest
import torch
from safetensors.torch import save_file
from torch import Tensor, nn

from footfall_daemon.engine.hunyuan.checkpoint import Checkpoint, Stored, WeightsError, open_checkpoint
from footfall_daemon.engine.hunyuan.layers import Linear, TimeConv
from footfall_daemon.engine.hunyuan.sizes import Sizes
from footfall_daemon.engine.hunyuan.weights import load

CPU = torch.device("cpu")


def _linear() -> nn.Linear:
    with torch.device("meta"):
        return nn.Linear(3, 2)


def _tensors() -> dict[str, Tensor]:
    return {"weight": torch.arange(6.0).reshape(2, 3), "bias": torch.ones(2)}


def _checkpoint(**more: Tensor) -> Checkpoint:
    return Checkpoint.of_tensors("file", _tensors() | more)


def _filled(checkpoint: Checkpoint, dtype: torch.dtype = torch.float32) -> nn.Linear:
    linear = _linear()
    load(linear, checkpoint, device=CPU, dtype=dtype)
    return linear


@pytest.mark.parametrize("name", ["x.safetensors", "x.pth"])
def test_on_the_cpu_the_mapped_file_is_the_weight(name: str, tmp_path: Path) -> None:
    (torch.save if name.endswith("pth") else save_file)(_tensors(), tmp_path / name)
    checkpoint = open_checkpoint(tmp_path / name)
    assert _filled(checkpoint).weight.data_ptr() == checkpoint.tensors["weight"].read().data_ptr()


def test_no_weight_is_trained() -> None:
    assert not _filled(_checkpoint()).weight.requires_grad


def test_precision_changes_on_the_way() -> None:
    assert _filled(_checkpoint(), torch.bfloat16).weight.dtype == torch.bfloat16


def test_eight_bits_become_the_precision_asked_for() -> None:
    eight = _tensors()["weight"].to(torch.float8_e5m2)
    assert _filled(_checkpoint(weight=eight), torch.bfloat16).weight.tolist() == [[0, 1, 2], [3, 4, 5]]


@pytest.mark.parametrize("held", [torch.float8_e5m2, torch.float8_e4m3fn])
def test_eight_bits_stay_where_they_may(held: torch.dtype) -> None:
    linear = _linear()
    checkpoint = _checkpoint(weight=_tensors()["weight"].to(held), bias=torch.ones(2).to(held))
    load(linear, checkpoint, device=CPU, dtype=torch.bfloat16, in_eight_bits=lambda name: name == "weight")
    assert (linear.weight.dtype, linear.bias.dtype) == (held, torch.bfloat16)


def test_a_weight_of_more_bits_can_be_held_in_eight() -> None:
    linear = _linear()
    load(linear, _checkpoint(), device=CPU, dtype=torch.bfloat16, in_eight_bits=lambda name: name == "weight")
    assert (linear.weight.dtype, linear.bias.dtype) == (torch.float8_e4m3fn, torch.bfloat16)


def _eight(weight: Tensor) -> Linear:
    with torch.device("meta"):
        linear = Linear(weight.shape[1], weight.shape[0], bias=False)
    checkpoint = Checkpoint.of_tensors("file", {"weight": weight})
    load(linear, checkpoint, device=CPU, dtype=torch.float32, in_eight_bits=lambda _: True)
    return linear


def test_small_weights_lose_no_more_in_eight_bits_than_large_ones() -> None:
    weight = torch.randn(64, 64, generator=torch.Generator().manual_seed(1))
    x = torch.randn(5, 64, generator=torch.Generator().manual_seed(2))
    for size in (1.0, 0.003):
        error = _eight(size * weight)(x) / size - x @ weight.T
        assert float(error.std() / (x @ weight.T).std()) < 0.03


@pytest.mark.parametrize("largest", [448.0, 449.0, 0.9, 1e-30])
def test_the_largest_weight_is_within_what_eight_bits_hold(largest: float) -> None:
    linear = _eight(torch.full((1, 1), largest))
    assert 224 <= float(linear.weight.float()) <= 448
    assert float(linear(torch.ones(1, 1))) == pytest.approx(largest, rel=1 / 16)


def test_a_weight_of_nothing_stays_so() -> None:
    assert float(_eight(torch.zeros(1, 1))(torch.ones(1, 1))) == 0


def test_what_a_file_holds_in_eight_bits_is_not_scaled() -> None:
    assert _eight(torch.full((1, 1), 0.5).to(torch.float8_e4m3fn)).scale == 1


@pytest.mark.parametrize("bias", [True, False])
@pytest.mark.parametrize("dtype", [torch.float32, torch.bfloat16])
def test_convolutions_scale_too(bias: bool, dtype: torch.dtype) -> None:
    generator = torch.Generator().manual_seed(3)
    tensors = {"weight": 0.004 * torch.randn(8, 16, 3, generator=generator)}
    tensors |= {"bias": torch.randn(8, generator=generator)} if bias else {}
    x = torch.randn(9, 16, generator=generator).to(dtype)
    with torch.device("meta"):
        exact, eight = TimeConv(16, 8, bias=bias), TimeConv(16, 8, bias=bias)
    load(exact, Checkpoint.of_tensors("file", tensors), device=CPU, dtype=dtype)
    checkpoint = Checkpoint.of_tensors("file", tensors)
    load(eight, checkpoint, device=CPU, dtype=dtype, in_eight_bits=lambda name: name == "weight")
    assert eight.scale < 1
    difference = (eight(x) - exact(x))[1:-1].float()
    assert float(difference.std()) < 0.05 * float((exact(x)[1:-1].float() - (tensors.get("bias", 0))).std())


def test_a_weight_is_laid_out_as_the_network_wants_it() -> None:
    weight = torch.arange(24.0).reshape(2, 4, 3)
    with torch.device("meta"):
        conv = TimeConv(4, 2, bias=False)
    load(conv, Checkpoint.of_tensors("file", {"weight": weight}), device=CPU, dtype=torch.float32)
    assert torch.equal(conv.weight, weight)
    assert all(tap.is_contiguous() for tap in conv.weight.unbind(-1))


def test_what_is_not_wanted_now_is_checked_but_not_read() -> None:
    linear = _linear()
    load(linear, _checkpoint(), device=CPU, dtype=torch.float32, only=lambda name: name == "bias")
    assert (linear.weight.is_meta, linear.bias.is_meta) == (True, False)
    with pytest.raises(WeightsError, match="weight"):
        load(
            _linear(),
            _checkpoint(weight=torch.ones(1)),
            device=CPU,
            dtype=torch.float32,
            only=lambda name: name == "bias",
        )


def test_what_is_not_used_is_listed_and_never_read(caplog: pytest.LogCaptureFixture) -> None:
    def read() -> Tensor:
        raise AssertionError("read")

    stored = dict(_checkpoint().tensors) | {"repa.0": Stored(torch.Size([9]), torch.float32, read)}
    with caplog.at_level(logging.INFO):
        unexpected = load(_linear(), Checkpoint("file", stored), device=CPU, dtype=torch.float32)
    assert unexpected == ("repa.0",)
    assert "repa.0" in caplog.text


def test_what_lacks_is_listed_whole() -> None:
    layers = nn.ModuleList(_linear() for _ in range(9))
    with pytest.raises(WeightsError, match=r"file lacks 0\.weight, .* and 12 more") as refused:
        load(layers, _checkpoint(), device=CPU, dtype=torch.float32)
    assert (refused.value.code, len(refused.value.names)) == ("weights-missing", 18)


def test_another_shape_is_refused_with_both() -> None:
    with pytest.raises(WeightsError, match=r"bias \(5,\) for \(2,\)") as refused:
        _filled(_checkpoint(bias=torch.ones(5)))
    assert refused.value.code == "weights-shape"


@pytest.mark.parametrize(
    ("more", "odd"),
    [
        ({"weight": torch.zeros(2, 3, dtype=torch.int8)}, "weight"),
        ({"weight": torch.zeros(2, 3).to(torch.float8_e4m3fn), "weight_scale": torch.ones(1)}, "weight_scale"),
    ],
)
def test_quantised_in_an_unknown_way_is_refused(more: dict[str, Tensor], odd: str) -> None:
    with pytest.raises(WeightsError) as refused:
        _filled(_checkpoint(**more))
    assert (refused.value.code, refused.value.names) == ("weights-format", (odd,))


def test_a_transformer_with_a_hole_lacks_those_blocks() -> None:
    shapes = {"audio_embedder.proj.bias": (32,), "triple_blocks.0.audio_self_q_norm.weight": (16,)}
    last = {"single_blocks.0.linear_qkv.bias": (96,), "single_blocks.4.linear_qkv.bias": (96,)}
    more = {f"more.{number}": (1,) for number in range(9)}
    assert Sizes.of(shapes | last | more) == Sizes(triple_blocks=1, single_blocks=5, width=32, heads=2)


@pytest.mark.parametrize(
    "odd",
    [
        {"single_blocks.999999999.linear_qkv.bias": (96,)},
        {"triple_blocks.0.audio_self_q_norm.weight": (0,)},
        {"audio_embedder.proj.bias": ()},
    ],
)
def test_sizes_that_cannot_be_are_refused(odd: dict[str, tuple[int, ...]]) -> None:
    shapes: dict[str, tuple[int, ...]] = {
        "audio_embedder.proj.bias": (32,),
        "triple_blocks.0.audio_self_q_norm.weight": (16,),
    }
    with pytest.raises(ValueError, match="not the weights of this transformer"):
        Sizes.of(shapes | odd)
