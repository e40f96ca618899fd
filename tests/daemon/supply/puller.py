"""The supply program, as the command line starts it, with a hub of this machine and a home of its own."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

from footfall_bridge.places import HOME_VARIABLE
from tests.daemon.supply.fake_hub import Hub

PROGRAM = [sys.executable, "-m", "tests.daemon.supply.small"]


class Puller:
    def __init__(self, hub: Hub, home: Path) -> None:
        away = {"HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "HF_TOKEN", "HF_HUB_OFFLINE"}
        kept = {name: value for name, value in os.environ.items() if name.upper() not in away}
        self.environment = {**kept, "HF_ENDPOINT": hub.endpoint, "HF_HOME": str(home / "hf"), "NO_PROXY": "*"}
        self.environment[HOME_VARIABLE] = str(home)

    def start(self, engine: str = "hunyuan-xl") -> subprocess.Popen[str]:
        words = [*PROGRAM, "pull", engine, "--accept-licence"]
        return subprocess.Popen(words, env=self.environment, stdout=subprocess.PIPE, text=True)

    def pull(self, engine: str = "hunyuan-xl") -> list[dict[str, Any]]:
        with self.start(engine) as program:
            assert program.stdout is not None
            return [json.loads(line) for line in program.stdout]

    def result(self, engine: str = "hunyuan-xl") -> dict[str, Any]:
        last = self.pull(engine)[-1]
        assert last["kind"] == "result", last
        return last

    def error(self) -> tuple[str, str]:
        last = self.pull()[-1]
        assert last["kind"] == "error"
        return last["code"], last["message"]

    def told(self, *words: str) -> dict[str, Any]:
        """The last word on another errand: `verify`, `remove`."""
        run = subprocess.run(
            [*PROGRAM, *words], env=self.environment, stdout=subprocess.PIPE, text=True, check=False
        )
        last: dict[str, Any] = json.loads(run.stdout.splitlines()[-1])
        return last
