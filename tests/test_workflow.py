"""The workflow of GitHub Actions: nothing in it can change under us, and it may do nothing but read."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

ROOT = Path(__file__).resolve().parents[1]
WORKFLOWS = sorted((ROOT / ".github" / "workflows").glob("*.yml"))


def read(file: Path) -> dict[str, Any]:
    workflow: dict[str, Any] = yaml.safe_load(file.read_text("utf-8"))
    return workflow


def steps(file: Path) -> Iterator[dict[str, Any]]:
    for job in read(file)["jobs"].values():
        yield from job["steps"]


def commands(file: Path) -> list[str]:
    return [step["run"] for step in steps(file) if "run" in step]


def test_there_is_one() -> None:
    assert [file.name for file in WORKFLOWS] == ["ci.yml"]


@pytest.mark.parametrize("file", WORKFLOWS, ids=lambda file: file.name)
def test_every_action_is_a_commit_whose_version_is_told(file: Path) -> None:
    used = [step["uses"] for step in steps(file) if "uses" in step]
    assert used
    assert all(re.fullmatch(r"actions/[a-z-]+@[0-9a-f]{40}", action) for action in used)
    told = re.findall(r"uses: (\S+)  # v\d+\.\d+\.\d+$", file.read_text("utf-8"), re.MULTILINE)
    assert sorted(told) == sorted(used)


@pytest.mark.parametrize("file", WORKFLOWS, ids=lambda file: file.name)
def test_it_may_only_read(file: Path) -> None:
    workflow = read(file)
    assert workflow["permissions"] == {"contents": "read"}
    assert not any("permissions" in job for job in workflow["jobs"].values())
    assert "secrets." not in file.read_text("utf-8")
    checkouts = [step for step in steps(file) if step.get("uses", "").startswith("actions/checkout@")]
    assert all(step["with"]["persist-credentials"] is False for step in checkouts)
    assert "pull_request_target" not in file.read_text("utf-8")


@pytest.mark.parametrize("file", WORKFLOWS, ids=lambda file: file.name)
def test_it_ends(file: Path) -> None:
    workflow = read(file)
    assert workflow["concurrency"]["cancel-in-progress"] is True
    assert all(job["timeout-minutes"] <= 120 for job in workflow["jobs"].values())


def test_it_runs_what_a_developer_runs() -> None:
    (file,) = WORKFLOWS
    makefile = (ROOT / "Makefile").read_text("utf-8")
    targets = [target for command in commands(file) for target in re.findall(r"\bmake ([a-z-]+)", command)]
    assert {"test", "test-slow", "package"} <= set(targets)
    for target in targets:
        assert re.search(rf"^{target}:", makefile, re.MULTILINE), target
    assert {system.partition("-")[0] for system in read(file)["jobs"]["test"]["strategy"]["matrix"]["os"]} == {
        "ubuntu",
        "macos",
        "windows",
    }


def test_what_it_caches_is_known_by_the_pinned_versions() -> None:
    (file,) = WORKFLOWS
    pythons = [step for step in steps(file) if step.get("uses", "").startswith("actions/setup-python@")]
    assert pythons
    assert all(step["with"]["cache-dependency-path"] == "constraints.txt" for step in pythons)
