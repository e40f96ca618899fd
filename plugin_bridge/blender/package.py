"""Packs the add-on as a .zip for *Install from Disk*: `python plugin_bridge/blender/package.py OUT.zip`.

The modules that speak to the gateway are the ones written for DaVinci Resolve: each install has its own copy.
"""

from __future__ import annotations

import sys
import zipfile
from pathlib import Path

_HERE = Path(__file__).resolve().parent
_NAME = "footfall_blender"
_OF_RESOLVE = _HERE.parent / "resolve" / "Utility" / ".footfall" / "footfall_resolve"
_SHARED = ("engines.py", "gateway.py", "places.py", "submission.py", "versions.py")


def files() -> dict[str, str]:
    """What is in the package: names and texts."""
    own = [path for path in sorted((_HERE / _NAME).iterdir()) if path.suffix in (".py", ".toml")]
    found = {path.name: path.read_text("utf-8") for path in own}
    for name in _SHARED:
        assert name not in found, f"{name} is Resolve's: two would differ one day"
        # Blender decides what an extension's package is called.
        found[name] = (_OF_RESOLVE / name).read_text("utf-8").replace("from footfall_resolve.", "from .")
    return found


def pack(target: Path) -> Path:
    """Read by Blender 3.4 to 4.1 as an add-on, and by later ones as an extension."""
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in files().items():
            archive.writestr(f"{_NAME}/{name}", text)
    return target


def main() -> int:
    if len(sys.argv) != 2:
        sys.stderr.write((__doc__ or "") + "\n")
        return 2
    print(pack(Path(sys.argv[1])))
    return 0


if __name__ == "__main__":
    sys.exit(main())
