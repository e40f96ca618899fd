"""Plays for the analysis to watch: things that touch at known moments, and things that never touch."""

from __future__ import annotations

import math
from collections.abc import Callable

import numpy as np

from footfall_daemon.demo.scenes import Lamp, Scene, Walker
from footfall_daemon.demo.stage import Canvas, Colour, Look, Point, textured
from tests.media.picture.stage import Play

_GROUND = 0.86
_TAIL = 0.1
"""Seconds: nothing happens so close to the end."""
_SHORTEST_FLIGHT = 0.16

Draw = Callable[[Canvas, float], None]
Writer = Callable[[np.random.Generator, Look], Play]


def ball(rng: np.random.Generator, look: Look) -> Play:
    draw, bounces, seconds = _bouncer(rng, look, rng.uniform(0.1, 0.3), rng.uniform(0.05, 0.13))
    return Play("ball", seconds, bounces, draw)


def two_balls(rng: np.random.Generator, look: Look) -> Play:
    left, bounces, first = _bouncer(rng, look, rng.uniform(0.1, 0.2), 0.04)
    right, others, second = _bouncer(rng, look, rng.uniform(0.6, 0.7), 0.04)

    def draw(canvas: Canvas, time: float) -> None:
        left(canvas, time)
        right(canvas, time)

    seconds, both = min(first, second), sorted((*bounces, *others))
    while any(seconds - _TAIL < time < seconds + 0.02 for time in both):
        seconds -= _TAIL
    return Play("two balls", seconds, tuple(time for time in both if time < seconds), draw)


def _bouncer(
    rng: np.random.Generator, look: Look, start: float, drift: float
) -> tuple[Draw, tuple[float, ...], float]:
    """`start`: share of the width; `drift`: of the width per second."""
    radius, kept = rng.uniform(0.035, 0.075), rng.uniform(0.66, 0.86)
    drop, fall = rng.uniform(0.4, 0.6), rng.uniform(0.42, 0.7) / look.speed
    gravity, bounces, flight = 2 * drop / fall**2, [fall], 2 * fall * kept
    while flight > _SHORTEST_FLIGHT and bounces[-1] < 4:
        bounces.append(bounces[-1] + flight)
        flight *= kept
    seconds = bounces[-1] + min(0.45 * flight, 0.5)
    floor, colour = _GROUND - radius, _colour(rng)

    def draw(canvas: Canvas, time: float) -> None:
        height = drop - gravity * time**2 / 2
        if time >= fall:
            begin = max(bounce for bounce in bounces if bounce <= time)
            length = 2 * fall * kept ** (bounces.index(begin) + 1)
            height = max(0.0, gravity * (time - begin) * (length - (time - begin)) / 2)
        x = look.aspect * (start + drift * time)
        canvas.disc((x, floor - height), radius, colour)
        canvas.disc((x - radius / 3, floor - height - radius / 3), radius / 4, _lighter(colour))

    return draw, tuple(bounces), seconds


def hammer(rng: np.random.Generator, look: Look) -> Play:
    """Raised slowly, brought down fast, stands a moment."""
    period, reach = rng.uniform(0.8, 1.4) / look.speed, min(0.5, 0.55 * look.aspect)
    colour, rest, swing = _colour(rng), rng.uniform(0.1, 0.25), rng.uniform(0.7, 1.1)
    pivot = (look.aspect * 0.25, 0.75)
    hits = tuple(float(time) for time in np.arange(0.6 * period, 4.0 - _TAIL, period))

    def draw(canvas: Canvas, time: float) -> None:
        phase = (time / period + 0.4) % 1.0  # 0: the blow
        if phase < rest:
            angle = 0.0
        elif phase < 0.75:
            angle = swing * 0.5 * (1 - math.cos(math.pi * (phase - rest) / (0.75 - rest)))
        else:
            angle = swing * (1 - ((phase - 0.75) / 0.25) ** 2)
        head = (pivot[0] + reach * math.cos(angle), pivot[1] - reach * math.sin(angle))
        canvas.limb(pivot, head, 0.03, (92, 66, 40))
        across = (0.07 * math.sin(angle), 0.07 * math.cos(angle))
        canvas.limb(_plus(head, across, -1), _plus(head, across, 1), 0.08, colour)

    return Play("hammer", 4.0, hits, draw)


def walk(rng: np.random.Generator, look: Look) -> Play:
    return _scene(Walker(look, rng.uniform()))


def wall(rng: np.random.Generator, look: Look) -> Play:
    """Rolls to and fro between two walls at nearly constant speed."""
    radius, speed, kept = rng.uniform(0.05, 0.1), rng.uniform(0.5, 0.9) * look.speed, rng.uniform(0.85, 0.95)
    left, right = 0.1 * look.aspect + radius, 0.9 * look.aspect - radius
    times, colour = [(right - left) * rng.uniform(0.3, 0.9) / speed], _colour(rng)
    speeds = [speed]
    while times[-1] < 4:
        speeds.append(speeds[-1] * kept)
        times.append(times[-1] + (right - left) / speeds[-1])

    def draw(canvas: Canvas, time: float) -> None:
        gone = sum(1 for hit in times if hit <= time)
        since = time - (times[gone - 1] if gone else times[0])
        x = right + speeds[0] * since if not gone else right - speeds[gone] * since
        x = x if gone % 2 or not gone else left + right - x
        for side in (0.1 * look.aspect, 0.9 * look.aspect):
            canvas.limb((side, 0.3), (side, _GROUND), 0.01, (40, 36, 34))
        canvas.disc((x, _GROUND - radius), radius, colour)
        turned = (x - left) / radius
        rim = (0.6 * radius * math.sin(turned), -0.6 * radius * math.cos(turned))
        canvas.disc(_plus((x, _GROUND - radius), rim, 1), radius / 4, _lighter(colour))

    return Play("wall", 4.0, tuple(time for time in times if time < 4.0 - _TAIL), draw)


def drop(rng: np.random.Generator, look: Look) -> Play:
    """Three boxes fall, one after the other, and stay where they land."""
    falls = [0.5 + 1.2 * k + rng.uniform(-0.1, 0.1) for k in range(3)]
    long, size = rng.uniform(0.5, 0.65) / look.speed, min(rng.uniform(0.05, 0.09), 0.09 * look.aspect)
    places, colours = [look.aspect * (0.2 + 0.3 * k) for k in range(3)], [_colour(rng) for _ in range(3)]

    def draw(canvas: Canvas, time: float) -> None:
        for begin, x, colour in zip(falls, places, colours, strict=True):
            if time < begin:
                continue
            share = min(1.0, (time - begin) / long)
            y = -0.1 + (_GROUND - size + 0.1) * share**2
            canvas.limb((x - size / 2, y), (x + size / 2, y), 2 * size, colour)

    return Play("drop", 4.2, tuple(begin + long for begin in falls), draw)


def clap(rng: np.random.Generator, look: Look) -> Play:
    """Two hands come together, fast, and part slowly."""
    period, reach = rng.uniform(0.6, 0.95) / look.speed, 0.3 * look.aspect
    size = min(0.09, 0.11 * look.aspect)
    hits = tuple(float(time) for time in np.arange(0.7 * period, 4.0 - _TAIL, period))

    def draw(canvas: Canvas, time: float) -> None:
        phase = (time / period + 0.3) % 1.0
        share = math.sin(0.5 * math.pi * phase / 0.65) if phase < 0.65 else 1 - ((phase - 0.65) / 0.35) ** 2
        for side, colour in ((-1, (208, 150, 120)), (1, (196, 138, 110))):
            x = look.aspect / 2 + side * (size / 2 + reach * share)
            canvas.ellipse((x, 0.5), (size / 2, 1.4 * size), 0, colour)
            canvas.limb((x + side * size / 2, 0.5 + size), (x + side * 3 * size, 0.9), 0.05, (70, 84, 120))

    return Play("clap", 4.0, hits, draw)


def knock(rng: np.random.Generator, look: Look) -> Play:
    """A fist against a door: three or four quick blows, a pause, again."""
    gap, count, pause = rng.uniform(0.26, 0.34), int(rng.integers(3, 5)), rng.uniform(0.8, 1.1)
    hits = [0.6 + burst * (count * gap + pause) + k * gap for burst in range(3) for k in range(count)]
    hits = [time for time in hits if time < 4.0 - _TAIL]
    door, depth = 0.66 * look.aspect, rng.uniform(0.1, 0.16)

    def draw(canvas: Canvas, time: float) -> None:
        nearest = min(abs(time - hit) for hit in hits)
        away = depth * min(1.0, nearest / (gap / 2)) * (2 - min(1.0, nearest / (gap / 2)))
        fist = (door - 0.06 - away, 0.5)
        canvas.limb((door, 0.02), (door, _GROUND), 0.012, (70, 48, 30))
        canvas.limb((door - 0.5, 0.78), fist, 0.07, (60, 70, 96))
        canvas.disc(fist, 0.055, (205, 150, 122))

    return Play("knock", 4.0, tuple(hits), draw)


def collision(rng: np.random.Generator, look: Look) -> Play:
    """Two discs of one size meet in the middle and part again."""
    return _meeting("collision", rng, look, touches=True)


def crossing(rng: np.random.Generator, look: Look) -> Play:
    """Two discs pass, one in front of the other."""
    return _meeting("crossing", rng, look, touches=False)


def _meeting(name: str, rng: np.random.Generator, look: Look, *, touches: bool) -> Play:
    radius, when = rng.uniform(0.07, 0.1) * min(1.0, look.aspect), rng.uniform(1.1, 1.5)
    speed = rng.uniform(0.2, 0.3) * look.aspect
    colours = _colour(rng), (60, 120, 200)

    def draw(canvas: Canvas, time: float) -> None:
        apart = speed * abs(time - when) + radius if touches else speed * (time - when)
        canvas.disc((look.aspect / 2 - apart, 0.5), radius, colours[0])
        canvas.disc((look.aspect / 2 + apart, 0.5), radius, colours[1])

    return Play(name, 2 * when, (when,) if touches else (), draw)


def pendulum(rng: np.random.Generator, look: Look) -> Play:
    return _scene(Lamp(look, rng.uniform()))


def head(rng: np.random.Generator, look: Look) -> Play:
    """Someone who speaks: the head sways and nods, the mouth opens and shuts, the eyes blink."""
    waves = [(rng.uniform(0.004, 0.02), rng.uniform(1, 5), rng.uniform(0, 6)) for _ in range(6)]
    words, size = rng.uniform(3, 5), min(0.2, 0.3 * look.aspect)

    def draw(canvas: Canvas, time: float) -> None:
        sway = [sum(a * math.sin(w * time + p) for a, w, p in waves[k::2]) for k in (0, 1)]
        x, y = look.aspect / 2 + 2 * sway[0], 0.42 + sway[1]
        canvas.ellipse((look.aspect / 2, 1.05), (2 * size, 0.4), 0, (60, 64, 84))
        canvas.limb((x, y), (look.aspect / 2, 0.8), 0.7 * size, (190, 140, 112))
        canvas.ellipse((x, y), (size * 0.75, size), 0, (212, 160, 130))
        shut = math.sin(2.1 * time + waves[0][2]) > 0.97
        for side in (-1, 1):
            eye = (x + side * 0.28 * size, y - 0.2 * size)
            canvas.ellipse(eye, (0.1 * size, 0.02 * size if shut else 0.07 * size), 0, (40, 30, 30))
        open_ = abs(math.sin(words * math.pi * time) * math.sin(1.3 * time))
        canvas.ellipse((x, y + 0.5 * size), (0.25 * size, 0.03 * size + 0.15 * size * open_), 0, (110, 40, 44))

    return Play("head", 6.0, (), draw, ground=None)


def juggling(rng: np.random.Generator, look: Look) -> Play:
    """A disc on a smooth, quick, winding path."""
    waves = rng.uniform(2, 5.5, 4) * look.speed
    phases, colour = rng.uniform(0, 6, 4), _colour(rng)

    def draw(canvas: Canvas, time: float) -> None:
        a, b, c, d = (math.sin(w * time + p) for w, p in zip(waves, phases, strict=True))
        canvas.disc((look.aspect * (0.5 + 0.2 * a + 0.12 * b), 0.5 + 0.2 * c + 0.12 * d), 0.06, colour)

    return Play("juggling", 5.0, (), draw, ground=None)


def still(rng: np.random.Generator, look: Look) -> Play:
    return Play("still", 3.0, (), lambda canvas, time: None)


def flash(rng: np.random.Generator, look: Look) -> Play:
    """Lightning: the whole picture grows bright and fades."""
    bolts = rng.uniform(0.4, 3.2, 3)

    def draw(canvas: Canvas, time: float) -> None:
        light = sum(math.exp(-(time - bolt) / 0.08) for bolt in bolts if time >= bolt)
        canvas.picture = np.clip(canvas.picture * (1 + 1.2 * light), 0, 255).astype(np.uint8)

    return Play("flash", 3.6, (), draw)


def edit(rng: np.random.Generator, look: Look) -> Play:
    """Shots of a swinging lamp in other places, cut hard."""
    lamps = [Lamp(look, float(chance)) for chance in rng.uniform(size=4)]
    tints: list[Colour] = [(60, 60, 90), (150, 140, 110), (90, 130, 90), (170, 90, 80)]
    sets = [textured(look, tint, rng) for tint in tints]
    cuts = tuple(k / 24 for k in (29, 60, 94))

    def draw(canvas: Canvas, time: float) -> None:
        shot = sum(1 for cut in cuts if cut <= time)
        canvas.picture = sets[shot].copy()
        lamps[shot].draw(canvas, time)

    return Play("edit", 5.0, (), draw, cuts=cuts, ground=None)


def _scene(scene: Scene) -> Play:
    ground = _GROUND if scene.ground else None
    return Play(scene.name, scene.seconds, tuple(scene.contacts()), scene.draw, ground=ground, tint=scene.tint)


def _colour(rng: np.random.Generator) -> Colour:
    parts = [int(rng.integers(190, 240)), 60, int(rng.integers(30, 90))]
    red, green, blue = (int(value) for value in rng.permutation(parts))
    return red, green, blue


def _lighter(colour: Colour) -> Colour:
    red, green, blue = (min(255, value + 60) for value in colour)
    return red, green, blue


def _plus(place: Point, way: Point, times: float) -> Point:
    return place[0] + times * way[0], place[1] + times * way[1]


TOUCHING: tuple[Writer, ...] = (ball, two_balls, hammer, walk, wall, drop, clap, knock, collision)
SILENT: tuple[Writer, ...] = (crossing, pendulum, head, juggling, still, flash, edit)
