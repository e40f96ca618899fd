"""Where things lie that setup writes: read, write, remove. Files here; other kinds have modules of their own."""

from __future__ import annotations

from collections.abc import Collection
from pathlib import Path
from typing import Final, Protocol

from footfall_bridge.setup.changes import Item

_PUBLIC: Final = 0o644
_RUNNABLE: Final = 0o755


class Shelf(Protocol):
    """Each raises `OSError` or `Refusal`."""

    def read(self, where: str) -> bytes | None:
        """None: nothing lies there."""

    def write(self, item: Item) -> list[str]:
        """The folders, or keys, that had to be made."""

    def remove(self, where: str, folders: Collection[str]) -> list[str]:
        """`folders`: those that were made for us, and go too when they are empty; which did."""


class Files:
    def read(self, where: str) -> bytes | None:
        path = Path(where)
        return path.read_bytes() if path.is_file() else None

    def write(self, item: Item) -> list[str]:
        path = Path(item.where)
        made = [str(folder) for folder in path.parents if not folder.exists()]
        path.parent.mkdir(parents=True, exist_ok=True)
        fresh = path.with_name(f".{path.name}.footfall-new")
        try:
            fresh.write_bytes(item.content)
            fresh.chmod(_RUNNABLE if item.executable else _PUBLIC)
            fresh.replace(path)
        finally:
            fresh.unlink(missing_ok=True)
        return made

    def remove(self, where: str, folders: Collection[str]) -> list[str]:
        path = Path(where)
        path.unlink(missing_ok=True)
        if path.suffix == ".py":
            _forget_compiled(path)
        gone = []
        for folder in path.parents:
            if str(folder) not in folders or any(folder.iterdir()):
                break
            folder.rmdir()
            gone.append(str(folder))
        return gone


def _forget_compiled(path: Path) -> None:
    """Editors leave compiled modules beside ours."""
    cache = path.parent / "__pycache__"
    for compiled in cache.glob(f"{path.stem}.*.pyc"):
        compiled.unlink(missing_ok=True)
    if cache.is_dir() and not any(cache.iterdir()):
        cache.rmdir()
