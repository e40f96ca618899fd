"""The benchmark of the transformer runs, and its figures hang together; how large they are is not asked."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
import torch
from torch.nn.attention import SDPBackend, sdpa_kernel
from torch.utils.flop_counter import FlopCounterMode

from footfall_daemon.engine.hunyuan.denoiser import Denoiser
from footfall_daemon.engine.hunyuan.sizes import XL, XXL, Sizes
from tests.benchmarks.denoising.bed import STEPS, Bed
from tests.benchmarks.denoising.plan import SIZES, TINY
from tests.benchmarks.denoising.report import Report, plot
from tests.benchmarks.denoising.work import lossless, naive
from tests.benchmarks.hunyuan import measured

CPU = torch.device("cpu")


@pytest.fixture(autouse=True, scope="module")
def one_thread() -> Iterator[None]:
    before = torch.get_num_threads()
    torch.set_num_threads(1)
    yield
    torch.set_num_threads(before)


@pytest.fixture(scope="module")
def bed() -> Bed:
    return Bed.made(SIZES["tiny"], CPU, torch.float32)


@pytest.fixture(scope="module")
def report() -> Report:
    return measured("tiny", CPU, TINY)


def test_the_figures_hang_together(report: Report) -> None:
    packed, one_by_one = report.race.packed, report.race.one_by_one
    assert packed.clips_per_second == pytest.approx(2 / (packed.prepared + STEPS * packed.step))
    assert report.race.ratio == pytest.approx(packed.clips_per_second / one_by_one.clips_per_second)
    assert report.race.work_ratio > 1
    assert [(one.seconds, one.clips) for one in report.scaling] == [(1, 1), (1, 2)]
    assert [round(one.seconds) for one in report.memory] == [2, 4]
    assert report.overlap.spread[0] <= report.overlap.ratio <= report.overlap.spread[1]
    assert report.boundary.joined > report.boundary.admitted > 0


def test_it_is_told_in_words_as_json_and_as_a_picture(report: Report, tmp_path: Path) -> None:
    assert "times as many clips" in report.words()
    packed = json.loads(json.dumps(report.figures()))["race"]["packed"]
    assert packed["share_of_peak"] == pytest.approx(report.race.packed.rate / report.peak)
    plot(report, tmp_path / "hunyuan.png")
    assert (tmp_path / "hunyuan.png").read_bytes().startswith(b"\x89PNG")


def test_both_do_the_same_step(bed: Bed) -> None:
    clip = bed.clip(1)
    denoiser = Denoiser(bed.dit)
    state = bed.start(denoiser, clip)
    denoiser.step([state])
    torch.testing.assert_close(state.latents, bed.step_plainly(clip), rtol=0, atol=1e-5)


def test_both_compute_in_half_precision() -> None:
    bed = Bed.made(SIZES["tiny"], CPU, torch.bfloat16)
    clip = bed.clip(1)
    denoiser = Denoiser(bed.dit)
    state = bed.start(denoiser, clip)
    denoiser.step([state])
    torch.testing.assert_close(state.latents, bed.step_plainly(clip), rtol=0, atol=0.02)


def test_arithmetic_is_what_is_counted(bed: Bed) -> None:
    clips = [bed.clip(1), bed.clip(2)]
    denoiser = Denoiser(bed.dit)
    states = [bed.start(denoiser, clip) for clip in clips]
    denoiser.step(states)  # what is done once is done
    with sdpa_kernel(SDPBackend.MATH):  # the counter does not see into the others
        with FlopCounterMode(display=False, custom_mapping={torch.ops.aten.addmm_: _product}) as packed:
            denoiser.step(states)
        with FlopCounterMode(display=False) as plain:
            bed.step_plainly(clips[0])
    assert packed.get_total_flops() == pytest.approx(lossless(bed.sizes, [c.length for c in clips]), rel=0.02)
    assert plain.get_total_flops() == pytest.approx(naive(bed.sizes, clips[0].length), rel=0.02)


def _product(_: object, left: torch.Size, right: torch.Size, **__: object) -> int:
    """Of matrices of these shapes: the counter does not know the product in place."""
    return 2 * left[0] * left[1] * right[1]


@pytest.mark.parametrize(
    ("sizes", "seconds", "plain", "ours"), [(XXL, 8, 6.14, 5.50), (XL, 8, 3.50, 3.13), (XXL, 15, 11.71, 10.50)]
)
def test_arithmetic_is_that_of_the_reference(
    bed: Bed, sizes: Sizes, seconds: float, plain: float, ours: float
) -> None:
    """Of one guided step, in TFLOP: counted on the original, and computed without what is wasted."""
    length = bed.clip(seconds).length
    assert naive(sizes, length) / 1e12 == pytest.approx(plain, abs=0.006)
    assert lossless(sizes, [length]) / 1e12 == pytest.approx(ours, abs=0.006)
