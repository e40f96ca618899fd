"""An installed set read again, byte by byte: which files are still what they were when they were got."""

from __future__ import annotations

from footfall_bridge.protocol import Refusal
from footfall_daemon.catalog import EngineInfo
from footfall_daemon.library import Library
from footfall_daemon.library.records import Held, Installed
from footfall_daemon.supply.digest import digest_of
from footfall_daemon.supply.events import Checked, Tell, Verified, by_the_mille
from footfall_daemon.supply.pulling import alone, set_of
from footfall_daemon.supply.shelf import shelves_of


def verified(engine: EngineInfo, library: Library, tell: Tell) -> Verified:
    """What was fetched and is damaged, the next pull fetches anew. Raises `Refusal`: as a pull, not-installed."""
    weights = set_of(engine)
    with alone(library):
        record = library.installed(weights.name)
        if record is None:
            words = f"the weights of {engine.name} are not installed: `footfall engines pull {engine.name}`"
            raise Refusal("not-installed", words)
        files = tuple(_checked(held, record, engine, library, tell) for held in record.files)
        shelves = {shelf.folder: shelf for shelf in shelves_of(weights, library.files).values()}
        for file in files:
            if file.state == "damaged" and (shelf := shelves.get(file.path.parent)) is not None:
                shelf.doubt(file.path.name)
    return Verified(engine=engine.name, whole=all(file.state == "whole" for file in files), files=files)


def _checked(held: Held, record: Installed, engine: EngineInfo, library: Library, tell: Tell) -> Checked:
    state = "whole"
    try:
        digest = digest_of(held.path, by_the_mille(tell, "check", held.path.name, held.size))
        if digest.sha256 != held.sha256:
            state = "damaged"
    except FileNotFoundError:
        state = "missing"
    except OSError:  # the disk itself may be what is damaged
        state = "damaged"
    fix = "" if state == "whole" else _fix(held, record, engine, library)
    return Checked.model_validate({"role": held.role, "path": held.path, "state": state, "fix": fix})


def _fix(held: Held, record: Installed, engine: EngineInfo, library: Library) -> str:
    pull = f"footfall engines pull {engine.name}"
    if held.path.is_relative_to(library.files):
        return f"`{pull}` fetches it anew"
    return f"get it again from where you had it, then `{pull} --from {record.source.where[0]}`"
