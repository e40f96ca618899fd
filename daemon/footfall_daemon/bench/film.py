"""A process that draws the demo's film: `python -m footfall_daemon.bench.film FILE`. Prints its seconds."""

from __future__ import annotations

import sys
from pathlib import Path

from footfall_daemon.demo.film import render
from footfall_daemon.demo.stage import Look

_SMALL = Look(width=320, height=180)
"""What engines are told of a picture needs no more."""


def main() -> None:
    film = render(Path(sys.argv[1]), _SMALL)
    sys.stdout.write(f"{film.shots[-1].end}\n")


if __name__ == "__main__":
    main()
