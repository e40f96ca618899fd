"""The speaker itself: what a sound server takes of it is what was heard."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

import pytest

from tests.end_to_end.house import until
from tests.gui.models.test_details_playback import write

_REPOSITORY = Path(__file__).resolve().parents[3]


@dataclass(frozen=True, slots=True)
class Server:
    address: str
    process: subprocess.Popen[bytes]


@pytest.fixture
def server(tmp_path: Path) -> Iterator[Server]:
    """A sound server of our own, which hears and makes no noise."""
    program = shutil.which("pulseaudio")
    if program is None:
        pytest.skip("needs the program pulseaudio")
    socket = tmp_path / "sound"
    modules = [f"module-native-protocol-unix socket={socket} auth-anonymous=1", "module-null-sink"]
    loads = [word for module in modules for word in ("-L", module)]
    folders = {name: str(tmp_path) for name in ("HOME", "XDG_RUNTIME_DIR", "XDG_CONFIG_HOME")}
    process = subprocess.Popen(
        [program, "-n", "--daemonize=no", "--exit-idle-time=-1", *loads],
        env=os.environ | folders,
        stderr=subprocess.DEVNULL,
    )
    until(socket.exists, "the sound server")
    yield Server(f"unix:{socket}", process)
    process.terminate()
    process.wait()


def test_a_sound_server_that_dies_while_it_plays_is_noticed(server: Server, tmp_path: Path) -> None:
    file = write(tmp_path / "a.wav", 30.0)
    playing = subprocess.Popen(
        [sys.executable, "-m", "tests.gui.speaking", str(file), str(file)],
        cwd=_REPOSITORY,
        env=os.environ | {"PULSE_SERVER": server.address},
        stdout=subprocess.PIPE,
    )
    assert playing.stdout is not None
    assert playing.stdout.readline() == b"playing\n"
    server.process.kill()
    told = json.loads(playing.communicate(timeout=20)[0])
    assert told["lost"]


def test_a_speaker_is_a_clock_that_another_take_does_not_stop(server: Server, tmp_path: Path) -> None:
    files = [str(write(tmp_path / name, 1.0, value)) for name, value in (("a.wav", 1), ("b.wav", 2))]
    done = subprocess.run(
        [sys.executable, "-m", "tests.gui.speaking", *files],
        cwd=_REPOSITORY,
        env=os.environ | {"PULSE_SERVER": server.address},
        capture_output=True,
        timeout=60,
        check=True,
    )
    told = json.loads(done.stdout.splitlines()[-1])
    assert told["speaker"]
    assert told["positions"][-1] == pytest.approx(1.0)
    assert all(earlier <= later for earlier, later in pairwise(told["positions"]))
