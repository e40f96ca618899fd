"""Small operations, compiled: the same numbers, and no compilation when the company changes."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
import torch
from torch._dynamo import reset
from torch._dynamo.utils import counters

from footfall_daemon.engine.hunyuan.denoiser import Denoiser, Denoising
from footfall_daemon.engine.hunyuan.sampler import noise
from footfall_daemon.engine.hunyuan.small import PLAIN, compiled
from tests.engine.hunyuan.tiny import conditions, transformer, weights

_CPU = torch.device("cpu")


@pytest.fixture
def clean() -> Iterator[None]:
    reset()
    yield
    reset()


def request(denoiser: Denoiser, length: int, seed: int) -> Denoising:
    given = conditions(nv=length // 6, ns=8 * (length // 20), nt=5 + seed, seed=seed)
    return denoiser.start(noise(seed, 128, length), given, guidance=3.0, steps=5)


def latents(denoiser: Denoiser) -> list[torch.Tensor]:
    """Of three clips that join one after another, and leave as they are done."""
    states: list[Denoising] = []
    for seed, length in enumerate((60, 44, 100)):
        states.append(request(denoiser, length, seed))
        denoiser.step(states)
    while any(state.progress < 1 for state in states):
        denoiser.step(states)
    return [state.latents for state in states]


@pytest.mark.slow
@pytest.mark.filterwarnings("ignore::DeprecationWarning")  # of torch's own compiler
def test_compiled_they_give_the_same_and_are_compiled_once(clean: None) -> None:
    dit = transformer(weights())
    expected = latents(Denoiser(dit))
    dit.use(compiled(_CPU))
    first = latents(Denoiser(dit))
    graphs = counters["stats"]["unique_graphs"]
    assert graphs > 1
    again = latents(Denoiser(dit))
    assert counters["stats"]["unique_graphs"] == graphs
    for plain, one, other in zip(expected, first, again, strict=True):
        torch.testing.assert_close(one, plain, atol=1e-5, rtol=0)
        assert torch.equal(one, other)


def test_without_a_compiler_they_stay_as_they_are(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def uncompilable(function: object, *, dynamic: bool) -> object:
        def fail(*_: object) -> None:
            raise RuntimeError("no compiler was found\nand much more")

        return fail

    monkeypatch.setattr(torch, "compile", uncompilable)
    assert compiled(_CPU) is PLAIN
    assert "no compiler was found" in caplog.text
    assert "and much more" not in caplog.text
