"""How well and how fast pictures are seen: `python -m tests.benchmarks.seeing [--heard] [--family NAME] [--json]`.

Scenes of known contacts are scored as cues and, with `--heard`, as attacks in the sound that Sketch makes of them.
"""

from __future__ import annotations

import argparse
import json
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise
from pathlib import Path
from unittest.mock import patch

import numpy as np

from footfall_daemon.cues import Cues
from footfall_daemon.demo.onsets import onsets
from footfall_daemon.media.frames import frames
from footfall_daemon.media.picture import analysis, camera, foreground, tracks
from footfall_daemon.media.picture.cuts import CutFinder
from footfall_daemon.media.probe import probe
from tests.engine.sketch.studio import RATE, Studio
from tests.media.picture.family import TUNING, takes
from tests.media.picture.scoring import MEDIA, SCENES, Score, score, seen, sure

_PHASES: dict[str, tuple[object, str]] = {
    "cuts": (CutFinder, "push"),
    "camera": (camera, "follow"),
    "blur": (foreground, "blurred"),
    "lay out": (foreground, "lay_out"),
    "moving": (foreground, "moving_mask"),
    "backgrounds": (foreground, "_background"),
    "foreground": (foreground, "_foreground"),
    "blobs": (tracks, "blobs_of"),
    "tracking": (tracks, "_candidates"),
    "contacts": (analysis, "contacts"),
    "curves": (analysis, "curves"),
}
"""What is timed: the function, and where it is looked up; none of them calls another."""
_TIMED = ("bigbuckbunny.mp4", "scenes/twoballs0.mp4")
_RUNS = 3
_TOE = 0.2
"""Seconds: an attack so soon after another is the toe of the same step."""
_PROMPT = {"walk": "footsteps on wood"}


@dataclass(frozen=True, slots=True)
class Footage:
    name: str
    path: Path
    contacts: list[float]


@dataclass(frozen=True, slots=True)
class Spent:
    """Seconds."""

    wall: float
    processor: float


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--heard", action="store_true", help="score the sound too")
    parser.add_argument(
        "--family", help=f"score takes drawn anew instead of the scenes: {TUNING!r} or another name"
    )
    parser.add_argument("--json", action="store_true")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        footage = drawn(arguments.family, Path(folder)) if arguments.family else shared()
        figures = scores(footage, Studio(Path(folder)) if arguments.heard else None)
    if MEDIA.is_dir():
        figures["speed"] = {name: speed(MEDIA / name) for name in _TIMED}
    print(json.dumps(figures, indent=1) if arguments.json else told(figures))


def shared() -> Iterator[Footage]:
    for scene in json.loads((SCENES / "gt.json").read_text()):
        yield Footage(scene["name"], SCENES / f"{scene['name']}.mp4", scene["impacts"])


def drawn(family: str, folder: Path) -> Iterator[Footage]:
    for number, take in enumerate(takes(family)):
        yield Footage(take.name, take.make(folder / f"{number}.mp4"), list(take.play.contacts))


def scores(footage: Iterator[Footage], studio: Studio | None) -> dict[str, object]:
    as_cues, as_sound = [], []
    for film in footage:
        cues = seen(film.path)
        as_cues.append(score(film.name, film.contacts, sure(cues)))
        if studio is not None:
            as_sound.append(score(film.name, film.contacts, heard(studio, film, cues)))
    figures: dict[str, object] = {"seen": listed(as_cues)}
    if as_sound:
        figures["heard"] = listed(as_sound)
    return figures


def heard(studio: Studio, film: Footage, cues: Cues) -> list[float]:
    """Attacks in the sound of one scene, without ambience."""
    kind = film.name.split()[0].rstrip("0123456789_")
    prompt = next((words for name, words in _PROMPT.items() if kind.startswith(name)), "a hit on wood")
    order = studio.order(cues.contacts, prompt=prompt, seconds=cues.curves.time[-1] + 0.5)
    attacks = [float(time) for time in onsets(studio.make(order).astype(np.float64), RATE)]
    if "footsteps" not in prompt:
        return attacks
    return [b for a, b in pairwise([-np.inf, *attacks]) if b - a > _TOE]


def listed(found: list[Score]) -> dict[str, object]:
    total = sum(found, Score("all"))
    silent = [one for one in found if not one.hits + one.missed]
    return {
        "F1": round(total.f1, 3),
        "precision": round(total.precision, 3),
        "recall": round(total.recall, 3),
        "error, ms": round(1000 * total.error, 1),
        "hits in silent scenes": sum(one.false for one in silent),
        "scenes": [str(one) for one in [*found, total]],
    }


def speed(path: Path) -> dict[str, object]:
    """Times real time, decoding included, and where the processor's time goes.

    By the wall it depends on what else the machine does, by the processor less so. What the threads together take
    divided by the cores is the least that it could take by the wall.
    """
    media = probe(str(path))
    seconds = float(media.duration)
    decoded = measured(lambda: list(frames(media, Fraction(0), media.duration, analysis.LONGEST_SIDE)))
    whole = measured(lambda: seen(path))
    return {
        "times real time": round(seconds / whole.wall, 1),
        "times real time, by processor": round(seconds / whole.processor, 1),
        "ms of processor per second of film": round(1000 * whole.processor / seconds),
        "of these": {"decode and scale": round(1000 * decoded.processor / seconds, 1), **phases(path, seconds)},
    }


def measured(act: Callable[[], object]) -> Spent:
    """The least of a few runs, of all threads together."""
    runs = []
    for _ in range(_RUNS):
        wall, processor = time.perf_counter(), time.process_time()
        act()
        runs.append(Spent(time.perf_counter() - wall, time.process_time() - processor))
    return Spent(min(run.wall for run in runs), min(run.processor for run in runs))


def phases(path: Path, seconds: float) -> dict[str, float]:
    """Milliseconds of whichever thread does it, per second of film."""
    spent: list[tuple[str, float]] = []  # appending is safe from several threads
    with ExitStack() as patches:
        for phase, (owner, name) in _PHASES.items():
            patches.enter_context(patch.object(owner, name, timed(phase, getattr(owner, name), spent)))
        seen(path)
    return {
        name: round(1000 * sum(took for phase, took in spent if phase == name) / seconds, 1) for name in _PHASES
    }


def timed(phase: str, function: Callable[..., object], spent: list[tuple[str, float]]) -> Callable[..., object]:
    def run(*arguments: object) -> object:
        begun = time.thread_time()
        try:
            return function(*arguments)
        finally:
            spent.append((phase, time.thread_time() - begun))

    return run


def told(figures: dict[str, object]) -> str:
    lines = []
    for name, found in figures.items():
        assert isinstance(found, dict)
        for key, value in found.items():
            lines += [str(line) for line in value] if isinstance(value, list) else [f"{name}, {key}: {value}"]
    return "\n".join(lines)


if __name__ == "__main__":
    main()
