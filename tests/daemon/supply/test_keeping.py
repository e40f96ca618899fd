"""Weights that are here: verified byte by byte, and removed without what others need."""

from __future__ import annotations

import hashlib
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from filelock import FileLock

from footfall_daemon.library import Library
from footfall_daemon.library.manifest import Role
from footfall_daemon.library.records import Acceptance, Held, Installed, Source
from footfall_daemon.library.terms import TENCENT_HUNYUAN
from tests.daemon.supply.fake_hub import Hub
from tests.daemon.supply.puller import Puller
from tests.daemon.supply.small import FILES, FOLEY


@pytest.fixture
def vae(library: Library) -> Path:
    return library.files / "HunyuanVideo-Foley" / "vae.pth"


def states(told: dict[str, Any]) -> dict[str, str]:
    return {Path(file["path"]).name: file["state"] for file in told["files"]}


def mine(library: Library, folder: Path) -> list[Path]:
    """A set taken from files of the user's."""
    roles: tuple[Role, ...] = ("dit", "vae")
    paths = [folder / f"{role}.pth" for role in roles]
    folder.mkdir()
    for path in paths:
        path.write_bytes(path.name.encode())
    digests = [hashlib.sha256(path.read_bytes()).hexdigest() for path in paths]
    held = [
        Held(role=path.stem, path=path, size=7, sha256=digest, published=False)
        for path, digest in zip(paths, digests, strict=True)
    ]
    accepted = Acceptance.of(TENCENT_HUNYUAN, datetime(2026, 1, 2, tzinfo=UTC))
    source = Source(kind="folder", where=(str(folder),))
    record = Installed(name="hunyuan-xl", accepted=accepted, source=source, at=accepted.at, files=tuple(held))
    library.install(record, dict(zip(roles, paths, strict=True)))
    return paths


def test_a_whole_set_is_whole(puller: Puller) -> None:
    puller.result()
    told = puller.told("verify", "hunyuan-xl")
    assert told["whole"]
    assert set(states(told).values()) == {"whole"}


def test_a_damaged_file_is_named_and_fetched_anew_by_the_next_pull(hub: Hub, puller: Puller, vae: Path) -> None:
    puller.result()
    vae.write_bytes(bytes(4000))  # of the same size
    told = puller.told("verify", "hunyuan-xl")
    assert not told["whole"]
    assert [file["fix"] for file in told["files"] if file["state"] == "damaged"] == [
        "`footfall engines pull hunyuan-xl` fetches it anew"
    ]
    assert states(told)["vae.pth"] == "damaged"
    assert vae.exists()
    hub.asked.clear()
    puller.result()
    assert hub.fetched() == [("vae.pth", 0)]
    assert vae.read_bytes() == FILES[FOLEY, "vae.pth"]
    assert puller.told("verify", "hunyuan-xl")["whole"]


def test_a_missing_file_of_the_users_is_to_be_got_again(puller: Puller, library: Library, tmp_path: Path) -> None:
    dit, _ = mine(library, tmp_path / "mine")
    dit.unlink()
    told = puller.told("verify", "hunyuan-xl")
    assert states(told) == {"dit.pth": "missing", "vae.pth": "whole"}
    assert f"footfall engines pull hunyuan-xl --from {tmp_path / 'mine'}" in told["files"][0]["fix"]


@pytest.mark.parametrize("verb", ["verify", "remove"])
@pytest.mark.parametrize(("engine", "code"), [("sketch", "no-weights"), ("nobody", "unknown-engine")])
def test_there_must_be_weights(puller: Puller, verb: str, engine: str, code: str) -> None:
    assert puller.told(verb, engine)["code"] == code


def test_what_is_not_installed_cannot_be_verified(puller: Puller) -> None:
    assert puller.told("verify", "hunyuan-xl")["code"] == "not-installed"


def test_nothing_is_removed_while_a_pull_runs(puller: Puller, library: Library) -> None:
    library.folder.mkdir(parents=True)
    with FileLock(library.lock):
        assert puller.told("remove", "hunyuan-xl")["code"] == "pull-running"


def test_all_that_was_fetched_goes(puller: Puller, library: Library) -> None:
    fetched = puller.result()["fetched_bytes"]
    told = puller.told("remove", "hunyuan-xl")
    assert told["freed_bytes"] == fetched
    assert told["kept"] == []
    assert not library.has("hunyuan-xl")
    assert [path for path in library.files.rglob("*") if path.is_file()] == []
    assert library.accepted("hunyuan-xl") is not None


def test_what_another_set_needs_stays(puller: Puller, library: Library, vae: Path) -> None:
    puller.result()
    puller.result("hunyuan-xxl")
    told = puller.told("remove", "hunyuan-xl")
    assert [Path(path).name for path in told["removed"]] == ["xl.pth"]
    assert {"path": str(vae), "why": "hunyuan-xxl needs it"} in told["kept"]
    assert library.has("hunyuan-xxl")
    assert puller.told("verify", "hunyuan-xxl")["whole"]
    puller.told("remove", "hunyuan-xxl")
    assert not vae.exists()


def test_what_a_set_needs_that_is_still_coming_stays(
    hub: Hub, puller: Puller, library: Library, vae: Path
) -> None:
    puller.result()
    part = vae.with_name("xxl.pth.0123456789ab.part")
    part.write_bytes(b"begun")
    told = puller.told("remove", "hunyuan-xl")
    assert vae.exists()
    assert [Path(path).name for path in told["removed"]] == ["xl.pth"]
    assert puller.told("remove", "hunyuan-xxl")["freed_bytes"] > 5
    assert not part.exists()


def test_the_users_own_files_stay(puller: Puller, library: Library, tmp_path: Path) -> None:
    own = mine(library, tmp_path / "mine")
    told = puller.told("remove", "hunyuan-xl")
    assert told["freed_bytes"] == 0
    assert [kept["why"] for kept in told["kept"]] == ["it is yours", "it is yours"]
    assert all(path.exists() for path in own)
    assert not library.has("hunyuan-xl")
