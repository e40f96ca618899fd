"""Where Footfall keeps its files on this system: the folders of `footfall_bridge.places`, found without it."""

import os
import sys
from typing import Mapping, NamedTuple

HOME_VARIABLE = "FOOTFALL_HOME"


class Places(NamedTuple):
    """Folders of one user."""

    config: str
    runtime: str
    """gateway.json, and what we placed."""
    logs: str

    @property
    def gateway_file(self) -> str:
        return os.path.join(self.runtime, "gateway.json")

    @property
    def own(self) -> str:
        """Of this bridge alone."""
        return os.path.join(self.runtime, "resolve")


def of_user(environment: Mapping[str, str] = os.environ, system: str = sys.platform) -> Places:
    home = environment.get(HOME_VARIABLE)
    if home:
        root = os.path.abspath(os.path.expanduser(home))
        return Places(os.path.join(root, "config"), os.path.join(root, "run"), os.path.join(root, "logs"))
    if system == "win32":
        local = environment.get("LOCALAPPDATA") or os.path.expanduser(r"~\AppData\Local")
        data = os.path.join(os.path.normpath(local), "footfall")
        return Places(data, os.path.join(data, "run"), os.path.join(data, "Logs"))
    if system == "darwin":
        support = os.path.expanduser("~/Library/Application Support")
        data = os.path.join(_xdg(environment, "XDG_DATA_HOME", support), "footfall")
        config = os.path.join(_xdg(environment, "XDG_CONFIG_HOME", support), "footfall")
        return Places(config, os.path.join(data, "run"), os.path.expanduser("~/Library/Logs/footfall"))
    data = os.path.join(_xdg(environment, "XDG_DATA_HOME", "~/.local/share"), "footfall")
    config = os.path.join(_xdg(environment, "XDG_CONFIG_HOME", "~/.config"), "footfall")
    state = os.path.join(_xdg(environment, "XDG_STATE_HOME", "~/.local/state"), "footfall")
    return Places(config, os.path.join(data, "run"), os.path.join(state, "log"))


def _xdg(environment: Mapping[str, str], name: str, otherwise: str) -> str:
    """The specification has relative paths ignored. In a Flatpak these variables are the editor's own."""
    path = environment.get("HOST_" + name if environment.get("FLATPAK_ID") else name, "").strip()
    return path if os.path.isabs(path) else os.path.expanduser(otherwise)
