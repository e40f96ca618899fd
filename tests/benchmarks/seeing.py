"""How well and how fast pictures are seen: `python -m tests.benchmarks.seeing [--heard] [--family NAME] [--json]`.

Scenes of known contacts are scored as cues and, with `--heard`, as attacks in the sound that Sketch makes of them.
"""

from __future__ import annotations

import argparse
import cProfile
import json
import pstats
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

import numpy as np

from footfall_daemon.cues import Cues
from footfall_daemon.demo.onsets import onsets
from tests.engine.sketch.studio import RATE, Studio
from tests.media.picture.family import TUNING, takes
from tests.media.picture.scoring import MEDIA, SCENES, Score, score, seen, sure

_PHASES = {
    "decode": ("frames.py", "_decoded"),
    "scale": ("frames.py", "scale"),
    "cuts": ("cuts.py", "push"),
    "camera": ("camera.py", "follow"),
    "lay out": ("foreground.py", "lay_out"),
    "backgrounds": ("foreground.py", "_background"),
    "samples": ("foreground.py", "samples"),
    "foreground": ("foreground.py", "_foreground"),
    "blobs": ("tracks.py", "blobs_of"),
    "tracking": ("tracks.py", "_candidates"),
    "contacts": ("contacts.py", "contacts"),
    "curves": ("curves.py", "curves"),
}
"""What is timed, as module and function; none of them calls another."""
_TIMED = ("bigbuckbunny.mp4", "scenes/twoballs0.mp4")
_TOE = 0.2
"""Seconds: an attack so soon after another is the toe of the same step."""
_PROMPT = {"walk": "footsteps on wood"}


@dataclass(frozen=True, slots=True)
class Footage:
    name: str
    path: Path
    contacts: list[float]


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
    """Times real time, decoding included, and what share each phase has of the processor's time."""
    wall, processor = time.perf_counter(), time.process_time()
    seconds = seen(path).curves.time[-1]
    wall, processor = time.perf_counter() - wall, time.process_time() - processor
    profile = cProfile.Profile(time.process_time)
    profile.runcall(seen, path)
    stats = pstats.Stats(profile)
    return {
        "times real time": round(seconds / wall, 1),
        "times real time, by processor": round(seconds / processor, 1),
        "shares": shares(stats),
    }


def shares(stats: pstats.Stats) -> dict[str, float]:
    """Of all the time under the profiler."""
    profile = stats.get_stats_profile()
    spent = dict.fromkeys(_PHASES, 0.0)
    for (file, _, function), (_, _, _, cumulative, _) in stats.stats.items():  # type: ignore[attr-defined]
        for phase, (module, name) in _PHASES.items():
            if function == name and Path(file).name == module:
                spent[phase] += cumulative
    spent["else"] = max(0.0, profile.total_tt - sum(spent.values()))
    return {phase: round(value / profile.total_tt, 3) for phase, value in spent.items()}


def told(figures: dict[str, object]) -> str:
    lines = []
    for name, found in figures.items():
        assert isinstance(found, dict)
        for key, value in found.items():
            lines += [str(line) for line in value] if isinstance(value, list) else [f"{name}, {key}: {value}"]
    return "\n".join(lines)


if __name__ == "__main__":
    main()
