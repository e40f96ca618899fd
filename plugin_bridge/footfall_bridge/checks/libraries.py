"""Python and the libraries that compute: each is tried in a process of its own, where it may crash or hang."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from typing import Any, Final

from footfall_bridge.checks.finding import Finding
from footfall_bridge.checks.program import asked, has_daemon, interpreter, remedy, told_by
from footfall_bridge.places import Places
from footfall_bridge.protocol import Refusal

_PACKAGES: Final = {  # what is imported: what is installed
    "footfall_daemon": "footfall",
    "torch": "torch",
    "av": "av",
    "cv2": "opencv-python-headless",
    "numpy": "numpy",
}
_ASK_PACKAGES: Final = """
import importlib.metadata, importlib.util, json, sys
def version(module, distribution):
    if importlib.util.find_spec(module) is None:
        return ""
    try:
        return importlib.metadata.version(distribution)
    except importlib.metadata.PackageNotFoundError:
        return "present, version unknown"
packages = json.loads(sys.argv[1])
print(json.dumps({module: version(module, distribution) for module, distribution in packages.items()}))
"""
_ASK_TORCH: Final = """
import json, torch
from footfall_daemon.engine.devices import card_of, device_named
from footfall_daemon.engine.gauge import gauge_of
device = device_named("auto")
memory = gauge_of(device).read()
print(json.dumps({
    "torch": torch.__version__, "built_for": torch.version.cuda or torch.version.hip or "",
    "device": str(device), "card": card_of(device).model_dump(),
    "total": memory.total, "free": memory.free,
}))
"""
_ASK_AV: Final = """
import av, json
def has(name, mode):
    try:
        av.codec.Codec(name, mode)
    except av.error.FFmpegError:
        return False
    return True
decoders = "h264 hevc prores dnxhd mjpeg mpeg2video mpeg4 vp9 av1 rawvideo pcm_s24le aac".split()
print(json.dumps({
    "av": av.__version__,
    "libraries": {name: ".".join(map(str, version)) for name, version in av.library_versions.items()},
    "decoders": [name for name in decoders if has(name, "r")],
    "missing": [f"decoder {name}" for name in decoders if not has(name, "r")]
    + [f"encoder {name}" for name in ("pcm_s24le", "aac") if not has(name, "w")]
    + [f"format {name}" for name in ("wav", "mp4", "mov") if name not in av.formats_available],
}))
"""


def installed(places: Places) -> Iterator[Finding]:
    """Python, and the packages of the daemon: where they are in an environment of their own, those there."""
    yield python()
    try:
        interpreter(places)
    except Refusal as refusal:
        yield Finding(name="footfall_daemon", ok=False, detail=refusal.message, fix=remedy(places))
        return
    told = told_by(["-c", _ASK_PACKAGES, json.dumps(_PACKAGES)], places)
    if isinstance(told, str):
        yield Finding(name="footfall_daemon", ok=False, detail=told, fix=remedy(places))
        return
    for module, version in told.items():
        yield Finding(name=module, ok=bool(version), detail=version or "missing", fix=remedy(places))


def python() -> Finding:
    version = ".".join(map(str, sys.version_info[:3]))
    return Finding(
        name="python",
        ok=sys.version_info >= (3, 11),
        detail=f"{version} ({sys.executable})",
        fix="use Python 3.11 or newer",
    )


def codecs(places: Places) -> Iterator[Finding]:
    if not has_daemon(places):
        return
    told = told_by(["-c", _ASK_AV], places)
    if isinstance(told, str):
        yield Finding(name="codecs", ok=False, detail=told, fix=remedy(places))
        return
    libraries = ", ".join(f"{name} {version}" for name, version in sorted(told["libraries"].items()))
    yield Finding(name="ffmpeg", ok=True, detail=f"PyAV {told['av']} with {libraries}")
    lacking = f"; lacks {', '.join(told['missing'])}" if told["missing"] else ""
    yield Finding(
        name="codecs",
        ok=not told["missing"],
        detail=f"reads {', '.join(told['decoders'])}{lacking}",
        fix="reinstall av from its own wheels: pip install --force-reinstall --only-binary av av",
        required=False,
    )


def device(places: Places) -> Iterator[Finding]:
    """What computes, its driver, and its memory as each source has it."""
    if not has_daemon(places):
        return
    told = told_by(["-c", _ASK_TORCH], places)
    if isinstance(told, str):
        yield Finding(name="device", ok=False, detail=told, fix=remedy(places))
        return
    readings = asked("memory", told["device"], json.dumps(told["card"]), places=places)
    if isinstance(readings, str):
        yield Finding(name="memory", ok=False, detail=readings, fix=remedy(places))
        return
    yield _computes(told, readings["driver"])
    yield _memory(told, readings["sources"])


def _computes(told: dict[str, Any], driver: str) -> Finding:
    built_for = f" for {told['built_for']}" if told["built_for"] else ""
    words = [told["device"], told["card"]["name"], f"torch {told['torch']}{built_for}"]
    unused = bool(driver) and told["device"] == "cpu"
    return Finding(
        name="device",
        ok=not unused,
        detail=", ".join(filter(None, [*words, f"NVIDIA driver {driver}" if driver else ""])),
        fix="this torch does not use the NVIDIA card: install the build for it, see pytorch.org",
        required=False,
    )


def _memory(told: dict[str, Any], sources: list[dict[str, Any]]) -> Finding:
    own = {"source": "torch", "total": told["total"], "free": told["free"], "note": ""}
    listed = [_reading(each) for each in (own, *sources)]
    broken = [each["source"] for each in sources if not each["total"]]
    return Finding(
        name="memory",
        ok=not broken,
        detail="; ".join(listed),
        fix=f"{', '.join(broken)} cannot tell: until it can, batches are planned without it",
        required=False,
    )


def _reading(each: dict[str, Any]) -> str:
    note = f" ({each['note']})" if each["note"] else ""
    if not each["total"]:
        return f"{each['source']}: nothing{note}"
    return f"{each['source']}: {each['free'] / 2**30:.1f} of {each['total'] / 2**30:.1f} GiB free{note}"
