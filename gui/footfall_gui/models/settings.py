"""The daemon's settings as they are now, whoever changed them: here, in a shell or in the file."""

from __future__ import annotations

from collections import Counter
from functools import partial
from typing import Final

from PySide6.QtCore import QObject, Signal

from footfall_bridge.client import Client
from footfall_bridge.protocol import Refusal, Setting, SettingsList
from footfall_gui.models.asking import Asker
from footfall_gui.models.connection import Connection
from footfall_gui.models.lookout import Lookout

Value = str | int | float | bool
_LOOK_EVERY_MS: Final = 2000


class SettingsModel(QObject):
    """A change goes to the daemon at once; until it has answered, what others changed is not taken over."""

    listed = Signal()
    """There are other settings than before, such as a new preset, or `trouble` came or went."""
    changed = Signal(str)
    """The setting of this key has another value."""
    refused = Signal(str, Refusal)
    """The daemon did not take a value for this key; the old one stands."""

    def __init__(self, asker: Asker, connection: Connection, parent: QObject | None = None) -> None:
        super().__init__(parent or asker)  # whose thread may be the last to speak of it
        self.settings: dict[str, Setting] = {}
        self.file = ""
        self.trouble: Refusal | None = None
        """Why they cannot be told or changed now."""
        self._asker = asker
        self._pending: Counter[str] = Counter()
        self._engines: list[str] = []
        self._lookout = Lookout(
            asker, connection, self._ask, self._learn, self._lose, every_ms=_LOOK_EVERY_MS, parent=self
        )

    def watch(self, wanted: bool) -> None:
        """Whether anybody can see the settings now: only then are changes looked for."""
        self._engines = []  # there may be others than when one looked last
        self._lookout.watch(wanted)

    def under(self, prefix: str) -> dict[str, Setting]:
        """Those whose keys begin so, by what follows."""
        return {key.removeprefix(prefix): it for key, it in self.settings.items() if key.startswith(prefix)}

    def change(self, key: str, value: Value | None) -> None:
        """None: back to the default, or for good where there is none, as with presets."""
        self._pending[key] += 1
        self._asker.ask(
            lambda client: client.change_setting(key, value), partial(self._take, key), partial(self._keep, key)
        )

    def rename(self, key: str, other: str) -> None:
        """The value goes to the other key, and only once it is there from this one."""
        value = self.settings[key].value
        self._pending[key] += 1

        def ask(client: Client) -> Setting:
            client.change_setting(other, value)
            return client.change_setting(key, None)

        self._asker.ask(ask, partial(self._take, key), partial(self._keep, key))

    def _ask(self, client: Client) -> tuple[SettingsList, list[str]]:
        return client.settings(), self._engines or [engine.name for engine in client.engines()]

    # what is answered

    def _learn(self, answer: tuple[SettingsList, list[str]]) -> None:
        listed, self._engines = answer
        before, self.file = self.settings, listed.file
        told = {setting.key: self._offered(setting) for setting in listed.settings}
        self.settings = {key: before[key] if self._is_pending(key) else it for key, it in told.items()}
        if before.keys() != told.keys() or self.trouble is not None:
            self.trouble = None
            self.listed.emit()
        for key in [key for key in before.keys() & told.keys() if before[key] != self.settings[key]]:
            self.changed.emit(key)

    def _lose(self, refusal: Refusal) -> None:
        if self.trouble is None or self.trouble.message != refusal.message:
            self.trouble = refusal
            self.listed.emit()

    def _take(self, key: str, setting: Setting) -> None:
        self._pending[key] -= 1
        if not self._pending[key] and key in self.settings:
            self.settings[key] = self._offered(setting)
            self.changed.emit(key)
        self._lookout.look()  # one may bring or take others: a preset, a project

    def _keep(self, key: str, refusal: Refusal) -> None:
        self._pending[key] -= 1
        self.refused.emit(key, refusal)

    def _offered(self, setting: Setting) -> Setting:
        """The daemon takes the name of any engine, as its file may be older than one; people choose."""
        if setting.kind != "text" or not setting.key.endswith(".engine") or not self._engines:
            return setting
        choices = self._engines if setting.default else ["", *self._engines]
        return setting.model_copy(update={"kind": "choice", "choices": choices})

    def _is_pending(self, key: str) -> bool:
        return self._pending[key] > 0 and key in self.settings
