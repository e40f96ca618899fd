"""What a user may set: one frozen object, checked when built, and the file it is read from and written to."""

from footfall_daemon.settings.file import LiveSettings
from footfall_daemon.settings.forms import Value
from footfall_daemon.settings.model import Naming, Settings

__all__ = ["LiveSettings", "Naming", "Settings", "Value"]
