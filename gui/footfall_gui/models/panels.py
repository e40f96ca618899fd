"""All that the settings dialog shows, built together and closed together."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Self

from footfall_bridge.places import Places
from footfall_bridge.setup import Setup
from footfall_gui.models.asking import Asker
from footfall_gui.models.connection import Connection
from footfall_gui.models.diagnostics import Diagnostics
from footfall_gui.models.editors import EditorsModel
from footfall_gui.models.engines import EnginesModel
from footfall_gui.models.errands import Errands
from footfall_gui.models.logbook import Logbook
from footfall_gui.models.settings import SettingsModel


@dataclass(frozen=True, slots=True)
class Panels:
    settings: SettingsModel
    engines: EnginesModel
    editors: EditorsModel
    log: Logbook
    diagnostics: Diagnostics
    errands: Errands

    @classmethod
    def of(cls, asker: Asker, connection: Connection, places: Places) -> Self:
        errands = Errands()
        settings, log = SettingsModel(asker, connection), Logbook(places.log_file)
        return cls(
            settings=settings,
            engines=EnginesModel(errands),
            editors=EditorsModel(lambda: Setup(places), errands),
            log=log,
            diagnostics=Diagnostics(places, settings, log, errands),
            errands=errands,
        )

    def close(self) -> None:
        """Weights on their way are interrupted: the next pull goes on with them."""
        self.engines.close()
        self.errands.close()
