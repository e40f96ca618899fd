"""What `footfall doctor` looks at. Heavy libraries are tried in processes of their own, with a time limit."""

from __future__ import annotations

import importlib.metadata
import importlib.util
import json
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from footfall_bridge.locate import daemon_lives, greet, read_connection
from footfall_bridge.places import Places
from footfall_bridge.protocol import Refusal
from footfall_bridge.setup import EDITORS, Setup, Target, TargetState

_TIME_LIMIT = 90.0
_LEAST_SPACE = 2**30
_PACKAGES = {  # what is imported: what is installed
    "footfall_daemon": "footfall",
    "torch": "torch",
    "av": "av",
    "cv2": "opencv-python-headless",
    "numpy": "numpy",
}
_INSTALL = "pip install 'footfall[daemon]'"

_ASK_TORCH = """
import json, torch
accelerator = torch.accelerator.current_accelerator() if torch.accelerator.is_available() else None
name = torch.cuda.get_device_name() if accelerator is not None and accelerator.type == "cuda" else None
print(json.dumps({"device": str(accelerator or "cpu"), "name": name}))
"""
_ASK_AV = """
import av, json
def has(name, mode):
    try:
        av.codec.Codec(name, mode)
    except av.error.FFmpegError:
        return False
    return True
decoders = "h264 hevc prores dnxhd mjpeg mpeg2video vp9 av1".split()
print(json.dumps({
    "decoders": [name for name in decoders if has(name, "r")],
    "no_decoders": [name for name in decoders if not has(name, "r")],
    "no_encoders": [name for name in ("pcm_s24le", "aac") if not has(name, "w")],
}))
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One thing looked at, and where it is not well, what to do."""

    name: str
    ok: bool
    detail: str
    fix: str = ""
    required: bool = True


def examine(places: Places) -> Iterator[Finding]:
    """One finding after the other, the quick ones first."""
    yield python()
    yield from packages()
    yield from folders(places)
    yield space(places)
    yield keys(places)
    yield daemon(places)
    yield from editors(places)
    yield codecs()
    yield device()


def python() -> Finding:
    version = ".".join(map(str, sys.version_info[:3]))
    return Finding(
        name="python",
        ok=sys.version_info >= (3, 11),
        detail=f"{version} ({sys.executable})",
        fix="use Python 3.11 or newer",
    )


def packages() -> Iterator[Finding]:
    for module, distribution in _PACKAGES.items():
        found = importlib.util.find_spec(module) is not None
        yield Finding(name=module, ok=found, detail=_version(distribution) if found else "missing", fix=_INSTALL)


def folders(places: Places) -> Iterator[Finding]:
    for name in ("config", "data", "cache", "logs", "runtime"):
        folder: Path = getattr(places, name)
        problem = _write_problem(folder)
        yield Finding(
            name=f"folder {name}",
            ok=not problem,
            detail=f"{folder}{': ' if problem else ''}{problem}",
            fix="make it writable, or set FOOTFALL_HOME to a folder that is",
        )


def space(places: Places) -> Finding:
    free = min(shutil.disk_usage(_existing(folder)).free for folder in (places.data, places.cache))
    return Finding(
        name="disk space",
        ok=free >= _LEAST_SPACE,
        detail=f"{free / 2**30:.1f} GiB free",
        fix="make room: 1 GiB is needed",
    )


def keys(places: Places) -> Finding:
    """The connection file holds keys: only its owner may read it. On Windows the profile folder sees to that."""
    file = places.connection_file
    if not file.exists():
        return Finding(name="connection file", ok=True, detail="none: no daemon runs")
    mode = file.stat().st_mode & 0o777
    ok = sys.platform == "win32" or mode == 0o600
    return Finding(
        name="connection file", ok=ok, detail=f"{file} ({mode:04o})", fix=f"stop the daemon and remove {file}"
    )


def daemon(places: Places) -> Finding:
    if not daemon_lives(places):
        return Finding(name="daemon", ok=True, detail="not running: the next command that needs one starts it")
    connection = read_connection(places)
    try:
        if connection is None:
            raise Refusal("no-daemon", "its connection file cannot be read")
        told = greet(connection)
    except Refusal as refusal:
        return Finding(
            name="daemon",
            ok=False,
            detail=f"its lock is held, but it does not answer: {refusal.message} [{refusal.code}]",
            fix=f"end process {connection.pid if connection else 'footfall_daemon'}, then try again",
        )
    return Finding(name="daemon", ok=True, detail=f"{told.version}, process {told.pid}, up {told.uptime_s:.0f} s")


def editors(places: Places) -> Iterator[Finding]:
    """One for each editor, here or not."""
    try:
        targets = Setup(places).targets()
    except Refusal as refusal:
        yield Finding(name="editors", ok=False, detail=refusal.message, fix="footfall setup", required=False)
        return
    for target in targets:
        if target.name in EDITORS:
            yield editor(target)


def editor(target: Target) -> Finding:
    version = f" {target.version}" if target.version else ""
    words = {
        TargetState.absent: "",
        TargetState.installed: f"plugin{version}. ",
        TargetState.not_installed: "plugin not installed. ",
        TargetState.stale: f"plugin{version} is out of date, or not whole. ",
        TargetState.changed: f"plugin{version}, some of it changed or not written by setup. ",
    }
    return Finding(
        name=f"editor {target.name}",
        ok=target.state in (TargetState.absent, TargetState.installed),
        detail=words[target.state] + target.detail,
        fix=f"footfall setup {target.name}",
        required=False,
    )


def codecs() -> Finding:
    told = _told_by(_ASK_AV)
    if isinstance(told, str):
        return Finding(name="codecs", ok=False, detail=told, fix=_INSTALL)
    missing = told["no_decoders"] + told["no_encoders"]
    detail = f"reads {', '.join(told['decoders'])}" + (f"; lacks {', '.join(missing)}" if missing else "")
    return Finding(
        name="codecs", ok=not missing, detail=detail, fix="reinstall av from its own wheels", required=False
    )


def device() -> Finding:
    told = _told_by(_ASK_TORCH)
    if isinstance(told, str):
        return Finding(name="device", ok=False, detail=told, fix=_INSTALL)
    return Finding(name="device", ok=True, detail=" ".join(filter(None, (told["device"], told["name"]))))


def _told_by(script: str) -> dict[str, Any] | str:
    """What a script prints as JSON, or a sentence on why it did not."""
    try:
        run = subprocess.run(
            [sys.executable, "-c", script], capture_output=True, text=True, timeout=_TIME_LIMIT, check=True
        )
        told: dict[str, Any] = json.loads(run.stdout)
    except subprocess.TimeoutExpired:
        return f"did not load within {_TIME_LIMIT:g} s"
    except subprocess.CalledProcessError as error:
        return str(error.stderr).strip().rpartition("\n")[2] or f"ended with exit code {error.returncode}"
    except ValueError:
        return "loaded, but could not be asked"
    return told


def _version(distribution: str) -> str:
    try:
        return importlib.metadata.version(distribution)
    except importlib.metadata.PackageNotFoundError:
        return "present, version unknown"


def _write_problem(folder: Path) -> str:
    """Why nothing can be written in `folder`, or in the nearest one above it that exists; empty if it can."""
    try:
        with tempfile.TemporaryFile(dir=_existing(folder)):
            return ""
    except OSError as error:
        return error.strerror or str(error)


def _existing(folder: Path) -> Path:
    return next(path for path in (folder, *folder.parents) if path.exists())
