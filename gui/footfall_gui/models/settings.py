"""The daemon's settings as they are now, whoever changed them: here, in a shell or in the file."""

from __future__ import annotations

from collections import Counter
from functools import partial
from typing import Final

from PySide6.QtCore import QObject, QTimer, Signal, Slot

from footfall_bridge.client import Client
from footfall_bridge.protocol import Engine, Refusal, Setting, SettingsList
from footfall_gui.models.asking import Asker
from footfall_gui.models.connection import Connection, State

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
        self._connection = connection
        self._pending: Counter[str] = Counter()
        self._engines: list[str] = []
        self._watched = self._asking = False
        self._timer = QTimer(self, interval=_LOOK_EVERY_MS, singleShot=True)
        self._timer.timeout.connect(self.look)
        connection.changed.connect(self._follow)

    def watch(self, wanted: bool) -> None:
        """Whether anybody can see the settings now: only then are changes looked for."""
        self._watched = wanted
        if wanted:
            self._follow()
        else:
            self._timer.stop()

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

    @Slot()
    def look(self) -> None:
        if not self._asking and self._connection.state is State.connected:
            self._asking = True
            self._asker.ask(lambda client: client.settings(), self._learn, self._lose)

    def _look_at_engines(self) -> None:
        if self._connection.state is State.connected:
            self._asker.ask(lambda client: client.engines(), self._name_engines)

    @Slot()
    def _follow(self) -> None:
        if not self._watched:
            return
        self._look_at_engines()
        self.look()
        if self._connection.state is not State.connected and self._connection.trouble is not None:
            self._lose(self._connection.trouble)

    # what is answered

    def _learn(self, answer: SettingsList) -> None:
        self._asking = False
        before, self.file = self.settings, answer.file
        told = {setting.key: self._offered(setting) for setting in answer.settings}
        self.settings = {key: before[key] if self._is_pending(key) else it for key, it in told.items()}
        if before.keys() != told.keys() or self.trouble is not None:
            self.trouble = None
            self.listed.emit()
        for key in [key for key in before.keys() & told.keys() if before[key] != self.settings[key]]:
            self.changed.emit(key)
        self._look_later()

    def _lose(self, refusal: Refusal) -> None:
        self._asking = False
        if self.trouble is None or self.trouble.message != refusal.message:
            self.trouble = refusal
            self.listed.emit()
        self._look_later()

    def _look_later(self) -> None:
        if self._watched:
            self._timer.start()

    def _take(self, key: str, setting: Setting) -> None:
        self._pending[key] -= 1
        if not self._pending[key] and key in self.settings:
            self.settings[key] = self._offered(setting)
            self.changed.emit(key)
        self.look()  # one may bring or take others: a preset, a project

    def _keep(self, key: str, refusal: Refusal) -> None:
        self._pending[key] -= 1
        self.refused.emit(key, refusal)

    def _name_engines(self, engines: list[Engine]) -> None:
        """The daemon's settings take any name, so that a file may be older than an engine; people choose."""
        self._engines = [engine.name for engine in engines]
        self.settings = {key: self._offered(setting) for key, setting in self.settings.items()}

    def _offered(self, setting: Setting) -> Setting:
        if setting.kind != "text" or not setting.key.endswith(".engine") or not self._engines:
            return setting
        choices = self._engines if setting.default else ["", *self._engines]
        return setting.model_copy(update={"kind": "choice", "choices": choices})

    def _is_pending(self, key: str) -> bool:
        return self._pending[key] > 0 and key in self.settings
