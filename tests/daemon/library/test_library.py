"""Which sets are complete, from what is written down and what the disk has."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path

import pytest

from footfall_daemon.library import Library
from footfall_daemon.library.library import gone
from footfall_daemon.library.manifest import SETS
from footfall_daemon.library.records import Acceptance, Held, Installed, Source
from footfall_daemon.library.terms import TENCENT_HUNYUAN

NOW = datetime(2026, 1, 2, tzinfo=UTC)
ACCEPTED = Acceptance.of(TENCENT_HUNYUAN, NOW)


@pytest.fixture
def library(tmp_path: Path) -> Library:
    return Library(tmp_path / "weights")


@pytest.fixture
def files(library: Library, tmp_path: Path) -> list[Path]:
    """Of an installed set."""
    paths = [tmp_path / name for name in ("dit.pth", "vae.pth")]
    for path in paths:
        path.write_bytes(b"weights")
    held = [Held(role=path.stem, path=path, size=7, sha256="0" * 64, published=True) for path in paths]
    source = Source(kind="folder", where=(str(tmp_path),))
    record = Installed(name="hunyuan-xl", accepted=ACCEPTED, source=source, at=NOW, files=tuple(held))
    library.install(record, {"dit": paths[0], "vae": paths[1]})
    return paths


def test_a_new_library_has_nothing(library: Library) -> None:
    assert not library.has("hunyuan-xl")
    assert not library.folder.exists()


def test_a_set_is_there_when_it_was_installed(library: Library, files: list[Path]) -> None:
    assert library.has("hunyuan-xl")
    assert not library.has("hunyuan-xxl")


def test_the_set_file_says_where_each_part_lies(library: Library, files: list[Path]) -> None:
    written = json.loads(library.set_file("hunyuan-xl").read_text())
    assert written == {"dit": str(files[0]), "vae": str(files[1]), "eyes": library.eyes("hunyuan-xl")}


def test_a_file_that_vanished_is_noticed(library: Library, files: list[Path]) -> None:
    files[1].unlink()
    assert not library.has("hunyuan-xl")
    record = library.installed("hunyuan-xl")
    assert record is not None
    assert [held.path for held in gone(record)] == [files[1]]


def test_a_file_of_another_length_is_noticed(library: Library, files: list[Path]) -> None:
    files[0].write_bytes(b"weigh")
    assert not library.has("hunyuan-xl")


def test_weights_that_were_never_here_are_to_be_fetched(library: Library) -> None:
    assert library.missing("hunyuan-xl", "twin") == "its weights are not installed: `footfall engines pull twin`"


def test_weights_of_another_package_are_that_packages_affair(library: Library) -> None:
    assert "the package that it came with" in library.missing("lenses", "seeing")


def test_weights_on_a_disk_that_is_away_are_not_to_be_fetched_first(library: Library, files: list[Path]) -> None:
    assert library.missing("hunyuan-xl", "hunyuan-xl") == ""
    files[1].unlink()
    assert library.missing("hunyuan-xl", "hunyuan-xl") == (
        f"{files[1]} is gone or altered: connect the disk, or `footfall engines pull hunyuan-xl`"
    )


@pytest.mark.parametrize(("role", "same"), [("siglip2", False), ("synchformer", False), ("dit", True)])
def test_other_encoders_are_other_eyes(library: Library, tmp_path: Path, role: str, same: bool) -> None:
    def installed(name: str, sha256: str) -> str:
        hashes = {"dit": "0", "siglip2": "0", "synchformer": "0", role: sha256}
        held = [Held(role=part, path=tmp_path, size=1, sha256=of, published=True) for part, of in hashes.items()]
        source = Source(kind="folder", where=(str(tmp_path),))
        library.install(Installed(name=name, accepted=ACCEPTED, source=source, at=NOW, files=tuple(held)), {})
        return library.eyes(name)

    first = installed("hunyuan-xl", "0")
    assert first
    assert installed("hunyuan-xxl", "0") == first
    assert (installed("hunyuan-xl", "1") == first) is same


def test_where_no_encoders_are_known_there_are_no_eyes(library: Library, files: list[Path]) -> None:
    assert [library.eyes(name) for name in ("hunyuan-xl", "hunyuan-xxl")] == ["", ""]


def test_another_process_sees_it_at_once(library: Library, files: list[Path]) -> None:
    assert Library(library.folder).has("hunyuan-xl")


@pytest.mark.parametrize("name", ["installed.json", "set.json"])
def test_a_set_half_written_down_is_not_there(library: Library, files: list[Path], name: str) -> None:
    (library.set_file("hunyuan-xl").parent / name).unlink()
    assert not library.has("hunyuan-xl")


def test_a_record_that_nobody_understands_is_none(library: Library, files: list[Path]) -> None:
    (library.set_file("hunyuan-xl").parent / "installed.json").write_text("{")
    assert not library.has("hunyuan-xl")


def test_other_terms_are_not_those_accepted(library: Library) -> None:
    library.accept("hunyuan-xl", ACCEPTED)
    kept = library.accepted("hunyuan-xl")
    assert kept == ACCEPTED
    assert kept.covers(TENCENT_HUNYUAN)
    assert not kept.model_copy(update={"version": "2024"}).covers(TENCENT_HUNYUAN)
    assert not kept.model_copy(update={"territory": "Everywhere."}).covers(TENCENT_HUNYUAN)


def test_both_sets_share_all_but_the_model() -> None:
    xl, xxl = SETS["hunyuan-xl"], SETS["hunyuan-xxl"]
    assert [part.role for part in xl.parts] == ["dit", "vae", "synchformer", "siglip2", "clap"]
    assert xl.parts[1:] == xxl.parts[1:]
    assert xl.parts[0] != xxl.parts[0]
