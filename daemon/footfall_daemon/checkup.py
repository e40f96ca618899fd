"""`python -m footfall_daemon.checkup`: what the doctor asks of the daemon's package, answered as JSON.

Nothing is changed. The daemon need not run, and what it holds may be damaged.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Iterator, Sequence
from typing import Any

import psutil

from footfall_bridge.checks.finding import Finding
from footfall_bridge.places import Places
from footfall_bridge.protocol import Refusal
from footfall_daemon.catalog import Catalog
from footfall_daemon.devices import devices, gpus
from footfall_daemon.library import Library
from footfall_daemon.library.library import gone
from footfall_daemon.probes import Card, Reading, probes_of
from footfall_daemon.probes.nvml import driver_version
from footfall_daemon.schema import queue_file, trouble_in
from footfall_daemon.settings import LiveSettings


def main(arguments: Sequence[str] | None = None) -> int:
    given = _parser().parse_args(arguments)
    sys.stdout.write(json.dumps(_answer(given)) + "\n")
    return 0


def _answer(given: argparse.Namespace) -> Any:
    match given.command:
        case "state":
            return [_fields(finding) for finding in state(Places.of_user())]
        case "memory":
            return memory(given.device, Card(**json.loads(given.card)))
        case _:
            return holders(given.ports)


def state(places: Places) -> Iterator[Finding]:
    try:
        settings = LiveSettings(places.settings_file)
    except Refusal as refusal:
        yield _unreadable(places, refusal)
    else:
        file = places.settings_file
        yield Finding(name="settings", ok=True, detail=str(file) if file.exists() else "the defaults: no file yet")
        yield workers(settings.now.engine_device)
    yield _queue(places)
    yield from weights(Catalog(), Library(places.weights))


def workers(setting: str) -> Finding:
    """Where they would be, were the daemon started now."""
    there = ",".join(devices(setting, gpus))
    found = f" ({there})" if there != setting else ""
    return Finding(name="workers", ok=True, detail=f"engine.device is {setting}{found}")


def memory(device: str, card: Card) -> dict[str, Any]:
    """Bytes, by each source that there is: of the device, and of the machine."""
    readings: list[Reading] = []
    for name, of in {device: card, "cpu": Card()}.items():
        probes = probes_of(name, of, tell=lambda _: None)
        readings += probes.read().sources
        probes.close()
    told = [{"source": it.source, "total": it.total, "free": it.free, "note": it.note} for it in readings]
    return {"driver": driver_version(), "sources": told}


def holders(ports: Sequence[int]) -> list[tuple[int, int | None, str]]:
    """Who listens: port, process, name. macOS tells none of this to programs without rights."""
    try:
        listening = [it for it in psutil.net_connections("tcp") if it.status == psutil.CONN_LISTEN]
    except psutil.AccessDenied:
        return []
    return [(it.laddr.port, it.pid, _name(it.pid)) for it in listening if it.laddr and it.laddr.port in ports]


def weights(catalog: Catalog, library: Library) -> Iterator[Finding]:
    """Presence and sizes: `footfall engines verify` reads every byte."""
    for name in catalog.names():
        engine = catalog[name]
        if not engine.weights:
            continue
        record = library.installed(engine.weights)
        lost = gone(record) if record is not None else []
        size = sum(held.size for held in record.files) if record is not None else 0
        yield Finding(
            name=f"weights {name}",
            ok=not lost,
            detail=library.missing(engine.weights, name) or f"all there, {size / 1e9:.1f} GB",
            fix=f"footfall engines pull {name}",
            required=False,
        )


def _unreadable(places: Places, refusal: Refusal) -> Finding:
    fix = f"mend {places.settings_file} by hand, or move it away: then the defaults are in force"
    return Finding(name="settings", ok=False, detail=refusal.message, fix=fix)


def _queue(places: Places) -> Finding:
    file = queue_file(places)
    trouble = trouble_in(file)
    return Finding(
        name="queue",
        ok=not trouble,
        detail=f"{file}{': ' if trouble else ''}{trouble}",
        fix=f"footfall stop, and move {file} away: its jobs are lost, their audio stays",
    )


def _fields(finding: Finding) -> dict[str, Any]:
    return {name: getattr(finding, name) for name in ("name", "ok", "detail", "fix", "required")}


def _name(pid: int | None) -> str:
    try:
        return psutil.Process(pid).name() if pid is not None else ""
    except psutil.Error:
        return ""


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="footfall_daemon.checkup", description=__doc__)
    commands = parser.add_subparsers(dest="command", required=True)
    commands.add_parser("state", help="settings, queue and weights")
    memory = commands.add_parser("memory", help="what each source says of a device")
    memory.add_argument("device")
    memory.add_argument("card", help="what torch knows of it, as JSON")
    ports = commands.add_parser("ports", help="who listens on these")
    ports.add_argument("ports", type=int, nargs="+")
    return parser


if __name__ == "__main__":
    sys.exit(main())
