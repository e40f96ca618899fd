"""The plugins that this install of Footfall brings: beside the package in a clone, inside it in a wheel."""

from __future__ import annotations

import json
import runpy
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Final

from footfall_bridge.protocol import Refusal

_BRIDGE: Final = Path(__file__).resolve().parent.parent
_CCX: Final = "footfall-premiere.ccx"


class Stock:
    def __init__(self, root: Path) -> None:
        """`root`: the folder that has `resolve`, `blender` and the others."""
        self._root = root

    @classmethod
    def of_install(cls) -> Stock:
        """Raises `Refusal("no-plugins")`."""
        for root in (_BRIDGE / "plugins", _BRIDGE.parent):
            if (root / "resolve" / "Utility").is_dir():
                return cls(root)
        raise Refusal("no-plugins", "this install of Footfall has no plugins in it: install it again")

    def resolve(self) -> dict[str, bytes]:
        """Paths below Resolve's folder of scripts, and what is in the files."""
        root = self._root / "resolve"
        files = (path for name in ("Utility", "Tool") for path in sorted((root / name).rglob("*")))
        return {
            path.relative_to(root).as_posix(): path.read_bytes()
            for path in files
            if path.is_file() and path.suffix in (".py", ".lua")
        }

    def blender(self) -> dict[str, bytes]:
        """The modules of the add-on."""
        files: Callable[[], dict[str, str]] = runpy.run_path(str(self._root / "blender" / "package.py"))["files"]
        return {name: text.encode() for name, text in files().items()}

    def premiere(self) -> Path | None:
        """The panel, where it was built."""
        built = (self._root / "premiere" / _CCX, self._root.parent / "dist" / _CCX)
        return next((path for path in built if path.is_file()), None)

    def text(self, name: str) -> str:
        """One file, `files/caja.sh`."""
        return (self._root / name).read_text("utf-8")


def version_of_panel(ccx: Path) -> str:
    with zipfile.ZipFile(ccx) as package:
        return str(json.loads(package.read("manifest.json"))["version"])
