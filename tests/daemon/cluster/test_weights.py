"""Whether a node has an engine's weights."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path

import pytest

from footfall_bridge.places import Places
from footfall_daemon.cluster.weights import Wanted, found, wanted
from footfall_daemon.library import Library
from footfall_daemon.library.manifest import Role
from footfall_daemon.library.records import Acceptance, Held, Installed, Source
from footfall_daemon.library.terms import TENCENT_HUNYUAN
from footfall_daemon.path_rules import Rules

NAME = "hunyuan-xl"
NOW = datetime(2026, 1, 2, tzinfo=UTC)
NO_RULES = Rules.of("")


@pytest.fixture
def home(tmp_path: Path) -> Library:
    """Of the daemon's machine, with a set."""
    library = Library(Places.below(tmp_path / "home").weights)
    install(library, tmp_path / "home" / "files")
    return library


@pytest.fixture
def node(tmp_path: Path) -> Places:
    places = Places.below(tmp_path / "node")
    places.make()
    return places


def install(library: Library, folder: Path, *, hashes: str = "01") -> None:
    """A set of two files, with a hash for each."""
    folder.mkdir(parents=True)
    paths: dict[Role, Path] = {"dit": folder / "dit.pth", "vae": folder / "vae.pth"}
    held = []
    for (role, path), digit in zip(paths.items(), hashes, strict=True):
        path.write_bytes(b"weights")
        held.append(Held(role=role, path=path, size=7, sha256=digit * 64, published=True))
    record = Installed(
        name=NAME,
        accepted=Acceptance.of(TENCENT_HUNYUAN, NOW),
        source=Source(kind="folder", where=(str(folder),)),
        at=NOW,
        files=tuple(held),
    )
    library.install(record, paths)


def asked(library: Library, rules: Rules = NO_RULES) -> Wanted:
    """What a node hears of the set."""
    return Wanted.model_validate(wanted(library.set_file(NAME), rules).model_dump(mode="json"))


def test_a_set_is_told_by_what_its_files_are_not_by_where_they_lie(home: Library) -> None:
    told = asked(home)
    assert (told.name, told.contents) == (NAME, [("dit", "0" * 64), ("vae", "1" * 64)])
    assert told.there == {}


def test_a_rule_says_where_the_node_finds_the_set(home: Library, tmp_path: Path) -> None:
    rules = Rules.of(f"{tmp_path / 'home' / 'files'}=/mnt/weights")
    eyes = home.eyes(NAME)
    assert asked(home, rules).there == {"dit": "/mnt/weights/dit.pth", "vae": "/mnt/weights/vae.pth", "eyes": eyes}


def test_a_rule_for_a_part_of_the_set_is_none(home: Library, tmp_path: Path) -> None:
    rules = Rules.of(f"{tmp_path / 'home' / 'files' / 'dit.pth'}=/mnt/weights/dit.pth")
    assert asked(home, rules).there == {}


def test_the_files_that_a_rule_names_are_used_in_their_place(home: Library, node: Places, tmp_path: Path) -> None:
    files = tmp_path / "home" / "files"
    studio = tmp_path / "studio"
    files.rename(studio)
    set_file = found(asked(home, Rules.of(f"{files}={studio}")), node, node.runtime)
    assert set_file is not None
    assert set_file.parent == node.runtime
    written = json.loads(set_file.read_text("utf-8"))
    assert written == {"dit": str(studio / "dit.pth"), "vae": str(studio / "vae.pth"), "eyes": home.eyes(NAME)}


def test_where_the_rules_files_are_missing_the_nodes_own_library_counts(
    home: Library, node: Places, tmp_path: Path
) -> None:
    install(Library(node.weights), tmp_path / "own")
    rules = Rules.of(f"{tmp_path / 'home' / 'files'}={tmp_path / 'nowhere'}")
    assert found(asked(home, rules), node, node.runtime) == Library(node.weights).set_file(NAME)


def test_the_same_set_of_the_nodes_own_user_is_found(home: Library, node: Places, tmp_path: Path) -> None:
    install(Library(node.weights), tmp_path / "own")
    assert found(asked(home), node, node.runtime) == Library(node.weights).set_file(NAME)


def test_a_set_with_other_files_is_another(home: Library, node: Places, tmp_path: Path) -> None:
    install(Library(node.weights), tmp_path / "own", hashes="02")
    assert found(asked(home), node, node.runtime) is None


def test_a_set_that_lost_a_file_is_not_there(home: Library, node: Places, tmp_path: Path) -> None:
    install(Library(node.weights), tmp_path / "own")
    (tmp_path / "own" / "vae.pth").unlink()
    assert found(asked(home), node, node.runtime) is None


def test_a_node_without_a_library_has_no_set(home: Library, node: Places) -> None:
    assert found(asked(home), node, node.runtime) is None


def test_a_set_that_is_gone_at_home_is_on_no_node(home: Library, node: Places, tmp_path: Path) -> None:
    install(Library(node.weights), tmp_path / "own")
    home.uninstall(NAME)
    assert found(asked(home), node, node.runtime) is None
