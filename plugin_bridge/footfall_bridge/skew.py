"""Programs of neighbouring versions: who is older, what that is called, and whether a daemon may be replaced."""

from __future__ import annotations

import importlib.metadata
from typing import Final

from footfall_bridge.protocol import JobState, Refusal

_NOT_UNDERSTOOD: Final = ("unknown-request", "bad-message")
"""What a daemon answers to what it does not know: requests, or fields of them."""
_AT_WORK: Final = (JobState.preparing, JobState.running, JobState.writing)
"""All others lose nothing when the daemon is started anew."""


def own_version() -> str:
    return importlib.metadata.version("footfall")


def is_older(version: str, than: str) -> bool:
    """False, too, where one of them is no version that we know how to read."""
    ours, theirs = _numbers(than), _numbers(version)
    return ours is not None and theirs is not None and theirs < ours


def explained(refusal: Refusal, daemon: str, ours: str) -> Refusal:
    """The same refusal, or what lies behind it where the daemon is of another version than we are."""
    if refusal.code not in _NOT_UNDERSTOOD:
        return refusal
    if is_older(daemon, than=ours):
        words = f"the daemon is older ({daemon}) than this program ({ours}) and does not know what is asked for"
        return Refusal("daemon-older", f"{words}: restart it (`footfall stop`); its jobs are kept")
    if is_older(ours, than=daemon):
        words = f"the daemon is newer ({daemon}) than this program ({ours}), and they do not understand each other"
        return Refusal("daemon-newer", f"{words}: update this program, or start it again")
    return refusal


def other_protocol(daemon: str, speaks: int, ours: str, protocol: int) -> Refusal:
    """Of a daemon and a program that cannot speak to each other at all."""
    words = f"the running daemon ({daemon}) speaks protocol {speaks}, this program ({ours}) {protocol}"
    if speaks < protocol:
        return Refusal("protocol", f"{words}: `footfall stop` ends it, then try again; its jobs are kept")
    return Refusal("protocol", f"{words}: update this program")


def told(daemon: str, ours: str) -> str:
    """For people who look at a daemon; empty where it is of our version, or nobody can tell."""
    if is_older(daemon, than=ours):
        return f"older than this program ({ours}): the next command replaces it when it has nothing in hand"
    if is_older(ours, than=daemon):
        return f"newer than this program ({ours}): start that again"
    return ""


def of_plugin(plugin: str, ours: str) -> str:
    """What an editor's plugin is beside us; empty where it is of our version, or told none."""
    if is_older(plugin, than=ours):
        return f"plugin {plugin} is older than Footfall ({ours})"
    if is_older(ours, than=plugin):
        return f"plugin {plugin} is newer than Footfall ({ours})"
    return ""


def plugin_told(editor: str, plugin: str, ours: str) -> str:
    """The same, and what to do."""
    words = of_plugin(plugin, ours)
    remedy = f"`footfall setup {editor}` renews it" if is_older(plugin, than=ours) else "update Footfall"
    return f"{words}: {remedy}" if words else ""


def has_work(queue: dict[str, int]) -> bool:
    """Whether a daemon with these jobs, counted by state, is in the middle of one."""
    return any(queue.get(state, 0) for state in _AT_WORK)


def _numbers(version: str) -> tuple[int, ...] | None:
    """Of a release: `0.10.2`; what follows the numbers makes no difference."""
    parts = version.split("+")[0].split(".")[:3]
    return tuple(int(part) for part in parts) if all(part.isdecimal() for part in parts) else None
