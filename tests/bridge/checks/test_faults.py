"""Faults planted in an installation: the doctor names each, and --fix mends those that can be mended safely."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from footfall_bridge.checks import gateway, libraries
from footfall_bridge.cli.__main__ import main
from footfall_bridge.client import Client
from footfall_bridge.locate import daemon_lives, ensure_daemon, find_daemon, greet, wait_until_ended
from footfall_bridge.places import Places
from footfall_bridge.protocol import JobState
from footfall_daemon.library import Library
from footfall_daemon.library.records import Acceptance, Held, Installed, Source
from footfall_daemon.library.terms import TENCENT_HUNYUAN
from footfall_daemon.schema import queue_file
from footfall_daemon.store import Store
from tests.bridge.checks.conftest import Doctor, check
from tests.bridge.cli.words import Capture
from tests.bridge.fake_daemon import FakeDaemon
from tests.bridge.gateway.door import free_ports
from tests.bridge.test_locate import STUB
from tests.end_to_end.house import House, until
from tests.small_disk import small_disk

ROOT = Path(__file__).resolve().parents[3]
COMPUTING = ("torch", "av", "cv2", "numpy", "footfall_daemon", "footfall_gui")
posix = pytest.mark.skipif(sys.platform == "win32", reason="Windows keeps access lists instead of modes")


def test_nothing_is_wrong_where_no_fault_was_planted(doctor: Doctor) -> None:
    report = doctor()
    assert report["healthy"]
    wrong = [it["name"] for it in report["checks"] if not it["ok"]]
    assert [name for name in wrong if not name.startswith("editor ")] == []


@pytest.mark.skipif(sys.platform == "win32", reason="needs links to folders")
def test_only_the_bridge_is_installed(tmp_path: Path, places: Places) -> None:
    site = Path(next(path for path in sys.path if path.endswith("site-packages")))
    bare = tmp_path / "bare"
    bare.mkdir()
    for entry in site.iterdir():
        if entry.suffix != ".pth" and not entry.name.startswith((*COMPUTING, "__editable__", "_footfall")):
            (bare / entry.name).symlink_to(entry)
    environment = {**places.environment, "PYTHONPATH": os.pathsep.join([str(ROOT / "plugin_bridge"), str(bare)])}
    words = [sys.executable, "-S", "-m", "footfall_bridge.cli", "doctor"]
    run = subprocess.run(words, env=environment, capture_output=True, text=True, timeout=100, check=False)
    assert (run.returncode, run.stderr) == (1, "")
    assert "!!  footfall_daemon: only Footfall's client is installed here" in run.stdout
    assert "ok  daemon: not running" in run.stdout
    assert "settings" not in run.stdout


@pytest.mark.skipif(not hasattr(signal, "SIGSTOP"), reason="this system cannot halt a process")
def test_the_daemon_hangs(tmp_path: Path) -> None:
    house = House(tmp_path / "home")
    pid = house.start()
    os.kill(pid, signal.SIGSTOP)
    try:
        run = house.run("doctor", timeout=150)
    finally:
        os.kill(pid, signal.SIGCONT)
        house.close()
    assert run.returncode == 1
    assert "!!  daemon: its lock is held, but it does not answer" in run.stdout
    assert f"end process {pid}, its jobs are kept" in run.stdout
    assert "memory: " in run.stdout


def test_the_daemon_is_of_another_version(places: Places, doctor: Doctor) -> None:
    ensure_daemon(places, command=STUB)
    found = check(doctor(), "daemon version")
    assert (found["ok"], found["detail"]) == (False, "fake runs, and 0.1.0 is installed")
    places.settings_file.write_text("[gateway]\nstart = false\n")
    try:
        report = doctor("--fix")
        assert check(report, "daemon version")["ok"], report["mended"]
        assert greet(find_daemon(places)).version == "0.1.0"
    finally:
        with Client(places, start=False) as client:
            client.stop()
        assert wait_until_ended(places, 30.0)


def test_a_daemon_of_another_version_is_left_alone_while_it_works(
    daemon: FakeDaemon, places: Places, doctor: Doctor
) -> None:
    with Client(places, start=False) as client:
        (job,) = client.generate("/film/a.mov")
    daemon.change(job, state=JobState.running)
    errors = {mended["check"]: mended["error"] for mended in doctor("--fix")["mended"]}
    assert errors["daemon version"]["code"] == "daemon-busy"
    assert daemon_lives(places)


def test_a_connection_file_outlived_its_daemon(places: Places, doctor: Doctor) -> None:
    FakeDaemon(places).start().crash()
    assert not check(doctor(), "connection file")["ok"]
    report = doctor("--fix")
    assert [mended["what"] for mended in report["mended"]] == [f"remove {places.connection_file}"]
    assert not places.connection_file.exists()
    assert check(report, "daemon")["ok"]


def test_a_gateway_left_its_address_behind(places: Places, doctor: Doctor) -> None:
    for file in (places.gateway_file, places.gateway_token):
        file.write_text("{}")
    assert not check(doctor(), "gateway address")["ok"]
    doctor("--fix")
    assert not places.gateway_file.exists()
    assert not places.gateway_token.exists()


@pytest.fixture
def squatter(monkeypatch: pytest.MonkeyPatch) -> Iterator[int]:
    """A program that listens on all ports that a gateway could have; its process id."""
    ports = tuple(free_ports(5))
    monkeypatch.setattr(gateway, "GATEWAY_PORTS", ports)
    script = (
        f"import socket\nheld = [socket.create_server(('127.0.0.1', port)) for port in {ports}]\n"
        "print('held', flush=True)\ninput()"
    )
    with subprocess.Popen(
        [sys.executable, "-c", script], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "held\n"
        yield process.pid
        process.kill()


def test_all_ports_are_taken(squatter: int, doctor: Doctor) -> None:
    found = check(doctor(), "ports")
    assert not found["ok"]
    assert found["detail"].count(f"(process {squatter})") == 5


def test_one_free_port_is_enough(doctor: Doctor, monkeypatch: pytest.MonkeyPatch) -> None:
    taken, free = free_ports(2)
    monkeypatch.setattr(gateway, "GATEWAY_PORTS", (taken, free))
    with socket.create_server(("127.0.0.1", taken)):
        found = check(doctor(), "ports")
    assert found["ok"]
    assert f"(process {os.getpid()})" in found["detail"]


def test_the_settings_file_is_broken(places: Places, doctor: Doctor) -> None:
    places.settings_file.write_text("[generate\nengine = 3")
    found = check(doctor("--fix"), "settings")
    assert not found["ok"]
    assert str(places.settings_file) in found["detail"]
    assert "by hand" in found["fix"]
    assert places.settings_file.read_text() == "[generate\nengine = 3"


@posix
def test_a_folder_is_closed_to_its_owner(places: Places, doctor: Doctor) -> None:
    places.cache.chmod(0o500)
    found = check(doctor(), "folder cache")
    assert not found["ok"]
    assert "mode 0500" in found["detail"]
    assert check(doctor("--fix"), "folder cache")["ok"]
    assert places.cache.stat().st_mode & 0o777 == 0o700


def test_a_file_lies_where_a_folder_belongs(places: Places, doctor: Doctor) -> None:
    places.cache.rmdir()
    places.cache.write_text("the user's own")
    found = check(doctor("--fix"), "folder cache")
    assert found["detail"] == f"{places.cache}: {places.cache} is no folder"
    assert places.cache.read_text() == "the user's own"


def test_the_disk_is_full(places: Places, doctor: Doctor) -> None:
    with small_disk(places.cache, 2**20):
        found = check(doctor(), "disk space")
    assert not found["ok"]
    assert found["detail"].startswith("0.0 GiB free for ")
    assert found["fix"] == "make room: 1 GiB is needed"


@posix
def test_others_may_read_the_keys(daemon: FakeDaemon, places: Places, doctor: Doctor) -> None:
    places.connection_file.chmod(0o644)
    with Client(places, start=False) as client:
        (job,) = client.generate("/film/a.mov")
    daemon.change(job, state=JobState.running)  # a daemon that --fix does not replace
    report = doctor()
    assert not report["healthy"]
    assert "(0644)" in check(report, "connection file")["detail"]
    doctor("--fix")
    assert places.connection_file.stat().st_mode & 0o777 == 0o600


@pytest.fixture
def script(home: Path, capsys: Capture) -> Path:
    """Of Resolve's plugin, which is installed."""
    assert main(["setup", "resolve", "--yes"]) == 0
    capsys.readouterr()
    return home / ".local/share/DaVinciResolve/Fusion/Scripts/Utility/Generate Foley.py"


def test_a_plugin_is_not_whole(script: Path, doctor: Doctor) -> None:
    script.unlink()
    found = check(doctor(), "editor resolve")
    assert not found["ok"]
    assert found["mends"] == [f"write {script}"]
    assert check(doctor("--fix"), "editor resolve")["ok"]
    assert script.exists()


def test_the_user_changed_a_plugin(script: Path, doctor: Doctor) -> None:
    script.write_text("print('mine')")
    found = check(doctor("--fix"), "editor resolve")
    assert not found["ok"]
    assert "some of it changed" in found["detail"]
    assert script.read_text() == "print('mine')"


def test_weights_were_truncated(places: Places, tmp_path: Path, doctor: Doctor) -> None:
    dit = tmp_path / "dit.pth"
    dit.write_bytes(b"weights")
    held = Held(role="dit", path=dit, size=7, sha256="0" * 64, published=False)
    accepted = Acceptance.of(TENCENT_HUNYUAN, datetime(2026, 1, 2, tzinfo=UTC))
    source = Source(kind="folder", where=(str(tmp_path),))
    record = Installed(name="hunyuan-xl", accepted=accepted, source=source, at=accepted.at, files=(held,))
    Library(places.weights).install(record, {"dit": dit})
    assert check(doctor(), "weights hunyuan-xl")["ok"]
    dit.write_bytes(b"weigh")
    found = check(doctor(), "weights hunyuan-xl")
    assert not found["ok"]
    assert f"{dit} is gone or altered" in found["detail"]
    assert found["fix"] == "footfall engines pull hunyuan-xl"


async def test_the_queue_is_damaged(places: Places, doctor: Doctor) -> None:
    file = queue_file(places)
    store = Store(file)
    await store.open()
    await store.close()
    assert check(doctor(), "queue")["ok"]
    whole = file.read_bytes()
    file.write_bytes(whole[:4096] + bytes(4096) + whole[8192:])
    found = check(doctor(), "queue")
    assert not found["ok"]
    assert "their audio stays" in found["fix"]


def test_ffmpeg_lacks_a_codec(tmp_path: Path, places: Places, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "lacking" / "av").mkdir(parents=True)
    (tmp_path / "lacking" / "av" / "__init__.py").write_text(
        "from types import SimpleNamespace\n"
        "class FFmpegError(Exception): pass\n"
        "error = SimpleNamespace(FFmpegError=FFmpegError)\n"
        "def _codec(name, mode):\n    if name in ('prores', 'dnxhd'): raise FFmpegError\n"
        "codec = SimpleNamespace(Codec=_codec)\n"
        "__version__, library_versions, formats_available = '0', {}, {'wav', 'mp4', 'mov'}\n"
    )
    monkeypatch.setenv("PYTHONPATH", str(tmp_path / "lacking"))
    _, found = libraries.codecs(places)
    assert not found.ok
    assert found.detail.endswith("lacks decoder prores, decoder dnxhd")


def test_the_gateways_token_is_gone(tmp_path: Path, home: Path, doctor: Doctor) -> None:
    house = House(Places.of_user().root or tmp_path, gateway=True)
    house.start()
    token = house.places.gateway_token
    try:
        until(token.exists, "the gateway")
        assert check(doctor(), "gateway token")["ok"]
        token.unlink()
        assert not check(doctor(), "gateway token")["ok"]
        report = doctor("--fix")
        assert check(report, "gateway token")["ok"], report["mended"]
        assert token.exists()
    finally:
        house.close()
