"""Wheels, found and fetched by pip: by its own configuration, so that its indexes, proxies and certificates hold.

What has come whole stays until all of it is installed: whoever was interrupted goes on with the next one.
"""

from __future__ import annotations

import hashlib
import json
import os
import subprocess
import sys
import tempfile
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Final, Literal
from urllib.parse import unquote, urlsplit

from footfall_bridge.protocol import Refusal

Stage = Literal["looking", "fetching", "installing", "trying"]
_PIP: Final = [sys.executable, "-m", "pip", "--disable-pip-version-check", "--no-input"]
_ONLY_WHEELS: Final = ["--only-binary", ":all:"]
_SCRATCH: Final = ("TMPDIR", "TEMP", "TMP")
_ATTEMPTS: Final = 3
_NO_ROOM: Final = "No space left on device"


@dataclass(frozen=True, slots=True, kw_only=True)
class Progress:
    """Where it stands; `done` and `total` are bytes of one file while it is fetched, else 0."""

    stage: Stage
    what: str
    number: int
    """Which one it is, from 1."""
    count: int
    done: int = 0
    total: int = 0


@dataclass(frozen=True, slots=True)
class Wheel:
    name: str
    version: str
    file: str
    sha256: str

    @property
    def pinned(self) -> str:
        return f"{self.name}=={self.version} --hash=sha256:{self.sha256}\n"


class Pip:
    """One run at a time; another thread may interrupt it."""

    def __init__(self, scratch: Path) -> None:
        """`scratch`: for what is on its way; folders of the system are often too small for it."""
        self._scratch = scratch
        self._process: subprocess.Popen[str] | None = None
        self._unwanted = threading.Event()

    def interrupt(self) -> None:
        self._unwanted.set()
        process = self._process
        if process is not None and process.poll() is None:
            process.terminate()

    def insist(self, words: Sequence[str], hear: Callable[[str], None] = lambda _: None) -> None:
        """As `run`, more than once where pip fails: an index that falters looks like one that lacks something."""
        for _ in range(_ATTEMPTS - 1):
            try:
                return self.run(words, hear)
            except Refusal as refusal:
                if refusal.code != "pip-failed":
                    raise
        return self.run(words, hear)

    def run(self, words: Sequence[str], hear: Callable[[str], None] = lambda _: None) -> None:
        """`hear` is given its lines. Raises `Refusal`: interrupted, disk-full, no-pip, pip-failed."""
        self._scratch.mkdir(mode=0o700, parents=True, exist_ok=True)
        with tempfile.TemporaryFile("w+", encoding="utf-8", errors="replace") as complaints:
            with self._running([*_PIP, *words], complaints) as process:
                assert process.stdout is not None
                for line in process.stdout:
                    hear(line.rstrip("\n"))
                code = process.wait()
            if self._unwanted.is_set():
                raise Refusal("interrupted", "it was interrupted: what has come stays, and it goes on from there")
            if code:
                complaints.seek(0)
                raise _refusal(complaints.read())

    @contextmanager
    def _running(self, command: Sequence[str], complaints: IO[str]) -> Iterator[subprocess.Popen[str]]:
        if self._unwanted.is_set():
            raise Refusal("interrupted", "it was interrupted before it began")
        with subprocess.Popen(
            command,
            env=os.environ | dict.fromkeys(_SCRATCH, str(self._scratch)),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=complaints,
            encoding="utf-8",
            errors="replace",
        ) as process:
            self._process = process
            try:
                yield process
            finally:
                if process.poll() is None:
                    process.terminate()


def missing(pip: Pip, wanted: Sequence[str], options: Sequence[str], python: Path | None = None) -> list[Wheel]:
    """The wheels of `wanted` and all that they need which `python` lacks; None: which we do.

    Raises as `Pip.run` does.
    """
    whose = [] if python is None else ["--python", str(python)]
    with tempfile.TemporaryDirectory() as folder:
        report = Path(folder) / "report.json"
        words = ["install", "--dry-run", "--quiet", *_ONLY_WHEELS, "--report", str(report)]
        pip.insist([*whose, *words, *options, *wanted])
        installs = json.loads(report.read_bytes())["install"]
    return [_wheel(item) for item in installs]


def fetch(pip: Pip, wheel: Wheel, folder: Path, options: Sequence[str], hear: Callable[[int, int], None]) -> Path:
    """The wheel in `folder`, fetched unless it lies there intact. Raises as `Pip.run` does."""
    path = folder / wheel.file
    if path.is_file() and _sha256(path) == wheel.sha256:
        return path
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=folder, prefix="coming-") as coming:
        pinned = Path(coming) / "wanted.txt"
        pinned.write_text(wheel.pinned, "utf-8")
        words = ["download", "--no-deps", "--no-cache-dir", *_ONLY_WHEELS, "--progress-bar", "raw"]
        pip.insist(
            [*words, "--dest", coming, *options, "--requirement", str(pinned)],
            lambda line: _hear_bytes(line, hear),
        )
        (come,) = Path(coming).glob("*.whl")
        return come.replace(path)


def install(pip: Pip, python: Path, wheels: Sequence[Path]) -> None:
    """Into the environment of `python`, from these files alone."""
    pip.run(
        ["--python", str(python), "install", "--quiet", "--no-index", "--no-deps", *(str(path) for path in wheels)]
    )


def _wheel(item: dict[str, dict[str, object]]) -> Wheel:
    origin, about = item["download_info"], item["metadata"]
    archive = origin.get("archive_info")
    hashes = archive.get("hashes", {}) if isinstance(archive, dict) else {}
    if "sha256" not in hashes:
        raise Refusal("pip-failed", f"the index has no checksum for {about['name']}: use another one")
    file = Path(unquote(urlsplit(str(origin["url"])).path)).name
    return Wheel(str(about["name"]), str(about["version"]), file, hashes["sha256"])


def _hear_bytes(line: str, hear: Callable[[int, int], None]) -> None:
    """pip's raw progress: `Progress 262144 of 1771930`."""
    match line.split():
        case ["Progress", done, "of", total] if done.isdecimal() and total.isdecimal():
            hear(int(done), int(total))


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _refusal(complaints: str) -> Refusal:
    errors = [line.removeprefix("ERROR: ") for line in complaints.splitlines() if line.startswith("ERROR: ")]
    words = errors[0] if errors else (complaints.strip().rpartition("\n")[2] or "it left no word")
    if _NO_ROOM in complaints:
        return Refusal("disk-full", "the disk is full: make room, and run it again; what has come stays")
    if "No module named pip" in complaints:
        return Refusal("no-pip", "this Python has no pip: install it, then run this again")
    return Refusal("pip-failed", f"pip could not get it ({words}): look at the connection, and run it again")
