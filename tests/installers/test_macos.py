"""The recipe for macOS, as far as another system can tell."""

from __future__ import annotations

import os
import plistlib
import re
import shutil
import subprocess
import sys
from pathlib import Path
from xml.etree import ElementTree

import pytest

from footfall_bridge.setup.targets import autostart
from tests.installers.recipes import RECIPES, ROOT, check_shell

MACOS = RECIPES / "macos"
HOME = "/Library/Application Support/Footfall"


@pytest.fixture
def laid_out(tmp_path: Path) -> Path:
    """What a dry run puts together, in a clone of what it reads."""
    shutil.copytree(MACOS, tmp_path / "installers" / "macos")
    for name in ("pyproject.toml", "constraints.txt"):
        shutil.copy(ROOT / name, tmp_path)
    run = ["sh", str(tmp_path / "installers" / "macos" / "build.sh"), "--dry-run"]
    subprocess.run(run, env={**os.environ, "PYTHON": sys.executable}, check=True, capture_output=True)
    return tmp_path / "build" / "macos"


@pytest.mark.parametrize("name", ["build.sh", "postinstall", "uninstall.sh"])
def test_its_scripts_are_sound(name: str) -> None:
    check_shell(MACOS / name)


def test_its_agent_is_the_one_that_setup_writes_too() -> None:
    agent = plistlib.loads((MACOS / "org.footfall.tray.plist").read_bytes())
    assert agent["Label"] == autostart.LABEL
    assert agent["ProgramArguments"] == [f"{HOME}/app/bin/footfall-tray"]
    assert agent["RunAtLoad"] is True


def test_a_dry_run_lays_out_all_but_the_wheels(laid_out: Path) -> None:
    files = {path.relative_to(laid_out).as_posix() for path in laid_out.rglob("*") if path.is_file()}
    assert files == {
        "distribution.xml",
        "scripts/postinstall",
        f"payload{HOME}/constraints.txt",
        f"payload{HOME}/uninstall.sh",
        "payload/Library/LaunchAgents/org.footfall.tray.plist",
    }
    assert os.access(laid_out / "scripts" / "postinstall", os.X_OK)


def test_no_mark_is_left_unfilled(laid_out: Path) -> None:
    for path in laid_out.rglob("*"):
        if path.is_file():
            assert re.findall(r"@[A-Z]+@", path.read_text("utf-8")) == []


def test_the_distribution_names_the_package_that_is_built(laid_out: Path) -> None:
    tree = ElementTree.parse(laid_out / "distribution.xml").getroot()
    packages = [ref.text for ref in tree.iter("pkg-ref") if ref.text]
    assert packages == ["footfall-app.pkg"]
    assert "footfall-app.pkg" in (MACOS / "build.sh").read_text("utf-8")
    chosen = {ref.get("id") for ref in tree.iter("pkg-ref")}
    assert chosen == {"org.footfall"}
