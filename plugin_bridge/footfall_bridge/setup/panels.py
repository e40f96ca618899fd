"""Panels of Adobe's programs, by Adobe's own installer: `UnifiedPluginInstallerAgent`."""

from __future__ import annotations

import re
import subprocess
from collections.abc import Callable, Collection, Sequence
from pathlib import Path
from typing import Final

from footfall_bridge.protocol import Refusal
from footfall_bridge.setup.changes import Item
from footfall_bridge.setup.machine import Machine

NAME: Final = "Footfall"
"""The panel's, in its manifest."""
_PATIENCE: Final = 120.0
_LINE: Final = re.compile(rf"\b{NAME}\s+(\d+(?:\.\d+)+)")
_COMMON: Final = "Adobe/Adobe Desktop Common/RemoteComponents/UPI/UnifiedPluginInstallerAgent"

Run = Callable[[Sequence[str]], str]
"""Runs a program; what it says. Raises `OSError`, or `Refusal("adobe-installer")`."""


class Panels:
    """A shelf: `where` is the panel's name, its content the version that is installed."""

    def __init__(self, agent: Path | None, package: Path | None, dash: str, run: Run) -> None:
        """`agent`: Adobe's installer; `package`: the .ccx; `dash`: what the agent wants before its verbs."""
        self._agent = agent
        self._package = package
        self._dash = dash
        self._run = run
        self._listed: str | None = None

    def read(self, where: str) -> bytes | None:
        if self._agent is None:
            return None
        if self._listed is None:  # it takes seconds
            self._listed = self._ask("list", "all")
        line = _LINE.search(self._listed)
        return line[1].encode() if line else None

    def write(self, item: Item) -> list[str]:
        assert self._package is not None
        self._listed = None
        self._ask("install", str(self._package))
        return []

    def remove(self, where: str, folders: Collection[str]) -> list[str]:
        self._listed = None
        self._ask("remove", where)
        return []

    def _ask(self, verb: str, *words: str) -> str:
        if self._agent is None:
            raise Refusal("no-creative-cloud", "Adobe Creative Cloud was not found: install it, then try again")
        return self._run([str(self._agent), f"{self._dash}{verb}", *words])


def agent_of(machine: Machine) -> Path | None:
    """Adobe's installer, which comes with Creative Cloud."""
    match machine.system:
        case "darwin":
            app = machine.of_system("Library/Application Support") / _COMMON / "UnifiedPluginInstallerAgent.app"
            agent = app / "Contents" / "MacOS" / "UnifiedPluginInstallerAgent"
            return agent if agent.is_file() else None
        case "win32":
            common = (drive / "Program Files" / "Common Files" / _COMMON for drive in machine.drives)
            agents = (folder / "UnifiedPluginInstallerAgent.exe" for folder in common)
            return next((agent for agent in agents if agent.is_file()), None)
    return None


def run_agent(command: Sequence[str]) -> str:
    try:
        done = subprocess.run(
            command, capture_output=True, text=True, errors="replace", timeout=_PATIENCE, check=False
        )
    except subprocess.TimeoutExpired:
        raise Refusal(
            "adobe-installer", f"Adobe's installer did not end within {_PATIENCE:g} s: try again"
        ) from None
    words = (done.stdout + done.stderr).strip()
    if done.returncode:
        last = words.rpartition("\n")[2] or f"exit code {done.returncode}"
        raise Refusal("adobe-installer", f"Adobe's installer refused: {last}")
    return words
