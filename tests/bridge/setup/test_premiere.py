"""Premiere's panel, by an installer of Adobe's that is pretended."""

from __future__ import annotations

import json
import sys
import zipfile
from pathlib import Path

import pytest

from footfall_bridge.protocol import Refusal
from footfall_bridge.setup.changes import digest
from footfall_bridge.setup.panels import Panels, agent_of, run_agent
from footfall_bridge.setup.stock import Stock
from tests.bridge.setup.machines import Computer, made, put

AGENT = "Library/Application Support/Adobe/Adobe Desktop Common/RemoteComponents/UPI/UnifiedPluginInstallerAgent"
PROGRAM = "UnifiedPluginInstallerAgent.app/Contents/MacOS/UnifiedPluginInstallerAgent"


@pytest.fixture
def package(mac: Computer) -> Path:
    """A panel that was built."""
    folder = made(mac.folder / "stock" / "premiere")
    path = folder / "footfall-premiere.ccx"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("manifest.json", json.dumps({"id": "footfall.premiere.panel", "version": "0.1.0"}))
    mac.stock = Stock(folder.parent)
    return path


@pytest.fixture
def premiere(mac: Computer, package: Path) -> Computer:
    made(mac.root / "Applications/Adobe Premiere Pro 2026")
    put(mac.root / AGENT / PROGRAM)
    return mac


def test_the_panel_is_given_to_adobes_installer_once(premiere: Computer) -> None:
    premiere.install("premiere")
    premiere.install("premiere")
    installs = [asked for asked in premiere.adobe.asked if asked[0] == "install"]
    assert installs == [["install", str(premiere.folder / "panel.ccx")]]
    assert premiere.state("premiere") == "installed"


def test_an_older_panel_that_setup_installed_is_replaced(premiere: Computer) -> None:
    premiere.install("premiere")
    record = premiere.places.data / "setup.json"
    paper = json.loads(record.read_text())
    paper["items"][0] |= {"sha256": digest(b"0.0.9"), "version": "0.0.9"}
    record.write_text(json.dumps(paper))
    premiere.adobe.installed = "0.0.9"
    assert premiere.state("premiere") == "stale"
    premiere.install("premiere")
    assert premiere.adobe.installed == "0.1.0"


def test_the_panel_is_removed_by_its_name(premiere: Computer) -> None:
    premiere.install("premiere")
    premiere.remove("premiere")
    assert ["remove", "Footfall"] in premiere.adobe.asked
    assert premiere.adobe.installed is None


def test_without_creative_cloud_it_says_what_to_do(mac: Computer, package: Path) -> None:
    made(mac.root / "Applications/Adobe Premiere 2027")
    assert str(package) in mac.detail("premiere")
    assert mac.written("premiere") == []


def test_without_a_built_panel_it_says_how_to_build_it(mac: Computer) -> None:
    made(mac.root / "Applications/Adobe Premiere Pro 2026")
    mac.stock = Stock(mac.folder)
    assert "make premiere" in mac.detail("premiere")


def test_premiere_elements_is_another_program(mac: Computer) -> None:
    made(mac.root / "Applications/Adobe Premiere Elements 2025")
    assert mac.state("premiere") == "absent"


def test_there_is_no_premiere_for_linux(linux: Computer) -> None:
    assert linux.state("premiere") == "absent"


def test_on_windows_the_installer_may_be_on_another_drive(windows: Computer) -> None:
    common = windows.drive / "Program Files/Common Files/Adobe/Adobe Desktop Common/RemoteComponents/UPI"
    agent = put(common / "UnifiedPluginInstallerAgent/UnifiedPluginInstallerAgent.exe")
    assert agent_of(windows.machine) == agent


def test_a_refusal_of_the_installer_is_told_in_its_words() -> None:
    with pytest.raises(Refusal, match="Adobe's installer refused: bad package"):
        run_agent([sys.executable, "-c", "import sys; print('bad package'); sys.exit(3)"])


def test_without_the_installer_nothing_is_known_of_panels() -> None:
    assert Panels(None, None, "--", run_agent).read("Footfall") is None
