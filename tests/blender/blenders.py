"""Real Blenders: found, or installed where that is ours to do; and scripts run in them."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from footfall_bridge.places import HOME_VARIABLE
from tests.debian import do, need

BPY: Final = "5.0.1"
_CACHE: Final = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "footfall-tests"
_RUNNING: Final = 150
_STAGE: Final = Path(__file__).parent


@dataclass(frozen=True, slots=True)
class Blender:
    """A command that runs a script in it."""

    name: str
    command: tuple[str, ...]
    user: Path
    """Its settings, and what is installed in it."""

    def run(self, script: str, home: Path, folder: Path, **words: Any) -> dict[str, Any]:
        """What `script` tells. It finds `words` in `given`, and the stage's functions as its own."""
        told = folder / "told.json"
        told.unlink(missing_ok=True)
        path = written(script, folder, **words)
        done = subprocess.run(
            [*self.command, str(path)],
            env=self.environment(home),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            errors="replace",
            timeout=_RUNNING,
            check=False,
        )
        assert done.returncode == 0, done.stdout
        assert told.exists(), done.stdout
        answer: dict[str, Any] = json.loads(told.read_text("utf-8"))
        return answer

    def environment(self, home: Path) -> Mapping[str, str]:
        """Of a user who has nothing but Footfall."""
        self.user.mkdir(exist_ok=True)
        own = {name: str(self.user) for name in ("HOME", "XDG_CONFIG_HOME", "XDG_RUNTIME_DIR")}
        kept = {name: os.environ[name] for name in ("PATH", "LANG", "DISPLAY") if name in os.environ}
        return {**kept, **own, HOME_VARIABLE: str(home), "LIBGL_ALWAYS_SOFTWARE": "1"}


_PROLOGUE = """
import sys
sys.path.insert(0, {stage!r})
import bpy
from stage import *
given = {given!r}
"""


def written(script: str, folder: Path, **words: Any) -> Path:
    """A file that Blender can run."""
    path = folder / "script.py"
    path.write_text(
        _PROLOGUE.format(stage=str(_STAGE), given=words | {"told": str(folder / "told.json")}) + script
    )
    return path


def bpy_blender(user: Path) -> Blender:
    """Blender as a Python module, in an environment of its own: it would not fit into ours."""
    python = _CACHE / f"bpy-{BPY}" / "bin" / "python"
    if not _imports(python):
        source = _python_for_bpy()
        shutil.rmtree(python.parent.parent, ignore_errors=True)
        do([source, "-m", "venv", str(python.parent.parent)])
        do([str(python), "-m", "pip", "install", "--quiet", f"bpy=={BPY}"])
    return Blender("bpy", (str(python), "-W", "ignore"), user)


def debian_blender(user: Path) -> Blender:
    """3.4, as Debian 12 has it."""
    program = need("blender", "blender")
    return Blender("3.4", (program, "--background", "--factory-startup", *_FAIL, "--python"), user)


_FAIL: Final = ("--python-exit-code", "9")


def window_tools() -> None:
    """What a window needs that nobody looks at."""
    for command, package in (("Xvfb", "xvfb"), ("xdotool", "xdotool"), ("import", "imagemagick")):
        need(command, package, "libgl1-mesa-dri")


def _python_for_bpy() -> str:
    """bpy 5.0 is for Python 3.11 alone."""
    if sys.version_info[:2] == (3, 11):
        return str(Path(sys.base_prefix) / "bin" / "python3.11")
    return need("python3.11", "python3.11")


def _imports(python: Path) -> bool:
    if not python.exists():
        return False
    return subprocess.run([str(python), "-c", "import bpy"], capture_output=True, check=False).returncode == 0
