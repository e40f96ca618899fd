"""The product's own scheduler in a simulator against the policies that it has to beat.

    python tests/benchmarks/policies.py [--seeds 1-4] [--json] [--plot [FILE]]

Seeds 1-4 served for tuning, 101-104 were held out.
"""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path

if (
    not __package__
):  # run as a file: the tests are a package of the root, and this folder's `queue` is not Python's
    sys.path[0] = str(Path(__file__).resolve().parents[2])

from tests.benchmarks.simulator.devices import DEVICES
from tests.benchmarks.simulator.goals import goals
from tests.benchmarks.simulator.report import plot, show, table
from tests.benchmarks.simulator.runs import run_all


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seeds", default="1-4", type=_range, metavar="A-B", help="both included")
    parser.add_argument("--json", action="store_true", help="one JSON object instead of tables")
    parser.add_argument(
        "--plot",
        type=Path,
        nargs="?",
        const=Path("policies.png"),
        metavar="FILE",
        help="a PNG of the desktop card",
    )
    arguments = parser.parse_args()
    runs = run_all(arguments.seeds)
    told, rows = [goal.told(runs) for goal in goals(DEVICES)], table(runs)
    if arguments.plot:
        plot(rows, arguments.plot)
    if arguments.json:
        print(json.dumps({"goals": told, "table": rows}, indent=1))
    else:
        show(told, rows)


def _range(words: str) -> range:
    first, _, last = words.partition("-")
    return range(int(first), int(last or first) + 1)


if __name__ == "__main__":
    main()
