"""Puts the plugins for editors into the wheel, as `footfall_bridge/plugins`, with the versions known together.

A hook of hatch. Premiere's panel is built with node (`make premiere`); a wheel that is built without it has none.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

_PLUGINS = (
    "blender/footfall_blender",
    "blender/package.py",
    "desktop",
    "files",
    "resolve/Tool",
    "resolve/Utility",
)
_PANEL = "dist/footfall-premiere.ccx"


class Plugins(BuildHookInterface[Any]):
    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        if version == "editable":  # there they lie beside the package
            return
        root = Path(self.root)
        target = "footfall_bridge/plugins"
        included = {str(root / "plugin_bridge" / name): f"{target}/{name}" for name in _PLUGINS}
        included[str(root / "constraints.txt")] = f"{target}/constraints.txt"
        if (root / _PANEL).is_file():
            included[str(root / _PANEL)] = f"{target}/premiere/{Path(_PANEL).name}"
        build_data["force_include"].update(included)
