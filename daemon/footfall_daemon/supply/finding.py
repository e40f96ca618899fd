"""What lies below a folder of the user's: files that may hold weights, and folders of encoders.

Nothing is opened but small JSON files.
"""

from __future__ import annotations

import json
import os
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

from footfall_daemon.library.manifest import Role

_WEIGHTS: Final = (".safetensors", ".pth", ".pt", ".safetensors.index.json")
_SHARD: Final = re.compile(r"-\d{5}-of-\d{5}\.\w+$")
_CONFIG: Final = "config.json"
_HELD: Final = ("model.safetensors", "model.safetensors.index.json", "pytorch_model.bin")
"""What an encoder's folder may have its weights in, the best first."""
_ENCODERS: Final[dict[str, Role]] = {
    "siglip": "siglip2",
    "siglip_vision_model": "siglip2",
    "clap": "clap",
    "clap_text_model": "clap",
}
"""What a configuration says of its model."""


class Finds:
    """All below a folder, in the order of their names."""

    def __init__(self, folder: Path) -> None:
        self._files = sorted(_walked(folder))

    def weights(self) -> list[Path]:
        """Single files, and indexes of several; no encoders'."""
        return [path for path in self._files if _may_hold_weights(path)]

    def encoders(self, role: Role) -> list[Path]:
        """Folders that have all the files which an encoder is read from."""
        folders = [path.parent for path in self._files if path.name == _CONFIG]
        return [folder for folder in folders if _role(folder) == role and encoder_files(folder, role)]


def encoder_files(folder: Path, role: Role) -> list[Path]:
    """What an encoder is read from; none, if something of it is missing."""
    weights = next((folder / name for name in _HELD if (folder / name).is_file()), None)
    beside = [folder / name for name in (_CONFIG, *(("tokenizer.json",) if role == "clap" else ()))]
    complete = weights is not None and all(path.is_file() for path in beside)
    return [*beside, *with_shards(weights)] if complete and weights is not None else []


def with_shards(weights: Path) -> list[Path]:
    """The file; with an index, the files that it names too."""
    if weights.suffix != ".json":
        return [weights]
    places = _json(weights).get("weight_map")
    shards = {weights.with_name(str(name)) for name in places.values()} if isinstance(places, dict) else set()
    return [weights, *sorted(shards)]


def _walked(folder: Path) -> Iterator[Path]:
    # Links to folders are not followed, they may go in circles; those to files are, the hub's cache is of them.
    for root, folders, names in os.walk(folder):
        folders[:] = [name for name in folders if name != ".git"]
        yield from (Path(root, name) for name in names)


def _may_hold_weights(path: Path) -> bool:
    return path.name.endswith(_WEIGHTS) and path.name not in _HELD and not _SHARD.search(path.name)


def _role(folder: Path) -> Role | None:
    return _ENCODERS.get(str(_json(folder / _CONFIG).get("model_type")))


def _json(path: Path) -> dict[str, Any]:
    try:
        held = json.loads(path.read_bytes())
    except (OSError, ValueError):
        return {}
    return held if isinstance(held, dict) else {}
