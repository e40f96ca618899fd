"""One frozen settings object, checked when built, and the file it is read from and written to."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any, Literal, Self

import tomlkit
from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator, model_validator
from tomlkit.exceptions import ParseError

from footfall_bridge.protocol import Refusal, Setting, SettingsList, sentence_of
from footfall_daemon import paper

Value = str | int | float | bool


class Settings(BaseModel):
    """What a user may set. Aliases are the keys: `queue.keep_days` is `keep_days` in the section `[queue]`."""

    model_config = ConfigDict(frozen=True, extra="forbid", allow_inf_nan=False)

    generate_engine: Annotated[
        str,
        Field(alias="generate.engine", min_length=1, max_length=100, description="engine of jobs that name none"),
    ] = "sketch"
    generate_handles: Annotated[
        float,
        Field(alias="generate.handles", ge=0, le=10, description="seconds of handles where a job asks for none"),
    ] = 0.0
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
        ),
    ] = ""
    queue_keep_days: Annotated[
        int, Field(alias="queue.keep_days", ge=1, le=3650, description="days that ended jobs stay in the list")
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
            pattern=r"^(auto|cpu|(cuda|xpu|mps)(:\d+)?)(,(cpu|(cuda|xpu|mps)(:\d+)?))*$",
            description="auto, cpu, cuda, cuda:1 ...; several, with commas between: a worker on each",
        ),
    ] = "auto"
    engine_keep_alive: Annotated[
        int, Field(alias="engine.keep_alive", ge=0, le=86_400, description="seconds an idle engine stays loaded")
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
        Field(alias="memory.headroom", ge=0, le=1_000_000, description="MiB of the device left to other programs"),
    ] = 1024
    memory_limit_mib: Annotated[
        int,
        Field(
            alias="memory.limit", ge=0, le=1_000_000, description="MiB of the device we use at most (0: no limit)"
        ),
    ] = 0
    cache_limit_mib: Annotated[
        int, Field(alias="cache.limit", ge=0, le=10_000_000, description="MiB kept of what was seen in pictures")
    ] = 20_480
    gateway_start: Annotated[
        bool,
        Field(alias="gateway.start", description="serve editors on this machine over HTTP (true or false)"),
    ] = True
    log_level: Annotated[
        Literal["debug", "info", "warning", "error"], Field(alias="log.level", description="how much the log says")
    ] = "info"

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

    @classmethod
    def of(cls, values: dict[str, Value]) -> Self:
        """Raises `Refusal("setting")` for an unknown key or a value out of bounds."""
        try:
            return cls.model_validate(values)
        except ValidationError as error:
            raise Refusal("setting", sentence_of(error)) from None

    def listed(self) -> list[Setting]:
        return [self.setting(str(field.alias)) for field in type(self).model_fields.values()]

    def setting(self, key: str) -> Setting:
        for name, field in type(self).model_fields.items():
            if field.alias == key:
                value = getattr(self, name)
                return Setting(key=key, value=value, default=field.default, about=field.description or "")
        raise Refusal("unknown-setting", f"there is no setting {key!r}: `footfall config list` shows them all")


class LiveSettings:
    """The settings in force, and the file they come from; the user's own comments in it are kept."""

    def __init__(self, path: Path) -> None:
        """Raises `Refusal("settings-file")` where the file cannot be used; a missing file means defaults."""
        self._path = path
        self._stamp = _stamp(path)
        self.now = self._read()

    def refresh(self) -> bool:
        """Take over what was written to the file by hand; whether it changed. Raises like construction."""
        stamp = _stamp(self._path)
        if stamp == self._stamp:
            return False
        self._stamp = stamp
        self.now = self._read()
        return True

    def change(self, key: str, value: Value | None) -> Setting:
        """The setting as it is now, after it was checked and is on disk. None: back to the default."""
        self.now.setting(key)
        document = self._document()
        section, _, name = key.partition(".")
        table = document.setdefault(section, tomlkit.table())
        if value is None:
            table.pop(name, None)
        else:
            table[name] = _typed(key, value)
        settings = Settings.of(_flat(document))
        paper.write(self._path, tomlkit.dumps(document))
        self._stamp = _stamp(self._path)
        self.now = settings
        return settings.setting(key)

    def listed(self) -> SettingsList:
        return SettingsList(settings=self.now.listed(), file=str(self._path))

    def _read(self) -> Settings:
        try:
            return Settings.of(_flat(self._document()))
        except Refusal as refusal:
            raise Refusal("settings-file", f"{self._path}: {refusal.message}") from None

    def _document(self) -> tomlkit.TOMLDocument:
        try:
            return tomlkit.parse(self._path.read_text("utf-8"))
        except FileNotFoundError:
            return tomlkit.document()
        except (ParseError, UnicodeDecodeError, OSError) as error:
            raise Refusal("settings-file", f"{self._path} cannot be read: {error}") from None


def _stamp(path: Path) -> int | None:
    try:
        return path.stat().st_mtime_ns
    except OSError:
        return None


def _typed(key: str, value: Value) -> Value:
    """`value` as the setting's own type, where a shell gave it as text."""
    default = Settings().setting(key).default
    if not isinstance(value, str) or isinstance(default, str):
        return value
    try:
        if isinstance(default, bool):
            return {"true": True, "false": False}[value.lower()]
        return type(default)(value)
    except (ValueError, KeyError):
        kind = {int: "a whole number", float: "a number", bool: "true or false"}[type(default)]
        raise Refusal("setting", f"{key} is {kind}, not {value!r}") from None


def _flat(document: dict[str, Any]) -> dict[str, Value]:
    flat: dict[str, Value] = {}
    for section, table in document.items():
        if not isinstance(table, dict):
            raise Refusal("setting", f"{section!r} stands outside a section")
        flat.update({f"{section}.{name}": value for name, value in table.items()})
    return flat
