"""The cluster child as a real process, where Ray is not installed."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO, cast

import pytest

from footfall_daemon import pipe
from footfall_daemon.cluster.messages import Failed, Open, Terms, from_cluster

Process = subprocess.Popen[bytes]


@pytest.fixture
def child(tmp_path: Path) -> Iterator[Process]:
    hidden = tmp_path / "hidden"
    hidden.mkdir()
    (hidden / "ray.py").write_text("raise ModuleNotFoundError('not here', name='ray')\n")
    paths = [str(hidden), *([before] if (before := os.environ.get("PYTHONPATH")) else [])]
    with subprocess.Popen(
        [sys.executable, "-m", "footfall_daemon.cluster", str(tmp_path / "shipped")],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        env={**os.environ, "PYTHONPATH": os.pathsep.join(paths)},
    ) as child:
        yield child
        child.kill()


def test_without_ray_it_says_what_to_install(child: Process) -> None:
    opened = Open(terms=Terms(address="auto"), weights={})
    pipe.send(cast(BinaryIO, child.stdin), opened.model_dump(mode="json"))
    said = from_cluster.validate_python(pipe.receive(cast(BinaryIO, child.stdout)))
    assert said == Failed(message="ray is not installed: `pip install 'footfall[cluster]'`")
    assert child.wait() == 1


def test_without_a_daemon_it_leaves(child: Process) -> None:
    assert child.stdin is not None
    child.stdin.close()
    assert child.wait() == 0
