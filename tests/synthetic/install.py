"""Installs the synthetic engines for the processes of a test, as another package would install its own."""

from __future__ import annotations

from pathlib import Path

from tests import packages
from tests.synthetic.options import VARIABLE, Options

_ENTRY_POINTS = """\
[footfall.catalog]
seeing = tests.synthetic.info:SEEING
synthetic = tests.synthetic.info:SYNTHETIC

[footfall.engines]
seeing = tests.synthetic.seeing:SeeingEngine
synthetic = tests.synthetic.engine:SyntheticEngine
"""


def environment(folder: Path, options: Options) -> dict[str, str]:
    """What processes need in their environment to have the engines; its files go to `folder`."""
    found = packages.install(folder, "footfall-synthetic", _ENTRY_POINTS)
    file = folder / "synthetic.json"
    file.write_text(options.model_dump_json())
    return {**found, VARIABLE: str(file)}
