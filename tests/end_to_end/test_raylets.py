"""The cluster that other tests run on: nodes that answer, die and join."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest

from tests.end_to_end.raylets import PATIENCE, Raylet, Raylets, raylets

pytestmark = [pytest.mark.slow, pytest.mark.timeout(600)]
PROJECT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="module")
def cluster() -> Iterator[Raylets]:
    with raylets(nodes=2) as cluster:
        yield cluster


def test_each_node_answers(cluster: Raylets) -> None:
    answered = muster(cluster, cluster.address)
    for node in cluster.nodes:
        assert answered[node.name] in [one.pid for one in family(node)]


def test_a_killed_node_is_missed_and_another_joins(cluster: Raylets) -> None:
    gone = cluster.nodes[-1]
    cluster.kill(gone)
    assert gone.name not in muster(cluster, cluster.client_address)
    joined = cluster.add_node()
    assert joined.name in muster(cluster, cluster.client_address)


def test_nobody_is_let_in_without_the_token(cluster: Raylets, tmp_path: Path) -> None:
    wrong = tmp_path / "token"
    wrong.write_text("0" * 64, "utf-8")
    done = drive(cluster, cluster.address, {"RAY_AUTH_TOKEN_PATH": str(wrong)})
    assert done.returncode
    assert "Authentication token is missing or incorrect" in done.stderr


def test_a_closed_cluster_leaves_nobody_behind() -> None:
    with raylets(nodes=1) as cluster:
        started = family(cluster.head)
    assert len(started) > 4
    assert not [one for one in started if one.is_running()]


def muster(cluster: Raylets, address: str) -> dict[str, int]:
    """Names of the nodes that answer, with the pids of their raylets."""
    done = drive(cluster, address, {})
    assert done.returncode == 0, done.stderr
    return {name: int(pid) for name, pid in map(str.split, done.stdout.splitlines())}


def drive(cluster: Raylets, address: str, extra: dict[str, str]) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "tests.end_to_end.muster", address, *(node.name for node in cluster.nodes)],
        cwd=PROJECT,
        env=os.environ | cluster.environment | extra,
        capture_output=True,
        text=True,
        timeout=PATIENCE,
        check=False,
    )


def family(node: Raylet) -> list[psutil.Process]:
    first = psutil.Process(node.process.pid)
    return [first, *first.children(recursive=True)]
