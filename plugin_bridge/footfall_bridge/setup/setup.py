"""Setup itself: asks each target what it wants, and carries out what was planned."""

from __future__ import annotations

import importlib.metadata
import sys
from collections.abc import Callable, Mapping, Sequence
from typing import Final

from filelock import FileLock, Timeout

from footfall_bridge.places import Places
from footfall_bridge.protocol import ErrorInfo, Refusal
from footfall_bridge.setup import planning
from footfall_bridge.setup.changes import Action, Change, Kind, Outcome, digest
from footfall_bridge.setup.clip_jobs import ClipJobs
from footfall_bridge.setup.launchers import footfall_command, tray_command
from footfall_bridge.setup.machine import Machine, this_machine
from footfall_bridge.setup.manifest import Manifest, Record
from footfall_bridge.setup.panels import Panels, agent_of, run_agent
from footfall_bridge.setup.registry import Registry
from footfall_bridge.setup.shelves import Files, Shelf
from footfall_bridge.setup.stock import Stock
from footfall_bridge.setup.target import Offer, Target, TargetState
from footfall_bridge.setup.targets import TARGETS

if sys.platform == "win32":
    from footfall_bridge.setup.registry import UserHive

_PATIENCE: Final = 30.0  # seconds, for another setup that is at work


class Setup:
    """What Footfall puts on this machine outside its own folders. Planning changes nothing."""

    def __init__(
        self,
        places: Places,
        machine: Machine | None = None,
        stock: Stock | None = None,
        shelves: Mapping[Kind, Shelf] | None = None,
    ) -> None:
        """Raises `Refusal("no-plugins")`."""
        self._places = places
        self._machine = machine or this_machine(footfall_command(places), tray_command(places))
        self._stock = stock or Stock.of_install()
        self._shelves = shelves or shelves_of(self._machine, self._stock)
        self._version = importlib.metadata.version("footfall")

    def targets(self) -> list[Target]:
        """All that can be set up, whether it is here or not. Raises `Refusal("bad-manifest")`."""
        manifest = self._manifest()
        return [self._target(name, manifest) for name in TARGETS]

    def plan(self, names: Sequence[str], *, remove: bool = False, force: bool = False) -> list[Change]:
        """What would happen to each thing; `force` touches what was changed, or is not ours, too.

        Targets that are absent have no changes. Raises `Refusal`: unknown-target, bad-manifest.
        """
        for name in names:
            if name not in TARGETS:
                known = ", ".join(TARGETS)
                raise Refusal("unknown-target", f"there is nothing called {name!r} to set up: {known}")
        manifest = self._manifest()
        wanted = [name for name in TARGETS if name in names]
        plan = self._removal if remove else self._installation
        return [change for name in wanted for change in plan(name, manifest, force)]

    def carry_out(
        self, changes: Sequence[Change], hear: Callable[[Outcome], None] = lambda _: None
    ) -> list[Outcome]:
        """One outcome for each change, each told as it comes; what fails does not keep the others from it.

        Raises `Refusal`: setup-busy, bad-manifest.
        """
        self._places.make()
        outcomes = []
        try:
            with FileLock(self._places.data / "setup.lock", timeout=_PATIENCE):
                manifest = self._manifest()
                try:
                    for change in changes:
                        outcomes.append(Outcome(change, self._carry_out(change, manifest)))
                        hear(outcomes[-1])
                finally:
                    manifest.save()
        except Timeout:
            raise Refusal("setup-busy", "another setup is at work: try again when it has ended") from None
        return outcomes

    def _manifest(self) -> Manifest:
        return Manifest(self._places.data / "setup.json")

    def _offer(self, name: str) -> Offer:
        return TARGETS[name].offer(self._machine, self._stock, self._places)

    def _target(self, name: str, manifest: Manifest) -> Target:
        offer = self._offer(name)
        records = manifest.of(name)
        changes = list(self._wanted(name, offer, manifest, force=False))
        state = state_of(offer, changes)
        versions = sorted({record.version for record in records.values()})
        return Target(name, TARGETS[name].title, state, offer.detail, versions[0] if versions else None)

    def _installation(self, name: str, manifest: Manifest, force: bool) -> list[Change]:
        return self._wanted(name, self._offer(name), manifest, force=force)

    def _wanted(self, name: str, offer: Offer, manifest: Manifest, *, force: bool) -> list[Change]:
        if not offer.items:
            return []
        records = manifest.of(name)
        outlived = planning.outlived(offer.items, records, offer.within)
        return [
            *planning.installing(name, offer.items, records, self._find, version=self._version, force=force),
            *planning.removing(outlived, self._find, why="this version has it no more", force=force),
        ]

    def _removal(self, name: str, manifest: Manifest, force: bool) -> list[Change]:
        records = list(manifest.of(name).values())
        return list(planning.removing(records, self._find, why="setup wrote it", force=force))

    def _find(self, kind: Kind, where: str) -> bytes | None:
        return self._shelves[kind].read(where)

    def _carry_out(self, change: Change, manifest: Manifest) -> ErrorInfo | None:
        try:
            self._do(change, manifest)
        except Refusal as refusal:
            return ErrorInfo(code=refusal.code, message=refusal.message)
        except OSError as error:
            message = f"{change.where} could not be changed: {error.strerror or error}"
            return ErrorInfo(code="not-written", message=message)
        return None

    def _do(self, change: Change, manifest: Manifest) -> None:
        if change.action is Action.keep:
            return
        shelf = self._shelves[change.kind]
        found = shelf.read(change.where)
        if (None if found is None else digest(found)) != change.before:
            raise Refusal("changed-meanwhile", f"{change.where} has just been changed by somebody else: try again")
        match change.action:
            case Action.write | Action.replace if change.item is not None:
                manifest.folders.update(shelf.write(change.item))
            case Action.remove:
                manifest.folders.difference_update(shelf.remove(change.where, manifest.folders))
        self._note(change, manifest)

    def _note(self, change: Change, manifest: Manifest) -> None:
        if change.item is None:
            manifest.forget(change.kind, change.where)
            return
        record = Record(
            target=change.target,
            what=change.what,
            kind=change.kind,
            where=change.where,
            sha256=digest(change.item.content),
            version=self._version,
        )
        manifest.note(record)


def shelves_of(machine: Machine, stock: Stock) -> dict[Kind, Shelf]:
    dash = "/" if machine.system == "win32" else "--"
    shelves: dict[Kind, Shelf] = {
        Kind.file: Files(),
        Kind.clip_job: ClipJobs(),
        Kind.panel: Panels(agent_of(machine), stock.premiere(), dash, run_agent),
    }
    if sys.platform == "win32":
        shelves[Kind.registry] = Registry(UserHive())
    return shelves


def state_of(offer: Offer, changes: Sequence[Change]) -> TargetState:
    if not offer.here:
        return TargetState.absent
    actions = {change.action for change in changes}
    if Action.keep in actions:
        return TargetState.changed
    if actions <= {Action.write}:
        return TargetState.not_installed
    return TargetState.installed if actions == {Action.nothing} else TargetState.stale
