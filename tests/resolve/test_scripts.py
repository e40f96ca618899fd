"""The script files themselves: for which Python they are, and what they need."""

from __future__ import annotations

import ast
import importlib
import sys
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType
from unittest import mock

import pytest
from platformdirs import macos, unix, windows

from footfall_bridge.places import Places
from tests.resolve.desk import MODULES, SCRIPTS, Desk
from tests.resolve.fake.app import Resolve
from tests.resolve.fake.world import Item

ENTRIES = sorted([*SCRIPTS.glob("Utility/*.py"), *SCRIPTS.glob("Tool/*.py")])
ALL = [*ENTRIES, *sorted(MODULES.rglob("*.py"))]
_IN_RESOLVE = {"DaVinciResolveScript"}


@pytest.fixture
def places(monkeypatch: pytest.MonkeyPatch) -> Iterator[ModuleType]:
    monkeypatch.syspath_prepend(str(MODULES))
    yield importlib.import_module("footfall_resolve.places")
    for name in [name for name in sys.modules if name.startswith("footfall_resolve")]:
        del sys.modules[name]


@pytest.mark.parametrize("path", ALL, ids=lambda path: path.name)
def test_python_3_6_can_read_it(path: Path) -> None:
    tree = ast.parse(path.read_text("utf-8"), feature_version=(3, 6))
    for node in ast.walk(tree):
        assert not isinstance(node, ast.NamedExpr)
        assert not (isinstance(node, ast.ImportFrom) and node.module == "__future__")
        if isinstance(node, ast.FunctionDef):
            assert not node.args.posonlyargs


@pytest.mark.parametrize("path", ALL, ids=lambda path: path.name)
def test_it_needs_the_standard_library_alone(path: Path) -> None:
    """Of 3.6: what came later is not in the set."""
    later = {"dataclasses", "contextvars", "zoneinfo", "graphlib", "tomllib"}
    allowed = (sys.stdlib_module_names - later) | {"footfall_resolve"} | _IN_RESOLVE
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            assert {alias.name.split(".")[0] for alias in node.names} <= allowed
        elif isinstance(node, ast.ImportFrom):
            assert not node.level
            assert (node.module or "").split(".")[0] in allowed


def test_built_in_generics_of_later_pythons_are_not_used() -> None:
    for path in ALL:
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Subscript) and isinstance(node.value, ast.Name):
                assert node.value.id not in {"list", "dict", "set", "tuple", "type"}, path.name


def test_entry_scripts_differ_in_their_verb_alone() -> None:
    texts = set()
    for path in ENTRIES:
        tree = ast.parse(path.read_text("utf-8"))
        rest = [node for node in tree.body if not isinstance(node, (ast.Expr, ast.Assign))]
        texts.add("\n".join(ast.unparse(node) for node in rest))
    assert len(texts) == 1


def test_the_modules_are_found_though_the_script_does_not_know_where_it_lies(
    desk: Desk, clips: list[Item], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    scripts = tmp_path / ".local/share/DaVinciResolve/Fusion/Scripts"
    scripts.mkdir(parents=True)
    (scripts / "Utility").symlink_to(SCRIPTS / "Utility")
    source = (SCRIPTS / "Utility" / "Generate Foley.py").read_text("utf-8")
    exec(compile(source, "<string>", "exec"), {"resolve": Resolve(desk.world, None)})
    assert len(desk.gateway.orders) == 3


def test_missing_modules_are_said(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.chdir(tmp_path)
    source = (SCRIPTS / "Utility" / "Generate Foley.py").read_text("utf-8")
    exec(compile(source, "<string>", "exec"), {})
    assert "install Footfall's scripts again" in capsys.readouterr().out


@pytest.mark.usefixtures("home")
def test_outside_of_resolve_that_is_said(capsys: pytest.CaptureFixture[str]) -> None:
    import runpy

    runpy.run_path(str(SCRIPTS / "Utility" / "Foley status.py"), {})
    assert "[no-resolve]" in capsys.readouterr().out


def test_our_modules_leave_no_trace_in_the_interpreter(desk: Desk, clips: list[Item]) -> None:
    before = list(sys.path)
    desk.run("Generate Foley")
    assert sys.path == before


@pytest.mark.parametrize("variables", [{}, {"XDG_DATA_HOME": "/x/data", "XDG_STATE_HOME": "/x/state"}])
@pytest.mark.parametrize("system", ["linux", "darwin"])
def test_folders_are_those_of_the_bridge(
    places: ModuleType, system: str, variables: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("XDG_DATA_HOME", "XDG_STATE_HOME", "XDG_CONFIG_HOME"):
        monkeypatch.delenv(name, raising=False)
    for name, value in variables.items():
        monkeypatch.setenv(name, value)
    known = {"linux": unix.Unix, "darwin": macos.MacOS}[system]("footfall", appauthor=False)
    found = places.of_user(variables, system)
    assert found.config == str(known.user_config_path)
    assert found.runtime == str(known.user_data_path / "run")
    assert found.logs == str(known.user_log_path)


def test_folders_on_windows_are_those_of_the_bridge(places: ModuleType) -> None:
    local = "/Users/me/AppData/Local"
    with mock.patch.object(windows, "get_win_folder", return_value=local):
        known = windows.Windows("footfall", appauthor=False)
        expected = [known.user_config_dir, f"{known.user_data_dir}/run", known.user_log_dir]
    found = places.of_user({"LOCALAPPDATA": local}, "win32")
    assert [found.config, found.runtime, found.logs] == expected


def test_in_a_flatpak_the_folders_are_the_users_not_the_editors(places: ModuleType) -> None:
    boxed = {"FLATPAK_ID": "com.blackmagic.Resolve", "XDG_DATA_HOME": "/home/me/.var/app/x/data"}
    assert places.of_user(boxed, "linux").runtime == str(Path.home() / ".local/share/footfall/run")
    moved = {**boxed, "HOST_XDG_DATA_HOME": "/data"}
    assert places.of_user(moved, "linux").runtime == "/data/footfall/run"


def test_one_folder_holds_all_where_the_user_says_so(places: ModuleType, tmp_path: Path) -> None:
    known = Places.below(tmp_path)
    found = places.of_user({"FOOTFALL_HOME": str(tmp_path)}, "linux")
    assert (found.config, found.runtime, found.logs) == (str(known.config), str(known.runtime), str(known.logs))
