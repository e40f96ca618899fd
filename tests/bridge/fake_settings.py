"""The settings of the fake daemon: one of each kind, presets and projects."""

from __future__ import annotations

from footfall_bridge import protocol as p

NAMED = ("presets.", "project.")
"""What begins so is there once it is set."""


class FakeSettings:
    def __init__(self) -> None:
        self._settings = {setting.key: setting for setting in _all()}

    def listed(self) -> list[p.Setting]:
        return list(self._settings.values())

    def change(self, key: str, value: str | float | bool | None) -> p.Setting:
        if key.startswith(NAMED) and value is None:
            return self._settings.pop(key, _named(key)).model_copy(update={"value": ""})
        known = _named(key) if key.startswith(NAMED) else self._settings.get(key)
        if known is None:
            raise p.Refusal("unknown-setting", f"there is no setting {key!r}")
        self._settings[key] = known.model_copy(update={"value": known.default if value is None else value})
        return self._settings[key]


def _all() -> list[p.Setting]:
    return [
        p.Setting(
            key="generate.engine",
            value="sketch",
            default="sketch",
            about="engine of jobs that name none",
            kind="choice",
            choices=["sketch", "other"],
        ),
        p.Setting(
            key="memory.headroom",
            value=1024,
            default=1024,
            about="left to other programs",
            kind="whole",
            least=0,
            most=1_000_000,
            unit="MiB",
        ),
        p.Setting(
            key="levels.feet", value=0.0, default=0.0, about="feet", kind="number", least=-60, most=12, unit="dB"
        ),
        p.Setting(key="output.fallback", value="", default="", about="where else", kind="folder"),
        p.Setting(key="output.folder", value="Foley", default="Foley", about="beside the media"),
        p.Setting(key="tray.notifications", value=True, default=True, about="tell what ended", kind="switch"),
    ]


def _named(key: str) -> p.Setting:
    return p.Setting(key=key, value="", default="", about="under a name of the user's")
