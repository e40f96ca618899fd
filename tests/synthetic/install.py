"""Installs the synthetic engine for the processes of a test, as another package would install its own."""

from __future__ import annotations

import os
from pathlib import Path

from tests.synthetic.options import VARIABLE, Options

_ROOT = Path(__file__).parents[2]
_METADATA = """\
Metadata-Version: 2.1
Name: footfall-synthetic
Version: 1
"""
_ENTRY_POINTS = """\
[footfall.catalog]
synthetic = tests.synthetic.info:SYNTHETIC

[footfall.engines]
synthetic = tests.synthetic.engine:SyntheticEngine
"""


def environment(folder: Path, options: Options) -> dict[str, str]:
    """What processes need in their environment to have the engine; its files go to `folder`."""
    package = folder / "footfall_synthetic-1.dist-info"
    package.mkdir(parents=True, exist_ok=True)
    (package / "METADATA").write_text(_METADATA)
    (package / "entry_points.txt").write_text(_ENTRY_POINTS)
    file = folder / "synthetic.json"
    file.write_text(options.model_dump_json())
    before = os.environ.get("PYTHONPATH")
    paths = [str(folder), str(_ROOT), *([before] if before else [])]
    return {"PYTHONPATH": os.pathsep.join(paths), VARIABLE: str(file)}
