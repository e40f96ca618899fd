"""The recipe for Windows, read as Inno Setup would, as far as another system can tell."""

from __future__ import annotations

import re
import tomllib

import pytest

from tests.installers.recipes import RECIPES, ROOT

WINDOWS = RECIPES / "windows"
TEXT = (WINDOWS / "footfall.iss").read_text("utf-8")
DEFINED = {"AppVersion", "PythonVersion", "Wheels"}


def section(name: str) -> list[str]:
    found = re.search(rf"^\[{name}\]\n(.*?)(?=^\[|\Z)", TEXT, re.MULTILINE | re.DOTALL)
    assert found is not None, f"there is no section [{name}]"
    return [line for line in found[1].splitlines() if line.strip() and not line.startswith(";")]


def parameters(line: str) -> dict[str, str]:
    """Of an entry: `Source: "a"; DestDir: "b"`; a quote inside quotes is doubled."""
    return {key: value.strip('"') for key, value in re.findall(r'(\w+): ("(?:[^"]|"")*"|[^;]+)(?:;|$)', line)}


def test_the_files_that_it_takes_are_there_or_built() -> None:
    sources = [parameters(line)["Source"] for line in section("Files")]
    assert sources[0] == r"{#Wheels}\*.whl"
    for source in sources[1:]:
        assert (WINDOWS / source.replace("\\", "/")).resolve().is_file()
    licence = next(line.partition("=")[2] for line in section("Setup") if line.startswith("LicenseFile="))
    assert (WINDOWS / licence.replace("\\", "/")).resolve().is_file()


def test_what_it_wants_defined_is_what_the_build_defines() -> None:
    assert set(re.findall(r"\{#(\w+)\}", TEXT)) == DEFINED
    build = (WINDOWS / "build.ps1").read_text("utf-8")
    assert set(re.findall(r'"/D(\w+)=', build)) == DEFINED


def test_each_entry_can_be_read() -> None:
    for name in ("Tasks", "Files", "InstallDelete", "Icons", "Registry", "Run", "UninstallRun", "UninstallDelete"):
        for line in section(name):
            assert len(parameters(line)) >= 2, line


def test_tasks_and_checks_that_are_named_exist() -> None:
    tasks = {parameters(line)["Name"] for line in section("Tasks")}
    entries = [parameters(line) for name in ("Registry", "Icons", "Run") for line in section(name)]
    assert {entry["Tasks"] for entry in entries if "Tasks" in entry} <= tasks
    called = {entry["Check"] for entry in entries if "Check" in entry} | set(re.findall(r"\{code:(\w+)\}", TEXT))
    assert called <= set(re.findall(r"^function (\w+)", TEXT, re.MULTILINE))


@pytest.mark.parametrize("word", ["begin", "end"])
def test_its_code_is_balanced(word: str) -> None:
    code = "\n".join(section("Code"))
    counts = {name: len(re.findall(rf"\b{name}\b", code)) for name in ("begin", "end")}
    assert counts[word] == 4


def test_the_commands_that_it_starts_are_those_of_the_project() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    started = set(re.findall(r"Scripts\\(footfall[\w-]*)\.exe", TEXT))
    assert started == {"footfall", "footfall-tray"}
    assert "footfall" in project["scripts"]


def test_it_needs_no_administrator_and_leaves_the_users_folders_to_uninstall() -> None:
    assert "PrivilegesRequired=lowest" in section("Setup")
    (uninstall,) = map(parameters, section("UninstallRun"))
    assert uninstall["Parameters"] == "uninstall --yes"
    removed = [parameters(line)["Name"] for line in section("UninstallDelete")]
    assert removed == [r"{app}\app"]
