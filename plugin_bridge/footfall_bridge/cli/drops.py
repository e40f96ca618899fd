"""What is made of a file that was dropped into a watched folder: Foley for a film, a timeline with Foley in it."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from pathlib import Path
from typing import Any, Final, Protocol

from footfall_bridge import orders
from footfall_bridge.cli.laying import Laying
from footfall_bridge.cli.output import Exit, as_json
from footfall_bridge.cli.timeline import SUFFIXES
from footfall_bridge.client import Client
from footfall_bridge.footage import is_video
from footfall_bridge.hosts.interchange import documents, writing
from footfall_bridge.hosts.interchange.markers import Listener
from footfall_bridge.hosts.interchange.plan import plan
from footfall_bridge.protocol import JobInfo, JobState, Order

_OURS: Final = re.compile(r"_foley(_v\d+)?$")
"""What a timeline is called that we have written."""


class Drop(Protocol):
    kind: str

    def begin(self, client: Client) -> list[Order]:
        """What must be made for it. Raises `Refusal`."""

    def end(self, jobs: Sequence[JobInfo]) -> None:
        """With the jobs of these orders, as they ended. Raises `Refusal`."""

    @property
    def exit(self) -> Exit: ...

    def show(self) -> None:
        """For people: files to stdout, the rest to stderr."""

    def as_json(self) -> dict[str, Any]: ...


@dataclass(frozen=True)
class Wanted:
    """What is wanted of everything that is dropped."""

    fields: Mapping[str, Any]
    """Of an order."""
    rate: Fraction | None = None
    search: Sequence[Path] = ()

    def drop_of(self, path: Path) -> Drop:
        return TimelineDrop(path, self) if is_timeline(path) else FilmDrop(path, self)


def is_wanted(path: Path) -> bool:
    """By its name: nothing hidden, and nothing that we have made."""
    return is_timeline(path) or is_video(path)


def is_timeline(path: Path) -> bool:
    named = path.suffix.lower() in SUFFIXES and _OURS.search(path.stem) is None
    return named and not path.name.startswith(".")


@dataclass
class FilmDrop:
    path: Path
    wanted: Wanted
    kind: str = "media"
    jobs: Sequence[JobInfo] = field(default=())

    def begin(self, client: Client) -> list[Order]:
        return [orders.order(orders.clip_of(self.path), **self.wanted.fields)]

    def end(self, jobs: Sequence[JobInfo]) -> None:
        self.jobs = jobs

    @property
    def exit(self) -> Exit:
        return Exit.done if all(job.state is JobState.done for job in self.jobs) else Exit.failed

    def show(self) -> None:
        from footfall_bridge.cli.follow import show_files

        show_files(list(self.jobs))

    def as_json(self) -> dict[str, Any]:
        return {"jobs": [as_json(job) for job in self.jobs]}


class TimelineDrop:
    kind = "timeline"

    def __init__(self, path: Path, wanted: Wanted) -> None:
        self._path = path
        self._wanted = wanted
        self._laying: Laying | None = None

    def begin(self, client: Client) -> list[Order]:
        document = documents.read(self._path, self._wanted.rate)
        planned = plan(document, self._wanted.fields, listener=Listener(), search=self._wanted.search)
        self._laying = Laying(planned, writing.default_out(document))
        return self._laying.begin(client) if planned.wanted else []

    def end(self, jobs: Sequence[JobInfo]) -> None:
        self._made.end(jobs)

    @property
    def exit(self) -> Exit:
        return Exit.done if self._made.exit is Exit.done else Exit.failed

    def show(self) -> None:
        self._made.show()

    def as_json(self) -> dict[str, Any]:
        return self._made.as_json()

    @property
    def _made(self) -> Laying:
        assert self._laying is not None
        return self._laying
