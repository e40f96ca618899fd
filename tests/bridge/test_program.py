"""A program that is run can be interrupted from another thread, whenever that asks."""

from __future__ import annotations

import sys
import threading
from typing import Literal

import pytest
from pydantic import TypeAdapter

from footfall_bridge.program import Failure, Program
from footfall_bridge.protocol import Info, Refusal

SLEEPS = [sys.executable, "-c", 'import time; print(\'{"kind": "word"}\', flush=True); time.sleep(600)']


class Word(Info):
    kind: Literal["word"]


class Result(Info):
    kind: Literal["result"]


Said = Word | Result | Failure


def sleeper() -> Program[Said, Result]:
    lines: TypeAdapter[Said] = TypeAdapter(Said)
    return Program(lines, Result, name="the sleeper", failed="sleeper-failed")


def test_what_runs_is_interrupted() -> None:
    program = sleeper()

    def hear(said: Said) -> None:
        threading.Thread(target=program.interrupt).start()

    with pytest.raises(Refusal) as refused:
        program.run(SLEEPS, hear)
    assert refused.value.code == "interrupted"


def test_what_was_interrupted_before_it_began_ends_at_once() -> None:
    program = sleeper()
    program.interrupt()
    with pytest.raises(Refusal) as refused:
        program.run(SLEEPS, lambda _: None)
    assert refused.value.code == "interrupted"


def test_a_program_that_ends_by_itself_is_not_called_interrupted() -> None:
    with pytest.raises(Refusal) as refused:
        sleeper().run([sys.executable, "-c", "raise SystemExit('no more')"], lambda _: None)
    assert refused.value.code == "sleeper-failed"
    assert "no more" in refused.value.message
