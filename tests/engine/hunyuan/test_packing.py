"""Requests in one matrix: each comes out as it would alone, in any company and whenever they come and go."""

from __future__ import annotations

import io
import json
from collections.abc import Sequence
from dataclasses import dataclass

import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from footfall_daemon.engine.hunyuan.attention import Spans, attend
from footfall_daemon.engine.hunyuan.denoiser import Conditions, Denoiser, Denoising
from footfall_daemon.engine.hunyuan.dit import DiT
from footfall_daemon.engine.hunyuan.packing import Packing
from footfall_daemon.engine.hunyuan.sampler import noise
from tests.engine.hunyuan.golden import FOLDER, cases, dit_weights, needs_golden
from tests.engine.hunyuan.plain import PlainDiT
from tests.engine.hunyuan.tiny import conditions, transformer, weights

ALONE = 1e-5
"""Largest difference between alone and in company, fp32."""
CPU = torch.device("cpu")


@dataclass(frozen=True)
class Request:
    na: int
    nv: int
    windows: int
    nt: int
    guidance: float
    steps: int
    joins: int
    """Steps of the others before it comes."""
    seed: int

    @property
    def conditions(self) -> Conditions:
        return conditions(self.nv, 8 * self.windows, self.nt, self.seed)

    @property
    def noise(self) -> torch.Tensor:
        return noise(self.seed, 128, self.na)

    def start(self, denoiser: Denoiser) -> Denoising:
        return denoiser.start(self.noise, self.conditions, guidance=self.guidance, steps=self.steps)


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
)
MIX = [
    Request(na=50, nv=8, windows=2, nt=5, guidance=4.5, steps=3, joins=0, seed=1),
    Request(na=23, nv=9, windows=1, nt=7, guidance=1.0, steps=4, joins=0, seed=2),
    Request(na=74, nv=12, windows=3, nt=3, guidance=2.0, steps=3, joins=0, seed=3),
]


@pytest.fixture(scope="module")
def dit() -> DiT:
    return transformer(weights())


def together(denoiser: Denoiser, requests: Sequence[Request]) -> list[Denoising]:
    """All in one running set, each from its time on and until its end."""
    states = [request.start(denoiser) for request in requests]
    step = 0
    while any(state.progress < 1 for state in states):
        present = zip(requests, states, strict=True)
        denoiser.step([state for request, state in present if request.joins <= step])
        step += 1
    return states


def alone(dit: DiT, request: Request) -> torch.Tensor:
    denoiser = Denoiser(dit)
    state = request.start(denoiser)
    while state.progress < 1:
        denoiser.step([state])
    return state.latents


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


def test_parked_requests_go_on_to_the_very_same_latents(dit: DiT) -> None:
    uninterrupted = together(Denoiser(dit), MIX)
    denoiser = Denoiser(dit)
    states = [request.start(denoiser) for request in MIX]
    denoiser.step(states)
    parked = io.BytesIO()
    torch.save(states, parked)
    parked.seek(0)
    resumed: list[Denoising] = torch.load(parked, weights_only=False)
    other_process = Denoiser(dit)
    while running := [state for state in resumed if state.progress < 1]:
        other_process.step(running)
    for ours, theirs in zip(resumed, uninterrupted, strict=True):
        assert torch.equal(ours.latents, theirs.latents)


def test_a_request_at_its_end_is_let_be(dit: DiT) -> None:
    denoiser = Denoiser(dit)
    (state,) = together(denoiser, MIX[:1])
    ended = state.latents.clone()
    denoiser.step([state])
    assert torch.equal(state.latents, ended)


def test_without_guidance_the_negative_does_not_matter(dit: DiT) -> None:
    denoiser = Denoiser(dit)
    given = conditions(nv=8, ns=16, nt=5)
    others = Conditions(given.clip_feat, given.sync_feat, given.text, torch.full_like(given.negative, torch.nan))
    first, second = (denoiser.start(noise(1, 128, 50), c, guidance=1.0, steps=1) for c in (given, others))
    denoiser.step([first])
    denoiser.step([second])
    assert torch.equal(first.latents, second.latents)


def test_a_step_that_fails_leaves_every_request_as_before(dit: DiT, monkeypatch: pytest.MonkeyPatch) -> None:
    denoiser = Denoiser(dit)
    states = [request.start(denoiser) for request in MIX]
    before = [(state.done, state.latents.clone()) for state in states]
    with monkeypatch.context() as patch:
        patch.setattr(dit, "velocity", _no_memory)
        with pytest.raises(torch.OutOfMemoryError):
            denoiser.step(states)
    for state, (done, latents) in zip(states, before, strict=True):
        assert state.done == done
        assert torch.equal(state.latents, latents)


def _no_memory(*_: object) -> torch.Tensor:
    raise torch.OutOfMemoryError


def test_what_does_not_change_is_projected_once(dit: DiT) -> None:
    calls: list[str] = []
    invariant = [
        name
        for name, _ in dit.named_modules()
        if name.endswith(("text_cross_kv", "_mod")) or name in ("cond_in", "visual_proj", "sync_in", "time_in.mlp")
    ]
    hooks = [
        dit.get_submodule(name).register_forward_hook(lambda *_, name=name: calls.append(name))
        for name in invariant
    ]
    denoiser = Denoiser(dit)
    state = MIX[0].start(denoiser)
    denoiser.step([state])
    once = len(calls)
    denoiser.step([state])
    for hook in hooks:
        hook.remove()
    assert set(calls) == set(invariant)
    assert len(calls) == once


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
