"""One pull from its request to its record: terms accepted, files gathered, the set written down."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from filelock import FileLock, Timeout

from footfall_bridge.protocol import Refusal
from footfall_daemon.catalog import EngineInfo
from footfall_daemon.library import Library
from footfall_daemon.library.manifest import SETS, WeightSet
from footfall_daemon.library.records import Acceptance, Installed
from footfall_daemon.refusals import is_full, words_of
from footfall_daemon.supply.events import Pulled, Tell
from footfall_daemon.supply.gathered import Gathered


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    engine: EngineInfo
    folder: Path | None
    """To take the files from; None: the hub."""
    accepted: bool
    """The user has accepted the terms just now."""


def pulled(request: Request, library: Library, tell: Tell) -> Pulled:
    """Raises `Refusal`."""
    weights = set_of(request.engine)
    with alone(library):
        return _pulled(request, weights, library, tell)


def _pulled(request: Request, weights: WeightSet, library: Library, tell: Tell) -> Pulled:
    acceptance = _acceptance(request, weights, library)
    gathered = _gathered(request.folder, weights, library, tell)
    record = Installed(
        name=weights.name,
        accepted=acceptance,
        source=gathered.source,
        at=datetime.now(UTC),
        files=gathered.files,
    )
    library.install(record, gathered.paths)
    return Pulled(
        engine=request.engine.name,
        set_file=str(library.set_file(weights.name)),
        accepted=acceptance,
        source=gathered.source,
        fetched_bytes=gathered.fetched_bytes,
        files=gathered.files,
    )


@contextmanager
def alone(library: Library) -> Iterator[None]:
    """With the library to ourselves. Raises `Refusal`: pull-running, disk-full, library-unwritable."""
    try:
        library.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        with FileLock(library.lock, timeout=0):
            yield
    except Timeout:
        raise Refusal("pull-running", "weights are being pulled already: wait for that to end") from None
    except OSError as error:
        if is_full(error):
            raise Refusal("disk-full", f"the disk of {library.folder} is full: make room and pull again") from None
        words = f"{error.filename or library.folder} cannot be used ({words_of(error)}): allow it and pull again"
        raise Refusal("library-unwritable", words) from None


def set_of(engine: EngineInfo) -> WeightSet:
    """Raises `Refusal`: no-weights, unknown-weights."""
    if not engine.weights:
        raise Refusal("no-weights", f"{engine.name} needs no weights: it is ready")
    if engine.weights not in SETS:
        words = (
            f"Footfall does not know where the weights of {engine.name} are: the package that it came with does"
        )
        raise Refusal("unknown-weights", words)
    return SETS[engine.weights]


def _acceptance(request: Request, weights: WeightSet, library: Library) -> Acceptance:
    """Written down at once: a pull that is interrupted does not ask again."""
    before = library.accepted(weights.name)
    if before is not None and before.covers(weights.terms):
        return before
    if not request.accepted:
        words = f"the weights of {request.engine.name} are under the {weights.terms.licence}"
        raise Refusal("licence-not-accepted", f"{words}: read its terms and pull with --accept-licence")
    acceptance = Acceptance.of(weights.terms, datetime.now(UTC))
    library.accept(weights.name, acceptance)
    return acceptance


def _gathered(folder: Path | None, weights: WeightSet, library: Library, tell: Tell) -> Gathered:
    # Either takes seconds to import, and needs what the other does not.
    if folder is None:
        from footfall_daemon.supply.fetching import fetched

        return fetched(weights, library, tell)
    from footfall_daemon.supply.collecting import collected

    return collected(weights, folder, library, tell)
