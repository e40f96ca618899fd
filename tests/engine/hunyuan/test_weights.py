"""Files of weights: read when wanted, refused by name, and never run."""

from __future__ import annotations

import json
import logging
import random
from collections.abc import Callable
from pathlib import Path

import psutil
import pytest
import torch
from safetensors.torch import save_file
from torch import Tensor, nn

from footfall_daemon.engine.hunyuan.layers import Linear, TimeConv
from footfall_daemon.engine.hunyuan.sizes import Sizes
from footfall_daemon.engine.hunyuan.weights import Checkpoint, Stored, WeightsError, load, open_checkpoint

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


def _save_sharded(tensors: dict[str, Tensor], path: Path) -> None:
    index = {name: f"{number}.safetensors" for number, name in enumerate(tensors)}
    for name, file in index.items():
        save_file({name: tensors[name]}, path.with_name(file))
    path.write_text(json.dumps({"weight_map": index}))


def _save_nested(tensors: dict[str, Tensor], path: Path) -> None:
    torch.save({"state_dict": tensors, "metadata": {"kwargs": {"rates": [2, 3]}}}, path)


@pytest.mark.parametrize(
    ("name", "save"),
    [
        ("x.safetensors", save_file),
        ("x.safetensors.index.json", _save_sharded),
        ("x.pth", torch.save),
        ("x.pth", _save_nested),
    ],
)
def test_every_layout_is_read(name: str, save: Callable[[dict[str, Tensor], Path], None], tmp_path: Path) -> None:
    save(_tensors(), tmp_path / name)
    linear = _filled(open_checkpoint(tmp_path / name))
    assert linear.weight.tolist() == [[0, 1, 2], [3, 4, 5]]
    assert not linear.weight.requires_grad


@pytest.mark.parametrize("name", ["x.safetensors", "x.pth"])
def test_on_the_cpu_the_mapped_file_is_the_weight(name: str, tmp_path: Path) -> None:
    (torch.save if name.endswith("pth") else save_file)(_tensors(), tmp_path / name)
    checkpoint = open_checkpoint(tmp_path / name)
    assert _filled(checkpoint).weight.data_ptr() == checkpoint.tensors["weight"].read().data_ptr()


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


@pytest.mark.parametrize(
    ("name", "save"), [("x.safetensors", save_file), ("x.pth", torch.save), ("x.json", _save_sharded)]
)
def test_opening_a_file_takes_no_memory(
    name: str, save: Callable[[dict[str, Tensor], Path], None], tmp_path: Path
) -> None:
    save({"weight": torch.ones(64 * 2**20)}, tmp_path / name)
    open_checkpoint(tmp_path / name)  # what the libraries load themselves
    before = psutil.Process().memory_info().rss
    checkpoint = open_checkpoint(tmp_path / name)
    assert psutil.Process().memory_info().rss - before < 32 * 2**20
    assert checkpoint.shapes == {"weight": (64 * 2**20,)}


def test_what_a_reopened_file_gave_leaves_memory_with_it(tmp_path: Path) -> None:
    save_file({"weight": torch.ones(64 * 2**20)}, tmp_path / "x.safetensors")
    reopen = open_checkpoint(tmp_path / "x.safetensors").reopen
    assert reopen is not None
    before = psutil.Process().memory_info().rss
    assert float(reopen().tensors["weight"].read().sum()) == 64 * 2**20
    assert psutil.Process().memory_info().rss - before < 32 * 2**20


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


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(WeightsError, match=r"x\.pth is not there") as refused:
        open_checkpoint(tmp_path / "x.pth")
    assert refused.value.code == "weights-missing"


def test_a_missing_shard_is_named(tmp_path: Path) -> None:
    _save_sharded(_tensors(), tmp_path / "x.json")
    (tmp_path / "1.safetensors").unlink()
    with pytest.raises(WeightsError, match=r"1\.safetensors"):
        open_checkpoint(tmp_path / "x.json")


def test_a_folder_is_no_file(tmp_path: Path) -> None:
    with pytest.raises(WeightsError, match="cannot be read"):
        open_checkpoint(tmp_path)


@pytest.mark.parametrize("name", ["x.safetensors", "x.pth", "x.json"])
@pytest.mark.parametrize("content", [b"", b"<!doctype html>", b"version https://git-lfs", b"[1]"])
def test_another_file_is_refused_and_named(name: str, content: bytes, tmp_path: Path) -> None:
    (tmp_path / name).write_bytes(content)
    with pytest.raises(WeightsError, match=name) as refused:
        open_checkpoint(tmp_path / name)
    assert refused.value.code == "weights-damaged"


@pytest.mark.parametrize("name", ["x.safetensors", "x.pth"])
@pytest.mark.parametrize("share", [0.1, 0.5, 0.99])
def test_a_file_that_was_cut_off_is_refused(name: str, share: float, tmp_path: Path) -> None:
    (torch.save if name.endswith("pth") else save_file)(_tensors(), tmp_path / name)
    whole = (tmp_path / name).read_bytes()
    (tmp_path / name).write_bytes(whole[: int(share * len(whole))])
    with pytest.raises(WeightsError, match="cut off") as refused:
        open_checkpoint(tmp_path / name)
    assert refused.value.code == "weights-damaged"


@pytest.mark.parametrize("name", ["x.safetensors", "x.pth"])
@pytest.mark.filterwarnings("ignore")
def test_altered_bytes_lead_to_no_other_error(name: str, tmp_path: Path) -> None:
    (torch.save if name.endswith("pth") else save_file)(_tensors(), tmp_path / name)
    whole = (tmp_path / name).read_bytes()
    chance = random.Random(0)
    for _ in range(300):
        altered = bytearray(whole)
        for at in chance.choices(range(min(600, len(whole))), k=3):
            altered[at] = chance.randrange(256)
        (tmp_path / name).write_bytes(altered)
        try:
            open_checkpoint(tmp_path / name)
        except WeightsError as error:
            assert error.code == "weights-damaged"  # noqa: PT017 (most raise, some do not)


class _Code:
    def __init__(self, marker: Path) -> None:
        self._marker = marker

    def __reduce__(self) -> tuple[Callable[[Path], None], tuple[Path]]:
        return Path.touch, (self._marker,)


def test_code_in_a_pickle_is_named_and_not_run(tmp_path: Path) -> None:
    torch.save(_tensors() | {"more": _Code(tmp_path / "ran")}, tmp_path / "x.pth")
    with pytest.raises(WeightsError, match=r"besides tensors it holds .*getattr") as refused:
        open_checkpoint(tmp_path / "x.pth")
    assert refused.value.code == "weights-damaged"
    assert not (tmp_path / "ran").exists()


def test_other_things_than_tensors_are_no_weights(tmp_path: Path) -> None:
    torch.save({"epoch": 3}, tmp_path / "x.pth")
    with pytest.raises(WeightsError, match="no named tensors"):
        open_checkpoint(tmp_path / "x.pth")


def test_weight_norm_is_folded_as_torch_has_it() -> None:
    conv = nn.utils.parametrizations.weight_norm(nn.ConvTranspose1d(4, 3, 5))
    state = conv.state_dict()
    gain, direction = state["parametrizations.weight.original0"], state["parametrizations.weight.original1"]
    stored = Checkpoint.of_tensors("file", {"weight_g": 2 * gain, "weight_v": direction}).folded()
    torch.testing.assert_close(stored.tensors["weight"].read(), 2 * conv.weight)


def test_weight_norm_is_folded_in_full_precision() -> None:
    half = {"weight_g": torch.ones(1, 1, 1).bfloat16(), "weight_v": torch.full((1, 1, 3), 7.0).bfloat16()}
    weight = Checkpoint.of_tensors("file", half).folded().tensors["weight"].read()
    assert weight.flatten().tolist() == pytest.approx([3**-0.5] * 3, rel=1e-6)


def test_a_gain_of_another_shape_is_refused() -> None:
    tensors = {"0.weight_g": torch.ones(1, 1, 1), "0.weight_v": torch.ones(4, 3, 5)}
    with pytest.raises(WeightsError, match=r"0\.weight_g") as refused:
        Checkpoint.of_tensors("file", tensors).folded()
    assert refused.value.code == "weights-shape"


def test_a_file_of_the_part_alone_needs_no_prefix() -> None:
    whole = Checkpoint.of_tensors("file", {"visual.weight": torch.ones(1), "audio.weight": torch.ones(1)})
    part = Checkpoint.of_tensors("file", {"weight": torch.ones(1)})
    assert whole.below("visual.").shapes == part.below("visual.").shapes == {"weight": (1,)}


def test_blocks_are_counted_by_the_last() -> None:
    tensors = {f"blocks.{number}.weight": torch.ones(1) for number in (0, 2, 10)}
    assert Checkpoint.of_tensors("file", tensors | {"blocks.norm": torch.ones(1)}).count("blocks.") == 11


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
