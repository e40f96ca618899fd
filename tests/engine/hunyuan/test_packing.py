"""Requests in one matrix: each comes out as it would alone, in any company and whenever they come and go."""

from __future__ import annotations

import json

import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from footfall_daemon.engine.hunyuan.attention import Spans, attend
from footfall_daemon.engine.hunyuan.denoiser import Conditions, Denoiser, Denoising
from footfall_daemon.engine.hunyuan.dit import DiT
from footfall_daemon.engine.hunyuan.packing import Packing
from footfall_daemon.engine.hunyuan.sampler import Options
from tests.engine.hunyuan.company import MIX, Request, alone, together
from tests.engine.hunyuan.golden import FOLDER, cases, dit_weights, needs_golden
from tests.engine.hunyuan.plain import PlainDiT
from tests.engine.hunyuan.tiny import transformer, weights

ALONE = 1e-5
"""Largest difference between alone and in company, fp32."""
CPU = torch.device("cpu")

requests = st.builds(
    Request,
    na=st.integers(1, 60),
    nv=st.integers(1, 12),
    windows=st.integers(1, 4),
    nt=st.integers(2, 9),
    guidance=st.sampled_from([1.0, 2.0, 4.5]),
    steps=st.integers(1, 4),
    joins=st.integers(0, 3),
    seed=st.integers(0, 100),
    options=st.builds(
        Options,
        solver=st.sampled_from(["euler", "ab2"]),
        guidance_interval=st.sampled_from([(0.0, 1.0), (0.3, 0.8)]),
        reuse=st.sampled_from([0.0, 0.3]),
    ),
)


@pytest.fixture(scope="module")
def dit() -> DiT:
    return transformer(weights())


@settings(max_examples=25)
@given(mix=st.lists(requests, min_size=1, max_size=5))
def test_any_mix_gives_each_what_it_is_alone(dit: DiT, mix: list[Request]) -> None:
    for request, state in zip(mix, together(Denoiser(dit), mix), strict=True):
        torch.testing.assert_close(state.latents, alone(dit, request), rtol=0, atol=ALONE)


@pytest.mark.parametrize("order", [(0, 1, 2), (2, 0, 1), (1, 2, 0)])
def test_each_is_what_the_description_makes_of_it(dit: DiT, order: tuple[int, ...]) -> None:
    mix = [MIX[number] for number in order]
    plain = PlainDiT(weights())
    for request, state in zip(mix, together(Denoiser(dit), mix), strict=True):
        expected = plain.denoise(request.noise, request.conditions, request.guidance, request.steps)
        torch.testing.assert_close(state.latents, expected, rtol=0, atol=2e-5)


@needs_golden
@pytest.mark.parametrize("companies", [[[0], [1], [2]], [[2, 0, 1]]], ids=["alone", "packed"])
def test_latents_are_those_of_the_original(companies: list[list[int]]) -> None:
    denoiser = Denoiser(transformer(dit_weights()))
    asked = json.loads((FOLDER / "spec.json").read_bytes())["denoise"]
    vectors = cases("denoise")
    for company in companies:
        states = [_golden(denoiser, vectors[n], **asked[n]) for n in company]
        while running := [state for state in states if state.progress < 1]:
            denoiser.step(running)
        for n, state in zip(company, states, strict=True):
            torch.testing.assert_close(state.latents[None], vectors[n]["latents"], rtol=0, atol=2e-5)


def _golden(
    denoiser: Denoiser, case: dict[str, torch.Tensor], *, lengths: list[int], guidance: float, steps: int
) -> Denoising:
    assert case["noise"].shape[-1] == lengths[0]
    given = Conditions(*(case[name][0] for name in ("clip_feat", "sync_feat", "text", "negative")))
    state = denoiser.start(case["noise"][0], given, guidance=guidance, steps=steps)
    assert torch.equal(state.schedule.times, case["timesteps"])
    return state


def test_branches_that_see_nothing_share_eight_rows_where_they_are_at_one_moment(dit: DiT) -> None:
    denoiser = Denoiser(dit)
    unseeing = [request.start(denoiser).branches[1] for request in (MIX[0], MIX[2])]
    assert len(Packing.of(unseeing, [0, 0], dit.unseen()).sync.rows) == 8
    assert len(Packing.of(unseeing, [0, 1], dit.unseen()).sync.rows) == 16


def test_bounds_with_guards_keep_each_clip_to_itself() -> None:
    """As a kernel reads them that leaves no row out: a guard row is a clip of its own."""
    spans = Spans.of([5, 1, 7], CPU, guarded=True)
    assert spans.bounds.tolist() == [0, 1, 6, 7, 8, 9, 16, 17]
    q, k, v = torch.randn(3, spans.rows, 2, 16, generator=torch.Generator().manual_seed(0))
    all_rows = Spans.of(spans.bounds.diff().tolist(), CPU)
    whole, clips = attend(q, k, v, all_rows, all_rows), attend(q, k, v, spans, spans)
    for rows in spans.places:
        torch.testing.assert_close(whole[rows], clips[rows])
