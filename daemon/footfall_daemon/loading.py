"""What an engine process is told when it shall load an engine: its weights, and the user's settings for them."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from footfall_daemon.catalog import EngineInfo
from footfall_daemon.engine.messages import Load, Shortcuts
from footfall_daemon.memory import LEVELS
from footfall_daemon.settings import LiveSettings


class Loading:
    def __init__(self, settings: LiveSettings, weights: Callable[[str], Path]) -> None:
        """`weights`: the file that lists a set of them, by its name."""
        self._settings = settings
        self._weights = weights

    def __call__(self, engine: EngineInfo, level: int, budget: int) -> Load:
        """`level`: of the weights that are streamed; `budget`: bytes of the device that are ours now."""
        now = self._settings.now
        return Load(
            engine=engine.name,
            stream=level / LEVELS,
            weights=str(self._weights(engine.weights)) if engine.weights else "",
            precision=now.engine_precision,
            shortcuts=Shortcuts(
                solver=now.hunyuan_solver,
                guidance_from=now.hunyuan_guidance_from,
                guidance_to=now.hunyuan_guidance_to,
                reuse=now.hunyuan_reuse,
                compile=now.hunyuan_compile,
            ),
            budget=budget,
        )
