"""The three shots of the demo's film: a ball that bounces, a figure that walks, a lamp that only swings.

Each knows exactly when things touch. Lengths are in picture heights, times in seconds from the shot's beginning.
"""

from __future__ import annotations

import math
from typing import Final, NamedTuple, Protocol

from footfall_daemon.demo.stage import Canvas, Colour, Look, Point

_GROUND: Final = 0.86
_SHADE: Final[Colour] = (38, 34, 32)


class Scene(Protocol):
    """What happens in one shot."""

    name: str
    prompt: str
    room: str
    """What the sounds are put in."""
    tint: Colour
    seconds: float
    ground: bool

    def contacts(self) -> list[float]: ...

    def draw(self, canvas: Canvas, time: float) -> None: ...


class Ball:
    """Falls under gravity and keeps 84 % of its speed at every bounce."""

    name = "ball"
    prompt = "a rubber ball bouncing on a wooden floor"
    room = "small"
    tint: Colour = (150, 132, 112)
    seconds: float
    ground = True

    _RADIUS: Final = 0.06
    _FALL: Final = 0.55
    _KEPT: Final = 0.84
    _LONGEST: Final = 4.2

    def __init__(self, look: Look, chance: float) -> None:
        self._aspect = look.aspect
        self._first = (self._FALL + 0.12 * (chance - 0.5)) / look.speed
        self._gravity = 2 * (_GROUND - self._RADIUS - 0.14) / self._first**2
        times = self._times()
        self._bounces = [time for time in times if time < self._LONGEST - 0.15]
        following = times[len(self._bounces)]
        self.seconds = min(self._LONGEST, (self._bounces[-1] + following) / 2)  # in the middle of a flight

    def _times(self) -> list[float]:
        """Of the bounces until after the longest that the shot may last."""
        times, flight = [self._first], 2 * self._first * self._KEPT
        while times[-1] < self._LONGEST:
            times.append(times[-1] + flight)
            flight *= self._KEPT
        return times

    def contacts(self) -> list[float]:
        return list(self._bounces)

    def draw(self, canvas: Canvas, time: float) -> None:
        rest = _GROUND - self._RADIUS
        height = self._height(time)
        x = self._aspect * (0.2 + 0.6 * time / self.seconds)
        canvas.ellipse((x, _GROUND + 0.012), (0.05 + 0.02 * height, 0.012), 0, _SHADE)
        canvas.disc((x, rest - height), self._RADIUS, (196, 58, 40))
        canvas.disc((x - 0.018, rest - height - 0.02), 0.018, (236, 150, 128))

    def _height(self, time: float) -> float:
        """Of the ball above the ground."""
        if time < self._first:
            return self._gravity * (self._first**2 - max(0.0, time) ** 2) / 2
        last = [bounce for bounce in self._bounces if bounce <= time]
        flight = 2 * self._first * self._KEPT ** len(last)
        since = time - last[-1]
        return max(0.0, self._gravity * since * (flight - since) / 2)


class _Foot(NamedTuple):
    ahead: float
    """Of the hip."""
    height: float
    """Above the ground."""
    pitch: float
    """Degrees: positive with the heel up."""
    stands: bool


class Walker:
    """Seen from the side. Each foot stands for 62 % of a stride; where the frame is narrow, on a treadmill."""

    name = "walk"
    prompt = "footsteps of boots on gravel"
    room = "outdoors"
    tint: Colour = (108, 128, 138)
    seconds = 4.6
    ground = True

    _STANCE: Final = 0.62
    _COLOURS: Final[tuple[Colour, ...]] = ((34, 30, 36), (108, 32, 34), (128, 44, 44), (214, 158, 126))

    def __init__(self, look: Look, chance: float) -> None:
        self._period = (0.5 + 0.06 * (chance - 0.5)) / look.speed
        self._phase = 0.35 + 0.1 * chance
        self._tall = min(0.42, 0.75 * look.aspect)
        self._step = 0.36 * self._tall
        pace = self._step / self._period
        self._travel = min(pace, 0.8 * look.aspect / self.seconds)
        self._belt = pace - self._travel
        self._from = (look.aspect - self._travel * self.seconds) / 2

    def contacts(self) -> list[float]:
        count = int((self.seconds - 0.1 - self._phase) / self._period)
        return [self._phase + step * self._period for step in range(count + 1)]

    def draw(self, canvas: Canvas, time: float) -> None:
        dark, sleeve, coat, skin = self._COLOURS
        feet = [self._foot(time, side) for side in (0, 1)]
        leg = 0.5 * self._tall
        reach = max(abs(foot.ahead) for foot in feet if foot.stands)
        hip = (
            self._from + self._travel * time,
            _GROUND - 0.03 * self._tall - math.sqrt((0.98 * leg) ** 2 - reach**2),
        )
        neck = (hip[0] + 0.015 * self._tall, hip[1] - 0.3 * self._tall)
        if self._belt > 0.01:
            self._treadmill(canvas)
        self._arm(canvas, neck, -feet[0].ahead, sleeve)
        for foot in feet:
            self._leg(canvas, hip, foot, leg, dark)
        canvas.limb(hip, neck, 0.11 * self._tall, coat)
        canvas.disc((neck[0] + 0.01 * self._tall, neck[1] - 0.1 * self._tall), 0.07 * self._tall, skin)
        self._arm(canvas, neck, -feet[1].ahead, coat)

    def _treadmill(self, canvas: Canvas) -> None:
        first, last = self._from, self._from + self._travel * self.seconds
        ends = (first - 0.4 * self._tall, _GROUND + 0.03), (last + 0.4 * self._tall, _GROUND + 0.03)
        canvas.limb(*ends, 0.025, (64, 66, 70))

    def _foot(self, time: float, side: int) -> _Foot:
        stride = 2 * self._period
        since = (time - self._phase - side * self._period) % stride / stride
        ahead = self._STANCE * self._step  # at heel strike; as far behind at toe off
        if since < self._STANCE:
            # The toe comes down after the heel; the heel rises once the other foot is flat.
            toe_up = max(0.0, 1 - since / 0.06)
            heel_up = max(0.0, (since - 0.56) / (self._STANCE - 0.56))
            return _Foot(ahead * (1 - 2 * since / self._STANCE), 0.0, 45 * heel_up - 30 * toe_up, stands=True)
        swing = (since - self._STANCE) / (1 - self._STANCE)
        eased = swing * swing * (3 - 2 * swing)
        height = 0.09 * self._tall * math.sin(math.pi * swing)
        return _Foot(ahead * (2 * eased - 1), height, 45 - 75 * swing, stands=False)

    def _leg(self, canvas: Canvas, hip: Point, foot: _Foot, leg: float, colour: Colour) -> None:
        """Two bones of equal length, the knee to the front, and a foot that turns about its toe or heel."""
        pitch, sole = math.radians(foot.pitch), 0.1 * self._tall
        turned = sole * (1 - math.cos(pitch)) if pitch > 0 else 0.0
        lift = sole * math.sin(pitch) if pitch > 0 else 0.0
        ankle = (hip[0] + foot.ahead + turned, _GROUND - 0.02 * self._tall - foot.height - lift)
        dx, dy = ankle[0] - hip[0], ankle[1] - hip[1]
        apart = min(math.hypot(dx, dy), leg)
        bend = math.sqrt(max(0.0, (leg / 2) ** 2 - (apart / 2) ** 2))
        knee = (hip[0] + dx / 2 + bend * dy / apart, hip[1] + dy / 2 - bend * dx / apart)
        canvas.limb(hip, knee, 0.075 * self._tall, colour)
        canvas.limb(knee, ankle, 0.055 * self._tall, colour)
        middle = (ankle[0] + 0.035 * self._tall * math.cos(pitch), ankle[1] + 0.035 * self._tall * math.sin(pitch))
        canvas.ellipse(middle, (0.065 * self._tall, 0.025 * self._tall), foot.pitch, colour)

    def _arm(self, canvas: Canvas, neck: Point, swing: float, colour: Colour) -> None:
        shoulder = (neck[0], neck[1] + 0.03 * self._tall)
        elbow = (shoulder[0] + 0.3 * swing, shoulder[1] + 0.15 * self._tall)
        hand = (elbow[0] + 0.45 * swing + 0.03 * self._tall, elbow[1] + 0.12 * self._tall)
        canvas.limb(shoulder, elbow, 0.045 * self._tall, colour)
        canvas.limb(elbow, hand, 0.04 * self._tall, colour)


class Lamp:
    """Swings to and fro for ever, and touches nothing: what a Foley machine must be silent about."""

    name = "lamp"
    prompt = "a lamp swinging in a quiet room"
    room = "small"
    tint: Colour = (72, 78, 112)
    seconds = 4.2
    ground = False

    def __init__(self, look: Look, chance: float) -> None:
        self._x = look.aspect / 2
        self._reach = min(0.5, 0.42 * look.aspect / 0.62)
        self._pulse = 2 * math.pi * look.speed / (2.3 + 0.3 * chance)
        self._phase = 2 * math.pi * chance

    def contacts(self) -> list[float]:
        return []

    def draw(self, canvas: Canvas, time: float) -> None:
        angle = 0.6 * math.cos(self._pulse * time + self._phase)
        bob = (self._x + self._reach * math.sin(angle), 0.08 + self._reach * math.cos(angle))
        canvas.limb((self._x, -0.02), (self._x, 0.08), 0.02, _SHADE)
        canvas.limb((self._x, 0.08), bob, 0.008, _SHADE)
        canvas.disc(bob, 0.075, (232, 196, 110))
        canvas.disc(bob, 0.045, (250, 232, 170))
