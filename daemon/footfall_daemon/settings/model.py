"""One frozen settings object, checked when it is built."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any, Literal, Self

from pydantic import (
    AfterValidator,
    BaseModel,
    ConfigDict,
    Field,
    ValidationError,
    field_validator,
    model_validator,
)

from footfall_bridge.projects import SECTION, Project, Reframed
from footfall_bridge.protocol import Layer, Refusal, Setting, sentence_of
from footfall_daemon.path_rules import Rules
from footfall_daemon.settings import forms
from footfall_daemon.settings.forms import Value
from footfall_daemon.settings.keys import PRESETS, Key, unknown

Naming = Literal["default", "ucs"]
_MOST_NAMED = 100
_LONGEST_NAME = 60


def _named(name: str) -> str:
    """Anything but dots, which part the words of a key."""
    if not name.isprintable() or "." in name or name != name.strip() or not 0 < len(name) <= _LONGEST_NAME:
        raise ValueError(f"a name has 1 to {_LONGEST_NAME} characters, no dots, and no spaces at its ends")
    return name


_Name = Annotated[str, AfterValidator(_named)]
"""Of a preset or a project."""
_PRESET = "a prompt to be chosen by this name"


def _level(layer: str) -> Any:
    return Field(
        alias=f"levels.{layer}",
        ge=-60,
        le=12,
        description=f"of the layer {layer}, in the mix and by itself",
        json_schema_extra={"unit": "dB"},
    )


class Settings(BaseModel):
    """What a user may set. Aliases are the keys: `queue.keep_days` is `keep_days` in the section `[queue]`.

    Presets and projects bear names that the user gives them.
    """

    model_config = ConfigDict(frozen=True, extra="forbid", allow_inf_nan=False)

    generate_engine: Annotated[
        str,
        Field(alias="generate.engine", min_length=1, max_length=100, description="engine of jobs that name none"),
    ] = "sketch"
    generate_handles: Annotated[
        float,
        Field(
            alias="generate.handles",
            ge=0,
            le=10,
            description="handles where a job asks for none",
            json_schema_extra={"unit": "s"},
        ),
    ] = 0.0
    generate_reframed: Annotated[
        Reframed,
        Field(
            alias="generate.reframed",
            description="clips that the timeline zooms, moves, crops, turns or mirrors: refuse, or media: "
            "heard as their media shows them",
        ),
    ] = "refuse"
    output_folder: Annotated[
        str,
        Field(
            alias="output.folder",
            pattern=r"^[^/\\:\x00-\x1f]*[^/\\:\x00-\x1f. ]$",
            max_length=100,
            description="name of the folder beside the media",
        ),
    ] = "Foley"
    output_fallback: Annotated[
        str,
        Field(
            alias="output.fallback",
            max_length=4096,
            description="folder for audio that cannot lie beside its media (empty: the system's music folder)",
            json_schema_extra={"kind": "folder"},
        ),
    ] = ""
    output_naming: Annotated[
        Naming,
        Field(alias="output.naming", description="how files are called; ucs: by the Universal Category System"),
    ] = "default"
    levels_feet: Annotated[float, _level("feet")] = 0.0
    levels_props: Annotated[float, _level("props")] = 0.0
    levels_cloth: Annotated[float, _level("cloth")] = 0.0
    levels_ambience: Annotated[float, _level("ambience")] = 0.0
    queue_keep_days: Annotated[
        int,
        Field(
            alias="queue.keep_days",
            ge=1,
            le=3650,
            description="days that ended jobs stay in the list",
        ),
    ] = 90
    queue_keep_jobs: Annotated[
        int, Field(alias="queue.keep_jobs", ge=1, le=1_000_000, description="ended jobs that stay in the list")
    ] = 10_000
    media_workers: Annotated[
        int, Field(alias="media.workers", ge=1, le=16, description="processes that open media files")
    ] = 2
    engine_device: Annotated[
        str,
        Field(
            alias="engine.device",
            pattern=r"^(auto|cpu|(cuda|xpu|mps)(:\d+)?)(,(auto|cpu|(cuda|xpu|mps)(:\d+)?))*$",
            description="auto (each GPU), cpu, cuda:1 ...; several, with commas between: a worker on each",
        ),
    ] = "auto"
    engine_keep_alive: Annotated[
        int,
        Field(
            alias="engine.keep_alive",
            ge=0,
            le=86_400,
            description="how long an idle engine stays loaded",
            json_schema_extra={"unit": "s"},
        ),
    ] = 300
    engine_precision: Annotated[
        Literal["auto", "float32", "bf16", "fp16", "fp8"],
        Field(
            alias="engine.precision",
            description="how weights are held, once an engine is next loaded: auto, float32, bf16, fp16, fp8",
        ),
    ] = "auto"
    hunyuan_solver: Annotated[
        Literal["euler", "ab2"],
        Field(alias="hunyuan.solver", description="ab2: as near in fewer steps, untried on the published weights"),
    ] = "euler"
    hunyuan_guidance_from: Annotated[
        float,
        Field(alias="hunyuan.guidance_from", ge=0, le=1, description="noise level below which guidance rests"),
    ] = 0.0
    hunyuan_guidance_to: Annotated[
        float,
        Field(alias="hunyuan.guidance_to", ge=0, le=1, description="noise level above which guidance rests"),
    ] = 1.0
    hunyuan_reuse: Annotated[
        float,
        Field(
            alias="hunyuan.reuse",
            ge=0,
            le=0.5,
            description="share by which a velocity may change while it is reused",
        ),
    ] = 0.0
    hunyuan_compile: Annotated[
        bool,
        Field(alias="hunyuan.compile", description="compile small operations: untried on a GPU (true or false)"),
    ] = False
    memory_headroom_mib: Annotated[
        int,
        Field(
            alias="memory.headroom",
            ge=0,
            le=1_000_000,
            description="left to other programs on the device",
            json_schema_extra={"unit": "MiB"},
        ),
    ] = 1024
    memory_limit_mib: Annotated[
        int,
        Field(
            alias="memory.limit",
            ge=0,
            le=1_000_000,
            description="what we use of the device at most (0: no limit)",
            json_schema_extra={"unit": "MiB"},
        ),
    ] = 0
    cache_limit_mib: Annotated[
        int,
        Field(
            alias="cache.limit",
            ge=0,
            le=10_000_000,
            description="kept of what was seen in pictures",
            json_schema_extra={"unit": "MiB"},
        ),
    ] = 20_480
    gateway_start: Annotated[
        bool,
        Field(alias="gateway.start", description="serve editors on this machine over HTTP (true or false)"),
    ] = True
    cluster_address: Annotated[
        str,
        Field(
            alias="cluster.address",
            max_length=500,
            pattern=r"^(|auto|(ray://)?[^\s/:]+:\d{1,5})$",
            description="of a Ray cluster to be used too: auto, host:port, ray://host:port (empty: none)",
        ),
    ] = ""
    cluster_cpu_workers: Annotated[
        int,
        Field(
            alias="cluster.cpu_workers",
            ge=0,
            le=64,
            description="workers without a GPU on each node of the cluster",
        ),
    ] = 0
    cluster_paths: Annotated[
        str,
        Field(
            alias="cluster.paths",
            max_length=4096,
            description="where nodes find folders of this machine: here=there;here=there",
        ),
    ] = ""
    log_level: Annotated[
        Literal["debug", "info", "warning", "error"], Field(alias="log.level", description="how much the log says")
    ] = "info"
    tray_notifications: Annotated[
        bool, Field(alias="tray.notifications", description="tell what is done or failed (true or false)")
    ] = True
    tray_language: Annotated[
        Literal["auto", "en", "zh_CN"], Field(alias="tray.language", description="of the tray app")
    ] = "auto"
    tray_appearance: Annotated[
        Literal["auto", "light", "dark"], Field(alias="tray.appearance", description="of the tray app")
    ] = "auto"
    presets: Annotated[
        dict[_Name, Annotated[str, Field(min_length=1, max_length=2000)]],
        Field(max_length=_MOST_NAMED),
    ] = {}
    project: Annotated[dict[_Name, Project], Field(max_length=_MOST_NAMED)] = {}

    @model_validator(mode="after")
    def _is_interval(self) -> Self:
        if self.hunyuan_guidance_from > self.hunyuan_guidance_to:
            raise ValueError("hunyuan.guidance_from lies above hunyuan.guidance_to")
        return self

    @field_validator("output_fallback")
    @classmethod
    def _is_full_path(cls, path: str) -> str:
        if path and not Path(path).is_absolute():
            raise ValueError(f"{path!r} is not a full path")
        return path

    @field_validator("cluster_paths")
    @classmethod
    def _are_rules(cls, text: str) -> str:
        try:
            Rules.of(text)
        except Refusal as refusal:
            raise ValueError(refusal.message) from None
        return text

    @classmethod
    def of(cls, values: dict[str, Any]) -> Self:
        """Raises `Refusal("setting")` for an unknown key or a value out of bounds."""
        try:
            return cls.model_validate(values)
        except ValidationError as error:
            raise Refusal("setting", sentence_of(error)) from None

    @property
    def levels(self) -> dict[str, float]:
        """dB by layer, of those that are not left as they are."""
        levels = {str(layer): float(getattr(self, f"levels_{layer}")) for layer in Layer}
        return {layer: level for layer, level in levels.items() if level}

    def listed(self) -> list[Setting]:
        """All that can be set, of presets and projects those that there are."""
        ours = [field.alias for field in type(self).model_fields.values() if field.alias]
        presets = [f"{PRESETS}.{name}" for name in self.presets]
        projects = [f"{SECTION}.{name}.{field}" for name in self.project for field in Project.model_fields]
        return [self.setting(key) for key in (*ours, *presets, *projects)]

    def setting(self, key: str) -> Setting:
        """Raises `Refusal("unknown-setting")`. A preset or project that is not there yet may be set."""
        wanted = Key.of(key)
        if wanted.section == PRESETS:
            return Setting(key=key, value=self.presets.get(wanted.name, ""), default="", about=_PRESET)
        if wanted.section == SECTION:
            return self._of_project(wanted)
        for name, field in type(self).model_fields.items():
            if field.alias == key:
                return forms.setting(key, field, getattr(self, name), field.default)
        raise unknown(key)

    def _of_project(self, key: Key) -> Setting:
        field = Project.model_fields.get(key.field)
        if field is None:
            raise unknown(key.text)
        project = self.project.get(key.name)
        default: Value = (
            self.generate_handles if key.field == "handles" else "" if field.is_required() else field.default
        )
        value = None if project is None else getattr(project, key.field)
        return forms.setting(key.text, field, default if value is None else value, default)
