"""The engines of the catalog, and what each lacks to run."""

from __future__ import annotations

from footfall_daemon.catalog import Catalog, EngineInfo
from footfall_daemon.library import Library
from footfall_daemon.library.library import gone
from footfall_daemon.library.manifest import SETS, WeightSet
from footfall_daemon.library.terms import Terms
from footfall_daemon.supply.events import Listed, Listing, ShownTerms
from footfall_daemon.supply.shelf import bytes_lacking


def listing(catalog: Catalog, library: Library) -> Listing:
    return Listing(engines=tuple(_listed(catalog[name], library) for name in catalog.names()))


def _listed(engine: EngineInfo, library: Library) -> Listed:
    weights = SETS.get(engine.weights)
    missing = _missing(engine, library) if engine.weights else ""
    return Listed(
        name=engine.name,
        title=engine.title,
        licence=engine.licence,
        weights=engine.weights or None,
        installed=not missing,
        missing=missing,
        download_bytes=_to_fetch(weights, library) if missing else 0,
        terms=_shown(weights.terms, engine.weights, library) if weights is not None else None,
    )


def _missing(engine: EngineInfo, library: Library) -> str:
    record = library.installed(engine.weights)
    if record is None and engine.weights not in SETS:
        return "its weights are not installed: the package that it came with says how to get them"
    if record is None:
        return f"its weights are not installed: `footfall engines pull {engine.name}`"
    if lost := gone(record):
        many = f"{lost[0].path} and {len(lost) - 1} more files are" if len(lost) > 1 else f"{lost[0].path} is"
        return f"{many} gone or altered: connect the disk, or `footfall engines pull {engine.name}`"
    return ""


def _to_fetch(weights: WeightSet | None, library: Library) -> int | None:
    return bytes_lacking(weights, library.files) if weights is not None else None


def _shown(terms: Terms, name: str, library: Library) -> ShownTerms:
    accepted = library.accepted(name)
    return ShownTerms(
        licence=terms.licence,
        version=terms.version,
        territory=terms.territory,
        points=terms.points,
        whole=terms.whole,
        accepted=accepted is not None and accepted.covers(terms),
    )
