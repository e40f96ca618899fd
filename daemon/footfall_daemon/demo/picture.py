"""A picture of a film against its sound: motion, waveform, known contacts and heard attacks on one time axis."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import av
import numpy as np
from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure

from footfall_daemon.demo.film import Film, Shot
from footfall_daemon.demo.onsets import Signal, onsets, read_sound

_INK: Final = "#1f2933"
_QUIET: Final = "#8794a3"
_SOUND: Final = "#3d6b99"
_MOTION: Final = "#b9a44c"
_CONTACT: Final = "#c8452d"
_TINTS: Final = ("#f5f6f8", "#ffffff")
_COLUMNS: Final = 2400
"""Points of the waveform's outline: more than the picture has pixels."""
_MATCHED: Final = 0.040
"""Seconds: the furthest that an attack may be from its contact."""


@dataclass(frozen=True, slots=True)
class Heard:
    """One shot's sound, its times in seconds of the film."""

    shot: Shot
    sound: Signal
    rate: int
    attacks: Signal

    @classmethod
    def of(cls, shot: Shot, wav: Path) -> Heard:
        sound, rate = read_sound(wav)
        return cls(shot, sound, rate, onsets(sound, rate) + float(shot.start))

    def errors(self) -> Signal:
        """Seconds from each contact to the attack nearest to it; infinite where there is none."""
        if not len(self.attacks):
            return np.full(len(self.shot.contacts), np.inf)
        nearest = [self.attacks[np.abs(self.attacks - time).argmin()] - time for time in self.shot.contacts]
        return np.array(nearest)

    def verdict(self) -> str:
        """What the picture says of the shot, in words."""
        contacts = len(self.shot.contacts)
        if not contacts:
            return "no contact, no hit" if not len(self.attacks) else f"no contact, but {len(self.attacks)} heard"
        errors = np.abs(self.errors())
        hits = errors[errors <= _MATCHED]
        words = f"{len(hits)} of {contacts} contacts heard"
        return f"{words}, at most {1000 * hits.max():.0f} ms apart" if len(hits) else words


def draw(path: Path, film: Film, wavs: Mapping[str, Path]) -> list[Heard]:
    """Write a PNG; `wavs` has the WAV (without handles) of each shot by its name. Returns what was heard."""
    heard = [Heard.of(shot, wavs[shot.name]) for shot in film.shots if shot.name in wavs]
    figure = Figure(figsize=(15, 6), dpi=130, facecolor="white", layout="constrained")
    FigureCanvasAgg(figure)
    motion, sound = figure.subplots(2, 1, sharex=True, height_ratios=(1, 2))
    _draw_motion(motion, film)
    _draw_sound(sound, heard)
    for axes in (motion, sound):
        _draw_shots(axes, film.shots)
        _draw_contacts(axes, film.shots)
    _label(figure, motion, sound, film, heard)
    figure.savefig(path, format="png")
    return heard


def motion_of(film: Film) -> tuple[Signal, Signal]:
    """Times between frames, and how much the picture changes there (mean of 255 levels)."""
    changes, last = [], None
    with av.open(str(film.path)) as container:
        for frame in container.decode(video=0):
            picture = frame.to_ndarray(format="gray").astype(np.float32)
            changes.append(float(np.abs(picture - last).mean()) if last is not None else 0.0)
            last = picture
    times: Signal = (np.arange(len(changes), dtype=np.float64) - 0.5) / float(film.look.rate)
    return times, np.array(changes, dtype=np.float64)


def _draw_motion(axes: Axes, film: Film) -> None:
    times, change = motion_of(film)
    frame = 1 / film.look.rate
    for shot in film.shots:
        # Not across a cut, which lies half a frame before the end: there the whole picture changes.
        inside = (times > float(shot.start)) & (times < float(shot.end - frame * 3 / 4))
        level = change[inside] - np.quantile(change[inside], 0.02)
        level /= max(float(level.max()), 1e-6)
        axes.fill_between(times[inside], 0, level, color=_MOTION, alpha=0.35, linewidth=0)
        axes.plot(times[inside], level, color=_MOTION, linewidth=1.4)
    axes.set_ylim(0, 1.15)


def _draw_sound(axes: Axes, heard: Sequence[Heard]) -> None:
    loudest = max((float(np.abs(part.sound).max()) for part in heard), default=0.0) or 1.0
    for part in heard:
        low, high = _outline(part.sound)
        times = np.linspace(float(part.shot.start), float(part.shot.end), len(low))
        axes.fill_between(times, low, high, color=_SOUND, linewidth=0.3, edgecolor=_SOUND)
        axes.plot(part.attacks, np.full(len(part.attacks), -1.12 * loudest), "^", color=_SOUND, markersize=7)
    axes.set_ylim(-1.3 * loudest, 1.12 * loudest)


def _outline(sound: Signal) -> tuple[Signal, Signal]:
    parts = np.array_split(sound, min(_COLUMNS, sound.shape[1]), axis=1)
    return np.array([float(part.min()) for part in parts]), np.array([float(part.max()) for part in parts])


def _draw_shots(axes: Axes, shots: Sequence[Shot]) -> None:
    for number, shot in enumerate(shots):
        axes.axvspan(float(shot.start), float(shot.end), color=_TINTS[number % 2], zorder=-2, linewidth=0)
    for side in ("top", "right", "left"):
        axes.spines[side].set_visible(False)
    axes.spines["bottom"].set_color(_QUIET)
    axes.set_yticks([])
    axes.tick_params(colors=_QUIET, labelsize=10)
    axes.set_xlim(float(shots[0].start), float(shots[-1].end))


def _draw_contacts(axes: Axes, shots: Sequence[Shot]) -> None:
    for shot in shots:
        for time in shot.contacts:
            axes.axvline(time, color=_CONTACT, linewidth=1.0, alpha=0.75, zorder=3)


def _label(figure: Figure, motion: Axes, sound: Axes, film: Film, heard: Sequence[Heard]) -> None:
    said: dict[str, Any] = {part.shot.name: part.verdict() for part in heard}
    for shot in film.shots:
        at = (float(shot.start) + 0.06, 1.27)
        place: dict[str, Any] = {"transform": motion.get_xaxis_transform(), "va": "bottom", "color": _INK}
        motion.text(*at, f"“{shot.prompt}”", fontsize=11.5, weight="bold", **place)
        motion.text(at[0], 1.08, said.get(shot.name, "no sound"), fontsize=10.5, **(place | {"color": _QUIET}))
    motion.set_ylabel("motion", color=_MOTION, fontsize=11, weight="bold")
    sound.set_ylabel("Foley", color=_SOUND, fontsize=11, weight="bold")
    sound.set_xlabel("seconds in the film", color=_QUIET, fontsize=10.5)
    note = "red lines: when things touch in the picture     ▲ blue: attacks heard in the WAV"
    figure.text(0.995, 0.012, note, ha="right", va="bottom", fontsize=10.5, color=_INK)
