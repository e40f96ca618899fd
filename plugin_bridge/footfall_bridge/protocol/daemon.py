"""The daemon itself: who it is, how it stands, its settings, and its end."""

from __future__ import annotations

from typing import Annotated, ClassVar, Literal

from pydantic import Field

from footfall_bridge.protocol.devices import WorkerInfo
from footfall_bridge.protocol.messages import PROTOCOL, Info, Nothing, Request


class DaemonInfo(Info):
    pid: int
    version: str
    protocol: int
    uptime_s: float = 0.0
    instance: str = ""
    """Changes with every start of the daemon: sequence numbers begin again."""


class Hello(Request):
    op: Literal["hello"] = "hello"
    client: Annotated[str, Field(max_length=200)] = ""
    speaks: int = PROTOCOL
    Reply: ClassVar[type[Info]] = DaemonInfo


class Pause(Request):
    op: Literal["pause"] = "pause"
    Reply: ClassVar[type[Info]] = Nothing


class Resume(Request):
    op: Literal["resume"] = "resume"
    Reply: ClassVar[type[Info]] = Nothing


class Status(Info):
    daemon: DaemonInfo
    queue: dict[str, int]
    paused: bool
    released: bool = False
    """All devices are left to other programs, until they are reclaimed."""
    editor_busy: str = ""
    """The editor that asked for the devices; empty while none does."""
    cluster: str = ""
    """How the daemon stands with the cluster that it is to use, in words; empty where it is to use none."""
    workers: list[WorkerInfo]
    decisions: list[str] = Field(default_factory=list)


class GetStatus(Request):
    op: Literal["status"] = "status"
    Reply: ClassVar[type[Info]] = Status


class Gpu(Request):
    """Leave devices to other programs, for good, or take them back. Clips that ran go on after that."""

    op: Literal["gpu"] = "gpu"
    action: Literal["release", "reclaim"]
    device: Annotated[str, Field(min_length=1, max_length=100)] | None = None
    """A device or the name of a worker; None: all."""
    Reply: ClassVar[type[Info]] = Status


class Editor(Request):
    """An editor wants the devices for a while, or needs them no more.

    The word lapses unless it is renewed, because editors crash.
    """

    op: Literal["editor"] = "editor"
    busy: bool
    host: Annotated[str, Field(max_length=100)]
    seconds: Annotated[float, Field(ge=0, le=600)] = 30.0
    Reply: ClassVar[type[Info]] = Nothing


SettingKind = Literal["text", "number", "whole", "choice", "switch", "folder"]


class Setting(Info):
    """A setting, and what a form must know to offer it."""

    key: str
    value: str | int | float | bool
    default: str | int | float | bool
    about: str
    kind: SettingKind = "text"
    choices: list[str] = Field(default_factory=list)
    """Of a choice: all there are."""
    least: float | None = None
    most: float | None = None
    """Of a number, inclusive; None: no bound."""
    unit: str = ""
    """Such as `s`, `MiB` or `dB`."""


class SettingsList(Info):
    settings: list[Setting]
    file: str


class ListSettings(Request):
    op: Literal["settings"] = "settings"
    Reply: ClassVar[type[Info]] = SettingsList


class ChangeSetting(Request):
    op: Literal["change-setting"] = "change-setting"
    key: Annotated[str, Field(max_length=100)]
    value: str | int | float | bool | None
    """None: the default."""
    Reply: ClassVar[type[Info]] = Setting


class Stop(Request):
    op: Literal["stop"] = "stop"
    Reply: ClassVar[type[Info]] = Nothing
