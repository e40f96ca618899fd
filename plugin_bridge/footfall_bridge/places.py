"""Where Footfall keeps its files on this system, and how the daemon's address is written down."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path

import platformdirs
from pydantic import BaseModel, ConfigDict

from footfall_bridge.protocol import Refusal

HOME_VARIABLE = "FOOTFALL_HOME"
GATEWAY_PORTS = (17840, 17841, 17842, 17843, 17844)
"""A panel's manifest lists them all: no program of note uses them, and systems do not give them to clients."""


@dataclass(frozen=True, slots=True)
class Places:
    """The folders of one user. `FOOTFALL_HOME` moves them all below one folder."""

    config: Path
    """settings.toml"""
    data: Path
    """The queue, and the weights of engines."""
    cache: Path
    """What is remembered of pictures; may be deleted at any time."""
    logs: Path
    runtime: Path
    """daemon.json, locks, the spool of a running daemon."""
    fallback: Path
    """Where audio goes that cannot lie beside its media."""
    root: Path | None = None
    """The one folder that holds them all, where there is one."""

    @classmethod
    def of_user(cls) -> Places:
        home = os.environ.get(HOME_VARIABLE)
        if home:
            # Not Path.expanduser, which raises where there is no such user.
            return cls.below(Path(os.path.expanduser(home)).absolute())  # noqa: PTH111 - never raises
        # Not platformdirs' runtime folder: systemd empties that when the user logs out, with jobs running.
        data = platformdirs.user_data_path("footfall", appauthor=False)
        return cls(
            config=platformdirs.user_config_path("footfall", appauthor=False),
            data=data,
            cache=platformdirs.user_cache_path("footfall", appauthor=False),
            logs=platformdirs.user_log_path("footfall", appauthor=False),
            runtime=data / "run",
            fallback=platformdirs.user_music_path() / "Footfall",
        )

    @classmethod
    def below(cls, root: Path) -> Places:
        """All in one folder: for tests, and for whoever wants nothing elsewhere."""
        return cls(
            config=root / "config",
            data=root / "data",
            cache=root / "cache",
            logs=root / "logs",
            runtime=root / "run",
            fallback=root / "audio",
            root=root,
        )

    @property
    def environment(self) -> dict[str, str]:
        """For processes that shall use these folders too."""
        return {**os.environ, HOME_VARIABLE: str(self.root)} if self.root else dict(os.environ)

    @property
    def connection_file(self) -> Path:
        return self.runtime / "daemon.json"

    @property
    def daemon_lock(self) -> Path:
        """Held by the daemon as long as it lives."""
        return self.runtime / "daemon.lock"

    @property
    def start_lock(self) -> Path:
        """Held by a client while it starts a daemon."""
        return self.runtime / "start.lock"

    @property
    def gateway_lock(self) -> Path:
        """Held by the gateway as long as it lives."""
        return self.runtime / "gateway.lock"

    @property
    def gateway_file(self) -> Path:
        """Where the gateway listens."""
        return self.runtime / "gateway.json"

    @property
    def gateway_token(self) -> Path:
        return self.runtime / "gateway.token"

    @property
    def settings_file(self) -> Path:
        return self.config / "settings.toml"

    @property
    def calibration_file(self) -> Path:
        """What engines cost on this machine, as far as it was measured."""
        return self.data / "costs.json"

    @property
    def weights(self) -> Path:
        """The library of the engines' weights: many gigabytes."""
        return self.data / "weights"

    @property
    def engines(self) -> Path:
        """PyTorch and what else engines need, where the app came without: gigabytes, fetched again if deleted."""
        return self.data / "engines"

    @property
    def log_file(self) -> Path:
        return self.logs / "daemon.log"

    @property
    def gateway_log(self) -> Path:
        return self.logs / "gateway.log"

    def make(self) -> None:
        """Create the folders. Raises `Refusal("no-folder")`."""
        for folder in (self.config, self.data, self.cache, self.logs, self.runtime):
            make_private(folder)


def make_private(folder: Path) -> None:
    """Create it, readable by the user alone where the system has such a notion. Raises `Refusal("no-folder")`."""
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as error:
        words = f"the folder {folder} cannot be made ({error.strerror or error}): clear its place"
        raise Refusal("no-folder", f"{words}, or set {HOME_VARIABLE} to another folder") from None


class Connection(BaseModel):
    """The connection file `daemon.json`: how to reach the daemon. Readable by the user alone: it holds keys."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    pid: int
    version: str
    protocol: int
    instance: str
    requests: str
    """ZeroMQ endpoint of the ROUTER socket."""
    events: str
    """ZeroMQ endpoint of the XPUB socket."""
    server_key: str
    """CURVE public key of the daemon, Z85. Both sockets use it."""
    client_key: str
    client_secret: str
    """CURVE key pair that every client of this user presents, Z85."""
