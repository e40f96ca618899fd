"""The engines of the catalog, and what each lacks to run."""

from __future__ import annotations

from footfall_daemon.catalog import Catalog, EngineInfo
from footfall_daemon.library import Library
from footfall_daemon.library.manifest import SETS, WeightSet
from footfall_daemon.library.terms import Terms
from footfall_daemon.supply.events import Listed, Listing, ShownTerms
from footfall_daemon.supply.shelf import bytes_lacking


def listing(catalog: Catalog, library: Library) -> Listing:
    return Listing(engines=tuple(_listed(catalog[name], library) for name in catalog.names()))


def _listed(engine: EngineInfo, library: Library) -> Listed:
    weights = SETS.get(engine.weights)
    missing = library.missing(engine.weights, engine.name) if engine.weights else ""
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
