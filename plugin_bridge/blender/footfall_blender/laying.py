"""Lays a sound file at a frame, on a channel of its layer's name, and reads back that it lies there."""

import os
from typing import Any, NamedTuple

from .sequencer import strips_of
from .words import Refusal, quoted

_CHANNELS = {
    "feet": "Footfall Feet",
    "props": "Footfall Props",
    "cloth": "Footfall Cloth",
    "ambience": "Footfall Ambience",
}
_MIXED = "Footfall"
_HIGHEST = 128
"""Blender puts what is above on this one, silently."""


class Slot(NamedTuple):
    """Where a sound is heard: frames of the scene, the end exclusive."""

    start: int
    end: int
    head: int
    """Frames of the file before that, which stay hidden."""

    def is_filled_by(self, strip: Any) -> bool:
        return (strip.frame_final_start, strip.frame_final_end) == (self.start, self.end)


def lay(owner: Any, path: str, written: str, layer: str, slot: Slot) -> Any:
    """The strip. `owner`: the editor or meta strip. `written`: the path as the Blender file shall have it.

    Raises `Refusal`: sound-gone, no-channel, short-sound, not-placed; then nothing was laid.
    """
    check_file(path)
    name = _CHANNELS.get(layer, _MIXED)
    channel = _channel(owner, name, slot)
    strips = strips_of(owner)
    strip = strips.new_sound(
        name=os.path.basename(path), filepath=written, channel=channel, frame_start=slot.start - slot.head
    )
    try:
        _trim(strip, slot)
        _check(strip, channel, slot)
    except Refusal:
        strips.remove(strip)
        raise
    if not _is_called(owner.channels[channel], name):
        owner.channels[channel].name = name
    strip.select = False
    return strip


def check_file(path: str) -> None:
    """Raises `Refusal("sound-gone")`: Blender would lay a strip of one frame."""
    if not os.path.isfile(path):
        words = "the sound %s is not there any more: bring it back, or generate it anew"
        raise Refusal("sound-gone", words % path)


def _trim(strip: Any, slot: Slot) -> None:
    missing = slot.head + slot.end - slot.start - strip.frame_duration
    if missing > 1:
        words = "the sound %s is %d frames too short for its clip: generate it anew"
        raise Refusal("short-sound", words % (quoted(strip.name), missing))
    strip.frame_offset_start = slot.head
    strip.frame_final_end = slot.end


def _check(strip: Any, channel: int, slot: Slot) -> None:
    """Blender clamps and rounds without a word."""
    there = (strip.channel, strip.frame_final_start, strip.frame_final_end, strip.frame_start)
    if there != (channel, slot.start, slot.end, slot.start - slot.head):
        words = "Blender did not lay %s at frame %d: make room there, then use Place finished Foley"
        raise Refusal("not-placed", words % (quoted(strip.name), slot.start))


def _channel(owner: Any, name: str, slot: Slot) -> int:
    """One of this name that is free there; else the first above all that are in use."""
    busy = {strip.channel for strip in strips_of(owner)}
    there = {strip.channel for strip in strips_of(owner) if _meets(strip, slot)}
    for number in range(1, _HIGHEST + 1):
        channel = owner.channels[number]
        if _is_called(channel, name) and not channel.lock and number not in there:
            return number
    named = {number for number in range(1, _HIGHEST + 1) if owner.channels[number].name != "Channel %d" % number}
    number = max(busy | named, default=0) + 1
    if number > _HIGHEST:
        raise Refusal("no-channel", "all channels up to %d are in use: clear the highest one" % _HIGHEST)
    return number


def _is_called(channel: Any, name: str) -> bool:
    """Blender makes a second `Footfall` a `Footfall.001`."""
    stem, dot, number = channel.name.partition(".")
    return bool(stem == name and (not dot or number.isdigit()))


def _meets(strip: Any, slot: Slot) -> bool:
    return bool(strip.frame_final_start < slot.end and slot.start < strip.frame_final_end)
