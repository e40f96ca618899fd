"""Makes the environment of the engines: looks at the machine and the disk, fetches, installs, tries it."""

from __future__ import annotations

import importlib.metadata
import json
import shutil
import subprocess
import sys
import venv
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from filelock import FileLock, Timeout

from footfall_bridge.environment import Environment, Record, app_folders, python_tag, requirements
from footfall_bridge.locate import daemon_lives
from footfall_bridge.places import Places
from footfall_bridge.protocol import Refusal
from footfall_bridge.provision import wheels
from footfall_bridge.provision.builds import Build, Choice, Machine, choose
from footfall_bridge.provision.looking import look
from footfall_bridge.provision.wheels import Pip, Progress, Wheel

INDEX_VARIABLE: Final = "FOOTFALL_TORCH_INDEX"
"""The address of PyTorch's own index, above its folders of builds."""
_TRIAL_SECONDS: Final = 180
_TRIAL: Final = """
import json, torch, torchaudio, av, cv2
accelerator = torch.accelerator.current_accelerator() if torch.accelerator.is_available() else None
print(json.dumps({"device": str(accelerator or "cpu"), "torch": torch.__version__}))
"""


@dataclass(frozen=True, slots=True)
class Provisioned:
    choice: Choice
    device: str
    """What PyTorch found: cuda, xpu, mps or cpu."""
    torch: str
    python: str


class Provision:
    def __init__(
        self,
        places: Places,
        environment: Mapping[str, str],
        index: str | None = None,
        machine: Machine | None = None,
    ) -> None:
        """`index`: PyTorch's own; None: as the variable says, or as it was the last time."""
        self.environment = Environment(places)
        before = self.environment.record
        self._index = index or environment.get(INDEX_VARIABLE) or (before.torch_index if before else None)
        self._machine = machine or look()
        self._pip = Pip(self.environment.scratch)
        self._places = places

    def plan(self, wanted: Build | None = None) -> Choice:
        """What would be fetched, and why. Raises as `choose` does."""
        return choose(self._machine, has_index=self._index is not None, wanted=wanted)

    def interrupt(self) -> None:
        """From another thread; what has come stays."""
        self._pip.interrupt()

    def carry_out(self, choice: Choice, hear: Callable[[Progress], None]) -> Provisioned:
        """Make the environment, or what it lacks.

        Raises `Refusal`: no-daemon, disk-full, engines-busy, daemon-runs, interrupted, no-pip, pip-failed,
        engines-unusable.
        """
        if not requirements():
            raise Refusal("no-daemon", "this install does not know what engines need: install Footfall again")
        self._check_room(choice)
        before = self.environment.record
        with self._alone():
            hear(Progress(stage="looking", what="what is needed", number=1, count=1))
            options = self._options(choice)
            grows = self.environment.outgrown
            missing = wheels.missing(
                self._pip, _wanted(choice), options, self.environment.python if grows else None
            )
            paths = [self._fetch(wheel, options, hear, n, len(missing)) for n, wheel in enumerate(missing, 1)]
            hear(Progress(stage="installing", what="the libraries", number=1, count=1))
            self._install(paths, anew=not grows)
            hear(Progress(stage="trying", what="PyTorch", number=1, count=1))
            found = self._try()
            self.environment.note(self._record(choice, missing, before if grows else None))
            for folder in (self.environment.wheels, self.environment.scratch):
                shutil.rmtree(folder, ignore_errors=True)
        return Provisioned(choice, found["device"], found["torch"], str(self.environment.python))

    def _check_room(self, choice: Choice) -> None:
        """What is here already counts as fetched."""
        folder = next(path for path in (self.environment.root, *self.environment.root.parents) if path.exists())
        here = sum(path.stat().st_size for path in self.environment.root.rglob("*") if path.is_file())
        needed, free = choice.room - here, shutil.disk_usage(folder).free
        if free < needed:
            words = f"{needed / 2**30:.1f} GiB are needed in {folder}, {max(free, 0) / 2**30:.1f} GiB are free"
            raise Refusal("disk-full", f"{words}: make room, or set FOOTFALL_HOME to a folder on another disk")

    @contextmanager
    def _alone(self) -> Iterator[None]:
        self._places.make()
        self.environment.root.mkdir(mode=0o700, exist_ok=True)
        try:
            with FileLock(self.environment.lock, blocking=False):
                yield
        except Timeout:
            raise Refusal("engines-busy", "the engines are being installed already: wait for that") from None

    def _options(self, choice: Choice) -> list[str]:
        versions = known_together()
        options = [] if versions is None else ["--constraint", str(versions)]
        if choice.folder is not None and self._index is not None:
            options += ["--extra-index-url", f"{self._index.rstrip('/')}/{choice.folder}"]
        return options

    def _fetch(
        self, wheel: Wheel, options: Sequence[str], hear: Callable[[Progress], None], number: int, count: int
    ) -> Path:
        def tell(done: int, total: int) -> None:
            hear(Progress(stage="fetching", what=wheel.name, number=number, count=count, done=done, total=total))

        tell(0, 0)
        return wheels.fetch(self._pip, wheel, self.environment.wheels, options, tell)

    def _install(self, paths: Sequence[Path], *, anew: bool) -> None:
        """From here until it is noted, no daemon starts in it. Raises `Refusal("daemon-runs")`, too."""
        if daemon_lives(self._places):
            raise Refusal("daemon-runs", "the daemon runs: `footfall stop` ends it, then run this again")
        self.environment.forget()
        if anew:
            venv.create(self.environment.folder, with_pip=False, clear=True, symlinks=sys.platform != "win32")
        if paths:
            wheels.install(self._pip, self.environment.python, paths)
        (self._packages() / "footfall-app.pth").write_text("\n".join(app_folders()), "utf-8")

    def _packages(self) -> Path:
        ask = [str(self.environment.python), "-c", "import sysconfig; print(sysconfig.get_path('purelib'))"]
        return Path(subprocess.run(ask, capture_output=True, encoding="utf-8", check=True).stdout.strip())

    def _try(self) -> dict[str, str]:
        ask = [str(self.environment.python), "-c", _TRIAL]
        try:
            tried = subprocess.run(ask, capture_output=True, encoding="utf-8", timeout=_TRIAL_SECONDS, check=False)
        except subprocess.TimeoutExpired:
            raise Refusal("engines-unusable", f"PyTorch did not start within {_TRIAL_SECONDS} seconds") from None
        if tried.returncode:
            last = tried.stderr.strip().rpartition("\n")[2]
            words = f"what was installed does not start ({last}): try another --build, such as cpu"
            raise Refusal("engines-unusable", words)
        found: dict[str, str] = json.loads(tried.stdout)
        return found

    def _record(self, choice: Choice, installed: Sequence[Wheel], before: Record | None) -> Record:
        """`before`: of the environment that has grown; None: it was made anew."""
        return Record(
            build=choice.build,
            torch_index=self._index,
            python=python_tag(),
            app=app_folders(),
            requirements=requirements(),
            packages={**(before.packages if before else {}), **{one.name: one.version for one in installed}},
        )


def known_together() -> Path | None:
    """The versions that were tested together: inside a wheel, beside the packages in a clone."""
    here = Path(__file__).resolve()
    candidates = (here.parents[1] / "plugins" / "constraints.txt", here.parents[3] / "constraints.txt")
    return next((path for path in candidates if path.is_file()), None)


def _wanted(choice: Choice) -> list[str]:
    """The daemon's part of our own distribution; of PyTorch exactly this build, where it lies elsewhere."""
    wanted = [f"footfall[daemon]=={importlib.metadata.version('footfall')}"]
    if choice.folder is None:
        return wanted
    versions = (line.partition(";")[0].strip() for line in requirements())
    return wanted + [
        f"{line}+{choice.folder}" for line in versions if line.startswith(("torch==", "torchaudio=="))
    ]
