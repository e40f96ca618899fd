"""What Ray brings to the nodes, and what it does not."""

from __future__ import annotations

import subprocess
import sys
from importlib.metadata import version
from pathlib import Path

import footfall_daemon
from footfall_daemon.cluster.fitness import NEEDED, lacking
from footfall_daemon.cluster.shipping import runtime_environment

_LOOK = """
import footfall_daemon.cluster.post, footfall_bridge
from importlib.metadata import entry_points, version
print(footfall_daemon.__path__[0])
print(version("footfall"))
print(*(point.name for point in entry_points(group="footfall.engines")))
"""


def test_a_process_there_has_this_very_code_and_knows_the_engines(tmp_path: Path) -> None:
    environment = runtime_environment(tmp_path / "shipped")
    assert environment == {"working_dir": str(tmp_path / "shipped")}
    said = subprocess.run(
        [sys.executable, "-c", _LOOK], cwd=tmp_path / "shipped", check=True, capture_output=True, text=True
    ).stdout.splitlines()
    assert said[0] == str(tmp_path / "shipped" / "footfall_daemon")
    assert said[1] == version("footfall")
    assert "sketch" in said[2].split()


def test_only_the_code_travels(tmp_path: Path) -> None:
    runtime_environment(tmp_path / "shipped")
    assert not list(tmp_path.rglob("__pycache__"))
    here = {path.name for path in Path(footfall_daemon.__path__[0]).iterdir()}
    there = {path.name for path in (tmp_path / "shipped" / "footfall_daemon").iterdir()}
    assert there == here - {"__pycache__"}


def test_nothing_of_an_earlier_version_is_left(tmp_path: Path) -> None:
    (tmp_path / "shipped" / "footfall_daemon").mkdir(parents=True)
    stale = tmp_path / "shipped" / "footfall_daemon" / "stale.py"
    stale.touch()
    runtime_environment(tmp_path / "shipped")
    assert not stale.exists()


def test_what_a_node_lacks_is_named_as_it_is_installed() -> None:
    assert lacking(["json"]) == []
    assert lacking(["json", "no_such_module"]) == ["no_such_module"]
    assert NEEDED["cv2"] == "opencv-python-headless"


def test_nothing_is_imported_to_know_it() -> None:
    look = (
        "import sys; from footfall_daemon.cluster.fitness import lacking; lacking(); print('torch' in sys.modules)"
    )
    said = subprocess.run([sys.executable, "-c", look], check=True, capture_output=True, text=True).stdout
    assert said.strip() == "False"
