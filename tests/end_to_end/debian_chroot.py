"""A bare Debian in a folder, as `debootstrap` makes it: a newcomer's machine, with a user on it.

Mirror and index are this machine's own: read from its configuration when a test runs, written down nowhere.
"""

from __future__ import annotations

import os
import shlex
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path
from typing import Final

from tests.end_to_end.house import until

USER: Final = "anna"
_MINUTES: Final = 60
_HANDED: Final = "/srv/handed"
_PATH: Final = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"
_TARGETS: Final = "$(REPO_URI) $(CODENAME) $(COMPONENT)"


def missing() -> str:
    """What keeps this machine from making one; empty: nothing."""
    if not hasattr(os, "geteuid") or os.geteuid() != 0:
        return "root is needed for a chroot"
    lacking = [name for name in ("debootstrap", "chroot", "mount", "dpkg-deb") if shutil.which(name) is None]
    return f"install {', '.join(lacking)}" if lacking else ""


class Debian:
    def __init__(self, root: Path) -> None:
        self.root = root
        self.home = root / "home" / USER
        self._started: list[subprocess.Popen[str]] = []

    def as_root(self, *words: str) -> str:
        """What it says; the command must succeed."""
        return self._output([*words], {"PATH": _PATH, "HOME": "/root", "DEBIAN_FRONTEND": "noninteractive"})

    def as_user(self, *words: str) -> str:
        return self._output(self._user(words), self._environment)

    def fails(self, *words: str) -> tuple[int, str]:
        """The exit code of a command of the user's, and what it complains of."""
        done = self._run(self._user(words), self._environment)
        return done.returncode, done.stderr

    def start(self, *words: str) -> subprocess.Popen[str]:
        """A program of the user's; its words are read from its standard error."""
        program = subprocess.Popen(
            ["chroot", str(self.root), *self._user(words)],
            env=self._environment,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            encoding="utf-8",
        )
        self._started.append(program)
        return program

    def install(self, *packages: str) -> None:
        self.as_root("apt-get", "install", "--yes", "--quiet", "--no-install-recommends", *packages)

    def processes(self) -> Iterator[int]:
        """Of all that runs in it."""
        for process in Path("/proc").glob("[0-9]*"):
            with suppress(OSError):
                if (process / "root").readlink().is_relative_to(self.root):
                    yield int(process.name)

    def commands(self) -> list[str]:
        """The command lines of all that runs in it."""
        return [line for line in map(_command, self.processes()) if line]

    def quit(self, program: str) -> None:
        """Ask what runs under this name to end, and wait for it."""
        running = [process for process in self.processes() if program in _command(process)]
        assert running, f"{program} does not run"
        for process in running:
            os.kill(process, signal.SIGTERM)
        until(lambda: not any(program in line for line in self.commands()), f"{program} to end", 30.0)

    def reboot(self) -> None:
        """All that runs is gone at once, and so is what lies in memory alone."""
        self.end()
        for path in (self.root / "run").iterdir():
            shutil.rmtree(path) if path.is_dir() and not path.is_symlink() else path.unlink()
        (self.root / "run" / "lock").mkdir()

    def end(self) -> None:
        while left := list(self.processes()):
            for process in left:
                with suppress(ProcessLookupError):
                    os.kill(process, signal.SIGKILL)
        for program in self._started:
            program.wait()
            assert program.stderr is not None
            program.stderr.close()
        self._started.clear()

    @property
    def _environment(self) -> dict[str, str]:
        return {"PATH": _PATH, "HOME": f"/home/{USER}", "USER": USER, "LANG": "C.UTF-8", **_inside(pip_settings())}

    def _user(self, words: Sequence[str]) -> list[str]:
        return ["runuser", "-u", USER, "--", "sh", "-c", f"cd && exec {shlex.join(words)}"]

    def _output(self, words: Sequence[str], environment: Mapping[str, str]) -> str:
        done = self._run(words, environment)
        assert done.returncode == 0, f"{shlex.join(words)}\n{done.stdout}\n{done.stderr}"
        return done.stdout

    def _run(self, words: Sequence[str], environment: Mapping[str, str]) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            ["chroot", str(self.root), *words],
            env=environment,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            encoding="utf-8",
            timeout=20 * _MINUTES,
            check=False,
        )


def _command(process: int) -> str:
    """Empty where it has ended."""
    try:
        return Path(f"/proc/{process}/cmdline").read_bytes().replace(b"\0", b" ").decode().strip()
    except OSError:
        return ""


@contextmanager
def a_debian(root: Path) -> Iterator[Debian]:
    """With what this machine's apt knows of Debian, and with one user."""
    codename, mirror = _mirror()
    subprocess.run(
        ["debootstrap", "--variant=minbase", codename, str(root), mirror],
        check=True,
        capture_output=True,
        timeout=10 * _MINUTES,
    )
    shutil.copy("/etc/resolv.conf", root / "etc" / "resolv.conf")
    with ExitStack() as mounts:
        mounts.enter_context(_mounted(root / "proc", "-t", "proc", "proc"))
        mounts.enter_context(_mounted(root / "dev", "--bind", "/dev"))
        for path in _paths_of_pip():
            _hand_in(path, root, mounts)
        debian = Debian(root)
        mounts.callback(debian.end)
        debian.as_root("useradd", "--create-home", "--shell", "/bin/bash", USER)
        debian.as_root("apt-get", "update", "--quiet")
        yield debian


def pip_settings() -> dict[str, str]:
    """This machine's, as variables: index, certificate and the like."""
    listed = subprocess.run(
        [sys.executable, "-m", "pip", "config", "list"], check=True, capture_output=True, encoding="utf-8"
    ).stdout
    settings = {}
    for line in listed.splitlines():
        key, _, value = line.partition("=")
        name = key.rpartition(".")[2].replace("-", "_").upper()
        settings[f"PIP_{name}"] = value.strip("'\"")
    return settings


def _paths_of_pip() -> list[Path]:
    """Files and folders that its settings name; of an index in a folder also what lies beside it: the wheels."""
    words = [word for value in pip_settings().values() for word in value.split()]
    named = [Path(word.removeprefix("file://")) for word in words]
    paths = [path.parent if word.startswith("file://") else path for word, path in zip(words, named, strict=True)]
    return [path for path in dict.fromkeys(paths) if path.is_absolute() and path.exists()]


def _inside(settings: Mapping[str, str]) -> dict[str, str]:
    """The same for a program in the chroot: files lie elsewhere, where no package of Debian's writes its own."""
    return {
        name: " ".join(f"{_HANDED}{word}" if Path(word).is_file() else word for word in value.split())
        for name, value in settings.items()
    }


def _hand_in(path: Path, root: Path, mounts: ExitStack) -> None:
    if path.is_file():
        copy = root / f"{_HANDED}{path}".lstrip("/")
        copy.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(path, copy)
    else:
        inside = root / path.relative_to("/")
        inside.mkdir(parents=True, exist_ok=True)
        mounts.enter_context(_mounted(inside, "--bind", str(path)))


def _mirror() -> tuple[str, str]:
    """The codename of this Debian, and where its packages come from."""
    codename = next(
        line.partition("=")[2].strip('"')
        for line in Path("/etc/os-release").read_text("utf-8").splitlines()
        if line.startswith("VERSION_CODENAME=")
    )
    words = ["apt-get", "indextargets", "--format", _TARGETS, "Created-By: Packages"]
    listed = subprocess.run(words, check=True, capture_output=True, encoding="utf-8").stdout
    rows = (line.split() for line in listed.splitlines())
    return codename, next(uri for uri, name, component in rows if (name, component) == (codename, "main"))


@contextmanager
def _mounted(where: Path, *words: str) -> Iterator[None]:
    subprocess.run(["mount", *words, str(where)], check=True, capture_output=True)
    try:
        yield
    finally:
        subprocess.run(["umount", "--lazy", str(where)], check=False, capture_output=True)
