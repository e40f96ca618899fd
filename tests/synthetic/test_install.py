"""The synthetic engine is installed for other processes as a package of somebody else would be."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from footfall_daemon.engine.messages import Load
from tests.engine.child import Child
from tests.synthetic.card import headroom_beside
from tests.synthetic.install import environment
from tests.synthetic.options import Options

_LIST = """\
import sys
from footfall_daemon.catalog import Catalog
print(*Catalog().names(), "torch" in sys.modules)
"""


def test_a_daemon_knows_it_without_loading_torch(tmp_path: Path) -> None:
    listed = subprocess.run(
        [sys.executable, "-c", _LIST],
        env={**os.environ, **environment(tmp_path, Options())},
        capture_output=True,
        text=True,
        check=True,
    )
    *names, torch = listed.stdout.split()
    assert {"seeing", "synthetic"} < set(names)
    assert torch == "False"


def test_an_engine_child_loads_it_with_the_options_given(tmp_path: Path) -> None:
    told = []
    for card in (0, 1):
        child = Child(environment(tmp_path / f"{card}", Options(card=card)))
        child.say(Load(engine="synthetic"))
        child.hear()
        told.append(type(child.hear()).__name__)
        child.close()
    assert told == ["Loaded", "EngineFailed"]


def test_a_headroom_that_leaves_more_than_there_is_is_none() -> None:
    assert headroom_beside(2**60) == 0
