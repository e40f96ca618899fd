"""A wheel brings the plugins along: built, installed, and asked what it would set up."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from footfall_bridge.places import HOME_VARIABLE
from footfall_bridge.setup.stock import Stock, version_of_panel
from tests.bridge.setup.machines import made
from tests.clones import ROOT, clone_into

PANEL = "footfall-premiere.ccx"


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What pip makes of a wheel that was built where the panel had been built, too."""
    folder = tmp_path_factory.mktemp("wheel")
    clone = clone_into(folder / "clone")
    shutil.make_archive(str(clone / "panel"), "zip", ROOT / "plugin_bridge" / "premiere", "manifest.json")
    made(clone / "dist")
    (clone / "panel.zip").rename(clone / "dist" / PANEL)
    build = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(folder)]
    subprocess.run(build, cwd=clone, check=True, capture_output=True)
    (wheel,) = folder.glob("*.whl")
    install = [sys.executable, "-m", "pip", "install", "--quiet", "--no-index", "--no-deps", "--target"]
    subprocess.run([*install, str(folder / "site"), str(wheel)], check=True, capture_output=True)
    return folder / "site"


@pytest.fixture
def stock(site: Path) -> Stock:
    return Stock(site / "footfall_bridge" / "plugins")


def test_it_has_the_same_plugins_as_the_clone(stock: Stock) -> None:
    clone = Stock(ROOT / "plugin_bridge")
    assert stock.resolve() == clone.resolve()
    assert stock.blender() == clone.blender()
    assert stock.text("files/nautilus.py") == clone.text("files/nautilus.py")


def test_it_has_the_panel_that_was_built(stock: Stock) -> None:
    package = stock.premiere()
    assert package is not None
    assert version_of_panel(package) == "0.1.0"


def test_it_has_the_versions_that_are_known_together(site: Path) -> None:
    inside = site / "footfall_bridge" / "plugins" / "constraints.txt"
    assert inside.read_text("utf-8") == (ROOT / "constraints.txt").read_text("utf-8")


def test_what_is_installed_from_it_sets_up_from_itself(site: Path, tmp_path: Path) -> None:
    made(tmp_path / ".local/share/DaVinciResolve/Fusion/Scripts")
    made(tmp_path / ".config/blender/4.2")
    said = asked(site, tmp_path, "setup", "--all", "--dry-run", "--json")
    wheres = [change["where"] for change in said["changes"]]
    assert f"{tmp_path}/.local/share/DaVinciResolve/Fusion/Scripts/Utility/Generate Foley.py" in wheres
    assert f"{tmp_path}/.config/blender/4.2/extensions/user_default/footfall/__init__.py" in wheres
    states = {target["name"]: target["state"] for target in said["targets"]}
    assert (states["resolve"], states["blender"]) == ("not installed", "not installed")


def asked(site: Path, home: Path, *words: str) -> Any:
    environment = {
        "PATH": os.defpath,
        "PYTHONPATH": str(site),
        "HOME": str(home),
        HOME_VARIABLE: str(home / "footfall"),
    }
    python = [sys.executable, "-m", "footfall_bridge.cli"]
    origin = "import footfall_bridge; print(footfall_bridge.__file__)"
    where = subprocess.run(
        [sys.executable, "-c", origin], env=environment, cwd=home, capture_output=True, text=True, check=True
    )
    assert Path(where.stdout.strip()).is_relative_to(site)
    done = subprocess.run([*python, *words], env=environment, cwd=home, capture_output=True, text=True, check=True)
    return json.loads(done.stdout)
