"""Engines of other packages, listed as a package lists them, and what becomes of one that is broken."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import pytest

from footfall_daemon.catalog import HUNYUAN_XL, HUNYUAN_XXL, SKETCH, Catalog

_MODULE = """\
from dataclasses import replace

from footfall_daemon.catalog import SKETCH

CHOIR = replace(SKETCH, name="choir", title="A choir of steps")
IMPOSTOR = replace(SKETCH, title="Not ours")
TITLE = "no engine at all"
"""

OURS = [engine.name for engine in (SKETCH, HUNYUAN_XL, HUNYUAN_XXL)]


@dataclass
class Package:
    """A package that somebody installed beside ours."""

    folder: Path

    def lists(self, **engines: str) -> Catalog:
        info = self.folder / "somebodys_engines-1.dist-info"
        info.mkdir()
        (info / "METADATA").write_text("Metadata-Version: 2.1\nName: somebodys-engines\nVersion: 1\n")
        lines = [f"{name} = {value}" for name, value in engines.items()]
        (info / "entry_points.txt").write_text("\n".join(["[footfall.catalog]", *lines]))
        return Catalog()


@pytest.fixture
def package(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Package:
    (tmp_path / "somebodys_engines.py").write_text(_MODULE)
    (tmp_path / "somebodys_ruin.py").write_text("1 / 0\n")
    monkeypatch.syspath_prepend(tmp_path)
    return Package(tmp_path)


def test_the_built_in_engine_is_always_there(package: Package) -> None:
    assert package.lists()["sketch"] is SKETCH


def test_an_engine_of_another_package_is_known(package: Package) -> None:
    catalog = package.lists(choir="somebodys_engines:CHOIR")
    assert catalog.names() == [*OURS, "choir"]
    assert catalog["choir"].title == "A choir of steps"


@pytest.mark.parametrize(
    "value",
    ["somebodys_ruin:CHOIR", "nobodys_engines:CHOIR", "somebodys_engines:NOTHING", "somebodys_engines:TITLE"],
)
def test_a_broken_one_is_left_out_and_logged(
    package: Package, caplog: pytest.LogCaptureFixture, value: str
) -> None:
    catalog = package.lists(broken=value, choir="somebodys_engines:CHOIR")
    assert catalog.names() == [*OURS, "choir"]
    assert "engine 'broken' is left out" in caplog.text


def test_an_engine_goes_by_its_own_name(package: Package, caplog: pytest.LogCaptureFixture) -> None:
    assert package.lists(orchestra="somebodys_engines:CHOIR").names() == OURS
    assert "another name" in caplog.text


def test_nobody_replaces_an_engine_of_ours(package: Package) -> None:
    assert package.lists(sketch="somebodys_engines:IMPOSTOR")["sketch"] is SKETCH
