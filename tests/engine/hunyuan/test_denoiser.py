"""Requests come and go between steps, are parked and resumed, and step in the way that their options say."""

from __future__ import annotations

import io
from collections.abc import Sequence
from dataclasses import replace

import pytest
import torch

from footfall_daemon.engine.hunyuan.denoiser import Conditions, Denoiser, Denoising
from footfall_daemon.engine.hunyuan.dit import DiT, Moments
from footfall_daemon.engine.hunyuan.packing import Branch, Packing
from footfall_daemon.engine.hunyuan.sampler import LOSSLESS, Options, noise
from tests.engine.hunyuan.company import HASTY, MIX, together
from tests.engine.hunyuan.plain import PlainDiT
from tests.engine.hunyuan.tiny import conditions, transformer, weights


@pytest.fixture(scope="module")
def dit() -> DiT:
    return transformer(weights())


@pytest.fixture
def packed(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """Sequences in each packing that is made."""
    sizes: list[int] = []
    pack = Packing.of

    def count(branches: Sequence[Branch], moments: Sequence[int], unseen: torch.Tensor) -> Packing:
        sizes.append(len(branches))
        return pack(branches, moments, unseen)

    monkeypatch.setattr(Packing, "of", count)
    return sizes


@pytest.mark.parametrize("options", [LOSSLESS, HASTY], ids=["lossless", "hasty"])
def test_parked_requests_go_on_to_the_very_same_latents(dit: DiT, options: Options) -> None:
    mix = [replace(request, steps=request.steps + 4, options=options) for request in MIX]
    uninterrupted = together(Denoiser(dit), mix)
    denoiser = Denoiser(dit)
    states = [request.start(denoiser) for request in mix]
    for _ in range(3):
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


def test_schedules_are_tabulated_once_for_all_who_share_them(dit: DiT, monkeypatch: pytest.MonkeyPatch) -> None:
    tabulated: list[int] = []
    tabulate = dit.tabulate

    def count(times: torch.Tensor) -> Moments:
        tabulated.append(len(times))
        return tabulate(times)

    monkeypatch.setattr(dit, "tabulate", count)
    together(Denoiser(dit), [replace(r, steps=n, joins=r.seed) for r, n in zip(MIX, (8, 8, 5), strict=True)])
    assert tabulated == [8, 5]


def test_the_company_is_packed_anew_only_when_it_changes(dit: DiT, packed: list[int]) -> None:
    denoiser = Denoiser(dit)
    early, late, other = (
        replace(request, steps=steps).start(denoiser) for request, steps in zip(MIX, (9, 9, 7), strict=True)
    )
    denoiser.step([early])
    for company in ([early, late, other], [late, other]):  # at different steps of one schedule, and of another
        for _ in range(3):
            denoiser.step(company)
    assert packed == [2, 5, 3]


def test_a_bound_of_the_guidance_interval_changes_the_company(dit: DiT, packed: list[int]) -> None:
    denoiser = Denoiser(dit)
    state = replace(MIX[0], steps=8, options=Options(guidance_interval=(0.25, 0.75))).start(denoiser)
    while state.progress < 1:
        denoiser.step([state])
    assert packed == [1, 2, 1]


def test_guidance_applies_within_its_interval_and_the_prompt_alone_beyond(dit: DiT) -> None:
    """Four steps, at 1, 0.75, 0.5 and 0.25: the second and third are guided."""
    plain, denoiser = PlainDiT(weights()), Denoiser(dit)
    request = replace(MIX[0], steps=4, options=Options(guidance_interval=(0.5, 0.75)))
    state, x = request.start(denoiser), request.noise
    for sigma, guidance in ((1.0, 1.0), (0.75, 4.5), (0.5, 4.5), (0.25, 1.0)):
        assert len(state.present) == (2 if guidance > 1 else 1)
        denoiser.step([state])
        x = x - 0.25 * plain.guided(x, torch.tensor(1000 * sigma), request.conditions, guidance)
        torch.testing.assert_close(state.latents, x, rtol=0, atol=2e-5)


def test_both_bounds_of_the_guidance_interval_belong_to_it(dit: DiT) -> None:
    state = replace(MIX[0], steps=50, options=Options(guidance_interval=(0.2, 0.8))).start(Denoiser(dit))
    guided = []
    for state.done in range(50):
        guided.append(len(state.present) == 2)
    assert guided == [False] * 10 + [True] * 31 + [False] * 9


def test_second_order_begins_anew_where_guidance_begins_or_ends(dit: DiT) -> None:
    denoiser = Denoiser(dit)
    options = Options(solver="ab2", guidance_interval=(0.5, 0.75))
    state = replace(MIX[0], steps=4, options=options).start(denoiser)
    remembered = []
    while state.progress < 1:
        denoiser.step([state])
        remembered.append(state.before is not None)
    assert remembered == [False, True, False, True]


def test_a_remembered_velocity_is_the_requests_own_rows_alone(dit: DiT) -> None:
    """What is parked must not take the company along."""
    denoiser = Denoiser(dit)
    states = [replace(request, guidance=1.0, options=HASTY).start(denoiser) for request in MIX]
    denoiser.step(states)
    for state in states:
        assert state.before is not None
        assert state.before.velocity.untyped_storage().nbytes() == state.latents.untyped_storage().nbytes()
