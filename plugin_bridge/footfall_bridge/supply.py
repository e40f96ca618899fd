"""The daemon's supply program, run as a process: which engines there are, and weights pulled."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Annotated, Final, Literal

from pydantic import AwareDatetime, Field, TypeAdapter

from footfall_bridge.locate import daemon_command
from footfall_bridge.program import Failure, Program
from footfall_bridge.protocol import Info

_MODULE: Final = "footfall_daemon.supply"


class Terms(Info):
    """Of a licence, in our own words."""

    licence: str
    version: str
    territory: str
    """Where it does not hold."""
    points: list[str]
    whole: str
    """Where to read all of it."""
    accepted: bool
    """This version, for this engine, on this machine."""


class Engine(Info):
    """As `footfall engines list --json` has it."""

    name: str
    title: str
    licence: str
    weights: str | None
    """The set of files that it needs; None: none."""
    installed: bool
    missing: str
    """What is not there and what to do, as a sentence; empty where all is."""
    download_bytes: int | None
    """About what a pull would fetch now; None where nobody here knows."""
    terms: Terms | None


class Listing(Info):
    kind: Literal["result"]
    engines: list[Engine]


class Progress(Info):
    """Of one file, in bytes."""

    kind: Literal["progress"]
    stage: Literal["fetch", "check"]
    file: str
    done: int
    total: int


class Notice(Info):
    kind: Literal["notice"]
    text: str


class Acceptance(Info):
    licence: str
    version: str
    territory: str
    at: AwareDatetime


class Source(Info):
    kind: Literal["hub", "folder"]
    where: list[str]


class File(Info):
    role: str
    path: str
    size: int
    sha256: str
    published: bool
    """Known to be byte by byte what its publisher gave out."""


class Pulled(Info):
    kind: Literal["result"]
    engine: str
    set_file: str
    accepted: Acceptance
    source: Source
    fetched_bytes: int
    files: list[File]


Said = Progress | Notice | Failure | Pulled
_listed: Final[TypeAdapter[Failure | Listing]] = TypeAdapter(
    Annotated[Failure | Listing, Field(discriminator="kind")]
)
_said: Final[TypeAdapter[Said]] = TypeAdapter(Annotated[Said, Field(discriminator="kind")])


def engines() -> list[Engine]:
    """Raises `Refusal`: no-daemon where only the client is installed; engines-failed."""
    program = Program(_listed, Listing, name="the list of engines", failed="engines-failed")
    return program.run([*daemon_command(_MODULE), "list"], lambda _: None).engines


def puller() -> Program[Said, Pulled]:
    """To be run with `pull_command`; another thread may interrupt it. What has come stays."""
    return Program(_said, Pulled, name="the pull", failed="pull-failed")


def pull_command(engine: str, folder: Path | None, *, accept: bool) -> list[str]:
    """`folder`: where the files lie; None: the hub. Raises `Refusal`: no-daemon."""
    words = [engine]
    if folder is not None:
        words.append(f"--from={folder.absolute()}")
    if accept:
        words.append("--accept-licence")
    return [*daemon_command(_MODULE), "pull", *words]


def pull(engine: str, folder: Path | None, hear: Callable[[Said], None], *, accept: bool) -> Pulled:
    """Raises `Refusal`: the program's own, or pull-failed."""
    return puller().run(pull_command(engine, folder, accept=accept), hear)
