"""Pulls on which something goes wrong on the way: a hub that drops, cheats or refuses, a disk that fills up."""

from __future__ import annotations

import json
import os
import shutil

import pytest

from footfall_daemon.library import Library
from tests.daemon.supply.fake_hub import Hub
from tests.daemon.supply.puller import Puller
from tests.daemon.supply.small import FILES, FOLEY
from tests.small_disk import small_disk

XL = FILES[FOLEY, "xl.pth"]
MIB = 2**20


def test_a_connection_that_is_cut_is_taken_up_again(hub: Hub, puller: Puller, library: Library) -> None:
    hub.drops["xl.pth"] = [11 * MIB, 11 * MIB]  # the library takes pieces of 10 MiB
    puller.result()
    starts = [start for name, start in hub.fetched() if name == "xl.pth"]
    assert len(starts) == 3
    assert starts[0] == 0 < starts[1] < starts[2]
    assert (library.files / "HunyuanVideo-Foley" / "xl.pth").read_bytes() == XL


def test_one_that_is_cut_again_and_again_is_given_up_and_goes_on_later(hub: Hub, puller: Puller) -> None:
    hub.drops["xl.pth"] = [12 * MIB, *([0] * 6)]
    code, message = puller.error()
    assert code == "hub-unreachable"
    assert "pull again" in message
    hub.asked.clear()
    puller.result()
    first, start = hub.fetched()[0]
    assert first == "xl.pth"
    assert start > 8 * MIB


def test_a_hub_that_sends_less_than_it_said_is_not_believed(hub: Hub, puller: Puller, library: Library) -> None:
    hub.short["vae.pth"] = 3000
    code, message = puller.error()
    assert code == "hub-unreachable"
    assert message == "vae.pth broke off: pull again, it goes on from where it was"
    assert not library.has("hunyuan-xl")
    hub.short.clear()
    puller.result()


def test_a_disk_that_is_too_small_is_told_at_once(hub: Hub, puller: Puller, library: Library) -> None:
    with small_disk(library.folder, 64 * MIB):
        code, message = puller.error()
    assert code == "disk-full"
    assert "set FOOTFALL_HOME to a folder on another disk" in message
    assert hub.fetched() == []


def test_a_disk_that_fills_up_meanwhile_is_told_and_the_pull_goes_on_later(
    hub: Hub, puller: Puller, library: Library
) -> None:
    hub.stops["xl.pth"] = 2 * MIB
    with small_disk(library.folder, 320 * MIB):
        with puller.start() as program:
            assert hub.stopped.wait(60)
            rest = library.folder / "rest"
            with rest.open("wb") as file:
                os.posix_fallocate(file.fileno(), 0, shutil.disk_usage(library.folder).free)
            hub.go_on.set()
            assert program.stdout is not None
            last = json.loads(program.stdout.readlines()[-1])
        assert last["code"] == "disk-full"
        assert "what has come stays" in last["message"]
        rest.unlink()
        hub.stops.clear()
        puller.result()
        assert library.has("hunyuan-xl")


@pytest.mark.parametrize(
    ("status", "code", "words"),
    [
        (400, "hub-unreachable", "pull again later"),
        (401, "hub-refused", "hf auth login"),
        (403, "hub-refused", "HF_TOKEN"),
        (404, "hub-missing", "update Footfall"),
        (429, "hub-unreachable", "pull again later"),
        (500, "hub-unreachable", "pull again later"),
        (503, "hub-unreachable", "pull again later"),
    ],
)
def test_each_refusal_of_the_hub_says_what_to_do(
    hub: Hub, puller: Puller, status: int, code: str, words: str
) -> None:
    hub.refuses = status
    told, message = puller.error()
    assert told == code
    assert words in message
    assert "--from" in message
