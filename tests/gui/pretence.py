"""A daemon that is a fake, and what the tray app has between it and its models: for states that are rare."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from footfall_bridge.client import Client
from footfall_bridge.places import Places
from footfall_gui.models.asking import Asker
from footfall_gui.models.connection import Connection
from tests.bridge.fake_daemon import FakeDaemon


@dataclass(frozen=True, slots=True)
class Pretence:
    daemon: FakeDaemon
    asker: Asker
    connection: Connection


@contextmanager
def a_pretence(home: Path) -> Iterator[Pretence]:
    places = Places.below(home)
    daemon = FakeDaemon(places).start()
    asker = Asker(lambda: Client(places, start=False))
    connection = Connection(lambda: Client(places, start=False))
    connection.open()
    try:
        yield Pretence(daemon, asker, connection)
    finally:
        connection.close()
        asker.close()
        daemon.stop()
