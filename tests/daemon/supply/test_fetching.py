"""Weights from a hub on this machine, by the program as the command line starts it."""

from __future__ import annotations

import hashlib
import json
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from footfall_daemon.library import Library
from tests.daemon.supply.fake_hub import COMMIT, Hub
from tests.daemon.supply.puller import Puller
from tests.daemon.supply.small import FILES, FOLEY, PINNED, SIGLIP

XL = FILES[FOLEY, "xl.pth"]


def test_all_of_a_set_is_fetched_and_written_down(hub: Hub, puller: Puller, library: Library) -> None:
    result = puller.result()
    assert library.has("hunyuan-xl")
    written = json.loads(library.set_file("hunyuan-xl").read_text())
    assert written.pop("eyes") == library.eyes("hunyuan-xl") != ""
    paths = {role: Path(path) for role, path in written.items()}
    assert paths["dit"].read_bytes() == XL
    assert {path.name for path in paths["clap"].iterdir()} >= {"config.json", "pytorch_model.bin"}
    assert (paths["siglip2"] / "model.safetensors").read_bytes() == FILES[SIGLIP, "model.safetensors"]
    record = library.installed("hunyuan-xl")
    assert record is not None
    assert all(hashlib.sha256(held.path.read_bytes()).hexdigest() == held.sha256 for held in record.files)
    assert record.source.where[:2] == (f"{FOLEY}@{PINNED}", f"{SIGLIP}@{COMMIT}")
    assert record.accepted.licence.startswith("Tencent")
    assert result["fetched_bytes"] == sum(len(held) for (_, name), held in FILES.items() if name != "xxl.pth")
    assert not list(library.folder.rglob("*.part"))


def test_what_it_says_meanwhile_grows_to_the_whole(hub: Hub, puller: Puller) -> None:
    said = [line for line in puller.pull() if line["kind"] == "progress" and line["file"] == "xl.pth"]
    for stage in ("fetch", "check"):
        done = [line["done"] for line in said if line["stage"] == stage]
        assert done == sorted(done)
        assert done[-1] == len(XL)


def test_what_two_engines_share_is_fetched_once(hub: Hub, puller: Puller, library: Library) -> None:
    puller.result()
    hub.asked.clear()
    puller.result("hunyuan-xxl")
    assert hub.fetched() == [("xxl.pth", 0)]
    assert library.has("hunyuan-xxl")


def test_a_second_pull_asks_for_nothing(hub: Hub, puller: Puller) -> None:
    puller.result()
    hub.asked.clear()
    hub.refuses = 500
    assert puller.result()["fetched_bytes"] == 0
    assert hub.fetched() == []


@pytest.mark.parametrize("number", [signal.SIGKILL, signal.SIGINT] if sys.platform != "win32" else [])
def test_an_interrupted_pull_goes_on_where_it_was(
    hub: Hub, puller: Puller, library: Library, number: signal.Signals
) -> None:
    hub.stops["xl.pth"] = 22_000_000
    with puller.start() as program:
        assert hub.stopped.wait(60)
        _grow(program)
        program.send_signal(number)
    (part,) = library.files.rglob("*.part")
    come = part.stat().st_size
    assert come > 0
    assert not library.has("hunyuan-xl")
    hub.stops.clear()
    hub.asked.clear()
    puller.result()
    assert hub.fetched()[0] == ("xl.pth", come)
    assert (library.files / "HunyuanVideo-Foley" / "xl.pth").read_bytes() == XL


def _grow(program: subprocess.Popen[str]) -> None:
    """Returns when all has come that will: it is taken by pieces of 10 MiB, and written one before it is told."""
    assert program.stdout is not None
    done = 0
    while done < 20 * 2**20:
        done = json.loads(program.stdout.readline())["done"]


@pytest.mark.skipif(sys.platform == "win32", reason="needs signals between processes")
def test_being_interrupted_is_said(hub: Hub, puller: Puller) -> None:
    hub.stops["xl.pth"] = 22_000_000
    with puller.start() as program:
        assert hub.stopped.wait(60)
        program.send_signal(signal.SIGINT)
        assert program.stdout is not None
        last = json.loads(program.stdout.readlines()[-1])
    assert (last["code"], program.returncode) == ("interrupted", 130)


def test_a_file_that_is_not_the_published_one_is_refused_and_the_rest_kept(
    hub: Hub, puller: Puller, library: Library
) -> None:
    hub.files[FOLEY, "vae.pth"] = bytes(4000)
    code, message = puller.error()
    assert code == "weights-damaged"
    assert "vae.pth" in message
    assert not library.has("hunyuan-xl")
    assert not list(library.folder.rglob("*.part"))
    hub.files[FOLEY, "vae.pth"] = FILES[FOLEY, "vae.pth"]
    hub.asked.clear()
    puller.result()
    assert hub.fetched()[0] == ("vae.pth", 0)


def test_a_file_of_another_size_is_not_fetched(hub: Hub, puller: Puller) -> None:
    hub.files[FOLEY, "sync.pth"] = bytes(3001)
    assert puller.error()[0] == "weights-damaged"
    assert hub.fetched() == []


def test_files_without_a_published_hash_are_held_against_the_hubs(hub: Hub, puller: Puller) -> None:
    hub.said["config.json"] = {"ETag": '"' + "0" * 40 + '"'}
    code, message = puller.error()
    assert code == "weights-damaged"
    assert "siglip2-base-patch16-512/config.json" in message


def test_what_was_begun_of_another_state_of_a_file_is_dropped(hub: Hub, puller: Puller, library: Library) -> None:
    folder = library.files / "siglip2-base-patch16-512"
    folder.mkdir(parents=True)
    (folder / "model.safetensors.0123456789ab.part").write_bytes(b"old")
    puller.result()
    assert sorted(path.name for path in folder.iterdir()) == ["config.json", "fetched.json", "model.safetensors"]
    assert ("model.safetensors", 0) in hub.fetched()


def test_the_latest_revision_is_kept_to_once_it_was_taken(hub: Hub, puller: Puller) -> None:
    name = (SIGLIP, "model.safetensors")
    held = hub.files.pop(name)
    assert puller.error()[0] == "hub-missing"
    hub.files[name], hub.commit = held, "1a7e" + "0" * 36
    puller.result()
    assert (COMMIT, "model.safetensors", 0) in hub.asked


def test_a_full_disk_is_said_before_anything_is_fetched(hub: Hub, puller: Puller) -> None:
    hub.said["model.safetensors"] = {"X-Linked-Size": str(10**15)}
    assert puller.error()[0] == "disk-full"
    assert hub.fetched() == []


@pytest.mark.parametrize("how", ["nobody listens", "forbidden"])
def test_without_a_network_there_is_one_sentence(puller: Puller, how: str) -> None:
    puller.environment |= (
        {"HF_ENDPOINT": "http://127.0.0.1:9"} if how == "nobody listens" else {"HF_HUB_OFFLINE": "1"}
    )
    code, message = puller.error()
    assert code == "hub-unreachable"
    assert "--from" in message
