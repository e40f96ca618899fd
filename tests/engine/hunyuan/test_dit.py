"""The transformer is the published one: its names, its shapes, and what the original makes of the same weights."""

from __future__ import annotations

import ast

import pytest
import torch

from footfall_daemon.engine.hunyuan.dit import DiT, published
from footfall_daemon.engine.hunyuan.layers import TimeConv
from footfall_daemon.engine.hunyuan.rotary import nearest
from footfall_daemon.engine.hunyuan.sizes import XL, XXL, Sizes
from tests.engine.hunyuan.golden import REFERENCE, cases, dit_weights, needs_golden, needs_key_lists
from tests.engine.hunyuan.plain import PlainDiT
from tests.engine.hunyuan.tiny import TINY, transformer, weights

Inputs = tuple[torch.Tensor, torch.Tensor, torch.Tensor, torch.Tensor, torch.Tensor]


@pytest.fixture
def inputs() -> Inputs:
    """Two rows: x, t, clip_feat, cond, sync_feat."""
    generator = torch.Generator().manual_seed(3)
    shapes = ((2, 128, 74), (2, 12, 768), (2, 9, 768), (2, 24, 768))
    x, clip, cond, sync = (torch.randn(shape, generator=generator) for shape in shapes)
    return x, torch.tensor([700.0, 20.0]), clip, cond, sync


@needs_golden
def test_a_call_gives_what_the_original_gives() -> None:
    dit = transformer(dit_weights())
    for case in cases("dit_forward"):
        out = dit(case["x"], case["t"], case["clip_feat"], case["cond"], case["sync_feat"])
        torch.testing.assert_close(out, case["out"], rtol=0, atol=5e-6)


def test_a_call_gives_what_the_description_says(inputs: Inputs) -> None:
    held = weights()
    out = transformer(held)(*inputs)
    torch.testing.assert_close(out, PlainDiT(held).velocity(*inputs), rtol=0, atol=5e-6)


@needs_key_lists
@pytest.mark.parametrize(("file", "sizes", "parameters"), [("xl", XL, 2_912_962_688), ("xxl", XXL, 5_134_014_848)])
def test_names_and_shapes_are_those_of_the_published_model(file: str, sizes: Sizes, parameters: int) -> None:
    lines = (REFERENCE / f"keys_{file}.txt").read_text("utf-8").splitlines()
    expected = {name: ast.literal_eval(shape) for name, shape in (line.split("\t") for line in lines)}
    shapes = {name: tuple(shape) for name, shape in published(sizes).items()}
    assert shapes == expected
    assert sum(shape.numel() for shape in published(sizes).values()) == parameters


@pytest.mark.parametrize("sizes", [TINY, XL, XXL])
def test_sizes_are_read_from_the_shapes(sizes: Sizes) -> None:
    assert Sizes.of(published(sizes)) == sizes


def test_weights_of_another_network_are_refused() -> None:
    with pytest.raises(ValueError, match=r"not the weights of this transformer"):
        Sizes.of({"decoder.model.0.bias": (1,)})


def test_published_weights_that_nothing_reads_change_nothing(inputs: Inputs) -> None:
    held = weights()
    read = transformer(held).state_dict()
    unread = {name: tensor for name, tensor in held.items() if name not in read}
    assert {name.split(".")[0] for name in unread} == {"triple_blocks", "final_layer"}
    blank = held | {name: torch.full_like(tensor, torch.nan) for name, tensor in unread.items()}
    assert torch.equal(transformer(blank)(*inputs), transformer(held)(*inputs))


def test_what_was_loaded_is_what_was_published() -> None:
    held = weights()
    for name, tensor in transformer(held).state_dict().items():
        assert torch.equal(tensor, held[name])


def test_convolutions_lie_tap_by_tap_however_they_were_filled() -> None:
    held = weights()
    assigned = transformer(held)
    with torch.device("meta"):
        copied = DiT(TINY)
    copied.to_empty(device="cpu").load_state_dict(assigned.state_dict())
    for dit in (assigned, copied.to(torch.bfloat16)):
        convolutions = [module for module in dit.modules() if isinstance(module, TimeConv)]
        assert len(convolutions) == 4 * TINY.single_blocks
        assert all(conv.weight.unbind(-1)[0].is_contiguous() for conv in convolutions)


@pytest.mark.parametrize(("dtype", "drift"), [(torch.bfloat16, 0.02), (torch.float16, 0.003)])
def test_half_precision_stays_near(dtype: torch.dtype, drift: float, inputs: Inputs) -> None:
    held = weights()
    exact = transformer(held)(*inputs)
    half = transformer(held, dtype)(*inputs)
    assert half.dtype == torch.float32
    assert float((half - exact).square().mean().sqrt() / exact.std()) < drift


def test_weights_of_eight_bits_compute_in_the_precision_of_the_rest(inputs: Inputs) -> None:
    held = {
        name: tensor.to(torch.float8_e4m3fn) if "_blocks." in name and tensor.dim() > 1 else tensor.bfloat16()
        for name, tensor in weights().items()
    }
    widened = {name: tensor.bfloat16() for name, tensor in held.items()}
    assert torch.equal(transformer(held, torch.bfloat16)(*inputs), transformer(widened, torch.bfloat16)(*inputs))


@pytest.mark.parametrize(("length", "source"), [(74, 24), (184, 80), (690, 328), (50, 50), (1, 8), (100, 1)])
def test_the_stretch_is_the_frameworks_nearest_exact(length: int, source: int) -> None:
    rows = torch.arange(float(source))[None, None]
    stretched = torch.nn.functional.interpolate(rows, size=length, mode="nearest-exact")
    assert torch.equal(nearest(length, source), stretched[0, 0].long())
