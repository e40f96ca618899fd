"""The extension for Nautilus under the system's Python, with Nautilus's own classes: when it shows its entry."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path
from typing import Any

import pytest

from tests.bridge.setup.machines import Computer, put

PYTHON = Path("/usr/bin/python3")
ASK = """
import gi, json, os, sys
for version in ("4.0", "4.1", "3.0"):
    try:
        gi.require_version("Nautilus", version)
        break
    except ValueError:
        continue
from gi.repository import Gio, GLib

class File:
    def __init__(self, uri, kind):
        self.get_location = lambda: Gio.File.new_for_uri(uri)
        self.get_mime_type = lambda: kind

sys.path.insert(0, os.path.dirname(sys.argv[1]))
import footfall

menu = footfall.FootfallMenu()
files = [File(uri, kind) for uri, kind in json.loads(sys.argv[2])]
new, old = menu.get_file_items(files), menu.get_file_items(None, files)
assert len(new) == len(old)
print(json.dumps([item.get_property("label") for item in new]))
if new and len(sys.argv) > 3:
    new[0].emit("activate")
    loop = GLib.MainLoop()
    GLib.timeout_add(20, lambda: not (GLib.file_test(sys.argv[3], GLib.FileTest.EXISTS) and loop.quit()))
    loop.run()
"""


@pytest.fixture
def extension(linux: Computer, tmp_path: Path) -> Path:
    probe = "import gi; gi.require_version('Nautilus', '4.0'); from gi.repository import Nautilus"
    if not PYTHON.exists() or subprocess.run([PYTHON, "-c", probe], capture_output=True, check=False).returncode:
        pytest.skip("Nautilus's classes are missing: install nautilus and python3-nautilus")
    kept = tmp_path / "asked"
    tool = put(
        tmp_path / "tool", f'#!/bin/sh\nprintf "%s\\n" "$@" > "{kept}.new"; mv "{kept}.new" "{kept}"\n'.encode()
    )
    tool.chmod(0o755)
    linux.change(footfall=(str(tool),))
    linux.program("nautilus")
    linux.install("files")
    return linux.home / ".local/share/nautilus-python/extensions/footfall.py"


def shown(extension: Path, *files: tuple[str, str], then: str = "") -> Any:
    words = [str(PYTHON), "-c", ASK, str(extension), json.dumps(files), *([then] if then else [])]
    done = subprocess.run(words, capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


@pytest.mark.parametrize("kind", ["video/mp4", "application/mxf"])
def test_videos_have_it(extension: Path, kind: str) -> None:
    assert shown(extension, ("file:///film/a.mp4", kind)) == ["Generate Foley"]


@pytest.mark.parametrize(
    "files",
    [
        [("file:///film/a.txt", "text/plain")],
        [("file:///film/a.mp4", "video/mp4"), ("file:///film/a.txt", "text/plain")],
        [("file:///film", "inode/directory")],
        [("mtp://phone/a.mp4", "video/mp4")],
        [],
    ],
)
def test_nothing_else_has_it(extension: Path, files: list[tuple[str, str]]) -> None:
    assert shown(extension, *files) == []


def test_a_click_starts_our_command_with_all_files(extension: Path, tmp_path: Path) -> None:
    asked = tmp_path / "asked"
    files = [("file:///film/a%20b.mp4", "video/mp4"), ("file:///film/--help.mov", "video/quicktime")]
    shown(extension, *files, then=str(asked))
    words = asked.read_text().splitlines()
    assert words == ["generate", "--no-wait", "--notify", "--", "/film/a b.mp4", "/film/--help.mov"]
