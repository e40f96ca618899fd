"""The panel as it is shipped: its manifest, its types, its own tests, its package."""

from __future__ import annotations

import importlib.metadata
import json
import re
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path
from typing import Any

import pytest

from footfall_bridge.gateway.address import HOST
from footfall_bridge.places import GATEWAY_PORTS
from tests.premiere.packages import FOLDER, run

ROOT = FOLDER.parents[1]


@pytest.fixture
def manifest() -> Any:
    return json.loads((FOLDER / "manifest.json").read_text("utf-8"))


def test_the_manifest_lets_the_panel_speak_to_the_gateway_and_to_nobody_else(manifest: Any) -> None:
    """Ports cannot be wildcards, and the word `all` inside a list fails without a word."""
    domains = manifest["requiredPermissions"]["network"]["domains"]
    assert sorted(domains) == sorted(
        f"{scheme}://{HOST}:{port}" for scheme in ("http", "ws") for port in GATEWAY_PORTS
    )


def test_the_code_knows_the_same_ports() -> None:
    (words,) = re.findall(
        r"PORTS: readonly number\[\] = \[(.*)\]", (FOLDER / "src" / "gateway.ts").read_text("utf-8")
    )
    assert tuple(int(port) for port in words.split(",")) == GATEWAY_PORTS


def test_the_manifest_is_of_version_5_and_for_one_host(manifest: Any) -> None:
    assert manifest["manifestVersion"] == 5
    assert manifest["host"] == {"app": "premierepro", "minVersion": "25.6.0"}
    assert [entry["type"] for entry in manifest["entrypoints"]] == ["panel"]
    assert re.fullmatch(r"\d+\.\d+\.\d+", manifest["version"])
    assert set(manifest["requiredPermissions"]) == {"network", "localFileSystem"}


def test_the_versions_agree(manifest: Any) -> None:
    package = json.loads((FOLDER / "package.json").read_text("utf-8"))
    assert manifest["version"] == package["version"] == importlib.metadata.version("footfall")
    assert f'VERSION = "{manifest["version"]}"' in (FOLDER / "src" / "versions.ts").read_text("utf-8")


def test_the_icons_are_there(manifest: Any) -> None:
    for icon in [*manifest["icons"], *manifest["entrypoints"][0]["icons"]]:
        plain = FOLDER / icon["path"]
        for scale in icon["scale"]:
            file = plain if scale == 1 else plain.with_name(f"{plain.stem}@{scale}x.png")
            width = int.from_bytes(file.read_bytes()[16:20], "big")
            assert width == icon["width"] * scale


def test_the_lock_file_names_no_host() -> None:
    lock = (FOLDER / "package-lock.json").read_text("utf-8")
    assert "resolved" not in lock
    assert "://" not in re.sub(r'"(url|homepage)": "[^"]*"', "", lock)


@pytest.mark.slow
def test_the_types_agree_with_those_of_the_vendor(installed: None) -> None:
    run("npm", "run", "--silent", "check")


@pytest.mark.slow
def test_its_own_tests_pass(installed: None) -> None:
    said = run("npm", "run", "--silent", "test")
    assert re.search(r"^# fail 0$", said, re.MULTILINE)
    assert not re.search(r"^# pass 0$", said, re.MULTILINE)


@pytest.mark.slow
def test_the_package_holds_the_plugin_and_nothing_else(installed: None, tmp_path: Path) -> None:
    if shutil.which("make") is None:
        pytest.skip("make is not installed")
    package = tmp_path / "footfall.ccx"
    words = ["make", "premiere", f"CCX={package}", f"PYTHON={sys.executable}"]
    done = subprocess.run(words, cwd=ROOT, capture_output=True, text=True, timeout=170, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    with zipfile.ZipFile(package) as ccx:
        names = {name for name in ccx.namelist() if not name.endswith("/")}
        code = ccx.read("panel.js").decode()
    icons = {f"icons/{kind}{scale}.png" for kind in ("dark", "light", "plugin") for scale in ("", "@2x")}
    assert names == {"manifest.json", "index.html", "panel.css", "panel.js", *icons}
    assert set(re.findall(r"\brequire\w*\(\"(\w+)\"\)", code)) == {"uxp", "premierepro", "fs", "os"}
    assert not re.search(r"TextDecoder|TextEncoder|crypto\.subtle", _code_alone(code))


def _code_alone(code: str) -> str:
    """Without comments, which may name what we do not use."""
    return re.sub(r"/\*.*?\*/|//[^\n]*", "", code, flags=re.DOTALL)
