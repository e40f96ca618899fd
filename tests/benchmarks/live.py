"""The real daemon against simple servers, on a processor that stands in for a card, with an editor beside it.

python tests/benchmarks/live.py [--json] [--plot FILE] [--seed N]
"""

from __future__ import annotations

import argparse
import json
import shutil
import sys
import tempfile
from pathlib import Path

if not __package__:  # run as a file: beside it lies a `queue` that is not Python's
    sys.path[0] = str(Path(__file__).resolve().parents[2])

from tests.benchmarks.real.rig import run_all
from tests.benchmarks.real.scale import options, scripts
from tests.benchmarks.real.table import NOTE, plot, rows, show


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--json", action="store_true", help="one JSON object instead of a table")
    parser.add_argument("--plot", type=Path, help="a PNG of throughput and latency")
    parser.add_argument("--seed", type=int, default=101)
    arguments = parser.parse_args()
    table = []
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        (editors := folder / "editors").mkdir()
        given = options(folder / "probe", editors)
        for script in scripts(arguments.seed):
            table += rows(run_all(script, given, folder))
            shutil.rmtree(folder / script.name)
    if arguments.plot:
        plot(table, arguments.plot)
    if arguments.json:
        print(json.dumps({"seed": arguments.seed, "note": NOTE, "table": table}, indent=1))
    else:
        show(table)


if __name__ == "__main__":
    main()
