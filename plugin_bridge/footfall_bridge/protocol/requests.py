"""All requests there are, told apart by `op`."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field, TypeAdapter

from footfall_bridge.protocol.daemon import (
    ChangeSetting,
    Editor,
    GetStatus,
    Gpu,
    Hello,
    ListSettings,
    Pause,
    Resume,
    Stop,
)
from footfall_bridge.protocol.engines import ListEngines
from footfall_bridge.protocol.history import GetHistory
from footfall_bridge.protocol.jobs import Cancel, Forget, Get, List, Move, Restore, Retry
from footfall_bridge.protocol.orders import GetOrder, Submit
from footfall_bridge.protocol.previews import GetPeaks, GetStrip
from footfall_bridge.protocol.sounds import GetContacts

AnyRequest = Annotated[
    Hello
    | Submit
    | List
    | Get
    | GetOrder
    | GetContacts
    | GetStrip
    | GetPeaks
    | Cancel
    | Retry
    | Forget
    | Restore
    | Move
    | Pause
    | Resume
    | Gpu
    | Editor
    | GetStatus
    | GetHistory
    | ListEngines
    | ListSettings
    | ChangeSetting
    | Stop,
    Field(discriminator="op"),
]
any_request: TypeAdapter[AnyRequest] = TypeAdapter(AnyRequest)
