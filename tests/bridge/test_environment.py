"""Whether the environment of the engines still fits."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from footfall_bridge.environment import Environment, Record, app_folders, python_tag, requirements
from footfall_bridge.places import Places
from footfall_bridge.protocol import Refusal


@pytest.fixture
def environment(tmp_path: Path) -> Environment:
    environment = Environment(Places.below(tmp_path))
    environment.python.parent.mkdir(parents=True)
    environment.python.symlink_to(sys.executable)
    return environment


def record(**changed: object) -> Record:
    fields = {"build": "cpu", "python": python_tag(), "app": app_folders(), "requirements": requirements()}
    return Record.model_validate({**fields, **changed})


def code_of(environment: Environment) -> str | None:
    lack = environment.lack()
    return None if lack is None else lack.code


def test_one_that_was_made_for_us_is_used(environment: Environment) -> None:
    environment.note(record())
    assert environment.lack() is None
    assert environment.command() == str(environment.python)


def test_one_that_was_never_finished_is_not_used(environment: Environment) -> None:
    assert code_of(environment) == "no-engines"
    with pytest.raises(Refusal, match="footfall engines setup"):
        environment.command()


@pytest.mark.parametrize(
    "changed",
    [{"python": "cpython-3.9"}, {"app": ["/elsewhere"]}, {"requirements": ["torch==1; extra == 'daemon'"]}],
)
def test_one_that_was_made_for_another_python_app_or_version_is_stale(
    environment: Environment, changed: dict[str, object]
) -> None:
    environment.note(record(**changed))
    assert code_of(environment) == "stale-engines"


def test_what_a_newer_one_wrote_beside_is_no_hindrance(environment: Environment) -> None:
    environment.note(record())
    file = environment.root / "environment.json"
    file.write_text(file.read_text().replace("{", '{"mood": "good",', 1))
    assert environment.lack() is None


def test_the_daemons_libraries_are_what_is_compared() -> None:
    assert any(line.startswith("torch==") for line in requirements())
    assert not any(line.startswith("pyside") for line in requirements())
