"""Our networks against the golden vectors beside the checkout."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest
import torch
from safetensors.torch import load_file
from typer.testing import CliRunner

from footfall_daemon.engine.hunyuan.sampler import Schedule
from tests.parity.__main__ import app
from tests.parity.vectors import CHECKS, GOLDEN, Check

pytestmark = pytest.mark.skipif(not GOLDEN.exists(), reason="no ../shared/golden/hunyuan beside the checkout")


@pytest.mark.parametrize("check", CHECKS, ids=lambda check: check.name)
def test_vectors_are_within_tolerance(check: Check) -> None:
    assert check.error(GOLDEN) <= check.tolerance


def test_pictures_are_equal() -> None:
    assert next(check for check in CHECKS if check.name == "preprocess").error(GOLDEN) == 0


def test_the_times_of_the_solver_are_the_original_s() -> None:
    for key, times in load_file(GOLDEN / "denoise.safetensors").items():
        if key.endswith("timesteps"):
            torch.testing.assert_close(Schedule.linear(len(times)).times, times, rtol=0, atol=0)


@pytest.fixture
def vae_alone(tmp_path: Path) -> Path:
    for name in ("vae.safetensors", "vae_decode.safetensors"):
        shutil.copyfile(GOLDEN / name, tmp_path / name)
    return tmp_path


def test_machines_get_errors_by_file(vae_alone: Path) -> None:
    result = CliRunner().invoke(app, [str(vae_alone), "--json"])
    said = json.loads(result.stdout)
    assert list(said) == ["vae_decode"]
    assert 0 < said["vae_decode"]["max_abs_error"] <= 1e-6


def test_vectors_that_are_not_there_are_no_success(vae_alone: Path) -> None:
    result = CliRunner().invoke(app, [str(vae_alone)])
    assert (result.exit_code, result.stdout.count("not there")) == (1, len(CHECKS) - 1)
