"""A video editor as far as memory goes: a process that takes as much as it is told to, and gives it back."""

from __future__ import annotations

import mmap
import os
import subprocess
import sys
from pathlib import Path
from typing import IO, Self

_MIB = 2**20


class Editor:
    """The process, seen from a test. It is listed in `folder` for as long as it lives."""

    def __init__(self, folder: Path) -> None:
        self._process = subprocess.Popen(
            [sys.executable, __file__, str(folder)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )

    @property
    def pid(self) -> int:
        return self._process.pid

    def hold(self, mib: int) -> None:
        """From now on it holds so much, beside what it needs itself. Returns when it does."""
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write(f"{mib}\n")
        self._process.stdin.flush()
        assert self._process.stdout.readline() == f"holds {mib}\n"

    def __enter__(self) -> Self:
        self.hold(0)
        return self

    def __exit__(self, *args: object) -> None:
        with self._process:  # closes its pipes, then waits
            pass


def main(folder: Path, commands: IO[str], answers: IO[str]) -> None:
    """Holds as many MiB as the latest line says, until there are no more lines."""
    listed = folder / str(os.getpid())
    listed.touch()
    blocks: list[mmap.mmap] = []
    for line in commands:
        del blocks[int(line) :]
        while len(blocks) < int(line):
            blocks.append(_touched())
        answers.write(f"holds {len(blocks)}\n")
        answers.flush()
    listed.unlink()


def _touched() -> mmap.mmap:
    block = mmap.mmap(-1, _MIB)
    block.write(b"\1" * _MIB)
    return block


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.stdin, sys.stdout)
