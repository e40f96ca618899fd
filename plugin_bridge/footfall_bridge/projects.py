"""What orders get that leave it open, where their media lies in the folder of a project."""

from __future__ import annotations

import os
from collections.abc import Iterable
from pathlib import Path, PurePath
from typing import Annotated, Any, Final, Literal

from pydantic import BaseModel, ConfigDict, Field, field_validator, model_validator

from footfall_bridge import orders
from footfall_bridge.protocol import Order, Refusal, Setting
from footfall_bridge.timeline import Time

SECTION: Final = "project"
"""Of the settings: `project.NAME.folder` ..."""
FOLDER: Final = "folder"
"""The one thing that a project must say."""
Reframed = Literal["refuse", "media"]
"""What becomes of clips that the timeline reframes: they are refused, or heard as their media shows them."""


class Project(BaseModel):
    """The defaults of one folder and all below it. What is empty here is left open."""

    model_config = ConfigDict(frozen=True, extra="forbid", allow_inf_nan=False)

    folder: Annotated[
        str,
        Field(
            min_length=1, max_length=4096, description="its media lie here", json_schema_extra={"kind": "folder"}
        ),
    ]
    engine: Annotated[str, Field(max_length=100, description="its engine (empty: generate.engine)")] = ""
    prompt: Annotated[str, Field(max_length=2000, description="its prompt where a job has none")] = ""
    negative: Annotated[
        str, Field(max_length=2000, description="what is kept away (empty: what the engine keeps away)")
    ] = ""
    handles: Annotated[
        float | None,
        Field(
            ge=0,
            le=10,
            description="its handles at each end (default: generate.handles)",
            json_schema_extra={"unit": "s"},
        ),
    ] = None
    layers: Annotated[
        str, Field(max_length=100, description="a file for each of these layers, or all (empty: one mixed file)")
    ] = ""
    takes: Annotated[int, Field(ge=1, le=32, description="takes of each clip")] = 1
    reframed: Annotated[
        Literal["", "refuse", "media"],
        Field(description="whether its reframed clips are refused (empty: generate.reframed)"),
    ] = ""

    @model_validator(mode="before")
    @classmethod
    def _has_folder(cls, fields: dict[str, Any]) -> dict[str, Any]:
        if FOLDER not in fields:
            raise ValueError("set the folder of the project first")
        return fields

    @field_validator("folder")
    @classmethod
    def _is_full_path(cls, path: str) -> str:
        if not Path(path).is_absolute():
            raise ValueError(f"{path!r} is not a full path")
        return path

    @field_validator("layers")
    @classmethod
    def _are_layers(cls, text: str) -> str:
        try:
            orders.layers(text)
        except Refusal as refusal:
            raise ValueError(refusal.message) from None
        return text

    @property
    def depth(self) -> int:
        return len(_plain(self.folder).parts)

    def holds(self, media: str) -> bool:
        return _plain(media).is_relative_to(_plain(self.folder))

    def completed(self, order: Order) -> Order:
        """With what the order leaves open. Takes are counted by whoever has the clip on a timeline."""
        told: dict[str, object] = {
            "engine": order.engine or self.engine,
            "prompt": order.prompt or self.prompt,
            "negative": (self.negative or None) if order.negative is None else order.negative,
            "layers": order.layers or orders.layers(self.layers),
            "takes": self.takes if order.takes == 1 and order.clip.place is None else order.takes,
        }
        if order.handles is None and self.handles is not None:
            told["handles"] = seconds(self.handles)
        return order.model_copy(update=told)


def completed(order: Order, projects: Iterable[Project]) -> Order:
    """The order with the defaults of its project: of several, the one whose folder lies deepest.

    Nothing is added to an order that was carried out before, or that makes a part of a file again.
    """
    mine = None if _was_made(order) else _of(order, projects)
    return order if mine is None else mine.completed(order)


def reframing(order: Order, projects: Iterable[Project], otherwise: Reframed) -> Refusal | None:
    """Why a reframed clip is not made; None where it is none, or may be heard as its media shows it.

    `otherwise`: what `generate.reframed` says, for clips whose project says nothing.
    """
    if not order.clip.reframed or _was_made(order):
        return None
    mine = _of(order, projects)
    if ((mine and mine.reframed) or otherwise) == "media":
        return None
    words = f"clip {_called(order)!r} is reframed on the timeline, and its media shows another picture"
    rendered = "render the timeline and give it with --picture to `footfall timeline`"
    accepted = "accept what the media shows: `footfall config set generate.reframed media`"
    return Refusal("reframed", f"{words}: {rendered}, or {accepted}")


def projects_in(settings: Iterable[Setting]) -> list[Project]:
    """Those that a list of all settings tells of."""
    found: dict[str, dict[str, object]] = {}
    for setting in settings:
        section, _, rest = setting.key.partition(".")
        name, _, field = rest.rpartition(".")
        if section == SECTION and field in Project.model_fields:
            found.setdefault(name, {})[field] = setting.value
    return [Project.model_validate(fields) for fields in found.values()]


def reframing_in(order: Order, settings: Iterable[Setting]) -> Refusal | None:
    """The same, of a list of all settings."""
    listed = list(settings)
    accepted = any(one.key == "generate.reframed" and one.value == "media" for one in listed)
    return reframing(order, projects_in(listed), "media" if accepted else "refuse")


def seconds(length: float) -> Time:
    """To a millisecond."""
    return Time(value=round(length * 1000), rate=(1000, 1))


def _of(order: Order, projects: Iterable[Project]) -> Project | None:
    media = order.clip.media
    mine = (each for each in projects if media is not None and each.holds(media))
    return max(mine, key=lambda each: each.depth, default=None)


def _was_made(order: Order) -> bool:
    return order.complete or order.region is not None


def _called(order: Order) -> str:
    """As people know it: editors that give ids to clips have the name of the media besides."""
    return order.name or PurePath(order.clip.media or "").name


def _plain(path: str) -> PurePath:
    return PurePath(os.path.normpath(path))
