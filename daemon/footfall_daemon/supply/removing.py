"""A set taken away again: what was fetched for it and nobody else needs; never the user's own files."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from footfall_daemon.catalog import EngineInfo
from footfall_daemon.library import Library
from footfall_daemon.library.manifest import SETS, WeightSet
from footfall_daemon.supply.events import Removed, Spared
from footfall_daemon.supply.pulling import alone, set_of
from footfall_daemon.supply.shelf import Shelf, shelves_of


def removed(engine: EngineInfo, library: Library) -> Removed:
    """That its terms were accepted is still known. Raises `Refusal`: as a pull."""
    weights = set_of(engine)
    with alone(library):
        needed = _needed_by_others(weights, library)
        spared = {path: why for path, why in _spared(weights, library) if path.is_file()}
        library.uninstall(weights.name)
        gone: list[Path] = []
        freed = 0
        for shelf, name in _files(weights, library):
            if why := needed.get(shelf.path(name)):
                if shelf.has_begun(name):
                    spared[shelf.path(name)] = why
                continue
            paths, size = shelf.discard(name)
            gone += paths
            freed += size
    kept = tuple(Spared(path=path, why=why) for path, why in spared.items())
    return Removed(engine=engine.name, freed_bytes=freed, removed=tuple(gone), kept=kept)


def _files(weights: WeightSet, library: Library) -> Iterator[tuple[Shelf, str]]:
    """Where each file of the set lies once it was fetched, under either of its names."""
    shelves = shelves_of(weights, library.files)
    for part, file in weights.files:
        for name in filter(None, (file.name, file.instead)):
            yield shelves[part.repository], name


def _needed_by_others(weights: WeightSet, library: Library) -> dict[Path, str]:
    """The files of other sets that are here, or on their way."""
    needed: dict[Path, str] = {}
    for other in SETS.values():
        if other.name == weights.name:
            continue
        record = library.installed(other.name)
        if record is not None:
            needed |= {held.path: f"{other.name} needs it" for held in record.files}
        elif _is_coming(other, library):
            needed |= {shelf.path(name): f"{other.name} needs it" for shelf, name in _files(other, library)}
    return needed


def _is_coming(weights: WeightSet, library: Library) -> bool:
    """Whether something of its own model was fetched: all else it may share with others."""
    shelves = shelves_of(weights, library.files)
    models = [(part, file) for part, file in weights.files if part.role == "dit"]
    return any(shelves[part.repository].has_begun(file.name) for part, file in models)


def _spared(weights: WeightSet, library: Library) -> Iterator[tuple[Path, str]]:
    record = library.installed(weights.name)
    for held in record.files if record is not None else ():
        if not held.path.is_relative_to(library.files):
            yield held.path, "it is yours"
